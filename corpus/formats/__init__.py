"""One reader per file format: bytes in, records and errors out; pure."""

from __future__ import annotations

from corpus.formats.limits import Limits
from corpus.formats.mapping import map_record
from corpus.formats.reading import read_file, read_stream
from corpus.formats.record import Position, RawArticle, RecordError, Supplied, Warning

__all__ = [
    "Limits",
    "Position",
    "RawArticle",
    "RecordError",
    "Supplied",
    "Warning",
    "map_record",
    "read_file",
    "read_stream",
]
