"""Dry runs on the command line: how columns are said to be read, and how what was found is written."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError

from corpus.formats.columns import mapping_fault
from corpus.management.base import USAGE


def add_map(parser: ArgumentParser) -> None:
    """Declare the option that says what a column is read as."""
    parser.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=FIELD", help="read a column as a field (“” = leave out)"
    )


def read_map(written: Sequence[str]) -> dict[str, str]:
    """Return the mapping that COLUMN=FIELD options say."""
    mapping = {}
    for each in written:
        column, equals, field = each.rpartition("=")
        if not equals or not column.strip():
            raise CommandError(f"--map {each}: write COLUMN=FIELD, as --map Headline=title.", returncode=USAGE)
        mapping[column] = field.strip()
    if fault := mapping_fault(mapping):
        raise CommandError(f"--map: {fault}", returncode=USAGE)
    return mapping


def lines_of(found: Mapping[str, Any], *, as_json: bool) -> Iterator[str]:
    """Yield what a dry run found, line by line: each column and what it is read as, then each record."""
    if as_json:
        yield json.dumps(found, ensure_ascii=False)
        return
    for column in found["columns"]:
        yield f"{column['column']} -> {column['read_as'] or 'left out'}\t{column['example']}"
    for record in found["records"]:
        where = ":".join(str(record[part]) for part in ("file", "member", "line") if record[part])
        known = "\t".join(record.get(name, "") for name in ("published", "source", "title") if record.get(name))
        yield "\t".join(each for each in (where, record["status"], known, record["reason"]) if each)
