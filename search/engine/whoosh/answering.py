"""Answers a request: filters, each facet under every filter but its own, the histogram, the page of hits.

Everything is done a segment at a time, over arrays of the documents that match, and then put together.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from operator import itemgetter
from typing import Final

import numpy as np

from search.engine.contract import (
    DateSelection,
    EngineAnswer,
    EngineHit,
    EngineRequest,
    FacetCounts,
    FacetRequest,
    FacetSelection,
    Histogram,
    QueryTooCostlyError,
    Sort,
)
from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.evaluating import Evaluator
from search.engine.whoosh.histogram import DayColumn, Spans, draw, joined
from search.engine.whoosh.postings import Ints, Mask, Subset, in_both
from search.engine.whoosh.queries import to_query
from search.engine.whoosh.ranking import page, ranked
from search.engine.whoosh.segments import Segment
from search.engine.whoosh.sets import Matches
from search.engine.whoosh.snapshot import (
    FIRST_FIELD,
    LAST_FIELD,
    MENTIONED_FIELD,
    NO_DAY,
    Counts,
    FacetValues,
    Part,
    Snapshot,
    days_of,
)
from search.engine.whoosh.terms import sizes_of
from search.facets import FACET_BY_NAME

LOOK_SECONDS: Final = 0.02
_NOTHING: Final = np.zeros(0, dtype=np.int64)


class Deadline:
    """Raises QueryTooCostlyError once this thread has computed for so many seconds.

    Asking the system for a thread's time may take longer than a search, so it is asked every LOOK_SECONDS at most.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._look = min(seconds, LOOK_SECONDS)
        self._next_look = time.perf_counter() + self._look
        self._end: float | None = None

    def check(self) -> None:
        """Raise if the time is over."""
        now = time.perf_counter()
        if now < self._next_look:
            return
        self._next_look = now + self._look
        used = time.thread_time()
        if self._end is None:
            self._end = used + self.seconds - self._look
        if used >= self._end:
            raise QueryTooCostlyError(f"The query took more than {self.seconds:g} seconds of computing.")


@dataclass(slots=True)
class Filtered:
    """What one segment gives: the matches that every filter leaves which holds for all counts, and the chosen values.

    `chosen` says for each facet with plain values which of the matches have one of them.
    """

    part: Part
    matches: Matches
    chosen: Mapping[str, Mask]
    _subsets: dict[str, Subset] = field(default_factory=dict)

    def documents(self, leaving_out: str = "") -> Subset:
        """Return the documents under all chosen values, those of one facet left out."""
        left_out = leaving_out if leaving_out in self.chosen else ""
        if left_out not in self._subsets:
            mask = _all(mask for name, mask in self.chosen.items() if name != left_out)
            documents = self.matches.documents if mask is None else self.matches.documents[mask]
            self._subsets[left_out] = Subset(documents, self.part.count)
        return self._subsets[left_out]

    def hits(self) -> Matches:
        """Return the matches under all chosen values."""
        mask = _all(self.chosen.values())
        return self.matches if mask is None else self.matches.kept(mask)


def _all(masks: Iterable[Mask]) -> Mask | None:
    found: Mask | None = None
    for mask in masks:
        found = mask if found is None else found & mask
    return found


