"""Puts the dictionaries of several segments together, a range of terms at a time.

All terms at once, as objects or as NumPy's strings of one width, would take more memory than anything else of a merge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import Mask
from search.engine.whoosh.terms import Dictionary, offsets_of

RANGE_TERMS: Final = 5_000  # of the largest dictionary, put together at a time


@dataclass(frozen=True, slots=True)
class Joined:
    """The terms of several dictionaries that are used, sorted and distinct.

    `places` says for each dictionary which number each of its terms has now, ascending; that of an unused one means
    nothing.
    """

    block: Array
    starts: Array
    places: Sequence[Array]

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self.starts) - 1


def joined(dictionaries: Sequence[Dictionary], used: Sequence[Mask]) -> Joined:
    """Put dictionaries together; `used` says which terms of each are."""
    # NumPy's own strings lose NULs at their ends.
    kind = object if any(not each.block.all() for each in dictionaries) else np.bytes_
    blocks: list[bytes] = []
    sizes: list[Array] = [np.zeros(0, dtype=np.int64)]
    places: list[list[Array]] = [[] for _ in dictionaries]
    count = 0
    for bounds in _ranges(dictionaries):
        own = [np.array(each.between(*at), dtype=kind) for each, at in zip(dictionaries, bounds, strict=True)]
        kept = [terms[mask[slice(*at)]] for terms, mask, at in zip(own, used, bounds, strict=True)]
        merged = np.unique(np.concatenate(kept))
        for found, terms in zip(places, own, strict=True):
            found.append((np.searchsorted(merged, terms) + count).astype(np.uint32))
        listed = merged.tolist()
        blocks.append(b"".join(listed))
        sizes.append(np.fromiter(map(len, listed), np.int64, len(listed)))
        count += len(listed)
    numbers = [np.minimum(_concatenated(found), max(0, count - 1)) for found in places]
    return Joined(np.frombuffer(b"".join(blocks), dtype=np.uint8), offsets_of(np.concatenate(sizes)), numbers)


def _ranges(dictionaries: Sequence[Dictionary]) -> Iterator[list[tuple[int, int]]]:
    """Yield ranges of terms, one after the other: for each dictionary the first number and that after the last."""
    largest = max(dictionaries, key=len, default=None)
    if largest is None:
        return
    bounds = [largest[number] for number in range(RANGE_TERMS, len(largest), RANGE_TERMS)]
    firsts = [0] * len(dictionaries)
    for bound in bounds:
        lasts = [each.place(bound) for each in dictionaries]
        yield list(zip(firsts, lasts, strict=True))
        firsts = lasts
    yield [(first, len(each)) for first, each in zip(firsts, dictionaries, strict=True)]


def _concatenated(found: Sequence[Array]) -> Array:
    return np.concatenate([np.zeros(0, dtype=np.uint32), *found])
