"""The index as of one commit: its segments side by side, and what is true of all of them together."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from whoosh.scoring import BM25F

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.columns import FacetColumn
from search.engine.whoosh.largest import largest
from search.engine.whoosh.postings import Ints, Mask, Postings, Subset, in_both
from search.engine.whoosh.segments import LENGTH_OF_CODE, Segment

ID_FIELD: Final = "article"
VERSION_FIELD: Final = "version"
STORY_FIELD: Final = "story"
FIRST_FIELD: Final = "published"
LAST_FIELD: Final = "published_to"
ADDED_FIELD: Final = "added"
MENTIONED_FIELD: Final = "mentioned"
LANGUAGE_FIELD: Final = "language"
NO_DAY: Final = -1
B: Final = 0.75
K1: Final = 1.5  # of the usual 1.2 to 2 (Robertson and Zaragoza 2009); articles repeat what they are about
TABLED_FREQUENCIES: Final = 256  # a term more frequent than this in a document is scored one by one
LARGE_SEGMENT: Final = 5_000  # documents; the values of smaller ones are numbered anew with every commit
DAY: Final = 86_400_000_000  # microseconds
_FEW: Final = 64  # documents of which there are fewer than 1/64 of the values are counted by sorting what they have
_NOTHING: Final = np.zeros(0, dtype=np.int64)
_NO_VALUES: Final = np.zeros(0, dtype="S1")


class Part:
    """A segment within a snapshot: which of its documents are alive."""

    def __init__(self, segment: Segment, deleted: Ints) -> None:
        self.segment = segment
        self.count = segment.count
        self.deleted = deleted
        self.alive: Mask | None = None
        if len(deleted):
            self.alive = np.ones(segment.count, dtype=np.bool_)
            self.alive[deleted] = False

    @cached_property
    def documents(self) -> Array:
        """All documents that are alive, ascending."""
        if self.alive is None:
            return np.arange(self.count)
        return np.flatnonzero(self.alive)

    def living(self, documents: Array) -> Array:
        """Return those of some documents that are alive."""
        return documents if self.alive is None else documents[self.alive.take(documents)]

    def count_living(self, found: Postings) -> int:
        """Return how many of a term's documents are alive."""
        if self.alive is None:
            return len(found)
        if not found.ascending:
            return int(np.count_nonzero(self.alive.take(found.documents)))
        return len(found) - int(np.count_nonzero(in_both(self.deleted, found.documents, self.count)))


@dataclass(slots=True)
class Counts:
    """How often values stand: `counts` of the values with these numbers, ascending; None = of all, many of them 0.

    `column` is the one whose documents alone were counted, if there is but one.
    """

    numbers: Ints | None
    counts: Ints
    column: FacetColumn | None = None

    def spread(self, total: int) -> Ints:
        """Return the counts of all of so many values."""
        if self.numbers is None:
            return self.counts
        spread = np.zeros(total, dtype=np.int64)
        spread[self.numbers] = self.counts
        return spread

    @property
    def total(self) -> int:
        """How many values stand anywhere."""
        return len(self.counts) if self.numbers is not None else int(np.count_nonzero(self.counts))

    def all(self) -> tuple[Ints, Ints]:
        """Return the numbers of the values that stand anywhere, and how often each does."""
        return self._at(self.counts.nonzero()[0])

    def commonest(self, limit: int) -> tuple[Ints, Ints]:
        """Return the same of as many of the commonest, fewer than there are, and of those equal to the last of them."""
        if self.numbers is None and self.column is not None:
            return self._at(self.column.commonest(self.counts, limit))
        return self._at(largest(self.counts, limit))

    def _at(self, places: Ints) -> tuple[Ints, Ints]:
        return places if self.numbers is None else self.numbers.take(places), self.counts.take(places)

    def of(self, number: int) -> int:
        """Return how often the value with this number stands; -1 = no such value."""
        if self.numbers is None:
            return int(self.counts[number]) if number >= 0 else 0
        place = int(np.searchsorted(self.numbers, number))
        return int(self.counts[place]) if place < len(self.numbers) and self.numbers[place] == number else 0


