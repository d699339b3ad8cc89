"""From a file as it was sent to its records: what it is, unpacked, in UTF-8, given to the reader of its format."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from corpus.formats.archive import ZipReader
from corpus.formats.columns import AS_NAMED, Columns
from corpus.formats.content import Content, shown_name
from corpus.formats.encoding import BYTE_ORDER_MARKS, guess_wide, read_as
from corpus.formats.feed import read_feed
from corpus.formats.gdelt import read_gdelt
from corpus.formats.json_document import read_json_document
from corpus.formats.json_lines import read_json_lines
from corpus.formats.limits import Limits, Refused, megabytes
from corpus.formats.mail import read_mail, read_mailbox
from corpus.formats.pdf import read_pdf
from corpus.formats.plain import read_html, read_text
from corpus.formats.press import read_press
from corpus.formats.record import Position, RawArticle, RecordError, Warning
from corpus.formats.reuters import read_reuters
from corpus.formats.sniff import BinaryFormat, Format, binary_format_of, format_of, packing_of, refuse_foreign
from corpus.formats.stream import HEAD_BYTES, as_utf8, blocks_of, buffered, read_blocks, with_line_feeds
from corpus.formats.table import read_table
from corpus.formats.unpack import ArchiveExhausted, Budget, unpack_file
from corpus.formats.warc import read_warc
from corpus.formats.word import is_word, may_be_word, read_word

Records = Iterator[RawArticle | RecordError]
OnBytes = Callable[[int], None]

_READERS: dict[Format, Callable[[Content], Records]] = {
    "text": read_text,
    "html": read_html,
    "json": read_json_document,
    "jsonl": read_json_lines,
    "table": read_table,
    "feed": read_feed,
    "reuters": read_reuters,
    "gdelt": read_gdelt,
    "mail": read_mail,
    "mailbox": read_mailbox,
    "press": read_press,
}
_BINARY_READERS: dict[BinaryFormat, Callable[[Content], Records]] = {"warc": read_warc, "pdf": read_pdf}
_DEFAULT_LIMITS = Limits()


def read_file(
    path: Path,
    *,
    name: str,
    limits: Limits = _DEFAULT_LIMITS,
    on_bytes: OnBytes | None = None,
    columns: Columns = AS_NAMED,
) -> Records:
    """Yield the records of a file, in order; `name` is the name it was sent under, and only data.

    `columns` says which fields its columns are read as; `on_bytes` hears now and then how many bytes of the file were
    read. Whatever the file holds, nothing is raised: what cannot be read is a RecordError.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        yield RecordError(Position(shown_name(name)), f"cannot be opened: {error.strerror or error}")
        return
    with file:
        yield from _read_seekable(file, shown_name(name), limits, on_bytes, columns=columns)


def read_stream(
    stream: BinaryIO, *, name: str, limits: Limits = _DEFAULT_LIMITS, on_bytes: OnBytes | None = None
) -> Records:
    """Yield the records of a stream such as standard input; only a zip file is first copied to a temporary file."""
    name = shown_name(name)
    head = buffered(read_blocks(stream, on_bytes))
    try:
        packing = packing_of(head.peek(HEAD_BYTES))
        if packing != "zip":
            yield from _read_forwards(head, name, limits)
            return
        with tempfile.TemporaryFile() as spool:
            for block in blocks_of(head):
                spool.write(block)
                if spool.tell() > limits.max_archive_bytes:
                    yield RecordError(Position(name), f"is larger than {megabytes(limits.max_archive_bytes)}")
                    return
            yield from _read_seekable(spool, name, limits, None)
    except OSError as error:
        yield RecordError(Position(name), f"cannot be read: {error.strerror or error}")


def _read_seekable(
    file: BinaryIO, name: str, limits: Limits, on_bytes: OnBytes | None, *, columns: Columns = AS_NAMED
) -> Records:
    try:
        file.seek(0)
        head = file.read(HEAD_BYTES)
        file.seek(0)
        is_document = may_be_word(head) and is_word(file, file.seek(0, os.SEEK_END), limits)
        file.seek(0)
        if packing_of(head) == "zip" and not is_document:
            yield from _read_zip(file, name, limits, on_bytes, columns=columns)
        else:
            yield from _read_forwards(buffered(read_blocks(file, on_bytes)), name, limits, columns=columns)
    except OSError as error:
        yield RecordError(Position(name), f"cannot be read: {error.strerror or error}")


