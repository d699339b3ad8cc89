"""Haystack's side of a search: all matching documents as arrays, filtered, ordered, counted and cut into pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from haystack.exceptions import SearchBackendError
from whoosh import query
from whoosh.fields import NUMERIC
from whoosh.support.relativedelta import relativedelta

from search.engine.whoosh.segments import Floats, Ints, Mask, Segment

MOST_DATE_BUCKETS: Final = 100_000

Counts = list[tuple[Any, int]]


class Found:
    """The documents a Whoosh query matches in one reader, in Whoosh's order, with scores."""

    def __init__(self, searcher: Any, segments: Mapping[str, Segment]) -> None:
        self.searcher = searcher
        self.total = int(searcher.doc_count_all())
        self.leaves = [(leaf, int(base)) for leaf, base in searcher.leaf_searchers()] if self.total else []
        self.segments = segments

    def mask(self, parsed: Any) -> Mask:
        """Return which documents a query matches, without scores."""
        mask = np.zeros(self.total, dtype=np.bool_)
        context = self.searcher.context(needs_current=True, weighting=None)  # phrases need the current match
        for leaf, base in self.leaves:
            mask[[number + base for number in parsed.matcher(leaf, context).all_ids()]] = True
        return mask

    def stored(self, document: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        return dict(self.searcher.stored_fields(document))

    def scored(self, parsed: Any) -> tuple[Ints, Floats]:
        """Return the documents a query matches, with scores."""
        documents: list[int] = []
        scores: list[float] = []
        if isinstance(parsed, query.Every) and parsed.fieldname is None:
            every = np.flatnonzero(self.mask(parsed))
            return every, np.ones(len(every))
        context = self.searcher.context(needs_current=True)
        for leaf, base in self.leaves:
            matcher = parsed.matcher(leaf, context)
            while matcher.is_active():
                documents.append(matcher.id() + base)
                scores.append(matcher.score())
                matcher.next()
        return np.array(documents, dtype=np.int64), np.array(scores)

    def ordered(self, documents: Ints, scores: Floats, sort_by: Sequence[str] | None) -> Ints:
        """Return places in `documents`, in order: by score, or by fields each in its own direction (`-` = downwards).

        Documents without a value come last in both directions; ties stay in the order of the index.
        """
        if not sort_by:
            return np.argsort(-scores, kind="stable")
        keys: list[Any] = []
        for name in reversed([each for each in sort_by if each]):
            values = self._sort_values(name.lstrip("-"), documents)
            keys += [-values if name.startswith("-") else values, values < 0]
        return np.lexsort(keys) if keys else np.arange(len(documents))

    def _sort_values(self, name: str, documents: Ints) -> Ints:
        """Return the rank of each document's value in a field; -1 = no value."""
        if name not in self.searcher.schema:
            raise SearchBackendError(f"The index has no field {name!r} to order by.")
        values = self.values(name, documents.tolist())
        known = sorted({value for value in values if value is not None})
        ranks = {value: rank for rank, value in enumerate(known)}
        return np.array([-1 if value is None else ranks[value] for value in values], dtype=np.int64)

    def values(self, name: str, documents: Sequence[int]) -> list[Any]:
        """Return a comparable value of a field for each document; None = it has none."""
        field = self.searcher.schema[name]
        found: list[Any] = []
        readers = [self._column(leaf.reader(), name, field) for leaf, _ in self.leaves]
        bases = [base for _, base in self.leaves]
        for document in documents:
            leaf = int(np.searchsorted(bases, document, side="right")) - 1
            found.append(readers[leaf](document - bases[leaf]))
        return found

    def _column(self, reader: Any, name: str, field: Any) -> Any:
        if reader.has_column(name) and field.column_type:
            column = reader.column_reader(name, translate=False)
            nothing = field.column_type.default_value() if isinstance(field, NUMERIC) else b""
            return lambda number: None if column[number] == nothing else column[number]
        first: dict[int, Any] = {}
        if field.indexed:
            inverted = self.inverted(reader, name)
            for place, value in enumerate(inverted.values):
                for number in inverted.of(place).tolist():
                    first.setdefault(number, value)
        return first.get

    def inverted(self, reader: Any, name: str) -> Any:
        """Return a field's values and their documents in one segment; kept as long as the segment."""
        return self.segments[reader.segment().segment_id()].inverted(name)

    def count_values(self, name: str, mask: Mask) -> Counts:
        """Return how many documents of a mask carry each value of a field, commonest first; None = no value."""
        counts: Counter[str] = Counter()
        with_value = np.zeros(self.total, dtype=np.bool_)
        for leaf, base in self.leaves:
            inverted = self.inverted(leaf.reader(), name)
            for place, value in enumerate(inverted.values):
                documents = inverted.of(place) + base
                counts[value] += int(np.count_nonzero(mask[documents]))
                with_value[documents] = True
        found = [(value, count) for value, count in counts.items() if count]
        return _with_none(found, int(np.count_nonzero(mask & ~with_value)))

    def count_dates(self, name: str, documents: Ints, wanted: Mapping[str, Any]) -> Counts:
        """Return how many documents lie in each span of dates, as ((start, end), count); None = in none."""
        start, end = _moment(wanted["start_date"]), _moment(wanted["end_date"])
        gap = relativedelta(**{f"{wanted['gap_by']}s": wanted.get("gap_amount", 1)})
        edges = [start]
        while edges[-1] < end:
            edges.append(edges[-1] + gap)
            if len(edges) > MOST_DATE_BUCKETS:
                raise SearchBackendError(f"More than {MOST_DATE_BUCKETS} date buckets were asked for.")
        field = self.searcher.schema[name]
        numbers = np.array([field.to_column_value(edge) for edge in edges], dtype=np.uint64)
        values = self.values(name, documents.tolist())
        known = np.array([value for value in values if value is not None], dtype=np.uint64)
        places = np.searchsorted(numbers, known, side="right") - 1
        inside = places[(places >= 0) & (places < len(edges) - 1)]
        found = [((edges[place], edges[place + 1]), count) for place, count in Counter(inside.tolist()).items()]
        return _with_none(found, len(values) - len(inside))


def _with_none(found: Iterable[tuple[Any, int]], missing: int) -> Counts:
    counts: Counts = sorted(found, key=lambda item: (-item[1], item[0]))
    if missing:
        place = next((at for at, (_, count) in enumerate(counts) if count < missing), len(counts))
        counts.insert(place, (None, missing))
    return counts


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
