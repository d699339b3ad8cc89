"""What a reader of one format gets: a stream of bytes, where it comes from, and what may be told about it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace

from corpus.formats.columns import AS_NAMED, Columns
from corpus.formats.encoding import decode_bare, mend
from corpus.formats.limits import Limits, NoArticle
from corpus.formats.record import Position, RawArticle, RecordError, Warning

_LONGEST_NAME = 500
_OF_BYTES = re.compile("[\udc80-\udcff]")
_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f]")  # they would break lines and steer terminals
_OF_NOTHING = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_LONGEST_SHOWN = 300  # of the id and the title of what is no article


@dataclass(frozen=True, slots=True)
class Content:
    """A file, or a member of an archive, ready to be read.

    `stream` is UTF-8 or another encoding that agrees with ASCII, without a byte order mark; `encoding` is "" unless
    the mark or the NUL bytes gave it away. `warnings` go with every record.
    """

    stream: io.BufferedReader
    name: str
    limits: Limits
    member: str = ""
    encoding: str = ""
    warnings: tuple[Warning, ...] = ()
    columns: Columns = AS_NAMED

    def at(self, line: int | None = None) -> Position:
        """Return the position of a line, or of the whole."""
        return Position(self.name, self.member, line)

    def error(self, reason: str, *, line: int | None = None, field: str = "") -> RecordError:
        """Return an error about a line, or about the whole."""
        return RecordError(self.at(line), reason, field=field)

    @property
    def ending(self) -> str:
        """The ending of the name, lower case, without the dot; endings of packed files are taken off first."""
        name = (self.member or self.name).lower().removesuffix("/")
        stem, _, ending = name.rpartition(".")
        if ending in {"gz", "gzip", "xz", "bz2"}:
            _, _, ending = stem.rpartition(".")
        return ending if len(ending) <= 8 else ""


def passed_over(other: NoArticle, position: Position) -> RecordError:
    """Return what the ledger says of content that is sound, but no article."""
    name, title = (mend(each.strip()[:_LONGEST_SHOWN]) for each in (other.id, other.title))
    return RecordError(position, other.reason, id=name, title=title, skipped=True)


def shown_name(name: str) -> str:
    """Return a file's name as data to keep and show: mended, and not longer than the ledger holds.

    Names in the encoding of another system reach us with its bytes as lone surrogates.
    """
    if not name.isascii() and _OF_BYTES.search(name):
        name = decode_bare(_OF_NOTHING.sub("\ufffd", name).encode("utf-8", "surrogateescape")).text
    name = _CONTROLS.sub(" ", mend(name))
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def with_warnings(record: RawArticle | RecordError, warnings: tuple[Warning, ...]) -> RawArticle | RecordError:
    """Return the record with warnings put before its own."""
    if not warnings or isinstance(record, RecordError):
        return record
    return replace(record, warnings=warnings + record.warnings)
