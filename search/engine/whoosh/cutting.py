"""Cuts many texts at once into tokens: one block of bytes, looked at by NumPy instead of token by token.

Plain English is put in lower case and cut at whatever no token contains; the pieces hold one token as a rule, sometimes
none or several (words.tokens_of). Any other text is cut by words.tokens, and its tokens are put together again with
blanks, so that all go the same way. Each different piece of a block is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from search.engine.whoosh import words
from search.engine.whoosh.arrayfile import Array

BLOCK_BYTES: Final = 2_000_000
_KEPT: Final = b".'`_"
_TABLE: Final = bytes(
    ord(chr(code).lower()) if code > 127 or chr(code).isalnum() or code in _KEPT else 32 for code in range(128)
) + bytes(range(128, 256))
_BLANK: Final = 32
_PADDING: Final = b" " * 16
_SLOT_BITS: Final = 19  # of the memory of pieces: 20 bytes a slot, taken from the system as they are used
_SHORT: Final = 16  # bytes of a piece that are compared as two numbers
_BYTES_OF: Final = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
_FACTORS: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_LONG_MARK: Final = np.uint64(0xFF << 56)  # no UTF-8 has this byte
_ODD_MARK: Final = "\ufdd0"  # no character, and no part of a token


class Cutter:
    """Knows the number of each folded form, and of each piece what it stands for.

    A piece's number is that of its form; below 0 it is -1 minus the place of its forms in `sequences`.
    """

    def __init__(self) -> None:
        self.forms: dict[str, int] = {}
        self.sequences: list[list[int]] = []
        self._pieces: dict[bytes, int] = {}
        self._written: dict[str, str] = {}
        self._odd: list[str] = []
        self._long: dict[bytes, int] = {}
        self._memory = _Memory()

    def cut(self, texts: Sequence[str | None]) -> Iterator[tuple[Array, Array]]:
        """Yield the numbers of the pieces of texts, block by block, and how many pieces each text has."""
        batch: list[bytes] = []
        size = 0
        for text in texts:
            found = self._plain(text) if text else b""
            batch.append(found)
            size += len(found)
            if size > BLOCK_BYTES:
                yield self._cut(batch)
                batch, size = [], 0
        if batch:
            yield self._cut(batch)

    def _plain(self, text: str) -> bytes:
        """Return a text as bytes, of which plain English only has to be put in lower case and cut."""
        if text.isascii():
            return text.encode()
        plain = words.typed(text)
        if plain.isascii():
            return plain.encode()
        return " ".join(map(self._rewritten, words.tokens(text))).encode()

    def _rewritten(self, token: str) -> str:
        """Return a token as a piece that stands for its folded form."""
        found = self._written.get(token)
        if found is None:
            folded = words.fold(token)
            found = folded
            if self._tokens(folded.encode().translate(_TABLE)) != [folded]:  # such as ½, which is folded to 1⁄2
                self._odd.append(folded)
                found = f"{_ODD_MARK}{len(self._odd) - 1}"
            self._written[token] = found
        return found

    def _tokens(self, piece: bytes) -> list[str]:
        text = piece.decode()
        if text.isascii():
            return words.tokens_of(text)
        if text[0] == _ODD_MARK:
            return [self._odd[int(text[1:])]]
        return text.split(" ")

    def _cut(self, texts: Sequence[bytes]) -> tuple[Array, Array]:
        block = b"".join((b" ", b" ".join(texts), _PADDING)).translate(_TABLE)
        bounds = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
        is_piece = np.frombuffer(block, dtype=np.uint8) != _BLANK
        edges = np.flatnonzero(is_piece[1:] != is_piece[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        counts = np.diff(np.searchsorted(starts, bounds), prepend=0)
        if not len(starts):
            return np.zeros(0, dtype=np.int32), counts
        low, high = self._keys(block, starts, ends)
        hashes = low * _FACTORS[0]
        hashes ^= hashes >> np.uint64(32)
        hashes += high * _FACTORS[1]
        hashes *= _FACTORS[0]
        found, unknown = self._memory.recall(low, high, hashes)
        if len(unknown):
            low, high, hashes = low[unknown], high[unknown], hashes[unknown]
            order, first = _grouped(low, high, hashes)
            heads = order[first]
            places = zip(starts[unknown[heads]].tolist(), ends[unknown[heads]].tolist(), strict=True)
            numbers = np.array([self._number(block[start:end]) for start, end in places], dtype=np.int32)
            self._memory.learn(low[heads], high[heads], hashes[heads], numbers)
            found[unknown[order]] = np.repeat(numbers, np.diff(first, append=len(order)))
        return found, counts

    def _number(self, piece: bytes) -> int:
        known = self._pieces.get(piece)
        if known is None:
            found = [self.forms.setdefault(token, len(self.forms)) for token in self._tokens(piece)]
            if len(found) == 1:
                known = found[0]
            else:
                self.sequences.append(found)
                known = -len(self.sequences)
            self._pieces[piece] = known
        return known

    def _keys(self, block: bytes, starts: Array, ends: Array) -> tuple[Array, Array]:
        """Return two numbers for each piece, the same for the same pieces only."""
        lengths = ends - starts
        eights = np.ndarray(len(block) - 7, dtype="<u8", buffer=block, strides=(1,))
        low = eights[starts] & _BYTES_OF[np.minimum(lengths, 8)]
        high = np.zeros(len(starts), dtype=np.uint64)
        longer = np.flatnonzero(lengths > 8)
        high[longer] = eights[starts[longer] + 8] & _BYTES_OF[np.minimum(lengths[longer] - 8, 8)]
        for place in np.flatnonzero(lengths > _SHORT).tolist():
            number = self._long.setdefault(block[starts[place] : ends[place]], len(self._long))
            low[place], high[place] = _LONG_MARK | np.uint64(number), 0
        return low, high


class _Memory:
    """The numbers of pieces seen before, found by hash: the first piece of a slot keeps it."""

    def __init__(self) -> None:
        self._low = np.zeros(1 << _SLOT_BITS, dtype=np.uint64)
        self._high = np.zeros(1 << _SLOT_BITS, dtype=np.uint64)
        self._numbers = np.zeros(1 << _SLOT_BITS, dtype=np.int32)

    def recall(self, low: Array, high: Array, hashes: Array) -> tuple[Array, Array]:
        """Return the numbers of pieces by their keys, and the places of those that are not known."""
        slots = (hashes >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
        known = self._low.take(slots) == low
        known &= self._high.take(slots) == high
        return self._numbers.take(slots), np.flatnonzero(~known)

    def learn(self, low: Array, high: Array, hashes: Array, numbers: Array) -> None:
        """Keep the numbers of different pieces whose slots are free."""
        slots = (hashes >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
        slots, first = np.unique(slots, return_index=True)
        free = self._low[slots] == 0  # no piece has this key
        slots, first = slots[free], first[free]
        self._low[slots], self._high[slots], self._numbers[slots] = low[first], high[first], numbers[first]


def _grouped(low: Array, high: Array, hashes: Array) -> tuple[Array, Array]:
    """Return an order in which equal keys stand together, and where in it each group begins.

    The hash in the upper bits of a number and the place in the lower ones make one plain sort of it, which is quicker
    than an argsort; should two keys have one hash, they are sorted by themselves.
    """
    bits = np.uint64(len(low).bit_length())
    keys = hashes >> bits << bits
    keys |= np.arange(len(low), dtype=np.uint64)
    keys.sort()
    order = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    keys >>= bits
    differ = _differ(low[order], high[order])
    if (differ & (keys[1:] == keys[:-1])).any():
        order = np.lexsort((high, low))
        differ = _differ(low[order], high[order])
    return order, np.flatnonzero(np.concatenate([[True], differ]))


def _differ(low: Array, high: Array) -> Array:
    """Return which keys, but for the first, are not as the one before."""
    return np.asarray((low[1:] != low[:-1]) | (high[1:] != high[:-1]))
