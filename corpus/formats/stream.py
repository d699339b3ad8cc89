"""Streams of bytes that readers read forwards: counted, unpacked or transcoded on the way, in blocks of 64 kB."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from corpus.formats.encoding import decode_leniently
from corpus.formats.limits import Refused

BLOCK_BYTES = 64 * 1024
HEAD_BYTES = 256 * 1024


class BlockStream(io.RawIOBase):
    """The blocks of an iterator as a stream; blocks before an error are handed out before it is raised."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        super().__init__()
        self._blocks = iter(blocks)
        self._rest = memoryview(b"")
        self._failure: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        target, filled = memoryview(buffer).cast("B"), 0
        while filled < len(target) and self._load():
            size = min(len(target) - filled, len(self._rest))
            target[filled : filled + size] = self._rest[:size]
            self._rest = self._rest[size:]
            filled += size
        if not filled and self._failure is not None:
            raise self._failure
        return filled

    def _load(self) -> bool:
        """Make sure that there are bytes to hand out; False at the end or at an error."""
        while not self._rest and self._failure is None:
            try:
                block = next(self._blocks, None)
            except (Refused, OSError) as failure:
                self._failure = failure
                return False
            if block is None:
                return False
            self._rest = memoryview(block)
        return bool(self._rest)


def buffered(blocks: Iterable[bytes]) -> io.BufferedReader:
    """Return a stream over blocks whose first HEAD_BYTES can be looked at with `peek`."""
    return io.BufferedReader(BlockStream(blocks), buffer_size=HEAD_BYTES)


def read_blocks(stream: BinaryIO, on_bytes: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield the blocks of a file; `on_bytes` hears how many bytes were read."""
    position = 0
    while block := stream.read(BLOCK_BYTES):
        position += len(block)
        yield block
        if on_bytes is not None:
            on_bytes(position)


def read_up_to(stream: io.BufferedReader, most: int) -> bytes | None:
    """Return all that is left of a stream, or None if that is more than `most` bytes."""
    parts, size = [], 0
    while block := stream.read1(BLOCK_BYTES):
        size += len(block)
        if size > most:
            return None
        parts.append(block)
    return b"".join(parts)


def blocks_of(stream: io.BufferedReader) -> Iterator[bytes]:
    """Yield what is left of a stream."""
    while block := stream.read1(BLOCK_BYTES):
        yield block


def as_utf8(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield blocks in another encoding as UTF-8; what cannot be decoded becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in blocks:
        text = decoder.decode(block)
        if text:
            yield text.encode("utf-8", "replace")
    text = decoder.decode(b"", final=True)
    if text:
        yield text.encode("utf-8", "replace")


def as_valid_utf8(blocks: Iterable[bytes], on_repair: Callable[[], None]) -> Iterator[bytes]:
    """Yield blocks as valid UTF-8, stray bytes read as cp1252; `on_repair` hears of the first such block."""
    rest = b""
    for block in blocks:
        block = rest + block
        rest = b""
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end == len(block) and error.reason == "unexpected end of data":
                block, rest = block[: error.start], block[error.start :]
            else:
                # The last three bytes may be the beginning of a character: they wait for the next block.
                block, rest = block[:-3], block[-3:]
                on_repair()
                block = decode_leniently(block).encode("utf-8")
        if block:
            yield block
    if rest:
        on_repair()
        yield decode_leniently(rest).encode("utf-8")


def with_line_feeds(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks with the carriage returns of old Macs as line feeds."""
    for block in blocks:
        yield block.replace(b"\r", b"\n")


def limited_lines(stream: io.BufferedReader, most: int) -> Iterator[bytes | None]:
    """Yield the lines of a stream with their ends; None for a line of more than `most` bytes, which is not kept."""
    while line := stream.readline(most + 1):
        if len(line) <= most or line.endswith(b"\n"):
            yield line
            continue
        del line
        while (rest := stream.readline(BLOCK_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None
