"""A dry run: what the first records of files would become. Files of strangers are read in a process of its own.

`python -m corpus.looking` reads what to look at as JSON on standard input and writes what it found on standard output;
it is confined like the worker's children, asks no database and writes nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from corpus.choosing import Choice
from corpus.confine import Bounds, confine
from corpus.formats import read_file
from corpus.formats.aliases import field_of
from corpus.formats.columns import WatchedColumns
from corpus.formats.record import RawArticle, RecordError
from corpus.limits import reader_limits
from corpus.prepare import Defaults, PreparedArticle, prepare, said_at

RECORDS: Final = 20
SHOWN_CHARACTERS: Final = 400
MOST_PASSED_BY: Final = 100_000  # records that do not count (a retry's), before a look gives up


class LookError(Exception):
    """Files could not be looked at; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A file to look at: the name it was sent under, where it lies, and which of its records count."""

    name: str
    path: str
    only: Mapping[str, Any] | None = None


def look(files: Sequence[Sight], *, defaults: Defaults, mapping: Mapping[str, str]) -> dict[str, Any]:
    """Return what the first records of files are read as: {"columns", "records", "more", "spread"}. Raises LookError.

    It takes about a second, and at most `dry_run_seconds` of the settings.
    """
    asked = {
        "files": [asdict(file) for file in files],
        "defaults": asdict(defaults),
        "mapping": dict(mapping),
        "parent": os.getpid(),
    }
    most = float(settings.DATELINE["dry_run_seconds"])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "corpus.looking"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=most,
            cwd=settings.BASE_DIR,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LookError(
            f"The first records could not be read within {most:,.0f} s, so there is no preview. Send less at once, or "
            "take it in without a look: what cannot be read is named in the ledger."
        ) from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise LookError(
            "The program that reads the files came to harm, so there is no preview. Taken in, what it was is named in "
            "the ledger, and the rest goes on."
        ) from None
    return dict(found)


def see(files: Sequence[Sight], *, defaults: Defaults, mapping: Mapping[str, str]) -> dict[str, Any]:
    """Read the first records of files in this process; see `look`."""
    columns = WatchedColumns(mapping)
    records: list[dict[str, Any]] = []
    today = timezone.now().date()
    first, more = _first(files, columns)
    for record in first:
        made = _made(record, defaults, today)
        records.append(_of_error(made) if isinstance(made, RecordError) else _of_article(made))
    shown = {"records": records, "more": more, "spread": more and len(files) > 1}
    return {"columns": _columns(columns, mapping)} | shown


def _first(files: Sequence[Sight], columns: WatchedColumns) -> tuple[list[RawArticle | RecordError], bool]:
    """Return the first records, in their order, and whether there are more: some of each file, so that all are seen."""
    readers = [_records(file, columns) for file in files[:RECORDS]]
    share = max(1, RECORDS // max(1, len(files)))
    taken = [list(islice(reader, share)) for reader in readers]
    for reader, records in zip(readers, taken, strict=True):
        records.extend(islice(reader, RECORDS - sum(map(len, taken))))
    more = len(files) > len(readers) or any(next(reader, None) is not None for reader in readers)
    return [record for records in taken for record in records], more


def _made(record: RawArticle | RecordError, defaults: Defaults, today: date) -> PreparedArticle | RecordError:
    if isinstance(record, RecordError):
        return record
    try:
        return prepare(record, defaults, today=today)
    except Exception as error:  # as on its way in, one record must not hide the others
        return RecordError(record.position, f"Cleaning failed: {error}", id=record.id, title=record.title)


def _records(file: Sight, columns: WatchedColumns) -> Iterator[RawArticle | RecordError]:
    choice, passed = Choice(file.only), 0
    for record in read_file(Path(file.path), name=file.name, limits=reader_limits(), columns=columns):
        if choice.takes(record.position.member):
            yield record
        elif (passed := passed + 1) > MOST_PASSED_BY:
            break


def _columns(columns: WatchedColumns, mapping: Mapping[str, str]) -> list[dict[str, str]]:
    """Return each column with an example, what its name says, what was chosen for it, and what comes of both."""
    chosen = {column.strip(): field for column, field in mapping.items()}
    return [
        {
            "column": column,
            "example": example,
            "known_as": field_of(column),
            "read_as": field_of(columns.names([column])[0]),
            "chosen": chosen.get(column, "auto"),
        }
        for column, example in columns.examples.items()
    ]


def _of_error(error: RecordError) -> dict[str, Any]:
    shown = {"reason": error.reason, "field": error.field, "external_id": error.id, "title": error.title}
    return _place(error) | shown | {"skipped": error.skipped}


def _place(record: RawArticle | RecordError) -> dict[str, Any]:
    position = record.position
    return {"file": position.file, "member": position.member, "line": position.line, "reason": "", "field": ""}


def _of_article(made: PreparedArticle) -> dict[str, Any]:
    columns = made.columns
    text = str(columns["text"])
    return _place(made.raw) | {
        "identity": made.identity,
        "external_id": columns["external_id"],
        "record_sha256": columns["record_sha256"],
        "said": said.isoformat() if (said := said_at(columns)) else "",
        "title": columns["title"],
        "source": made.source,
        "url": columns["url"],
        "author": columns["author"],
        "language": columns["language"],
        "published": _written(columns["published_from"], str(columns["published_precision"])),
        "published_status": columns["published_status"],
        "text": text[:SHOWN_CHARACTERS],
        "characters": len(text),
        "removed": len(columns["removed"]),  # type: ignore[arg-type] # a list of lines
        "actors": [each.name for each in made.actors],
        "locations": [each.name for each in made.locations],
        "warnings": made.warnings,
    }


def _written(first: object, precision: str) -> str:
    """Return a date as far as it is known."""
    return "" if first is None else str(first)[: {"year": 4, "month": 7}.get(precision, 10)]


def main() -> None:
    """Look at what standard input says."""
    asked = json.load(sys.stdin)
    chosen = settings.DATELINE
    bounds = Bounds(int(chosen["dry_run_seconds"]), chosen["child_memory_bytes"], chosen["child_file_bytes"])
    confine(bounds, parent=asked["parent"], network=False)
    files = [Sight(**file) for file in asked["files"]]
    json.dump(see(files, defaults=Defaults(**asked["defaults"]), mapping=asked["mapping"]), sys.stdout)


if __name__ == "__main__":
    main()
