"""What a reader of a file yields: records, and the ones that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stands: the file as it was named, the archive member, the line (both if any; lines from 1)."""

    file: str
    member: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Warning:
    """Something about a record that an editor should know, though the record was kept."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Supplied:
    """An actor or location that the record itself names.

    `kind` is "" unless the record says one; `geonameid`, `country` (ISO-2), `lat`, `lon` are for locations.
    """

    name: str
    kind: str = ""
    geonameid: int | None = None
    country: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as the file has it: decoded, not yet cleaned. All texts are as written; "" = not given.

    `whole_page` says that `html` is a whole web page (trafilatura's work), not the markup of an article body.
    """

    position: Position
    id: str = ""
    title: str = ""
    text: str = ""
    html: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    language: str = ""
    published: str = ""
    collected: str = ""
    modified: str = ""
    actors: tuple[Supplied, ...] = ()
    locations: tuple[Supplied, ...] = ()
    whole_page: bool = False
    warnings: tuple[Warning, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RecordError:
    """A record (or a whole file or member) that could not be read, with a reason a person can act on.

    `skipped`: nothing is wrong with it, but it is no article (a picture of a news agency, say).
    """

    position: Position
    reason: str
    field: str = ""
    id: str = ""
    title: str = ""
    skipped: bool = False
