"""What extraction takes and gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

MentionField = Literal["title", "text"]
Kind = Literal["person", "group", "organisation", "government", "location", "date", "unknown"]
Precision = Literal["day", "week", "month", "quarter", "year", "interval", ""]


@dataclass(frozen=True, slots=True)
class Document:
    """A clean article to extract from. `published` = first and last day of its publication date, if known."""

    title: str
    text: str
    language: str = "en"
    source: str = ""
    published: tuple[date, date] | None = None


@dataclass(slots=True, unsafe_hash=True)
class Resolved:
    """The gazetteer's answer for a location mention: coordinates in degrees, `how` = exact, fuzzy, demonym, ….

    `parents` are geonameids from the nearest upwards (admin2, admin1, country); `alternatives` at most three others,
    each (geonameid, name, country ISO-2, confidence).
    """

    geonameid: int
    name: str
    kind: Literal["country", "admin1", "admin2", "city", "region"]
    country: str
    admin1: str = ""
    lat: float | None = None
    lon: float | None = None
    how: str = "exact"
    parents: tuple[int, ...] = ()
    alternatives: tuple[tuple[int, str, str, float], ...] = ()


# Not frozen, though nothing changes it: a frozen class takes three times as long to make, and there are many.
@dataclass(slots=True, unsafe_hash=True)
class FoundMention:
    """One mention: code-point offsets into `field` of the document as given, so that slicing gives `text`.

    `name` is the canonical name. Actors carry `key` (see corpus.models.Actor) and `country`; locations `place`;
    dates `first` and `last` day with `precision`, or only `yearless` ("--09-05") when no year can be told.
    """

    start: int
    end: int
    text: str
    field: MentionField
    kind: Kind
    name: str
    confidence: float
    rule: str
    key: str = ""
    country: str = ""
    place: Resolved | None = None
    first: date | None = None
    last: date | None = None
    precision: Precision = ""
    yearless: str = ""


class Extractor(Protocol):
    """Finds who, where and when in a document. `label` is name and version, kept with every mention."""

    label: str

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        """Yield the mentions of each document, in order, sorted by field (title first) and start."""
        ...