class FacetValues:
    """The values of a facet in all segments, numbered through: first those of large segments, then the others."""

    def __init__(self, columns: Sequence[FacetColumn | None], base: Array) -> None:
        self.columns = columns
        self.base = base
        found = [_NO_VALUES if column is None else column.terms.dictionary.strings for column in columns]
        places = [_places_in(base, values) for values in found]
        missing = [values[place < 0] for values, place in zip(found, places, strict=True)]
        self.others = np.unique(np.concatenate(missing)) if missing else _NO_VALUES
        self.maps: list[Ints | None] = [
            None  # the numbers are the segment's own
            if len(values) == len(base) and not len(self.others)
            else np.where(place < 0, np.searchsorted(self.others, values) + len(base), place)
            for values, place in zip(found, places, strict=True)
        ]

    def counts(self, chosen: Sequence[Subset]) -> tuple[Counts, int]:
        """Return how many documents of those given of each segment have each value, and how many have none."""
        total = len(self)
        if len(self.columns) == 1 and self.columns[0] is not None and self.maps[0] is None:
            return self._counts_of_one(self.columns[0], chosen[0])
        few: list[Ints] = []
        counts: Ints | None = None
        missing = sum(map(len, chosen))
        for column, numbers, each in zip(self.columns, self.maps, chosen, strict=True):
            if column is None:
                continue
            is_sparse = len(each) * _FEW < total
            found, having = column.of(each) if is_sparse else column.counts(each)
            missing -= having
            if is_sparse:
                few.append(found if numbers is None else numbers[found])
            elif counts is None and numbers is None:
                counts = found
            else:
                counts = np.zeros(total, dtype=np.int64) if counts is None else counts
                counts[slice(None) if numbers is None else numbers] += found
        if counts is None:
            return Counts(*np.unique(np.concatenate([_NOTHING, *few]), return_counts=True)), missing
        for found in few:
            counts += np.bincount(found, minlength=total)
        return Counts(None, counts), missing

    def _counts_of_one(self, column: FacetColumn, chosen: Subset) -> tuple[Counts, int]:
        """Return the same for an index of one segment, whose numbers are all there are."""
        if len(chosen) * _FEW < len(self):
            found, having = column.of(chosen)
            return Counts(*np.unique(found, return_counts=True)), len(chosen) - having
        counts, having = column.counts(chosen)
        return Counts(None, counts, column), len(chosen) - having

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self.base) + len(self.others)

    def value(self, number: int) -> str:
        """Return the value with this number."""
        found = self.base[number] if number < len(self.base) else self.others[number - len(self.base)]
        return bytes(found).decode()

    def values(self, numbers: Ints) -> list[str]:
        """Return the values with these numbers."""
        if not len(self.others):
            return [value.decode() for value in self.base.take(numbers).tolist()]
        return [self.value(number) for number in numbers.tolist()]

    def number(self, value: str) -> int:
        """Return the number of a value, -1 = no article has it."""
        wanted = np.array([value.encode()])
        place = int(_places_in(self.base, wanted)[0])
        if place >= 0:
            return place
        place = int(_places_in(self.others, wanted)[0])
        return place + len(self.base) if place >= 0 else -1


def _places_in(values: Array, wanted: Array) -> Ints:
    """Return where each wanted value stands among sorted values, -1 = nowhere."""
    if not len(values) or not len(wanted):
        return np.full(len(wanted), -1, dtype=np.int64)
    places = np.searchsorted(values, wanted)
    places[places == len(values)] = 0
    return np.where(values[places] == wanted, places, -1)


class Memory:
    """What outlives a commit: the numbering of the values of large segments."""

    def __init__(self) -> None:
        self._bases: dict[str, tuple[tuple[FacetColumn, ...], Array]] = {}

    def base(self, field: str, columns: Sequence[FacetColumn]) -> Array:
        """Return the sorted values of these columns."""
        key = tuple(columns)
        known = self._bases.get(field)
        if known is None or known[0] != key:
            found = [column.terms.dictionary.strings for column in columns]
            known = key, found[0] if len(found) == 1 else np.unique(np.concatenate([_NO_VALUES, *found]))
            self._bases[field] = known
        return known[1]


