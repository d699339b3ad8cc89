"""The different sets of values that documents have of a facet, counted instead of the values one by one.

Where few sets come again and again, as that of a town with its province and country does, one number for each document
is looked at instead of several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import Ints, Subset
from search.engine.whoosh.terms import offsets_of, places_from

FEW: Final = 32  # sets, of which there are fewer than 1/32 of the documents
_SAMPLE: Final = 4_096  # documents by which it is guessed whether there are few
_FEW_OF_SAMPLE: Final = 2  # sets, of which these have fewer than half as many


@dataclass(slots=True)
class Combinations:
    """The set of each document by its number, and what the sets hold, one after the other: `owners` says whose it is.

    `values` is how many values there are. Set 0 holds none.
    """

    of_document: Array
    count: int
    numbers: Ints
    owners: Ints
    values: int

    def counts(self, chosen: Subset) -> tuple[Ints, int]:
        """Return for each value how many of these documents have it, and how many have any."""
        counts = np.bincount(self.of_document.take(chosen.documents), minlength=self.count)
        # Exact: a sum of counts stays far below 2 ** 53.
        found = np.bincount(self.numbers, weights=counts.take(self.owners), minlength=self.values)
        return found.astype(np.int64), len(chosen) - int(counts[0])


def combinations_of(numbers: Array, starts: Ints, sizes: Ints, values: int) -> Combinations | None:
    """Return the sets of numbers (below `values`), so many from `starts` on of each document; None = too many."""
    documents = len(sizes)
    filled = sizes.nonzero()[0]
    if not len(filled):
        return None
    worths = np.random.default_rng(0).integers(0, 2**63, values, dtype=np.uint64)
    sums = np.add.reduceat(worths.take(numbers), starts.take(filled))
    some = sums[:: -(-len(sums) // _SAMPLE)]
    if len(np.unique(some)) * _FEW_OF_SAMPLE > len(some) + FEW:
        return None
    _, examples, found = np.unique(sums, return_index=True, return_inverse=True)
    if len(examples) * FEW > len(sizes):
        return None
    starts, sizes = starts.take(filled), sizes.take(filled)
    lengths = sizes.take(examples)
    offsets = offsets_of(lengths).astype(np.int64)
    held = numbers.take(places_from(starts.take(examples), lengths))
    if (lengths.take(found) != sizes).any() or (held.take(places_from(offsets.take(found), sizes)) != numbers).any():
        return None  # two sets have the same sum by chance, or their numbers another order
    count = len(examples) + 1
    of_document = np.zeros(documents, dtype=np.min_scalar_type(count))
    of_document[filled] = found + 1
    owners = np.repeat(np.arange(1, count), lengths)
    return Combinations(of_document, count, held.astype(np.int64), owners, values)
