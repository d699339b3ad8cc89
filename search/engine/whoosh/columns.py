"""The values of a facet, document by document, and how often each stands in some of the documents.

There are three ways to count, each the fastest for some facets and numbers of documents: by gathering the values of
each document (FacetColumn.of), by its first values side by side (Records), by its set of values (combinations.py).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.combinations import Combinations, combinations_of
from search.engine.whoosh.largest import kth_largest, largest
from search.engine.whoosh.postings import Ints, Mask, Subset
from search.engine.whoosh.terms import places_from, sizes_of

if TYPE_CHECKING:
    from search.engine.whoosh.segments import FieldTerms

_FEW: Final = 1_024  # of fewer than 1/1024 of the documents the values are gathered one by one
_WIDTHS: Final = (1, 2, 4)  # values of a document that lie side by side in a record
_MANY: Final = 32  # of more than 1/32 of the documents the sets of values are counted, if those are few
_HELD: Final = 0.85  # of all values, that the records should hold
_BLANKS: Final = 32  # numbers that fill unused places: to count one again and again would wait for itself
_RECORDS: Final = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64, 16: np.complex128}  # by their bytes
_FEW_VALUES: Final = 8  # to be counted by comparing: to count the same one again and again would wait for itself
_FREQUENT: Final = 320  # values that are looked at first to find the commonest
_FEW_FREQUENT: Final = 4  # times as many as are wanted


class FacetColumn:
    """The values of a facet, document by document."""

    def __init__(self, terms: FieldTerms, values: Array, offsets: Array | None) -> None:
        self.terms = terms
        self.numbers = values
        self.offsets = offsets

    @cached_property
    def sizes(self) -> Array | None:
        """How many values each document has, in as few bytes as hold it: they are gathered; None = one each."""
        if self.offsets is None:
            return None
        sizes = sizes_of(self.offsets)
        return sizes.astype(np.min_scalar_type(int(sizes.max(initial=0))))

    @cached_property
    def any(self) -> Mask:
        """Which documents have a value at all."""
        if self.sizes is None:
            return np.ones(self.terms.count, dtype=np.bool_)
        return np.asarray(self.sizes > 0)

    @cached_property
    def records(self) -> Records | None:
        """The first values of each document at one place; None = the numbers are so already, one of each."""
        if self.offsets is None or self.sizes is None:
            return None
        return Records(self.numbers, self.offsets, self.sizes, len(self.terms.dictionary))

    @cached_property
    def combinations(self) -> Combinations | None:
        """The different sets of values that documents have; None = there are too many."""
        if self.offsets is None:
            return None
        starts = self.offsets[:-1].astype(np.int64)
        return combinations_of(self.numbers, starts, sizes_of(self.offsets), len(self.terms.dictionary))

    def of(self, chosen: Subset) -> tuple[Array, int]:
        """Return the numbers of the values of these documents, side by side, and how many documents have one."""
        documents = chosen.documents
        if self.offsets is None or self.sizes is None:
            return self.numbers.take(documents), len(documents)
        sizes = self.sizes.take(documents)
        places = places_from(self.offsets.take(documents).astype(np.int64), sizes)
        return self.numbers.take(places), int(np.count_nonzero(sizes))

    @cached_property
    def totals(self) -> Ints:
        """How many documents have each value, deleted ones included."""
        return sizes_of(self.terms.offsets)

    @cached_property
    def frequent(self) -> Ints:
        """The numbers of the values that most documents have, the most frequent first."""
        return np.argsort(-self.totals, kind="stable")[:_FREQUENT]

    def commonest(self, counts: Ints, limit: int) -> Ints:
        """Return the numbers of the `limit` values with the highest counts, and of those equal to the last of them.

        There must be more with a count. What is frequent in all documents says how high a count must be at least.
        """
        if limit * _FEW_FREQUENT > len(self.frequent):
            return largest(counts, limit)
        least = kth_largest(counts.take(self.frequent), limit)
        found = (counts >= max(least, 1)).nonzero()[0]
        reached = counts.take(found)
        return found[reached >= kth_largest(reached, limit)]

    @cached_property
    def having(self) -> int:
        """How many documents have a value, deleted ones included."""
        return int(np.count_nonzero(self.any))

    def counts(self, chosen: Subset) -> tuple[Ints, int]:
        """Return for each value by its number how many of these documents have it, and how many have any."""
        if not chosen.is_most:
            return self._counts(chosen)
        counts, having = self._counts(chosen.others)
        return self.totals - counts, self.having - having

    def _counts(self, chosen: Subset) -> tuple[Ints, int]:
        if self.offsets is None and len(self.terms.dictionary) <= _FEW_VALUES:
            return self._counts_of_few(chosen.documents), len(chosen)
        # What counts many documents faster is made when it is first needed.
        if len(chosen) * _MANY >= chosen.count and self.combinations is not None:
            return self.combinations.counts(chosen)
        if len(chosen) * _FEW >= chosen.count and self.records is not None:
            return self.records.counts(chosen)
        numbers, having = self.of(chosen)
        return np.bincount(numbers, minlength=len(self.terms.dictionary)), having

    def _counts_of_few(self, documents: Array) -> Ints:
        """Return the counts of a facet of few values, of which each document has one."""
        others = range(len(self.terms.dictionary) - 1)
        found = self.numbers.take(documents) if others else self.numbers[:0]
        counts = [np.count_nonzero(found == number) for number in others]
        return np.array([*counts, len(documents) - sum(counts)])


class Records:
    """The first values of each document in one number of a few bytes, fetched in one go; the rest apart, by document.

    Most documents have few values: to look up where those of each begin and end takes longer than to count them.
    """

    def __init__(self, numbers: Array, offsets: Array, sizes: Array, values: int) -> None:
        self.values = values
        kind = np.dtype(np.uint16 if values + _BLANKS < 1 << 16 else np.uint32)
        width = next((each for each in _WIDTHS if np.minimum(sizes, each).sum() >= _HELD * len(numbers)), _WIDTHS[-1])
        places = np.arange(len(sizes) * width).reshape(-1, width)
        slots = (values + 1 + places % (_BLANKS - 1)).astype(kind)
        slots[sizes == 0, 0] = values
        starts = offsets[:-1].astype(np.int64)
        for place in range(width):
            documents = np.flatnonzero(sizes > place)
            slots[documents, place] = numbers.take(starts.take(documents) + place)
        self._kind = kind
        self._records: Array = slots.ravel().view(_RECORDS[width * kind.itemsize])
        owners = np.repeat(np.arange(len(sizes)), sizes)
        later = np.flatnonzero(np.arange(len(numbers)) - starts.take(owners) >= width)
        self._rest, self._owners = numbers.take(later), owners.take(later)

    def counts(self, chosen: Subset) -> tuple[Ints, int]:
        """Return for each value how many of these documents have it, and how many have any."""
        found = self._records.take(chosen.documents).view(self._kind)
        if len(self._rest):
            held = chosen.mask.view(np.bool_).take(self._owners).nonzero()[0]
            found = np.concatenate([found, self._rest.take(held)])
        counts = np.bincount(found, minlength=self.values + _BLANKS)
        return counts[: self.values], len(chosen) - int(counts[self.values])