class Answerer:
    """Answers one request over one snapshot."""

    def __init__(self, snapshot: Snapshot, request: EngineRequest) -> None:
        self.snapshot = snapshot
        self.request = request
        self.deadline = Deadline(request.seconds)

    def answer(self) -> EngineAnswer:
        """Return the answer. Raises QueryTooCostlyError."""
        filtered = [self._filter(part, found) for part, found in zip(self.snapshot.parts, self._text(), strict=True)]
        hits = [each.hits() for each in filtered]
        return EngineAnswer(
            total=self.total(hits),
            hits=self._page(hits),
            facets={name: self._count(name, wanted, filtered) for name, wanted in self.request.facets.items()},
            histogram=self._histogram(filtered),
        )

    @property
    def sort(self) -> Sort:
        """The order of the hits."""
        return "-date" if self.request.text is None and self.request.sort == "relevance" else self.request.sort

    # What is counted: articles here, stories in stories.py

    def total(self, hits: list[Matches]) -> int:
        """Return how many hits there are."""
        return sum(map(len, hits))

    def counted(self, hits: list[Matches]) -> list[Matches]:
        """Return the hits of which each is one of the list's."""
        return hits

    def counts(self, values: FacetValues, chosen: list[Subset]) -> tuple[Counts, int]:
        """Return how many of these have each value of a facet, and how many have none."""
        return values.counts(chosen)

    def dates(self, chosen: list[Subset]) -> tuple[Spans, int]:
        """Return the dates to be drawn, and how many have none."""
        request = self.request
        if request.dates.axis == "mentioned":
            parts = zip(self.snapshot.parts, chosen, self.snapshot.bases, strict=True)
            found = [mentioned_dates(part.segment, each, base, request.dates) for part, each, base in parts]
        else:
            interval = request.interval or "auto"
            found = [
                published_dates(part.segment).spans(each, interval, request.max_bars)
                for part, each in zip(self.snapshot.parts, chosen, strict=True)
            ]
        return joined([spans for spans, _ in found]), sum(missing for _, missing in found)

    def _text(self) -> list[Matches]:
        if self.request.text is None:
            return [Matches(part.documents) for part in self.snapshot.parts]
        return Evaluator(self.snapshot, self.deadline.check).matches(to_query(self.request.text))

    def _filter(self, part: Part, matches: Matches) -> Filtered:
        self.deadline.check()
        matches = within(part.segment, matches, self.request.dates)
        chosen: dict[str, FacetSelection] = {}
        for name, selection in self.request.selections.items():
            field = FACET_BY_NAME[name].index_field
            matches = kept(part.segment, field, matches, selection)
            if selection.any or selection.missing:
                chosen[field] = selection
        masks = {field: has_chosen(part.segment, field, matches.documents, each) for field, each in chosen.items()}
        return Filtered(part, matches, masks)

    def _count(self, name: str, wanted: FacetRequest, filtered: list[Filtered]) -> FacetCounts:
        field = FACET_BY_NAME[name].index_field
        values = self.snapshot.facet(field)
        self.deadline.check()
        counts, missing = self.counts(values, [each.documents(leaving_out=field) for each in filtered])
        total = counts.total
        return FacetCounts(commonest(values, counts, wanted, total), total, missing)

    def _page(self, hits: list[Matches]) -> tuple[EngineHit, ...]:
        self.deadline.check()
        sort, limit = self.sort, self.request.limit
        end = None if limit is None else self.request.offset + limit
        if end is not None and end <= self.request.offset:
            return ()
        hits = self.counted(hits)
        found = [ranked(part.segment, each, sort, end) for part, each in zip(self.snapshot.parts, hits, strict=True)]
        rows = page(found, self.request.offset, end)
        if self.request.text is None:
            return tuple(EngineHit(article_id, None) for article_id in rows.ids.tolist())
        return tuple(map(tuple.__new__, repeat(EngineHit), zip(rows.ids.tolist(), rows.scores.tolist(), strict=True)))

    def _histogram(self, filtered: list[Filtered]) -> Histogram | None:
        request = self.request
        if request.interval is None:
            return None
        self.deadline.check()
        spans, missing = self.dates([each.documents() for each in filtered])
        return draw(
            spans,
            missing,
            first=request.dates.first,
            last=request.dates.last,
            interval=request.interval,
            max_bars=request.max_bars,
        )


def kept(segment: Segment, field: str, matches: Matches, selection: FacetSelection) -> Matches:
    """Return what those filters of a facet leave that hold for its own counts too: all, excluded, present."""
    for group in selection.all:
        matches = matches.kept(has_any(segment, field, matches.documents, group))
    if selection.excluded:
        matches = matches.kept(~has_any(segment, field, matches.documents, selection.excluded))
    if selection.present:
        matches = matches.kept(~lacks(segment, field, matches.documents))
    return matches


def has_chosen(segment: Segment, field: str, documents: Array, selection: FacetSelection) -> Mask:
    """Return which documents have any of the plain values, or no value if that was chosen."""
    mask = has_any(segment, field, documents, frozenset().union(*selection.any))
    return mask | lacks(segment, field, documents) if selection.missing else mask


def has_any(segment: Segment, field: str, documents: Array, values: frozenset[str]) -> Mask:
    """Return which documents have any of these values."""
    mask = np.zeros(len(documents), dtype=np.bool_)
    for value in values:
        mask |= in_both(documents, segment.find(field, value.encode()).documents, segment.count)
    return mask


