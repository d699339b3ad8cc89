"""The Global Knowledge Graph of GDELT (version 2.1): tab-separated, no header row, one article a line, without text.

Column layout: "The GDELT Global Knowledge Graph (GKG) Data Format Codebook V2.1".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from corpus.formats.content import Content, with_warnings
from corpus.formats.encoding import decode_bare
from corpus.formats.limits import Refused, megabytes
from corpus.formats.mapping import map_record
from corpus.formats.record import RawArticle, RecordError
from corpus.formats.stream import limited_lines

_GRAPH_COLUMNS = 27
_EVENT_COLUMNS = frozenset({57, 58, 61})
_MENTION_COLUMNS = 16
_DATE, _COLLECTION, _SOURCE, _DOCUMENT = 1, 2, 3, 4
_LOCATIONS, _PERSONS, _ORGANISATIONS, _EXTRAS = 9, 11, 13, 26
_WEB = "1"
_GRAPH_ID = re.compile(r"\d{14}-T?\d{1,10}\Z")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_AUTHORS = re.compile(r"<PAGE_AUTHORS>(.*?)</PAGE_AUTHORS>", re.DOTALL)
_PRECISE = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")


def looks_like_gdelt(line: str) -> bool:
    """Tell whether a line is one of GDELT's tables, which have no header row."""
    cells = line.rstrip("\r\n").split("\t")
    return _is_graph(cells) or _is_event(cells) or _is_mention(cells)


def read_gdelt(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the article of each line; tables of events and of mentions hold none and are refused."""
    most = content.limits.max_record_bytes
    for number, line in enumerate(limited_lines(content.stream, most), 1):
        if line is None:
            reason = f"is longer than {megabytes(most)}, the most that one record may have"
            yield content.error(reason, line=number)
            continue
        if not line.strip():
            continue
        decoded = decode_bare(line.rstrip(b"\r\n"))
        cells = decoded.text.split("\t")
        if number == 1 and (_is_event(cells) or _is_mention(cells)):
            kind = "events" if _is_event(cells) else "mentions"
            raise Refused(f"is a GDELT table of {kind}, which has no titles and texts; send the GKG file of the time")
        record = map_record(_fields(cells), content.at(number)) if len(cells) == _GRAPH_COLUMNS else None
        if record is None:
            reason = f"has {len(cells)} columns; a line of GDELT's Global Knowledge Graph has {_GRAPH_COLUMNS}"
            yield content.error(reason, line=number)
        else:
            yield with_warnings(record, content.warnings + decoded.warnings)


def with_day_seen(data: Mapping[str, object]) -> Mapping[str, object]:
    """Return a row with its date as the day on which GDELT saw it, if it is one of a list of the document search."""
    if "MobileURL" not in data or "Date" not in data:
        return data
    return {"seendate" if key == "Date" else key: value for key, value in data.items()}


def _is_graph(cells: list[str]) -> bool:
    return len(cells) == _GRAPH_COLUMNS and _GRAPH_ID.match(cells[0]) is not None and _is_moment(cells[_DATE])


def _is_event(cells: list[str]) -> bool:
    return (
        len(cells) in _EVENT_COLUMNS and cells[0].isdigit() and cells[1].isdigit() and len(cells[1]) == len("20210905")
    )


def _is_mention(cells: list[str]) -> bool:
    return len(cells) == _MENTION_COLUMNS and cells[0].isdigit() and _is_moment(cells[1]) and _is_moment(cells[2])


def _is_moment(cell: str) -> bool:
    return len(cell) == len("20210905120000") and cell.isdigit()


def _fields(cells: list[str]) -> dict[str, object]:
    extras = cells[_EXTRAS]
    return {
        "id": cells[0],
        "title": _extra(_TITLE, extras),
        "author": list(_names(_extra(_AUTHORS, extras))),
        "source": cells[_SOURCE],
        "url": cells[_DOCUMENT] if cells[_COLLECTION] == _WEB else "",
        "published": _moment(_extra(_PRECISE, extras) or cells[_DATE]),
        "actors": [
            *({"name": name, "kind": "person"} for name in _names(cells[_PERSONS])),
            *({"name": name, "kind": "organisation"} for name in _names(cells[_ORGANISATIONS])),
        ],
        "locations": list(_places(cells[_LOCATIONS])),
    }


def _extra(wanted: re.Pattern[str], extras: str) -> str:
    found = wanted.search(extras)
    return html.unescape(found.group(1)).strip() if found else ""


def _moment(digits: str) -> str:
    """Return fourteen digits as ISO 8601; GDELT counts in UTC."""
    if not _is_moment(digits):
        return digits
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:]}Z"


def _names(cell: str) -> Iterator[str]:
    """Yield the names of a list; GDELT writes them in lower case."""
    for name in cell.split(";"):
        if name.strip():
            yield " ".join(word[:1].upper() + word[1:] for word in name.split())


def _places(cell: str) -> Iterator[str]:
    """Yield the full names of places ("Kabul, Kabol, Afghanistan")."""
    for block in cell.split(";"):
        parts = block.split("#")
        if len(parts) > 1 and parts[1].strip():
            yield parts[1].strip()