def _read_forwards(stream: io.BufferedReader, name: str, limits: Limits, *, columns: Columns = AS_NAMED) -> Records:
    """Yield the records of a plain, gzip, bzip2 or xz file."""
    packing = packing_of(stream.peek(HEAD_BYTES))
    if packing is None or packing == "zip":
        yield from _read_content(stream, name, limits, columns=columns)
        return
    budget = Budget(limits)
    unpacked = buffered(unpack_file(blocks_of(stream), packing, budget))
    yield from _read_content(unpacked, name, limits, columns=columns)


def _read_zip(file: BinaryIO, name: str, limits: Limits, on_bytes: OnBytes | None, *, columns: Columns) -> Records:
    size = file.seek(0, os.SEEK_END)
    reader = ZipReader(file, size, limits, on_bytes)
    whole = Position(name)
    inside = Budget(limits)
    count = 0
    try:
        for member in reader.members():
            count += 1
            stream = buffered(reader.blocks(member))
            if reader.is_web_archive and packing_of(stream.peek(HEAD_BYTES)) == "gzip":
                stream = buffered(unpack_file(blocks_of(stream), "gzip", inside))
            called = shown_name(member.name) or "(no name)"
            yield from _read_content(stream, name, limits, member=called, columns=columns)
    except Refused as refused:
        rest = "; the rest of it was not read" if count else ""
        yield RecordError(whole, refused.reason + rest)
        return
    if reader.is_damaged:
        yield RecordError(whole, "is damaged or cut off: its directory is missing; files still in it were read")
    elif not count:
        yield RecordError(whole, "holds no files")
    if on_bytes is not None:
        on_bytes(size)


def _read_content(
    stream: io.BufferedReader, name: str, limits: Limits, *, member: str = "", columns: Columns
) -> Records:
    """Yield the records of content that is not packed any more; what stops the reading becomes a RecordError."""
    position = Position(name, member)
    count = 0
    try:
        for record in _records(stream, name, limits, member=member, columns=columns):
            count += 1
            yield record
        if not count:
            yield RecordError(position, "holds no articles")
    except Refused as refused:
        if member and isinstance(refused, ArchiveExhausted):
            raise
        yield RecordError(Position(name, member, refused.line), refused.reason, field=refused.field)


def _records(stream: io.BufferedReader, name: str, limits: Limits, *, member: str, columns: Columns) -> Records:
    """Return the records of content that is not packed any more, by the reader of its format. Raises Refused."""
    head = stream.peek(HEAD_BYTES)
    if packing_of(head) is not None:
        if packing_of(head) != "zip" or not may_be_word(head):
            raise Refused("is an archive within an archive: unpack it and send what it holds")
        return read_word(Content(stream, name, limits, member=member))
    binary = binary_format_of(head)
    if binary:
        return _BINARY_READERS[binary](Content(stream, name, limits, member=member))
    content = replace(_prepare(stream, head, name, member, limits), columns=columns)
    refuse_foreign(content.stream.peek(HEAD_BYTES))
    return _READERS[format_of(content)](content)


def _prepare(stream: io.BufferedReader, head: bytes, name: str, member: str, limits: Limits) -> Content:
    """Return the content without a byte order mark, UTF-16 and UTF-32 as UTF-8, line ends as line feeds."""
    encoding, warnings = "", tuple[Warning, ...]()
    for mark, marked in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            stream.read(len(mark))
            encoding = marked
            break
    wide = encoding if encoding not in ("", "utf-8") else "" if encoding else guess_wide(head)
    if wide:
        stream = buffered(as_utf8(blocks_of(stream), wide))
        encoding, warnings = "utf-8", (read_as(wide),)
    head = stream.peek(HEAD_BYTES)
    if b"\r" in head and b"\n" not in head:
        stream = buffered(with_line_feeds(blocks_of(stream)))
    return Content(stream, name, limits, member=member, encoding=encoding, warnings=warnings)
