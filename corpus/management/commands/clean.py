"""manage.py clean: records in, clean articles out, a line for each line; needs no database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand

from corpus.clean import TextTooLong, clean_article
from corpus.formats.json_lines import read_object
from corpus.formats.record import Position, RecordError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SKIPPED_BLOCK = 64 * 1024
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
        try:
            for count, line in enumerate(_lines(sys.stdin.buffer), 1):
                sys.stdout.write(json.dumps(answer(line, count), ensure_ascii=False) + "\n")
                if shows_progress and count % _PROGRESS_LINES == 0:
                    self.stderr.write(f"\r{count:,} records", ending="")
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader has seen enough. Python would complain once more when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if shows_progress:
            self.stderr.write(f"\r{count:,} records")


def answer(line: bytes | None, number: int) -> dict[str, Any]:
    """Return what is written for one line; None stands for one that is too long."""
    if line is None:
        limit = int(settings.DATELINE["max_record_bytes"]) // 1024**2
        return {"id": None, "error": f"line {number} is longer than {limit} MB, the most that one record may have"}
    if not line.strip():
        return {"id": None, "error": f"line {number} is empty: each line must hold one record as a JSON object"}
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


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of a stream, None for each that is longer than a record may be."""
    most = int(settings.DATELINE["max_record_bytes"])
    first = True
    while line := stream.readline(most + 2):
        if first:
            line = line.removeprefix(_BYTE_ORDER_MARK)
            first = False
        if len(line.rstrip(b"\r\n")) <= most:
            yield line
            continue
        while not line.endswith(b"\n") and (line := stream.readline(_SKIPPED_BLOCK)):
            pass
        yield None
