"""Puts what several segments have of each term one behind the other, term by term, a block of terms at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.terms import offsets_of, places_from

BLOCK_ITEMS: Final = 500_000  # laid out together; each takes two dozen bytes meanwhile

Read = Callable[[int, int, int], Array]


class Layout:
    """Where items go: those of the first term, segment by segment, then those of the next.

    `terms` says for each segment which number each of its terms has among all, ascending; `counts` how many items the
    segment gives of it.
    """

    def __init__(self, terms: Sequence[Array], counts: Sequence[Array], term_count: int) -> None:
        self.terms, self.counts = terms, counts
        totals = np.zeros(term_count, dtype=np.int64)
        if term_count:
            for numbers, each in zip(terms, counts, strict=True):
                np.add.at(totals, numbers, each)
        self.offsets = offsets_of(totals)

    def __len__(self) -> int:
        """Return how many items there are."""
        return int(self.offsets[-1])

    def laid(self, kind: Any, read: Read) -> Iterator[Array]:
        """Yield all items in their places, a block of terms after the other.

        `read` gives the items of a segment's own terms from one number up to another, by the segment's place.
        """
        cursor = self.offsets.astype(np.int64)
        for start, end in blocks(self.offsets):
            base = int(self.offsets[start])
            items = np.empty(int(self.offsets[end]) - base, dtype=kind)
            for place, (terms, counts) in enumerate(zip(self.terms, self.counts, strict=True)):
                first, last = np.searchsorted(terms, (start, end)).tolist()
                if first < last:
                    targets = _targets(cursor, terms[first:last], counts[first:last])
                    items[targets - base] = read(place, first, last)
            yield items


def blocks(offsets: Array) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms that have about BLOCK_ITEMS items."""
    start, count = 0, len(offsets) - 1
    while start < count:
        reach = int(offsets[start]) + BLOCK_ITEMS
        end = max(start + 1, int(np.searchsorted(offsets, reach, side="right")) - 1)
        yield start, end
        start = end


def sums(read: Callable[[slice], Array], offsets: Array) -> Array:
    """Return the sum of what is read for each term, a block of terms at a time."""
    found = np.zeros(len(offsets) - 1, dtype=np.int64)
    for start, end in blocks(offsets):
        bounds = offsets[start : end + 1].astype(np.int64)
        items = read(slice(int(bounds[0]), int(bounds[-1])))
        running = np.zeros(len(items) + 1, dtype=np.int64)
        np.cumsum(items, out=running[1:])
        bounds -= bounds[0]
        found[start:end] = running[bounds[1:]] - running[bounds[:-1]]
    return found


def _targets(cursor: Array, terms: Array, counts: Array) -> Array:
    """Return where the items of terms go, so many of each, and move the terms' cursors behind them."""
    places = places_from(cursor[terms], counts)
    np.add.at(cursor, terms, counts)
    return places
