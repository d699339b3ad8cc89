"""Haystack's side of a search: all matching documents as arrays, ordered, counted and cut into pages.

Documents are numbered through all segments of a snapshot here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from haystack.exceptions import SearchBackendError
from whoosh.columns import NumericColumn
from whoosh.support.relativedelta import relativedelta

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.evaluating import Evaluator
from search.engine.whoosh.fields import Moment
from search.engine.whoosh.postings import Floats, Ints, Mask, Subset
from search.engine.whoosh.segments import Segment
from search.engine.whoosh.snapshot import Snapshot

MOST_DATE_BUCKETS: Final = 100_000

Counts = list[tuple[Any, int]]


class Found:
    """What Haystack's searches ask of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.schema = snapshot.schema
        self.total = snapshot.total

    def mask(self, parsed: Any) -> Mask:
        """Return which documents a query matches."""
        mask = np.zeros(self.total, dtype=np.bool_)
        mask[self.scored(parsed)[0]] = True
        return mask

    def scored(self, parsed: Any) -> tuple[Ints, Floats]:
        """Return the documents a query matches, ascending, with scores."""
        found = Evaluator(self.snapshot).matches(parsed)
        documents, scores = [np.zeros(0, np.int64)], [np.zeros(0)]
        for base, matches in zip(self.snapshot.bases, (each.ordered() for each in found), strict=True):
            documents.append(matches.documents.astype(np.int64) + base)
            scores.append(np.zeros(len(matches)) if matches.scores is None else matches.scores)
        return np.concatenate(documents), np.concatenate(scores)

    def parted(self, documents: Ints) -> Iterator[tuple[Segment, Array]]:
        """Yield each segment with those of some documents (ascending) that it holds, as it numbers them."""
        bases = self.snapshot.bases
        bounds = np.searchsorted(documents, [*bases, self.total])
        for place, (segment, base) in enumerate(zip(self.snapshot.segments, bases, strict=True)):
            yield segment, documents[bounds[place] : bounds[place + 1]] - base

    def stored(self, document: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        place = int(np.searchsorted(self.snapshot.bases, document, side="right")) - 1
        return self.snapshot.segments[place].stored(document - self.snapshot.bases[place])

    def moments(self, name: str, documents: Ints) -> Ints:
        """Return a field of moments of documents (ascending) in microseconds, -1 = none. Raises SearchBackendError."""
        if not isinstance(self.schema._fields.get(name), Moment):
            raise SearchBackendError(f"{name!r} is no field of dates.")
        found = [segment.numbers(name, -1)[local] for segment, local in self.parted(documents)]
        return np.concatenate([np.zeros(0, np.int64), *found])

    # Facets

    def count_values(self, name: str, documents: Ints) -> Counts:
        """Return how many of these documents (ascending) have each value of a field, commonest first; None = none."""
        if name not in self.schema:
            raise SearchBackendError(f"The index has no field {name!r} to count.")
        counts, missing = self._column_counts(name, documents)
        if counts is None:
            counts, missing = self._term_counts(name, documents)
        return _with_none(counts, missing)

    def _column_counts(self, name: str, documents: Ints) -> tuple[Counts | None, int]:
        """Return the counts of a facet; None = the field is none in some segment."""
        values = self.snapshot.facet(name)
        found = [Subset(local, segment.count) for segment, local in self.parted(documents)]
        if any(column is None for column in values.columns):
            return None, 0
        counted, missing = values.counts(found)
        numbers, counts = counted.all()
        return list(zip(values.values(numbers), counts.tolist(), strict=True)), missing

    def _term_counts(self, name: str, documents: Ints) -> tuple[Counts, int]:
        """Return the counts of any other field: by its column of numbers, or by its terms."""
        kind = self.schema[name]
        counts: Counter[Any] = Counter()
        missing = 0
        for segment, local in self.parted(documents):
            numbers = number_column(segment, name, kind)
            if numbers is not None:
                values, sizes = np.unique(numbers[0][local][numbers[1][local]], return_counts=True)
                counts.update(dict(zip(map(kind.from_column_value, values.tolist()), sizes.tolist(), strict=True)))
                missing += int(np.count_nonzero(~numbers[1][local]))
                continue
            missing += len(local) - _count_terms(segment, name, local, counts)
        return [(value, count) for value, count in counts.items() if count], missing

    def count_dates(self, name: str, documents: Ints, wanted: Mapping[str, Any]) -> Counts:
        """Return how many documents lie in each span of dates, as ((start, end), count); None = in none."""
        edges = _edges(wanted)
        kind = self.schema._fields.get(name)
        values = self.moments(name, documents)
        numbers = np.array([kind.to_column_value(edge) for edge in edges], dtype=np.int64)
        places = np.searchsorted(numbers, values, side="right") - 1
        inside = places[(values >= 0) & (places >= 0) & (places < len(edges) - 1)]
        found = [((edges[place], edges[place + 1]), count) for place, count in Counter(inside.tolist()).items()]
        return _with_none(found, len(values) - len(inside))


def number_column(segment: Segment, name: str, kind: Any) -> tuple[Array, Mask] | None:
    """Return a field's numbers by document, and which documents have one; None = it has no column of numbers."""
    column = kind.column_type
    if not isinstance(column, NumericColumn):
        return None
    raw = segment.file.get(f"{name}.column")
    if raw is None:
        return np.zeros(segment.count, np.int64), np.zeros(segment.count, np.bool_)
    numbers = raw.view(np.dtype(column._typecode).newbyteorder(">"))
    known = numbers != column.default_value() if kind.indexed else np.ones(segment.count, dtype=np.bool_)
    return numbers.astype(numbers.dtype.newbyteorder("=")), known


def _count_terms(segment: Segment, name: str, documents: Array, counts: Counter[Any]) -> int:
    """Count the documents of each term; return how many of these documents have a term."""
    terms = segment.terms(name)
    if terms is None:
        return 0
    from_bytes = segment.schema[name].from_bytes
    mask = np.zeros(segment.count, dtype=np.bool_)
    mask[documents] = True
    running = np.zeros(len(terms.documents) + 1, dtype=np.int64)
    np.cumsum(mask[terms.documents], out=running[1:])
    sizes = running[terms.offsets[1:].astype(np.int64)] - running[terms.offsets[:-1].astype(np.int64)]
    for number in np.flatnonzero(sizes).tolist():
        counts[from_bytes(terms.dictionary[number])] += int(sizes[number])
    having = np.zeros(segment.count, dtype=np.bool_)
    having[terms.documents] = True
    return int(np.count_nonzero(having & mask))


def _edges(wanted: Mapping[str, Any]) -> list[datetime]:
    """Return where the spans of a date facet begin, and where the last ends. Raises SearchBackendError."""
    start, end = _moment(wanted["start_date"]), _moment(wanted["end_date"])
    gap = relativedelta(**{f"{wanted['gap_by']}s": wanted.get("gap_amount", 1)})
    edges = [start]
    while edges[-1] < end:
        edges.append(edges[-1] + gap)
        if len(edges) > MOST_DATE_BUCKETS or edges[-1] <= edges[-2]:
            raise SearchBackendError(f"More than {MOST_DATE_BUCKETS} date buckets were asked for.")
    return edges


def _with_none(found: Iterable[tuple[Any, int]], missing: int) -> Counts:
    counts: Counts = sorted(found, key=lambda item: (-item[1], item[0]))
    if missing:
        place = next((at for at, (_, count) in enumerate(counts) if count < missing), len(counts))
        counts.insert(place, (None, missing))
    return counts


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def ranks_of(values: Sequence[Any]) -> Ints:
    """Return the rank of each value, equal ones alike; -1 = None."""
    known = sorted({value for value in values if value is not None})
    ranks = {value: rank for rank, value in enumerate(known)}
    return np.fromiter((-1 if value is None else ranks[value] for value in values), np.int64, len(values))
