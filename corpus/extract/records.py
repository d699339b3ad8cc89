"""Records in, flat mentions out: what manage.py extract reads and writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from corpus.clean import clean_article
from corpus.clean.boilerplate import RULES
from corpus.clean.language import detect_language
from corpus.clean.published import parse_published
from corpus.extract.locations import lookup_supplied
from corpus.extract.mention import Document, FoundMention, Kind
from corpus.formats.record import RawArticle, Supplied

_MASKING = frozenset(rule.name for rule in RULES)
_LINE = re.compile(r"[^\n]+")
_KINDS: dict[str, Kind] = {
    "person": "person",
    "group": "group",
    "organisation": "organisation",
    "government": "government",
}


def document_of(record: RawArticle, given: Mapping[str, object], *, today: date) -> Document:
    """Return the document whose offsets count in the record's own `title` and `text`, as given.

    A record that has only markup is read as `clean` reads it. Raises TextTooLong.
    """
    title, text = _as_given(given, "title", record.title), _as_given(given, "text", record.text)
    clean = clean_article(
        title=record.title, text=record.text, html=record.html, whole_page=record.whole_page, url=record.url
    )
    removed = {line.text for line in clean.removed if line.rule in _MASKING}
    text = _masked(text, removed) if text.strip() else clean.text
    published = parse_published(record.published, today=today)
    days = (published.first, published.last) if published.first and published.last else None
    return Document(
        title,
        text,
        language=detect_language(f"{clean.title}\n{clean.text}", record.language),
        source=record.source,
        published=days,
    )


def _as_given(given: Mapping[str, object], field: str, mapped: str) -> str:
    """Return a field exactly as the record has it, or as it was mapped from another name."""
    value = given.get(field)
    return value if isinstance(value, str) and value.strip() else mapped


def _masked(text: str, lines: set[str]) -> str:
    """Blank out the page furniture without moving what follows it."""
    if not lines:
        return text

    def blank(match: re.Match[str]) -> str:
        return " " * len(match.group()) if " ".join(match.group().split()) in lines else match.group()

    return _LINE.sub(blank, text)


def supplied_actors(actors: Iterable[Supplied]) -> list[dict[str, Any]]:
    """Return the actors that a record itself names, taken as given."""
    return [_supplied(actor.name, _KINDS.get(actor.kind, "unknown")) for actor in actors]


def _supplied(name: str, kind: Kind) -> dict[str, Any]:
    return {
        "start": None,
        "end": None,
        "text": name,
        "field": None,
        "kind": kind,
        "name": name,
        "confidence": 1.0,
        "rule": "supplied",
    }


def supplied_locations(locations: Iterable[Supplied]) -> list[dict[str, Any]]:
    """Return the locations that a record itself names, with what the gazetteer knows of them.

    One that the gazetteer doesn't have and that brings no coordinates of its own is left out.
    """
    flat = []
    for location in locations:
        place = lookup_supplied(location.name, location.country, location.geonameid)
        if place is None and location.lat is None:
            continue
        own = location.lat is not None
        flat.append(
            _supplied(location.name, "location")
            | {
                "geonameid": place.geonameid if place else location.geonameid,
                "country": place.country if place else location.country,
                "admin1": place.admin1 if place else "",
                "lat": location.lat if own or place is None else place.lat,
                "lon": location.lon if own or place is None else place.lon,
            }
        )
    return flat


def flat_mention(mention: FoundMention) -> dict[str, Any]:
    """Return a mention as the one flat object that is written for it."""
    flat: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "field": mention.field,
        "kind": mention.kind,
        "name": mention.name,
        "confidence": mention.confidence,
        "rule": mention.rule,
    }
    if mention.place is not None:
        place = mention.place
        flat |= {
            "geonameid": place.geonameid,
            "country": place.country,
            "admin1": place.admin1,
            "lat": place.lat,
            "lon": place.lon,
        }
    if mention.kind == "date":
        flat["from"] = mention.first.isoformat() if mention.first else None
        flat["to"] = mention.last.isoformat() if mention.last else None
        flat["precision"] = mention.precision
        if mention.yearless:
            flat["yearless"] = mention.yearless
    return flat