def lacks(segment: Segment, field: str, documents: Array) -> Mask:
    """Return which documents have no value."""
    column = segment.facet(field)
    return np.ones(len(documents), dtype=np.bool_) if column is None else ~column.any[documents]


def within(segment: Segment, matches: Matches, dates: DateSelection) -> Matches:
    """Return the matches that the date filter leaves."""
    ranged = dates.first is not None or dates.last is not None
    if not ranged and not dates.missing:
        return matches
    if dates.axis == "mentioned":
        return matches.kept(_mentions(segment, dates, ranged=ranged)[matches.documents])
    first = days_of(segment, FIRST_FIELD).take(matches.documents)
    undated: Mask = first == NO_DAY
    if not ranged:
        return matches.kept(undated)
    dated = inside(first, days_of(segment, LAST_FIELD).take(matches.documents), dates) & ~undated
    return matches.kept(dated | undated if dates.missing else dated)


def inside(first: Ints, last: Ints, dates: DateSelection) -> Mask:
    """Return which intervals lie inside the days chosen."""
    mask = np.ones(len(first), dtype=np.bool_)
    if dates.first is not None:
        mask &= first >= dates.first.toordinal()
    if dates.last is not None:
        mask &= last <= dates.last.toordinal()
    return mask


def _mentions(segment: Segment, dates: DateSelection, *, ranged: bool) -> Mask:
    """Return which documents of a segment mention a date in the range, or none if that was chosen."""
    owners, first, last = mentioned(segment)
    mask = np.zeros(segment.count, dtype=np.bool_)
    if dates.missing:
        mask[:] = True
        mask[owners] = False
    if ranged:
        mask[owners[inside(first, last, dates)]] = True
    return mask


def mentioned(segment: Segment) -> tuple[Array, Ints, Ints]:
    """Return every mentioned date of a segment: its document, its first and its last day."""
    found: tuple[Array, Ints, Ints] = segment.derived("mentioned dates", lambda: _mentioned(segment))
    return found


def _mentioned(segment: Segment) -> tuple[Array, Ints, Ints]:
    terms = segment.terms(MENTIONED_FIELD)
    if terms is None:
        return _NOTHING, _NOTHING, _NOTHING
    texts = [each.split(b"/") for each in terms.dictionary]
    days = np.array([(int(first), int(last)) for first, last in texts], dtype=np.int64).reshape(-1, 2)
    sizes = sizes_of(terms.offsets)
    return terms.documents, np.repeat(days[:, 0], sizes), np.repeat(days[:, 1], sizes)


def published_dates(segment: Segment) -> DayColumn:
    """Return the dates of publication of a segment; kept with it."""
    found: DayColumn = segment.derived(
        "days of publication", lambda: DayColumn(days_of(segment, FIRST_FIELD), days_of(segment, LAST_FIELD))
    )
    return found


def mentioned_dates(segment: Segment, chosen: Subset, base: int, dates: DateSelection) -> tuple[Spans, int]:
    """Return the mentioned dates of the hits that lie in the range searched, and how many hits mention none."""
    owners, first, last = mentioned(segment)
    hit: Mask = chosen.mask.view(np.bool_)
    mentioning = np.zeros(segment.count, dtype=np.bool_)
    mentioning[owners] = True
    rows = hit[owners] & inside(first, last, dates)
    ones = np.ones(int(np.count_nonzero(rows)), dtype=np.int64)
    spans = Spans(first[rows], last[rows], ones, owners[rows].astype(np.int64) + base)
    return spans, int(np.count_nonzero(hit & ~mentioning))


def commonest(values: FacetValues, counts: Counts, wanted: FacetRequest, total: int) -> tuple[tuple[str, int], ...]:
    """Return the commonest values with the whole run of equal counts at the limit, and those always wanted."""
    limit = total if wanted.limit is None else wanted.limit
    found: dict[str, int] = {}
    if limit:
        listed, how_many = counts.commonest(limit) if limit < total else counts.all()
        found = dict(zip(values.values(listed), how_many.tolist(), strict=True))
    for value in wanted.always - found.keys():
        found[value] = counts.of(values.number(value))
    return tuple(sorted(sorted(found.items()), key=itemgetter(1), reverse=True))
