"""The largest of many numbers, found without sorting them all."""

from __future__ import annotations

from typing import Final

import numpy as np

from search.engine.whoosh.postings import Floats, Ints

_BLOCK: Final = 64  # values of which only the largest is looked at first


def largest(values: Ints | Floats, k: int) -> Ints:
    """Return the places, ascending, of the k largest of more than k values, and of those equal to the last of them.

    The k-th largest of the blocks' largest is no more than that, so only what reaches it must be sorted.
    """
    if k * _BLOCK * 4 >= len(values):
        return (values >= kth_largest(values, k)).nonzero()[0]
    blocks = values[: len(values) - len(values) % _BLOCK].reshape(_BLOCK, -1).max(axis=0)
    places = (values >= kth_largest(blocks, k)).nonzero()[0]
    reaching = values.take(places)
    return places[reaching >= kth_largest(reaching, k)]


def kth_largest(values: Ints | Floats, k: int) -> int | float:
    """Return the k-th largest of at least k numbers."""
    found: int | float = np.partition(values, len(values) - k)[len(values) - k]
    return found
