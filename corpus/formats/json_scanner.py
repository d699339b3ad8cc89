"""Cuts a JSON document of any size into its elements without holding more than one of them."""

from __future__ import annotations

import io
import re

from corpus.formats.limits import Refused, megabytes

_SPACE = re.compile(rb"[ \t\r\n\x0b\x0c\x00]*")
# A whole string, a bracket, or the quote that opens a string whose end has not been read yet.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|"', re.DOTALL)
# The same, with whole strings and all else before the bracket passed over in one go.
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+([{}\[\]"])', re.DOTALL)
_STRING_BODY = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_SCALAR = re.compile(rb'[^,\]}\[{":\s]*')
_OPENING = b"{["
_TRIM_BYTES = 256 * 1024
_LONGEST_INDENT = 1_000
_DEEPEST_VALUE = 1_000
_DEEPEST_SKIPPED = 200_000

CUT_OFF = "is cut off, or a quotation mark or a bracket in it is not closed"


class NotClosed(Refused):
    """A value without an end, or too far from it."""


class JsonScanner:
    """A position in a stream of JSON, moved on value by value; `line` is where the next value begins."""

    def __init__(self, stream: io.BufferedReader, max_value_bytes: int) -> None:
        self._stream = stream
        self._most = max_value_bytes
        self._buffer = b""
        self._position = 0
        self.line = 1
        # White space between the start of the line and the value, None if other things stand there.
        self.indent: bytes | None = b""

    def peek(self) -> bytes:
        """Return the next byte that is no white space, b"" at the end."""
        if self._position > _TRIM_BYTES:
            self._trim()
        while True:
            end = _SPACE.match(self._buffer, self._position).end()  # type: ignore[union-attr]
            self._note_indent(self._buffer[self._position : end])
            self._advance(end)
            if end < len(self._buffer):
                return self._buffer[end : end + 1]
            self._trim()
            if not self._fill(1):
                return b""

    def take(self) -> None:
        """Move on by the byte that `peek` gave."""
        self.indent = None
        self._advance(self._position + 1)

    def value(self, opened: bytes = b"") -> bytes:
        """Return the value at the position and move behind it; `opened` are brackets of it that were taken already.

        Raises Refused if it is not a JSON value, NotClosed if no end of it was found in the rest of the file or within
        the limit; then it is still ahead, for `resume` or `skip`.
        """
        first = self.peek()
        if opened or first in (b"{", b"["):
            end = self._closing_bracket(len(opened))
        elif first == b'"':
            end = self._closing_quote()
        else:
            end = self._end_of_scalar()
        if end - self._position > self._most:
            raise self._too_large()
        value = opened + self._buffer[self._position : end]
        self.indent = None
        self._advance(end)
        return value

    def skip(self) -> None:
        """Move behind the value at the position, however large it is, keeping nothing of it."""
        is_string = self.peek() == b'"'
        self.take()
        self._skip(depth=0 if is_string else 1, in_string=is_string)

    def _too_large(self) -> NotClosed:
        return NotClosed(
            f"is larger than {megabytes(self._most)}, the most that one record may have, or a quotation mark in it is "
            "not closed"
        )

    def resume(self, indent: bytes | None) -> bool:
        """Move to the next line that begins, as indented as this one was, with an object; False if there is none."""
        if indent is None:
            return False
        found = self._buffer.find(b"\n" + indent + b"{", self._position + 1)
        if found < 0:
            return False
        self._advance(found + 1)
        return True

    def _closing_bracket(self, depth: int) -> int:
        """Return the position after the bracket that closes the value."""
        position = self._position
        while True:
            match = _TO_BRACKET.match(self._buffer, position)
            if match is not None:
                bracket = match.group(1)
                position = match.end()
                if bracket != b'"':
                    depth += 1 if bracket in _OPENING else -1
                    if depth <= 0:
                        return position
                    if depth > _DEEPEST_VALUE:
                        raise NotClosed("is not read: its brackets are nested too deeply")
                    continue
                position -= 1
            if len(self._buffer) - self._position > self._most:
                raise self._too_large()
            self._need_more(position)

    def _closing_quote(self) -> int:
        while True:
            match = _TOKEN.match(self._buffer, self._position)
            if match is not None and match.end() - match.start() > 1:
                return match.end()
            if len(self._buffer) - self._position > self._most:
                raise self._too_large()
            self._need_more(self._position)

    def _end_of_scalar(self) -> int:
        while True:
            end = _SCALAR.match(self._buffer, self._position).end()  # type: ignore[union-attr]
            if end - self._position > self._most:
                raise Refused("is not JSON")
            if end < len(self._buffer) or not self._fill(end - self._position):
                return max(end, self._position + 1)

    def _skip(self, *, depth: int, in_string: bool) -> None:
        """Move behind the brackets that are open, or behind one string if none is."""
        while True:
            if in_string:
                end = _STRING_BODY.match(self._buffer, self._position).end()  # type: ignore[union-attr]
                self._advance(end)
                if self._buffer[end : end + 1] == b'"':
                    in_string = False
                    self._advance(end + 1)
                    if depth == 0:
                        return
            if not in_string:
                depth, in_string, closed = self._skip_brackets(depth)
                if closed:
                    return
                if in_string:
                    continue
            self._trim()
            if not self._fill(1):
                self._advance(len(self._buffer))
                return

    def _skip_brackets(self, depth: int) -> tuple[int, bool, bool]:
        """Move over brackets and strings in the buffer; return the depth, whether in a string, whether closed."""
        for match in _TOKEN.finditer(self._buffer, self._position):
            token = match.group() if match.end() - match.start() == 1 else b""
            if token == b'"':
                self._advance(match.end())
                return depth, True, False
            if token:
                depth += 1 if token in _OPENING else -1
                if depth <= 0:
                    self._advance(match.end())
                    return depth, False, True
                if depth > _DEEPEST_SKIPPED:
                    raise Refused("is nested too deeply: the rest of the file was not read", line=self.line)
        self._advance(len(self._buffer))
        return depth, False, False

    def _need_more(self, position: int) -> None:
        # As much again as has to be looked at again, so that long strings cost linear time.
        if not self._fill(max(len(self._buffer) - position, 1)):
            raise NotClosed(CUT_OFF)

    def _fill(self, wanted: int) -> bool:
        """Read at least `wanted` more bytes if there are so many; False if there are none."""
        blocks, size = [self._buffer], 0
        while size < wanted:
            block = self._stream.read1(_TRIM_BYTES)
            if not block:
                break
            blocks.append(block)
            size += len(block)
        if size:
            self._buffer = b"".join(blocks)
        return size > 0

    def _advance(self, position: int) -> None:
        self.line += self._buffer.count(b"\n", self._position, position)
        self._position = position

    def _trim(self) -> None:
        self._buffer = self._buffer[self._position :]
        self._position = 0

    def _note_indent(self, space: bytes) -> None:
        if b"\n" in space:
            self.indent = space[space.rfind(b"\n") + 1 :]
        elif space and self.indent is not None and len(self.indent) < _LONGEST_INDENT:
            self.indent += space
