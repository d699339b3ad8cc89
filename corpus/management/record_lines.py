"""Standard input as lines of records, for commands that answer a line for each line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.conf import settings

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SKIPPED_BLOCK = 64 * 1024


def record_lines(stream: BinaryIO) -> Iterator[bytes | None]:
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


def line_fault(line: bytes | None, number: int) -> str:
    """Return why a line cannot hold a record, or ""."""
    if line is None:
        limit = int(settings.DATELINE["max_record_bytes"]) // 1024**2
        return f"line {number} is longer than {limit} MB, the most that one record may have"
    if not line.strip():
        return f"line {number} is empty: each line must hold one record as a JSON object"
    return ""


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Flush standard output at the end; end quietly when whoever reads it has seen enough."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
