"""Packed bytes to plain ones in small steps, with every limit counted on what really comes out."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from corpus.formats.limits import MEBIBYTE, Limits, Refused, megabytes
from corpus.formats.stream import BLOCK_BYTES

# xz and bzip2 lose at most this much of a damaged stream: packed bytes are fed in pieces of this size.
_PIECE_BYTES = 256
_ZLIB_PIECE_BYTES = 4096
_XZ_MEMORY_BYTES = 128 * MEBIBYTE

WEB_ARCHIVE = b"WARC/"
_GZIP_MAGIC = b"\x1f\x8b\x08"
# Stands between the records of a web archive where something was damaged: it makes the one before it none.
_GAP = b"\r\n\r\ndamaged\r\n"
_MOST_FAULTS = 200
_MOST_TRIES = 10_000  # places that look like the beginning of a packed record

DAMAGED = "is damaged or cut off ({}); what stood before the damage was read"


class Unpacker(Protocol):
    """What zlib, bz2 and lzma have in common here."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class ZlibUnpacker:
    """zlib's decompressor with the interface of the other two; negative `wbits` = raw deflate, 31 = gzip."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)
        self._failure: zlib.error | None = None
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._failure is not None:
            raise self._failure
        packed = self._inner.unconsumed_tail + data
        spare = self._inner.copy()
        try:
            output = self._inner.decompress(packed, max_length)
        except zlib.error as failure:
            self._inner = spare
            return self._salvage(packed, failure)
        self.needs_input = len(output) < max_length and not self._inner.unconsumed_tail
        return output

    def _salvage(self, packed: bytes, failure: zlib.error) -> bytes:
        """Return what comes out before the damaged byte; the next call raises the failure."""
        self._failure = failure
        self.needs_input = False
        output = bytearray()
        try:
            for position in range(len(packed)):
                output += self._inner.decompress(packed[position : position + 1], BLOCK_BYTES)
        except zlib.error:
            pass  # the failure that is being looked for; kept in self._failure
        return bytes(output)


class Damaged(Refused):
    """Packed bytes that cannot be unpacked from some place on."""


class Pieces:
    """Blocks of packed bytes, handed out in small pieces and counted; what was not needed can be given back."""

    def __init__(self, blocks: Iterable[bytes], size: int) -> None:
        self._blocks = iter(blocks)
        self._size = size
        self._block = b""
        self._offset = 0
        self._last = b""
        self.taken = 0

    def take(self) -> bytes:
        """Return the next piece, b"" at the end."""
        while self._offset >= len(self._block):
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._block, self._offset = block, 0
        piece = self._block[self._offset : self._offset + self._size]
        self._offset += len(piece)
        self.taken += len(piece)
        self._last = piece
        return piece

    def return_last(self, position: int) -> None:
        """Take back the last piece, as far as it lies behind a position."""
        last = self._last[-max(self.taken - position, 0) :] if self.taken > position else b""
        self.give_back(last)

    def give_back(self, data: bytes) -> None:
        """Take back the end of what was handed out."""
        self._block = data + self._block[self._offset :]
        self._offset = 0
        self.taken -= len(data)

    def skip_nuls(self) -> bool:
        """Skip the padding after a stream; tell whether anything follows it."""
        while piece := self.take():
            rest = piece.lstrip(b"\0")
            if rest:
                self.give_back(rest)
                return True
        return False


@dataclass
class Budget:
    """Bytes unpacked so far from the whole of an archive, whose own size is `packed` (None = not known)."""

    limits: Limits
    packed: int | None = None
    unpacked: int = 0

    def take(self, size: int) -> None:
        """Count bytes; raise Refused when the archive has given more than it may."""
        self.unpacked += size
        if self.unpacked > self.limits.max_archive_bytes:
            raise ArchiveExhausted(f"unpacks to more than {megabytes(self.limits.max_archive_bytes)}")
        if self.packed is not None:
            check_ratio(self.packed, self.unpacked, self.limits, ArchiveExhausted)


class ArchiveExhausted(Refused):
    """The whole archive, not only a member, is over its limits."""


def check_ratio(packed: int, unpacked: int, limits: Limits, failure: type[Refused] = Refused) -> None:
    """Raise if so much comes out of so little that it is no archive of articles."""
    if unpacked > MEBIBYTE and unpacked > packed * limits.max_archive_ratio:
        raise failure(
            f"unpacks to more than {limits.max_archive_ratio} times its size: refused, because archives made to fill "
            "a disk do so; send the file unpacked if it is genuine"
        )


_UNPACKERS: dict[str, tuple[Callable[[], Unpacker], int, bytes]] = {
    "gzip": (lambda: ZlibUnpacker(31), _ZLIB_PIECE_BYTES, b"\x1f\x8b"),
    "bzip2": (bz2.BZ2Decompressor, _PIECE_BYTES, b"BZh"),
    "xz": (lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES), _PIECE_BYTES, b"\xfd7zXZ\0"),
}


def unpack_file(blocks: Iterable[bytes], kind: str, budget: Budget) -> Iterator[bytes]:
    """Yield what a gzip, bzip2 or xz file holds; several streams one after the other are one file."""
    make, piece_bytes, magic = _UNPACKERS[kind]
    pieces = Pieces(blocks, piece_bytes)
    more, unpacked, head, faults = True, 0, b"", 0
    while more:
        start = pieces.taken
        try:
            for output in run(make(), pieces):
                unpacked += len(output)
                budget.take(len(output))
                check_ratio(pieces.taken, unpacked, budget.limits)
                head = head or output[: len(WEB_ARCHIVE)]
                yield output
        except Damaged:
            # Each record of a web archive is packed by itself: the next one may be sound.
            faults += 1
            if head != WEB_ARCHIVE or faults > _MOST_FAULTS or not _find_record(pieces, start):
                raise
            yield _GAP
            continue
        more = pieces.skip_nuls()
        if more:
            following = pieces.take()
            while len(following) < len(magic) and (more_bytes := pieces.take()):  # it may lie across two blocks
                following += more_bytes
            if not following.startswith(magic[:2]):
                raise Refused(f"has bytes after its end that are not {kind}; they were not read")
            pieces.give_back(following)


def _find_record(pieces: Pieces, start: int) -> bool:
    """Move behind the stream that began at `start` to the next that holds a record of a web archive."""
    pieces.return_last(start + 1)
    seen, tries = b"", 0
    while piece := pieces.take():
        seen += piece
        while (found := seen.find(_GZIP_MAGIC)) >= 0:
            seen = seen[found:]
            while len(seen) < _ZLIB_PIECE_BYTES and (piece := pieces.take()):
                seen += piece
            if _begins_record(seen):
                pieces.give_back(seen)
                return True
            tries += 1
            if tries > _MOST_TRIES:
                return False
            seen = seen[1:]
        seen = seen[-len(_GZIP_MAGIC) :]
    return False


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, len(WEB_ARCHIVE)) == WEB_ARCHIVE
    except zlib.error:
        return False


def unpack_member(blocks: Iterable[bytes], unpacker: Unpacker | None, budget: Budget) -> Iterator[bytes]:
    """Yield what a member of an archive holds, counted against its own limits and those of the archive."""
    most = budget.limits.max_member_bytes
    pieces = Pieces(blocks, BLOCK_BYTES if unpacker is None else _ZLIB_PIECE_BYTES)
    unpacked = 0
    for output in _stored(pieces) if unpacker is None else run(unpacker, pieces):
        unpacked += len(output)
        if unpacked > most:
            raise Refused(f"unpacks to more than {megabytes(most)}, the most that one file in an archive may have")
        check_ratio(pieces.taken, unpacked, budget.limits)
        budget.take(len(output))
        yield output


def _stored(pieces: Pieces) -> Iterator[bytes]:
    while piece := pieces.take():
        yield piece


def run(unpacker: Unpacker, pieces: Pieces) -> Iterator[bytes]:
    """Yield the output of one packed stream, at most 64 kB at a time; raise Refused where it is damaged or cut off."""
    while not unpacker.eof:
        piece = pieces.take() if unpacker.needs_input else b""
        if not piece and unpacker.needs_input:
            raise Damaged(DAMAGED.format("it ends too early"))
        try:
            output = unpacker.decompress(piece, BLOCK_BYTES)
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as failure:
            raise Damaged(DAMAGED.format(failure)) from failure
        if output:
            yield output
    pieces.give_back(unpacker.unused_data)
