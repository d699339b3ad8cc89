"""manage.py extract: records in, mentions out, a line for each line; needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from corpus.clean import TextTooLong
from corpus.extract import EXTRACTOR_NAMES, make_extractor
from corpus.extract.gazetteer_build import GazetteerError
from corpus.extract.mention import Document, Extractor
from corpus.extract.records import document_of, flat_mention, supplied_actors, supplied_locations
from corpus.formats.json_lines import map_value, parse_json
from corpus.formats.limits import Refused
from corpus.formats.record import Position, RawArticle, RecordError
from corpus.management.record_lines import line_fault, reader_may_leave, record_lines

BATCH_LINES = 64


@dataclass(frozen=True, slots=True)
class _Read:
    """A line as read: its record and document, or the answer that says why there is none."""

    record: RawArticle | None = None
    document: Document | None = None
    refusal: Mapping[str, Any] | None = None


class Command(BaseCommand):
    """Extract mentions from standard input to standard output."""

    help = (
        "Finds actors, locations and dates: JSON Lines on standard input, on standard output one line for each, in "
        'order: {"id","mentions":[…]}, or {"id","error"} for a line that cannot be read.'
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--extractor", choices=EXTRACTOR_NAMES, default="spacy", help="how names are found")

    def handle(self, *_args: object, **options: Any) -> None:
        """Read all of standard input."""
        try:
            extractor = make_extractor(options["extractor"])
        except GazetteerError as error:
            raise CommandError(str(error), returncode=1) from error
        today = datetime.now(UTC).date()
        numbered = enumerate(record_lines(sys.stdin.buffer), 1)
        with reader_may_leave():
            while batch := [_read(line, number, today) for number, line in islice(numbered, BATCH_LINES)]:
                for answer in _answers(batch, extractor):
                    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
                sys.stdout.flush()


def _answers(batch: list[_Read], extractor: Extractor) -> Iterator[Mapping[str, Any]]:
    found = extractor.extract_many(read.document for read in batch if read.document is not None)
    for read in batch:
        if read.record is None:
            yield read.refusal or {}
            continue
        mentions = supplied_actors(read.record.actors) + supplied_locations(read.record.locations)
        mentions.extend(flat_mention(mention) for mention in next(found))
        yield {"id": read.record.id or None, "mentions": mentions}


def _read(line: bytes | None, number: int, today: date) -> _Read:
    """Return what one line holds; None stands for a line that is too long."""
    fault = line_fault(line, number)
    if line is None or fault:
        return _refused(None, fault)
    try:
        value, warnings = parse_json(line.strip())
    except Refused as refused:
        return _refused(None, f"line {number} {refused.reason}")
    record = map_value(value, Position("standard input", line=number), warnings)
    if isinstance(record, RecordError):
        return _refused(record.id or None, f"line {number} {record.reason}")
    try:
        return _Read(record, document_of(record, _fields(value), today=today))
    except TextTooLong as error:
        return _refused(record.id or None, f"line {number}: {error}")


def _fields(value: object) -> Mapping[str, object]:
    """Return the object that holds the article's fields, which a search engine's hit keeps in `_source`."""
    fields = value if isinstance(value, dict) else {}
    inner = fields.get("_source")
    return inner if isinstance(inner, dict) else fields


def _refused(identifier: str | None, error: str) -> _Read:
    return _Read(refusal={"id": identifier, "error": error})
