"""Turns names of places into places of the gazetteer, reading each in the light of its document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from corpus.extract.demonyms import find_demonyms
from corpus.extract.gazetteer import Gazetteer, Match, Place, default_gazetteer
from corpus.extract.gazetteer_names import ENGLISH_SPEAKING, RANK_ABBREVIATION, place_key
from corpus.extract.location_cues import LocationCue, cue_at, lies_in
from corpus.extract.location_names import Name, names_of, namesakes, outlet_town, states_of_towns
from corpus.extract.location_scores import DocumentContext, Focus, shares, weigh
from corpus.extract.mention import Resolved
from corpus.extract.words import COMPASS, WATERS

__all__ = [
    "DocumentContext",
    "Focus",
    "LocationCue",
    "Scored",
    "cue_at",
    "find_demonyms",
    "lookup_supplied",
    "rate",
    "resolve",
    "to_resolved",
]

MIN_FUZZY_LETTERS = 4
FUZZY_IN_PROVINCE = 72.0
FUZZY_IN_COUNTRY = 86.0
DEMONYM_CONFIDENCE = 0.95
AROUND_CONFIDENCE = 0.5
LEAST_VOTES = 2.0  # for a country to be what a document is about
SURE_OF_VILLAGE = 0.3
SURE_OF_TOWN = 0.2
SURE_OF_COUNTRY = 0.6
MOST_OF_FOCUS = 0.5
SURE_OF_HOME = 0.3
VILLAGE_POPULATION = 5_000
WELL_KNOWN = 20_000  # people of a town that may be meant in an article about another country
LEAST_TO_DOUBT = 4  # mentions of a country before towns elsewhere are doubted
CACHED_NAMES = 16_384


@dataclass(slots=True, unsafe_hash=True)
class Scored:
    """A resolved place with the share of the score it won (0 to 1)."""

    place: Resolved
    confidence: float


def resolve(
    names: Sequence[LocationCue], *, document: DocumentContext | None = None, gazetteer: Gazetteer | None = None
) -> list[Resolved | None]:
    """Return the place each name stands for, in order; None for one that the gazetteer does not have."""
    rated = rate(names, document=document, gazetteer=gazetteer)
    return [None if scored is None else scored.place for scored in rated]


def rate(
    names: Sequence[LocationCue], *, document: DocumentContext | None = None, gazetteer: Gazetteer | None = None
) -> list[Scored | None]:
    """Return the place each name stands for with its confidence, in order; None for an unknown name."""
    held = gazetteer or default_gazetteer()
    known = names_of(names, held)
    context = document or DocumentContext()
    towns = outlet_town(context.outlet, held) if known else ()
    if towns and "." not in context.outlet:
        # The town speaks for its countries itself: the Jordan News may be that of Jordan, Minnesota.
        context = replace(context, home_country="")
    focus = weigh([*known, *towns], context)
    states_of_towns(known)
    home = document.dateline.country if document is not None and document.dateline is not None else ""
    # Mentions that were scored together have one answer.
    answers: dict[tuple[int, int, frozenset[int]], Scored | None] = {}
    found: list[Scored | None] = []
    for name in known:
        alike = (id(name.known), id(name.scores), name.containing)
        if alike not in answers:
            answers[alike] = _choose(name, held)
        found.append(answers[alike] or _fuzzy(name.cue.text, focus, held) or _around(name, focus, held, home=home))
    return _without_strays(known, found, document or DocumentContext(), gazetteer=held)


def _without_strays(
    names: Sequence[Name], found: Sequence[Scored | None], document: DocumentContext, *, gazetteer: Gazetteer
) -> list[Scored | None]:
    """Return the answers, small places of countries that nothing else speaks of turned into the document's country."""
    spoken_of = Counter(document.demonyms)
    spoken_of.update([code for code in (document.home_country,) if code])
    spoken_of.update([document.dateline.country] if document.dateline is not None else [])
    by_country: defaultdict[str, set[str]] = defaultdict(set)
    for name, scored in zip(names, found, strict=True):
        if scored is not None and scored.place.country:
            spoken_of[scored.place.country] += 1
            by_country[scored.place.country].add(name.key)
    focus, votes = max(spoken_of.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    country = gazetteer.country(focus)
    if country is None or votes < LEAST_TO_DOUBT or votes < SURE_OF_COUNTRY * sum(spoken_of.values()):
        return list(found)
    alone = {
        code for code, keys in by_country.items()
        if len(keys) == 1 and code != focus and code not in document.demonyms and code != document.home_country
    }  # fmt: skip
    return [
        _stray(scored, country) if scored is not None and _is_stray(name, scored, alone) else scored
        for name, scored in zip(names, found, strict=True)
    ]


def _is_stray(name: Name, scored: Scored, alone: Collection[str]) -> bool:
    place = scored.place
    if place.country not in alone or place.how != "exact" or place.kind not in ("city", "admin2") or name.containing:
        return False
    return all(
        match.place.population < WELL_KNOWN for match in name.matches if match.place.geonameid == place.geonameid
    )


def _stray(scored: Scored, country: Place) -> Scored:
    place = scored.place
    nearest = (place.geonameid, place.name, place.country, round(scored.confidence, 4))
    return Scored(
        to_resolved(country, how="country", alternatives=(nearest, *place.alternatives[:2])), AROUND_CONFIDENCE
    )


def _around(name: Name, focus: Focus, gazetteer: Gazetteer, *, home: str) -> Scored | None:
    """Return what a sure location that no gazetteer has lies in, as the text says, else the document's country.

    That is the country it speaks of most, or `home`, where it was written (ISO 3166), if it speaks of that much too.
    """
    if not name.cue.sure:
        return None
    inside = [place for place in map(gazetteer.by_id, name.containing) if place is not None]
    called_after = _called_after(name.cue.text, focus, gazetteer)
    inside = [place for place in called_after if not inside or lies_in(place, name.containing)] or inside
    if inside:
        best = max(inside, key=lambda place: (place.country == focus.country, place.population))
        return Scored(to_resolved(best, how="part"), AROUND_CONFIDENCE)
    sure = focus.country and focus.countries[focus.country] >= MOST_OF_FOCUS and focus.votes >= LEAST_VOTES
    code = focus.country if sure else home if focus.countries.get(home, 0.0) >= SURE_OF_HOME else ""
    country = gazetteer.country(code) if code else None
    if country is None:
        return None
    return Scored(to_resolved(country, how="country"), AROUND_CONFIDENCE)


def _called_after(text: str, focus: Focus, gazetteer: Gazetteer) -> list[Place]:
    """Return the places of the document's country that a thing bears the name of: "Harrow Airport", "Port of Harrow".

    Where English is spoken, rivers and hills bear names of far-off towns too: only the document's province counts.
    """
    words = text.split()
    names = [" ".join(words[:size]) for size in range(len(words) - 1, 0, -1)]
    if " of " in text:
        names.insert(0, text.partition(" of ")[2])
    wide = focus.country in ENGLISH_SPEAKING and not WATERS.isdisjoint((words[-1].lower(), words[0].lower()))
    for name in names:
        if name.lower() in WATERS or name.lower() in COMPASS:
            continue
        found = [
            match.place
            for match in gazetteer.matches(name)
            if not match.part
            and (match.rank != RANK_ABBREVIATION or "." in name)
            and not match.unusual
            and match.place.country == focus.country
            and not (wide and focus.province not in (None, match.place.geonameid, *match.place.parents))
        ]
        if found:
            return found
    return []


def to_resolved(
    place: Place, *, how: str = "exact", alternatives: tuple[tuple[int, str, str, float], ...] = ()
) -> Resolved:
    """Return the gazetteer's place as the answer for a mention; a demonym has no point on the map."""
    located = how != "demonym"
    return Resolved(
        place.geonameid,
        place.name,
        place.kind,
        place.country,
        place.admin1,
        place.lat if located else None,
        place.lon if located else None,
        how,
        place.parents,
        alternatives,
    )


def _choose(name: Name, gazetteer: Gazetteer) -> Scored | None:
    if not name.matches:
        return None
    if name.known.demonym:
        return Scored(to_resolved(name.matches[0].place, how="demonym"), DEMONYM_CONFIDENCE)
    holder = _state_instead(name, gazetteer)
    if holder is not None:
        return Scored(to_resolved(holder, how="part"), AROUND_CONFIDENCE)
    parts = shares(name.scores)
    if len(parts) == 1:
        return Scored(to_resolved(name.matches[0].place, how=_how(name, name.matches[0])), 1.0)
    order = sorted(range(len(parts)), key=lambda index: -parts[index])
    best = name.matches[order[0]]
    own, home = best.place.geonameid, name.known.seats[order[0]].lineage
    # Those of the same name that it lies in, or that lie in it, are no rivals.
    confidence = sum(
        [
            part
            for part, seat in zip(parts, name.known.seats, strict=True)
            if seat.geonameid in home or own in seat.lineage
        ]
    )
    rivals = tuple(
        (place.geonameid, place.name, place.country, round(parts[index], 4))
        for index in order[1:4]
        for place in [name.matches[index].place]
    )
    fallback = _country_instead(best.place, confidence, name.matches, parts, gazetteer)
    if fallback is not None:
        sure = sum(
            part for part, match in zip(parts, name.matches, strict=True) if match.place.country == best.place.country
        )
        nearest = (best.place.geonameid, best.place.name, best.place.country, round(confidence, 4))
        return Scored(to_resolved(fallback, how="country", alternatives=(nearest, *rivals[:2])), sure)
    return Scored(to_resolved(best.place, how=_how(name, best), alternatives=rivals), confidence)


def _state_instead(name: Name, gazetteer: Gazetteer) -> Place | None:
    """Return the state that a town is said to lie in where the gazetteer has it only in others: "Harrow, Iowa"."""
    if not name.containing or not name.cue.after.startswith(","):
        return None
    if any(
        match.place.kind not in ("city", "admin2") or lies_in(match.place, name.containing) for match in name.matches
    ):
        return None
    holders = [place for place in map(gazetteer.by_id, name.containing) if place is not None]
    states = [place for place in holders if place.kind == "admin1" and place.country in ENGLISH_SPEAKING]
    return max(states, key=lambda place: place.population, default=None) if len(states) == len(holders) else None


def _how(name: Name, match: Match) -> str:
    return "part" if match.part else "context" if lies_in(match.place, name.containing) else "exact"


def _country_instead(
    place: Place, confidence: float, matches: Sequence[Match], parts: Sequence[float], gazetteer: Gazetteer
) -> Place | None:
    """Return the country when a small place is a mere guess but its country is not."""
    least = SURE_OF_VILLAGE if place.population <= VILLAGE_POPULATION else SURE_OF_TOWN
    if confidence >= least or place.kind not in ("city", "admin2"):
        return None
    same = sum(part for part, match in zip(parts, matches, strict=True) if match.place.country == place.country)
    return gazetteer.country(place.country) if same >= SURE_OF_COUNTRY else None


def _fuzzy(text: str, focus: Focus, gazetteer: Gazetteer) -> Scored | None:
    """Return the place whose name is spelt nearly so, in the province or country the document is about."""
    key = place_key(text)
    if len(key) < MIN_FUZZY_LETTERS or " " in key or not text[:1].isupper():
        return None
    if focus.province is not None:
        # Where English is spoken, names are written as they are.
        least = FUZZY_IN_COUNTRY if focus.country in ENGLISH_SPEAKING else FUZZY_IN_PROVINCE
        found = _closest(key, focus.province, least, gazetteer)
        if found is not None:
            return found
    country = gazetteer.country(focus.country) if focus.country else None
    if country is None:
        return None
    return _closest(key, country.geonameid, FUZZY_IN_COUNTRY, gazetteer)


@lru_cache(maxsize=CACHED_NAMES)
def _closest(key: str, parent: int, least: float, gazetteer: Gazetteer) -> Scored | None:
    names, ids = gazetteer.names_within(parent)
    found = process.extract(key, names, scorer=fuzz.ratio, score_cutoff=least, limit=6)
    if not found:
        return None
    top = found[0][1]
    near = [gazetteer.by_id(ids[index]) for _name, ratio, index in found if ratio == top]
    place = max(
        (place for place in near if place is not None), key=lambda place: (place.kind == "admin2", place.population)
    )
    rivals = {ids[index]: ratio for _name, ratio, index in found if ids[index] != place.geonameid}
    others = ((gazetteer.by_id(geonameid), ratio) for geonameid, ratio in list(rivals.items())[:3])
    alternatives = tuple(
        (other.geonameid, other.name, other.country, round(ratio / 200, 4)) for other, ratio in others if other
    )
    return Scored(to_resolved(place, how="fuzzy", alternatives=alternatives), round(0.8 * top / 100, 4))


def lookup_supplied(
    name: str, country: str = "", geonameid: int | None = None, *, gazetteer: Gazetteer | None = None
) -> Resolved | None:
    """Return the place that a record names itself, by id or exact name ("Panjshir", "Panjshir, Afghanistan").

    Of several the most populous is taken, within `country` (ISO-2) if that is given; None if there is none.
    """
    held = gazetteer or default_gazetteer()
    if geonameid is not None:
        place = held.by_id(geonameid)
        if place is not None:
            return to_resolved(place, how="supplied")
    name = name.strip()
    found = _exact(name, held)
    if not found and "," in name:
        head, _, tail = name.partition(",")
        holders = frozenset(place.geonameid for place in _exact(tail.rpartition(",")[2] or tail, held))
        found = [place for place in _exact(head, held) if lies_in(place, holders)]
    if country:
        found = [place for place in found if place.country == country.upper() or country.upper() in place.countries]
    if not found:
        return None
    called_after = namesakes([Match(place, 0) for place in found], place_key(name.partition(",")[0]))
    found = [place for place in found if place.geonameid not in called_after] or found
    best = max(found, key=_importance)
    return to_resolved(best, how="supplied")


def _importance(place: Place) -> tuple[bool, bool, int, bool]:
    return place.kind == "country", place.kind == "region", place.population, place.kind == "city"


def _exact(name: str, gazetteer: Gazetteer) -> list[Place]:
    return [match.place for match in gazetteer.matches(name.strip()) if not match.part]
