"""Gold that is stated for whole articles: ISAF press releases, MUC incidents, the countries of Reuters-21578."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from corpus.clean.published import parse_published
from corpus.evaluation.data import Setting, every
from corpus.evaluation.rows import Counts, Row, Target, share_row
from corpus.extract.gazetteer import Place, default_gazetteer
from corpus.extract.lexicon import load_lexicon
from corpus.extract.mention import Document, FoundMention
from corpus.names import fold_name

REUTERS_DOCUMENTS = 1_000  # of 16,000: evenly spread
TODAY = date(2026, 1, 1)
ACTORS = frozenset({"person", "group", "organisation", "government", "unknown"})
_GROUP_WORDS = {
    "taliban": ("taliban", "taleban"),
    "haqqani": ("haqqani",),
    "imu": ("islamic movement of uzbekistan", "imu"),
    "hig": ("gulbuddin", "hig"),
    "aq": ("qaida", "qaeda"),
}
_COUNTRY_NAMES = {
    "usa": "US",
    "uk": "GB",
    "ussr": "RU",
    "uae": "AE",
    "yemen-demo-republic": "YE",
    "zaire": "CD",
    "burma": "MM",
    "east-germany": "DE",
    "west-germany": "DE",
    "ivory-coast": "CI",
    "upper-volta": "BF",
    "yemen-arab-republic": "YE",
    "czechoslovakia": "CZ",
    "yugoslavia": "RS",
    "us-virgin-islands": "VI",
    "netherlands-antilles": "CW",
    "french-guiana": "GF",
    "trinidad-tobago": "TT",
    "guatamala": "GT",
}
_COMPONENT = re.compile(r"^(?P<name>[^()]+?)\s*(?:\((?P<unit>[^)]*)\))?$")
_TOWNS = frozenset({"CITY", "TOWN", "MUNICIPALITY", "VILLAGE", "CAPITAL", "PORT", "TOWNSHIP", "COMMUNITY"})
_DISTRICTS = frozenset({"DEPARTMENT", "PROVINCE", "DISTRICT", "STATE", "REGION", "CANTON", "INTENDANCY"})


def published_days(written: str | None) -> tuple[date, date] | None:
    """Return the days of a record's publication date as ingestion would read it."""
    found = parse_published(written or "", today=TODAY)
    return (found.first, found.last) if found.first and found.last else None


def isaf(setting: Setting) -> list[Row]:
    """Gold province among the locations, gold target group among the actors (pairs of article and value)."""
    records = setting.records("ner/isaf_shared.jsonl.gz")
    documents = (Document("", one["text"], published=published_days(one["dateline_date"])) for one in records)
    provinces, groups, found_provinces = [0, 0], [0, 0], 0
    for record, mentions in zip(records, setting.extract(documents), strict=True):
        held = _provinces(mentions)
        found_provinces += len(held)
        for name in record["gold"]["province"]:
            place = _afghan_province(name)
            if name.strip(" ?"):
                provinces[1] += 1
                provinces[0] += place is not None and place in held
        actors = [_words_of(one) for one in mentions if one.kind in ACTORS - {"person"}]
        for name in ";".join(record["gold"]["target_group"]).split(";"):
            if name:
                groups[1] += 1
                wanted = _GROUP_WORDS.get(name, (name,))
                groups[0] += any(re.search(rf"\b{word}\b", actor) for actor in actors for word in wanted)
    note = f"{found_provinces / max(1, len(records)):.2f} provinces found per article"
    return [
        share_row("ISAF", "gold province among the locations", *provinces, target=Target(0.95), note=note),
        share_row("ISAF", "gold target group among the actors", *groups, target=Target(0.95)),
    ]


def _words_of(mention: FoundMention) -> str:
    return fold_name(f"{mention.text} {mention.name}")


def _provinces(mentions: Iterable[FoundMention]) -> set[int]:
    gazetteer = default_gazetteer()
    found = set()
    for mention in mentions:
        for geonameid in (mention.place.geonameid, *mention.place.parents) if mention.place else ():
            place = gazetteer.by_id(geonameid)
            if place is not None and place.kind == "admin1":
                found.add(geonameid)
    return found


@lru_cache(maxsize=64)
def _afghan_province(name: str) -> int | None:
    found = [one for one in default_gazetteer().candidates(name) if one.country == "AF" and one.kind == "admin1"]
    return found[0].geonameid if found else None


