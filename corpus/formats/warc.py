"""WARC web archives: the pages in them, one by one; warcio reads the heads of records, everything is counted here."""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from corpus.formats.content import Content, passed_over, shown_name
from corpus.formats.encoding import decode, mend
from corpus.formats.limits import NoArticle, Refused, megabytes
from corpus.formats.mapping import is_whole_page
from corpus.formats.pdf import read_pdf
from corpus.formats.plain import declared_encoding, title_of
from corpus.formats.record import Position, RawArticle, RecordError
from corpus.formats.stream import BLOCK_BYTES, buffered
from corpus.formats.unpack import Pieces, ZlibUnpacker, run

MAGIC: Final = b"WARC/"
_NEXT_RECORD: Final = re.compile(rb"(?<=\n)WARC/[01]\.\d{1,2}\r?\n")
_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEAD: Final = 64 * 1024
_MOST_FAULTS: Final = 200  # each may cost a second look at as much as one record may have
_SITE_NAME: Final = re.compile(rb"og:site_name", re.IGNORECASE)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_MOST_ENCODINGS: Final = 3
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml", "application/html"})
_NO_TEXTS: Final = frozenset({"/robots.txt", "/ads.txt", "/security.txt", "/humans.txt", "/llms.txt"})
_WEB: Final = ("http://", "https://", "ftp://", "ftps://", "file:")
# Records about records; nobody looks for an article in them.
_ABOUT: Final = frozenset({"warcinfo", "request", "metadata"})


