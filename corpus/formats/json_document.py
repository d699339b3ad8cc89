"""A JSON document: one article, a list of them, or an object that wraps a list; read element by element."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator

from corpus.formats.aliases import is_article_text, normalise
from corpus.formats.content import Content, with_warnings
from corpus.formats.json_lines import map_value, parse_json
from corpus.formats.json_scanner import JsonScanner, NotClosed
from corpus.formats.limits import Refused, megabytes
from corpus.formats.record import RawArticle, RecordError

WRAPPERS = frozenset(
    {"articles", "results", "data", "items", "posts", "documents", "hits"}
    | {"docs", "records", "entries", "response", "stories", "news", "feed"}
)
_DEEPEST_WRAPPER = 3
# Each costs a second look at up to one record's worth of bytes.
_MOST_RESUMPTIONS = 50
_MOST_STRANGERS = 100


def read_json_document(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the articles of a document, or of several written one after the other."""
    reader = _Document(content)
    for record in reader.read():
        yield with_warnings(record, content.warnings)


class _Document:
    def __init__(self, content: Content) -> None:
        self._content = content
        self._most = content.limits.max_record_bytes
        self._scanner = JsonScanner(content.stream, self._most)
        self._resumptions = 0
        self._in_rubble = False
        self._strangers = 0

    def read(self) -> Iterator[RawArticle | RecordError]:
        scanner = self._scanner
        while first := scanner.peek():
            line = scanner.line
            try:
                if first == b"[":
                    scanner.take()
                    yield from self._list()
                elif first == b"{":
                    scanner.take()
                    yield from self._object(0, line)
                elif first == b",":
                    scanner.take()
                else:
                    yield self._content.error("is not JSON from here on: the rest was not read", line=line)
                    return
            except Refused as refused:
                yield self._content.error(refused.reason, line=refused.line or line)
                return

    def _list(self) -> Iterator[RawArticle | RecordError]:
        """Yield the articles of a list whose opening bracket was taken."""
        scanner = self._scanner
        while True:
            first = scanner.peek()
            if not first:
                raise Refused("ends before its list is closed: is the file cut off?", line=scanner.line)
            if first == b"]":
                scanner.take()
                return
            if first == b",":
                scanner.take()
                continue
            yield from self._element()

    def _element(self) -> Iterator[RawArticle | RecordError]:
        """Yield what the next element of a list is, and move behind it or to the next that can be read."""
        scanner = self._scanner
        line, indent = scanner.line, scanner.indent
        is_object = scanner.peek() == b"{"
        try:
            data = scanner.value()
        except NotClosed as refused:
            yield self._content.error(refused.reason, line=line)
            self._pass_over(indent)
            return
        record = self._record(data, line)
        is_rubble = not is_object and isinstance(record, RecordError)
        self._strangers = 0 if is_object else self._strangers + 1
        if self._strangers > _MOST_STRANGERS:
            reason = f"has more than {_MOST_STRANGERS} elements in a row that are no objects: the rest was not read"
            raise Refused(reason, line=line)
        # Words of a text whose quotation marks are broken: one error for all of them.
        if not (is_rubble and self._in_rubble):
            yield record
        self._in_rubble = is_rubble and not _is_json(data)

    def _pass_over(self, indent: bytes | None) -> None:
        """Move behind an element without an end: to the next on a line of its own, or to where its brackets close."""
        self._resumptions += 1
        if self._resumptions > _MOST_RESUMPTIONS or not self._scanner.resume(indent):
            self._scanner.skip()

    def _object(self, depth: int, line: int) -> Iterator[RawArticle | RecordError]:
        """Yield the articles that an object wraps, or the one that it is; its opening bracket was taken."""
        scanner = self._scanner
        parts: list[bytes] = []
        size, is_article, wraps = 0, False, False
        while (first := scanner.peek()) != b"}":
            if first == b",":
                scanner.take()
                continue
            key, name = self._key(first)
            opened: bytes | None = b""
            if name in WRAPPERS and not is_article:
                opened = yield from self._wrapped(depth)
                if opened is None:
                    wraps = True
                    continue
            value = scanner.value(opened or b"")
            is_article = is_article or is_article_text(name)
            size += len(key) + len(value)
            if size > self._most:
                raise Refused(f"is larger than {megabytes(self._most)}, the most that one record may have", line=line)
            parts.append(key + b":" + value)
        scanner.take()
        if not wraps:
            yield self._record(b"{" + b",".join(parts) + b"}", line)

    def _wrapped(self, depth: int) -> Generator[RawArticle | RecordError, None, bytes | None]:
        """Yield the articles of the value at hand and return None; return what was taken of it if it holds none."""
        scanner = self._scanner
        opening, line = scanner.peek(), scanner.line
        if opening == b"{" and depth < _DEEPEST_WRAPPER:
            scanner.take()
            yield from self._object(depth + 1, line)
            return None
        if opening != b"[":
            return b""
        scanner.take()
        if scanner.peek() not in (b"{", b"]"):
            return b"["
        yield from self._list()
        return None

    def _key(self, first: bytes) -> tuple[bytes, str]:
        """Return the next key as written and as compared, and move behind its colon."""
        scanner = self._scanner
        line = scanner.line
        if not first:
            raise Refused("ends before its object is closed: is the file cut off?", line=line)
        if first != b'"':
            raise Refused("is not valid JSON: a name in quotation marks is expected here", line=line)
        key = scanner.value()
        if scanner.peek() != b":":
            raise Refused("is not valid JSON: a colon is expected here", line=scanner.line)
        scanner.take()
        try:
            return key, normalise(str(json.loads(key, strict=False)))
        except ValueError:
            raise Refused("is not valid JSON: a name cannot be read", line=line) from None

    def _record(self, data: bytes, line: int) -> RawArticle | RecordError:
        try:
            value, warnings = parse_json(data)
        except Refused as refused:
            return self._content.error(refused.reason, line=line)
        return map_value(value, self._content.at(line), warnings, columns=self._content.columns)


def _is_json(data: bytes) -> bool:
    try:
        parse_json(data)
    except Refused:
        return False
    return True