def muc(setting: Setting) -> list[Row]:
    """MUC-3/4 dev: perpetrator organisations among the actors, towns or districts of incidents among the locations."""
    records = setting.records("ner/muc34_dev.jsonl.gz", lambda one: bool(one["incidents"]))
    documents = (Document("", one["text"], published=published_days(one["date"])) for one in records)
    organisations, towns = [0, 0], [0, 0]
    for record, mentions in zip(records, setting.extract(documents), strict=True):
        actors = [one for one in mentions if one.kind in ACTORS]
        for names in {perpetrators(one["perp_org"]) for one in record["incidents"]} - {()}:
            organisations[1] += 1
            organisations[0] += any(is_same_actor(name, one) for name in names for one in actors)
        located = [one for one in mentions if one.place is not None and one.rule != "demonym"]
        for country, name in sorted({town for one in record["incidents"] for town in incident_towns(one["location"])}):
            towns[1] += 1
            towns[0] += any(_is_there(country, name, one) for one in located)
    return [
        share_row("MUC dev", "perpetrator organisation among the actors", *organisations, target=Target(0.85)),
        share_row("MUC dev", "incident town or district among the locations", *towns, target=Target(0.85)),
    ]


def perpetrators(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names by which the key calls an incident's organisation, any of which will do; scraps are dropped."""
    return tuple(sorted({re.sub(r"^THE ", "", name.strip()) for name in names if re.search(r"[^\W\d_]{2}", name)}))


def is_same_actor(gold: str, actor: FoundMention) -> bool:
    """Tell whether a gold organisation is the actor: the same words, the shorter within the longer, or an alias."""
    wanted = fold_name(gold).split()
    for name in (actor.text, actor.name):
        words = fold_name(name).split()
        if words == wanted:
            return True
        shorter, longer = sorted((words, wanted), key=len)
        if len(shorter) >= 2 and f" {' '.join(shorter)} " in f" {' '.join(longer)} ":
            return True
    return bool(actor.key) and actor.key == _key_of(gold)


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str | None:
    entry = load_lexicon().named(name)
    return entry.key if entry is not None else None


def incident_towns(location: str) -> Iterator[tuple[str, str]]:
    """Yield (country, name) of the town, else the district, in an incident's location; nothing for a bare country."""
    for stretch in location.split(" - "):
        country, *parts = (part.strip() for part in stretch.split(":"))
        units: dict[str, str] = {}
        for part in parts:
            match = _COMPONENT.match(part)
            unit = (match["unit"] or "").upper() if match else ""
            level = "town" if unit in _TOWNS else "district" if unit in _DISTRICTS else ""
            if match and level:
                units[level] = match["name"]
        found = units.get("town") or units.get("district")
        if country and found:
            yield country, found


def _is_there(country: str, name: str, mention: FoundMention) -> bool:
    place = mention.place
    if place is None or place.country != country_code(country):
        return False
    if fold_name(name) in (fold_name(mention.text), fold_name(place.name)):
        return True
    return not _ids(name, place.country).isdisjoint((place.geonameid, *place.parents))


@lru_cache(maxsize=4096)
def _ids(name: str, country: str) -> frozenset[int]:
    return frozenset(one.geonameid for one in default_gazetteer().candidates(name) if one.country == country)


@lru_cache(maxsize=1024)
def country_code(name: str) -> str:
    """Return the ISO-2 code of a country as Reuters or MUC names it, "" if unknown."""
    code = _COUNTRY_NAMES.get(name.lower())
    if code is not None:
        return code
    found: list[Place] = default_gazetteer().candidates(name.replace("-", " "))
    return next((one.country for one in found if one.kind in ("country", "region") and one.country), "")


def reuters(setting: Setting) -> list[Row]:
    """Reuters-21578 PLACES against the countries of all locations in dateline and body, demonyms included."""
    records = every(setting.records("reuters_000-015.jsonl.gz", lambda one: bool(one["body"])), REUTERS_DOCUMENTS)
    documents = (
        Document(one["title"] or "", f"{one['dateline']} {one['body']}", published=published_days(one["date"][:10]))
        for one in records
    )
    counts, unknown = Counts(), 0
    for record, mentions in zip(records, setting.extract(documents), strict=True):
        gold = {country_code(name) for name in record["places"]}
        unknown += "" in gold
        found = {one.place.country for one in mentions if one.place is not None and one.field == "text"} - {""}
        counts.right += len(gold & found)
        counts.missed += len(gold - found)
        counts.wrong += len(found - gold)
    note = f"{len(records)} documents; precision {counts.precision:.3f}: the desk chose topics, not mentions"
    if unknown:
        note += f"; {unknown} with a place that is no country of the gazetteer"
    return [
        Row("Reuters-21578", "PLACES, recall", counts.recall, counts.gold, counts.precision, counts.recall,
            Target(0.85), note=note)
    ]  # fmt: skip