def read_warc(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the pages of a web archive, and at its end one line for all records that are none."""
    passed: Counter[str] = Counter()
    stopped: Refused | None = None
    try:
        for data in _Records(content).read():
            yield from [data] if isinstance(data, RecordError) else _told(data, content, passed)
    except Refused as refused:
        stopped = refused
    passed.pop("", None)
    if passed:
        named = ", ".join(f"{count:,} × {kind}" for kind, count in passed.most_common(20))
        yield passed_over(NoArticle(f"Records that are no articles were passed over: {named}."), content.at())
    if stopped is not None:
        raise stopped


def _told(data: bytes, content: Content, passed: Counter[str]) -> Iterator[RawArticle | RecordError]:
    """Yield what a record is; what is no article is only counted."""
    try:
        yield from _articles(data, content)
    except NoArticle as other:
        passed[other.reason] += 1
    except Refused as refused:
        yield RecordError(_position(content, _url_of(data)), refused.reason)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a record holds, with its HTTP head taken off."""

    url: str
    kind: str
    charset: str
    collected: str
    body: bytes


class _Records:
    """The records of an archive as bytes, whatever their heads say of their length."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._most = content.limits.max_record_bytes
        self._ahead = b""
        self._faults = 0

    def read(self) -> Iterator[bytes | RecordError]:
        while line := self._line():
            if not line.strip():
                continue
            if not line.startswith(MAGIC):
                yield self._fault("has bytes that belong to no record; they were passed over")
                self._find_next(b"")
                continue
            head = self._head(line)
            length = _LENGTH.search(head) if head else None
            if length is None:
                yield self._fault("has a record whose head is damaged or does not say how long it is", head)
                self._find_next(b"")
                continue
            yield from self._record(head, int(length.group(1)))

    def _record(self, head: bytes, length: int) -> Iterator[bytes | RecordError]:
        """Yield a record whose end is where its head says; else look for the next in what was read."""
        body = self._take(min(length, self._most))
        if length > self._most:
            yield self._fault(f"has a record larger than {megabytes(self._most)}, the most that one may have", head)
            self._find_next(body)
            return
        if len(body) < length and _NEXT_RECORD.search(body) is None:
            yield self._fault("is cut off in the middle of a record; what stood before was read", head)
            return
        if len(body) == length and self._is_end():
            yield head + body
            return
        yield self._fault("has a record that is not as long as its head says", head)
        self._find_next(body)

    def _is_end(self) -> bool:
        """Tell whether a record may end here: two line ends, or the file."""
        ahead = self._peek(4)
        return not ahead.strip() or ahead.startswith(b"\n\n")

    def _find_next(self, seen: bytes) -> None:
        """Move to the next line that begins a record; `seen` was read already."""
        self._ahead = b"\n" + seen + self._ahead
        while True:
            found = _NEXT_RECORD.search(self._ahead)
            if found:
                self._ahead = self._ahead[found.start() :]
                return
            block = self._content.stream.read1(BLOCK_BYTES)
            if not block:
                self._ahead = b""
                return
            self._ahead = self._ahead[-64:] + block

    def _fault(self, reason: str, head: bytes = b"") -> RecordError:
        self._faults += 1
        if self._faults > _MOST_FAULTS:
            raise Refused(f"has more than {_MOST_FAULTS} damaged records: the rest was not read")
        return RecordError(_position(self._content, _url_of(head)), reason)

    def _head(self, line: bytes) -> bytes:
        """Return the head of a record with the empty line at its end, b"" if that does not come."""
        lines, size = [line], len(line)
        while line := self._line():
            lines.append(line)
            size += len(line)
            if not line.strip():
                return b"".join(lines)
            if size > _LONGEST_HEAD:
                return b""
        return b""

    def _line(self) -> bytes:
        end = self._ahead.find(b"\n") + 1
        if end:
            line, self._ahead = self._ahead[:end], self._ahead[end:]
            return line
        line, self._ahead = self._ahead + self._content.stream.readline(_LONGEST_HEAD), b""
        return line

    def _take(self, size: int) -> bytes:
        taken, self._ahead = self._ahead[:size], self._ahead[size:]
        parts = [taken]
        left = size - len(taken)
        while left > 0 and (block := self._content.stream.read1(min(left, BLOCK_BYTES))):
            parts.append(block)
            left -= len(block)
        return b"".join(parts)

    def _peek(self, size: int) -> bytes:
        # A file that is damaged from here on is told about once the record before is out.
        with suppress(Refused):
            while len(self._ahead) < size and (block := self._content.stream.read1(size - len(self._ahead))):
                self._ahead += block
        return self._ahead[:size]


def _articles(data: bytes, content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the article of a record; a PDF file in it is read as one. Raises NoArticle, Refused."""
    page = _page(data, content)
    position = _position(content, page.url)
    if page.kind == "application/pdf":
        inner = replace(content, stream=buffered(iter([page.body])))
        for record in read_pdf(inner):
            record = replace(record, position=position)
            yield record if isinstance(record, RecordError) else _placed(record, page)
        return
    if not page.body.strip():
        raise NoArticle("an empty page")
    decoded = decode(page.body, declared=page.charset or declared_encoding(page.body))
    if page.kind == "text/plain":
        made = RawArticle(position, title=title_of(decoded.text), text=decoded.text)
    else:
        made = RawArticle(position, html=decoded.text, whole_page=is_whole_page(decoded.text))
    yield replace(_placed(made, page), warnings=content.warnings + decoded.warnings)


def _placed(record: RawArticle, page: _Page) -> RawArticle:
    """Return the article with its address, the day it was collected, and its site if the page names none."""
    host = "" if _SITE_NAME.search(page.body) else _host(page.url)
    url = page.url if page.url.lower().startswith(("http://", "https://")) else ""
    return replace(record, id=page.url[:500], url=url[:2_000], source=host, collected=page.collected[:200])


def _page(data: bytes, content: Content) -> _Page:
    """Return what a record holds if that may be an article. Raises NoArticle with what it is instead, Refused."""
    try:
        record = ArcWarcRecordLoader(arc2warc=False).parse_record_stream(io.BytesIO(data), known_format="warc")
    except (ArchiveLoadFailed, EOFError, ValueError, TypeError, AttributeError) as error:
        raise Refused("has a head that cannot be read") from error
    if record.rec_type in _ABOUT:
        raise NoArticle("")
    if record.rec_type == "revisit":
        raise NoArticle("a page unchanged since an earlier visit")
    if record.rec_type not in ("response", "resource", "conversion"):
        raise NoArticle(f"a record of type {mend(str(record.rec_type))[:40]}")
    if record.rec_headers.get_header("WARC-Segment-Number"):
        raise Refused("is one part of a record that was cut in pieces; such archives are not read")
    url = mend(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    if record.rec_type != "conversion" and not url.lower().startswith(_WEB):
        raise NoArticle("a note of the program that made the archive")
    head = record.http_headers
    stated = (head.get_header("Content-Type") if head else record.content_type) or ""
    if head is not None and head.get_statuscode() not in ("200", "203"):
        raise NoArticle(f"an answer with status {head.get_statuscode()[:3]}")
    kind = stated.partition(";")[0].strip().lower()
    body = _payload(record, content)
    kind = kind if kind not in ("", "application/octet-stream", "application/http") else _kind_of(body)
    if kind not in _PAGES and kind not in ("text/plain", "application/pdf"):
        raise NoArticle(
            kind.partition("/")[0] if kind.startswith(("image/", "audio/", "video/", "font/")) else mend(kind)[:60]
        )
    if _path(url) in _NO_TEXTS:
        raise NoArticle("a note for robots")
    charset = _CHARSET.search(stated)
    collected = mend(record.rec_headers.get_header("WARC-Date") or "")
    return _Page(url, kind, charset.group(1) if charset else "", collected, body)


def _payload(record: Any, content: Content) -> bytes:
    """Return the body of a record, out of its chunks and unpacked; raise Refused when it is more than it may be."""
    most = content.limits.max_plain_bytes
    head = record.http_headers
    stream = record.raw_stream
    if head is not None and "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        stream = ChunkedDataReader(stream, decomp_type=None)
    packed = b"".join(iter(lambda: stream.read(BLOCK_BYTES), b""))
    stated = (head.get_header("Content-Encoding") or "").lower() if head else ""
    body = packed
    for encoding in reversed([each.strip() for each in stated.split(",")][:_MOST_ENCODINGS]):
        body = _unpacked(body, encoding, most)
    if len(body) > most:
        raise Refused(f"is larger than {megabytes(most)}, the most that one article may have")
    return body


def _unpacked(packed: bytes, encoding: str, most: int) -> bytes:
    if encoding in ("", "identity", "none", "utf-8"):
        return packed
    if encoding == "br":
        return _unbrotlied(packed, most)
    wbits = {"gzip": 31, "x-gzip": 31, "deflate": 15}.get(encoding)
    if wbits is None:
        raise Refused(f"is packed by “{mend(encoding)[:20]}”, which is not read")
    if wbits == 31 and packed[:2] != b"\x1f\x8b":
        return packed  # archived unpacked, the head as it came
    if wbits == 15 and (len(packed) < 2 or int.from_bytes(packed[:2], "big") % 31 or packed[0] & 15 != 8):
        wbits = -15
    return _joined(run(ZlibUnpacker(wbits), Pieces([packed], BLOCK_BYTES)), most)


def _unbrotlied(packed: bytes, most: int) -> bytes:
    import brotli

    def blocks() -> Iterator[bytes]:
        unpacker = brotli.Decompressor()
        piece = packed
        while not unpacker.is_finished():
            block = unpacker.process(piece, output_buffer_limit=BLOCK_BYTES)
            if not block and not piece:
                raise Refused("is damaged or cut off")
            piece = b""
            yield block

    try:
        return _joined(blocks(), most)
    except brotli.error:
        return packed  # archived unpacked, the head as it came


def _joined(blocks: Iterator[bytes], most: int) -> bytes:
    parts, size = [], 0
    try:
        for block in blocks:
            parts.append(block)
            size += len(block)
            if size > most:
                raise _TooMuch(f"unpacks to more than {megabytes(most)}, the most that one article may have")
    except _TooMuch:
        raise
    except (zlib.error, Refused) as error:
        raise Refused("is damaged or cut off: what the page is packed in cannot be unpacked") from error
    return b"".join(parts)


class _TooMuch(Refused):
    """A page that unpacks to more than a page may have."""


def _kind_of(body: bytes) -> str:
    """Return the kind of what states none."""
    start = body[:1024].lstrip().lower()
    if start.startswith(b"%pdf-"):
        return "application/pdf"
    return (
        "text/html" if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) else "data of no stated kind"
    )


def _url_of(data: bytes) -> str:
    found = re.search(rb"^WARC-Target-URI[ \t]*:[ \t]*<?([^\r\n>]{1,2000})", data[:_LONGEST_HEAD], re.I | re.M)
    return mend(found.group(1).decode("utf-8", "replace")) if found else ""


def _position(content: Content, url: str) -> Position:
    """Return the position of a record: within the file or member, its address stands for it."""
    member = f"{content.member} {url}" if content.member and url else content.member or url
    return Position(content.name, shown_name(member))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")[:200]
    except ValueError:
        return ""


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.lower()
    except ValueError:
        return ""
