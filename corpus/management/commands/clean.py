"""manage.py clean: records in, clean articles out, a line for each line; needs no database."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from corpus.clean import TextTooLong, clean_article
from corpus.formats.json_lines import read_object
from corpus.formats.record import Position, RecordError
from corpus.management.record_lines import line_fault, reader_may_leave, record_lines

_PROGRESS_LINES = 1_000


class Command(BaseCommand):
    """Clean records from standard input to standard output."""

    help = (
        "Cleans records: JSON Lines on standard input, on standard output one line for each, in order: "
        '{"id","title","text","removed":[{"text","rule"}]}, or {"id","error"} for a line that cannot be read.'
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *_args: object, **_options: object) -> None:
        """Read all of standard input."""
        shows_progress = sys.stderr.isatty()
        count = 0
        with reader_may_leave():
            for count, line in enumerate(record_lines(sys.stdin.buffer), 1):
                sys.stdout.write(json.dumps(answer(line, count), ensure_ascii=False) + "\n")
                if shows_progress and count % _PROGRESS_LINES == 0:
                    self.stderr.write(f"\r{count:,} records", ending="")
        if shows_progress:
            self.stderr.write(f"\r{count:,} records")


def answer(line: bytes | None, number: int) -> dict[str, Any]:
    """Return what is written for one line; None stands for one that is too long."""
    fault = line_fault(line, number)
    if line is None or fault:
        return {"id": None, "error": fault}
    record = read_object(line.strip(), Position("standard input", line=number))
    if isinstance(record, RecordError):
        return {"id": record.id or None, "error": f"line {number} {record.reason}"}
    try:
        clean = clean_article(
            title=record.title, text=record.text, html=record.html, whole_page=record.whole_page, url=record.url
        )
    except TextTooLong as error:
        return {"id": record.id or None, "error": f"line {number}: {error}"}
    if not clean.title:
        return {
            "id": record.id or None,
            "error": f"line {number}: nothing is left after cleaning, no title and no text",
        }
    removed = [{"text": removed.text, "rule": removed.rule} for removed in clean.removed]
    return {"id": record.id or None, "title": clean.title, "text": clean.text, "removed": removed}