class Snapshot:
    """Everything a search needs, as of one commit; shared by threads, never changed."""

    def __init__(
        self,
        stamp: str,
        schema: Any,
        segments: Sequence[Segment],
        deleted: Sequence[Ints],
        memory: Memory | None = None,
    ) -> None:
        self.stamp = stamp
        self.schema = schema
        self.parts = [Part(segment, numbers) for segment, numbers in zip(segments, deleted, strict=True)]
        counts = [segment.count for segment in segments]
        self.total = sum(counts)
        self.bases = [sum(counts[:place]) for place in range(len(counts))]
        self.alive_count = self.total - sum(len(numbers) for numbers in deleted)
        self._memory = memory or Memory()
        self._facets: dict[str, FacetValues] = {}
        self._saturations: dict[str, Array] = {}
        self._averages: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def segments(self) -> list[Segment]:
        """The segments."""
        return [part.segment for part in self.parts]

    @property
    def alive(self) -> list[Mask | None]:
        """Which documents of each segment are alive; None = all."""
        return [part.alive for part in self.parts]

    def facet(self, field: str) -> FacetValues:
        """Return a facet's values; kept once made."""
        with self._lock:
            if field not in self._facets:
                columns = [segment.facet(field) for segment in self.segments]
                large = [
                    each
                    for each, part in zip(columns, self.parts, strict=True)
                    if each is not None and part.count >= LARGE_SEGMENT
                ]
                self._facets[field] = FacetValues(columns, self._memory.base(field, large))
            return self._facets[field]

    @cached_property
    def stories(self) -> list[Array]:
        """The number of the story of each document, segment by segment; -1 = no other document has it."""
        found = [part.segment.numbers(STORY_FIELD, 0) for part in self.parts]
        _, numbers, sizes = np.unique(np.concatenate([_NOTHING, *found]), return_inverse=True, return_counts=True)
        numbers = np.where(sizes[numbers] > 1, numbers, -1).astype(np.int32)
        return np.split(numbers, self.bases[1:]) if self.bases else []

    def average_length(self, field: str) -> float:
        """Return the average number of words of a field in the documents that are alive; kept once counted."""
        if field not in self._averages:
            self._averages[field] = self._average_length(field)
        return self._averages[field]

    def _average_length(self, field: str) -> float:
        total = 0
        for part in self.parts:
            lengths = part.segment.lengths(field)
            if lengths is not None:
                total += int(lengths.sum(dtype=np.int64)) - int(lengths[part.deleted].sum(dtype=np.int64))
        return total / self.alive_count if total else 1.0

    def saturation(self, field: str) -> Array:
        """Return BM25's saturated frequency by frequency (< TABLED_FREQUENCIES) << 8 | length code; kept once made."""
        with self._lock:
            if field not in self._saturations:
                norm = K1 * ((1 - B) + B * LENGTH_OF_CODE / self.average_length(field))
                frequency = np.arange(TABLED_FREQUENCIES, dtype=np.float64)[:, None]
                self._saturations[field] = (frequency * (K1 + 1) / (frequency + norm)).ravel()
            return self._saturations[field]


def days_of(segment: Segment, field: str) -> Array:
    """Return the day of each document as an ordinal, NO_DAY = undated; kept with the segment."""
    # Whoosh counts microseconds from 1 January of year 1, which is ordinal 1.
    found: Array = segment.derived(f"{field} days", lambda: _days(segment.column(field, NO_DAY)))
    return found


def _days(microseconds: Ints) -> Array:
    return np.where(microseconds == NO_DAY, NO_DAY, microseconds // DAY + 1).astype(np.int32)


class ArticleWeighting(BM25F):
    """Whoosh's BM25F with Lucene's idf, which is near 0 for words that stand everywhere: there is no stop list."""

    def __init__(self) -> None:
        super().__init__(B=B, K1=K1)

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        """Return the weight of a term for Whoosh's own searcher."""
        parent = searcher.get_parent()
        # Whoosh counts deleted documents in frequencies; a total without them could make a weight negative.
        return idf(parent.doc_frequency(fieldname, text), parent.doc_count_all())


def idf(frequency: int, total: int) -> float:
    """Return ln(1 + (N - n + 0.5) / (n + 0.5)) (Lucene's BM25Similarity)."""
    return math.log1p((total - frequency + 0.5) / (frequency + 0.5))


def deleted_numbers(numbers: Mapping[int, Any] | Sequence[int] | set[int]) -> Ints:
    """Return document numbers as a sorted array."""
    found = np.fromiter(numbers, dtype=np.int64, count=len(numbers)) if numbers else _NOTHING
    return np.sort(found)
