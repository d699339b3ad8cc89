"""Posting lists of arrays, handed out one document at a time to Whoosh's own searcher."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from whoosh.matching import LeafMatcher, NullMatcher, ReadTooFar

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import Postings
from search.engine.whoosh.segments import LENGTH_OF_CODE

BLOCK: Final = 128  # postings whose best score is known together
Values = tuple[Array, Array]


@dataclass(frozen=True)
class PostingList:
    """The postings of a term with all that Whoosh may ask of them.

    `length_codes` are those of all documents, None = the field has no lengths. `values` makes the values that the
    format of the field reads, side by side, and where each begins; None = there are none.
    """

    postings: Postings
    boost: float
    length_codes: Array | None
    values: Callable[[], Values] | None

    @property
    def documents(self) -> Array:
        """The documents, ascending."""
        return self.postings.documents

    def __len__(self) -> int:
        """Return how many postings there are."""
        return len(self.postings.documents)

    @cached_property
    def weights(self) -> Array | None:
        """The weight of each posting; None = `boost`, all of them."""
        frequencies = self.postings.frequencies
        return None if frequencies is None else frequencies.astype(np.float64) * self.boost

    @cached_property
    def lengths(self) -> Array:
        """The number of words of the field in each document, as Whoosh knows it; 0 = unknown."""
        if self.length_codes is None:
            return np.zeros(len(self))
        return LENGTH_OF_CODE[self.length_codes[self.documents]]

    @cached_property
    def _starts(self) -> Array:
        return np.arange(0, len(self), BLOCK)

    @cached_property
    def greatest_weights(self) -> list[float]:
        """The greatest weight of each block."""
        if self.weights is None:
            return [self.boost] * len(self._starts)
        found: list[float] = np.maximum.reduceat(self.weights, self._starts).tolist()
        return found

    @cached_property
    def least_lengths(self) -> list[int]:
        """The least length of each block."""
        found: list[int] = np.minimum.reduceat(self.lengths, self._starts).astype(np.int64).tolist()
        return found

    @cached_property
    def greatest_lengths(self) -> list[int]:
        """The greatest length of each block."""
        found: list[int] = np.maximum.reduceat(self.lengths, self._starts).astype(np.int64).tolist()
        return found

    @cached_property
    def _made_values(self) -> Values | None:
        return None if self.values is None else self.values()

    def value(self, place: int) -> bytes:
        """Return what the format of the field reads."""
        made = self._made_values
        if made is None:
            return b""
        values, offsets = made
        return bytes(values[int(offsets[place]) : int(offsets[place + 1])].tobytes())


class ArrayMatcher(LeafMatcher):
    """Walks through a posting list."""

    def __init__(self, found: PostingList, format_: Any, term: tuple[str, bytes], scorer: Any = None) -> None:
        self.found = found
        self.format = format_
        self._term = term
        self.scorer = scorer
        self._count = len(found)
        self.reset()

    def reset(self) -> None:
        """Go back to the first posting."""
        self._place = 0
        self._block = -1
        self._ids: list[int] = []

    def copy(self) -> ArrayMatcher:
        """Return a matcher that stands where this one does."""
        made = ArrayMatcher(self.found, self.format, self._term, self.scorer)
        made._place = self._place
        return made

    def replace(self, minquality: float = 0) -> Any:
        """Return this matcher, or nothing if it is at its end."""
        return self if self.is_active() else NullMatcher()

    def is_active(self) -> bool:
        """Return whether there is a current posting."""
        return self._place < self._count

    def id(self) -> int:
        """Return the current document."""
        block = self._place // BLOCK
        if block != self._block:
            self._check_active()
            self._block = block
            self._ids = self.found.documents[block * BLOCK : (block + 1) * BLOCK].tolist()
        return self._ids[self._place % BLOCK]

    def _check_active(self) -> None:
        if self._place >= self._count:
            raise ReadTooFar

    def next(self) -> bool:
        """Go to the next posting; return whether that is another block."""
        self._check_active()
        self._place += 1
        return self._place % BLOCK == 0 or self._place == self._count

    def skip_to(self, id: int) -> bool:
        """Go to the first posting of this document or a later one; return whether that is another block."""
        self._check_active()
        if id <= self.id():
            return False
        before = self._place // BLOCK
        # A number of another type than the array's would make NumPy convert the whole array.
        kind = self.found.documents.dtype.type
        most = int(np.iinfo(kind).max)
        rest = self.found.documents[self._place :]
        self._place += len(rest) if id > most else int(np.searchsorted(rest, kind(id)))
        return self._place // BLOCK != before or not self.is_active()

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the next block that may hold a better score than this one; return how many were skipped."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._place = min((self._place // BLOCK + 1) * BLOCK, self._count)
            skipped += 1
        return skipped

    def all_ids(self) -> Iterator[int]:
        """Return the documents from here on."""
        return iter(self.found.documents[self._place :].tolist())

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """Yield the documents from here on with their values."""
        for place, document in enumerate(self.found.documents[self._place :].tolist(), self._place):
            yield document, self.found.value(place)

    def value(self) -> bytes:
        """Return what the format of the field reads."""
        self._check_active()
        return self.found.value(self._place)

    def weight(self) -> float:
        """Return the weight of the current posting."""
        self._check_active()
        weights = self.found.weights
        return self.found.boost if weights is None else float(weights[self._place])

    @property
    def _current_block(self) -> int:
        """The number of the current block; at the end of the list, the last one: Whoosh asks then, too."""
        return min(self._place, self._count - 1) // BLOCK

    def block_min_id(self) -> int:
        """Return the first document of the current block."""
        return int(self.found.documents[self._current_block * BLOCK])

    def block_max_id(self) -> int:
        """Return the last document of the current block."""
        return int(self.found.documents[min((self._current_block + 1) * BLOCK, self._count) - 1])

    def block_min_length(self) -> int:
        """Return the length of the shortest document of the current block."""
        return self.found.least_lengths[self._current_block]

    def block_max_length(self) -> int:
        """Return the length of the longest document of the current block."""
        return self.found.greatest_lengths[self._current_block]

    def block_max_weight(self) -> float:
        """Return the greatest weight of the current block."""
        return self.found.greatest_weights[self._current_block]
