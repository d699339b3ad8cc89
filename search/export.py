"""Exports: every hit of a search, row by row as the pages would show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any, Final, Literal

from corpus.spreadsheets import BYTE_ORDER_MARK, line_writer, safe_cell
from search.answer import api_result
from search.hits import Row

Format = Literal["csv", "jsonl"]
CONTENT_TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
}
JOINT: Final = "; "
_LINE_ENDS: Final = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})  # to some readers
COLUMNS: Final = (
    *("id", "permalink", "title", "source", "url", "author", "language"),
    *("published", "published_precision", "published_status", "collected", "added"),
    *("actors", "actor_ids", "locations", "location_ids", "lat", "lon"),
    *("dup_group", "is_duplicate", "word_count", "score", "snippet", "sha256"),
)


def export_lines(form: Format, rows: Iterable[Row]) -> Iterator[str]:
    """Yield an export line by line, to be written as UTF-8."""
    return csv_lines(rows) if form == "csv" else jsonl_lines(rows)


def jsonl_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a JSON object a hit: the keys of an API result, with text, author, language and date status."""
    for row in rows:
        yield json.dumps(jsonl_record(row), ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def jsonl_record(row: Row) -> dict[str, Any]:
    """Return the object that an export holds for a hit."""
    return api_result(row.hit) | {
        "text": row.article.text,
        "author": row.hit.author,
        "language": row.hit.language,
        "external_id": row.hit.external_id,
        "published_status": row.hit.published_status,
    }


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the byte order mark with the header row, then a record a hit (RFC 4180, every cell in quotes)."""
    write = line_writer()
    yield BYTE_ORDER_MARK + write(COLUMNS)
    for row in rows:
        yield write(csv_record(row))


def csv_record(row: Row) -> tuple[str, ...]:
    """Return the cells of a hit in the order of COLUMNS; none of them can be taken for a formula."""
    hit, place = row.hit, row.place
    cells = {
        "id": hit.id,
        "permalink": hit.permalink,
        "title": hit.title,
        "source": hit.source,
        "url": hit.url,
        "author": hit.author,
        "language": hit.language,
        "published": hit.published,
        "published_precision": hit.published_precision,
        "published_status": hit.published_status,
        "collected": _moment(hit.collected),
        "added": _moment(hit.added),
        "actors": JOINT.join(tag.name for tag in hit.actors),
        "actor_ids": JOINT.join(str(tag.id) for tag in hit.actors),
        "locations": JOINT.join(tag.name for tag in hit.locations),
        "location_ids": JOINT.join(str(tag.id) for tag in hit.locations),
        "lat": place.latitude if place else None,
        "lon": place.longitude if place else None,
        "dup_group": hit.story or None,
        "is_duplicate": "true" if hit.story not in (0, hit.id) else "false",
        "word_count": row.article.word_count,
        "score": hit.score,
        "snippet": plain_snippet(hit.snippets),
        "sha256": row.article.text_sha256,
    }
    return tuple(safe_cell(cells[column]) for column in COLUMNS)


def plain_snippet(snippets: Iterable[str]) -> str:
    """Return snippets as one plain text."""
    return " ".join(unescape(html.replace("<mark>", "").replace("</mark>", "")) for html in snippets)


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
