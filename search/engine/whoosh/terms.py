"""Dictionaries: sorted byte strings in one block, found by bisection without unpacking them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.engine.whoosh.arrayfile import Array

OFFSET_TYPE: Final = np.dtype("<u4")
BIG_OFFSET_TYPE: Final = np.dtype("<u8")
_AFTER_ALL_BYTES: Final = 0xFF
_STEP: Final = 64  # strings from one that is at hand to the next


def packed(values: Iterable[bytes]) -> tuple[Array, Array]:
    """Return byte strings joined, and the offsets at which each begins and the last ends."""
    found = list(values)
    return np.frombuffer(b"".join(found), dtype=np.uint8), offsets_of(
        np.fromiter(map(len, found), np.int64, len(found))
    )


def offsets_of(sizes: Array) -> Array:
    """Return where each of so many things begins when they lie side by side, and where the last ends."""
    ends = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends.astype(OFFSET_TYPE if ends[-1] < 2**32 else BIG_OFFSET_TYPE)


def sizes_of(offsets: Array) -> NDArray[np.int64]:
    """Return how many things lie between each offset and the next."""
    found = offsets.astype(np.int64)
    return found[1:] - found[:-1]


def places_from(starts: Array, sizes: Array) -> NDArray[np.int64]:
    """Return so many places from each start on, side by side."""
    found: NDArray[np.int64] = np.repeat(starts - np.cumsum(sizes, dtype=np.int64) + sizes, sizes)
    found += np.arange(len(found))
    return found


class Dictionary(Sequence[bytes]):
    """Sorted, distinct byte strings; a string's number is its rank."""

    def __init__(self, block: Array, starts: Array) -> None:
        self._block = block.data if len(block) else memoryview(b"")
        self._starts = starts.data  # one number of it is read faster than one of an array
        self.block, self.starts = block, starts

    def __len__(self) -> int:
        """Return how many strings there are."""
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        """Return the string with this number."""
        return bytes(self._block[self._starts[number] : self._starts[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        """Yield all strings in order."""
        return iter(self.between(0, len(self)))

    def between(self, first: int, last: int) -> list[bytes]:
        """Return the strings with the numbers from `first` up to but not `last`."""
        bounds = self.starts[first : last + 1].tolist()
        block = bytes(self._block[bounds[0] : bounds[-1]]) if len(bounds) > 1 else b""
        base = bounds[0] if bounds else 0
        return [block[start - base : end - base] for start, end in pairwise(bounds)]

    @cached_property
    def strings(self) -> Array:
        """The same as as_array(), kept; of facets, whose values hold no NUL."""
        return self.as_array()

    def as_array(self) -> Array:
        """Return all strings as one array of NumPy's, which can be searched and merged at once.

        It is an array of objects where a string holds a NUL, for NumPy's own strings lose those at their ends.
        """
        kind = object if not self.block.all() else np.bytes_
        return np.array(self.between(0, len(self)) or [b""], dtype=kind)[: len(self)]

    @cached_property
    def letters(self) -> Array:
        """Which letters each string has, as bits: the last five bits of an ASCII character say which is its."""
        bits = np.where(self.block < 128, np.uint32(1) << (self.block & 31).astype(np.uint32), np.uint32(0))
        return np.bitwise_or.reduceat(bits, self.starts[:-1].astype(np.int64)) if len(self) else bits[:0]

    def place(self, value: bytes) -> int:
        """Return the number of the first string that isn't smaller."""
        starts, block = self._starts, self._block
        before = bisect_left(self._some, value)  # of those at hand so many are smaller
        low, high = max(0, (before - 1) * _STEP), min(before * _STEP, len(starts) - 1)
        while low < high:
            middle = (low + high) // 2
            if bytes(block[starts[middle] : starts[middle + 1]]) < value:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _some(self) -> list[bytes]:
        """Every _STEP-th string: bisecting these runs no Python."""
        bounds = zip(self.starts[:-1:_STEP].tolist(), self.starts[1::_STEP].tolist(), strict=True)
        return [bytes(self._block[start:end]) for start, end in bounds]

    def find(self, value: bytes) -> int:
        """Return the number of a string, -1 = it isn't here."""
        place = self.place(value)
        return place if place < len(self) and self[place] == value else -1

    def starting(self, prefix: bytes) -> tuple[int, int]:
        """Return the numbers of the first string that begins so and of the first after all that do."""
        bare = prefix.rstrip(bytes((_AFTER_ALL_BYTES,)))
        if not bare:
            return self.place(prefix), len(self)
        return self.place(prefix), self.place(bare[:-1] + bytes((bare[-1] + 1,)))
