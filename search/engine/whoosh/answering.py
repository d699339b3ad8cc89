"""Answers a request: filters as masks, each facet under every filter but its own, the histogram, the page of hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
)
from search.engine.whoosh.histogram import Dates, draw
from search.engine.whoosh.matching import Deadline, Matched, Matcher
from search.engine.whoosh.segments import Floats, Ints, Mask
from search.engine.whoosh.snapshot import NO_DAY, Facet, Snapshot
from search.facets import FACET_BY_NAME


class Answerer:
    """Answers one request over one snapshot."""

    def __init__(self, snapshot: Snapshot, request: EngineRequest) -> None:
        self.snapshot = snapshot
        self.request = request
        self.deadline = Deadline(request.seconds)

    def answer(self) -> EngineAnswer:
        """Return the answer. Raises QueryTooCostlyError."""
        matched = self._text()
        base = self.snapshot.alive & matched.mask & dates_mask(self.snapshot, self.request.dates)
        chosen: dict[str, Mask] = {}
        for name, selection in self.request.selections.items():
            facet = self._facet(name)
            base = base & kept_mask(facet, selection)
            if selection.any or selection.missing:
                chosen[name] = chosen_mask(facet, selection)
        hits = _and(base, chosen.values())
        facets = {name: self._count(name, wanted, base, chosen) for name, wanted in self.request.facets.items()}
        return EngineAnswer(
            total=int(np.count_nonzero(hits)),
            hits=self._page(hits, matched.scores),
            facets=facets,
            histogram=self._histogram(hits),
        )

    def _text(self) -> Matched:
        if self.request.text is None:
            return Matched(np.ones(self.snapshot.total, dtype=np.bool_), np.zeros(0))
        return Matcher(self.snapshot, self.deadline.check).match(self.request.text)

    def _facet(self, name: str) -> Facet:
        return self.snapshot.facet(FACET_BY_NAME[name].index_field)

    def _count(self, name: str, wanted: FacetRequest, base: Mask, chosen: Mapping[str, Mask]) -> FacetCounts:
        self.deadline.check()
        mask = _and(base, [each for other, each in chosen.items() if other != name])
        facet = self._facet(name)
        counts = facet.counts(mask)
        return FacetCounts(
            values=commonest(facet, counts, wanted),
            total=int(np.count_nonzero(counts)),
            missing=int(np.count_nonzero(mask & ~facet.any)),
        )

    def _page(self, hits: Mask, scores: Floats) -> tuple[EngineHit, ...]:
        self.deadline.check()
        start = self.request.offset
        end = None if self.request.limit is None else start + self.request.limit
        ids = self.snapshot.ids
        if self.request.text is None:
            sort = "-date" if self.request.sort == "relevance" else self.request.sort
            return tuple(EngineHit(each, None) for each in ids[self._sorted(hits, sort)[start:end]].tolist())
        if self.request.sort == "relevance":
            page = by_score(hits, scores, ids, end)[start:end]
        else:
            page = self._sorted(hits, self.request.sort)[start:end]
        return tuple(map(EngineHit, ids[page].tolist(), scores[page].tolist()))

    def _sorted(self, hits: Mask, sort: str) -> Ints:
        order = self.snapshot.order(sort)
        return order[hits[order]]

    def _histogram(self, hits: Mask) -> Histogram | None:
        request, snapshot = self.request, self.snapshot
        if request.interval is None:
            return None
        self.deadline.check()
        if request.dates.axis == "mentioned":
            dates, missing = self._mentioned(hits)
        else:
            dated = np.flatnonzero(hits & (snapshot.first != NO_DAY))
            dates = Dates(dated, snapshot.first[dated], snapshot.last[dated], single=True)
            missing = int(np.count_nonzero(hits)) - len(dated)
        chosen = request.dates
        return draw(
            dates, missing, first=chosen.first, last=chosen.last, interval=request.interval, max_bars=request.max_bars
        )

    def _mentioned(self, hits: Mask) -> tuple[Dates, int]:
        """Return the mentioned dates of the hits that lie in the range searched, and how many hits mention none."""
        documents, first, last = self.snapshot.mentioned
        mentioning = np.zeros(self.snapshot.total, dtype=np.bool_)
        mentioning[documents] = True
        kept = hits[documents] & inside(first, last, self.request.dates)
        return Dates(documents[kept], first[kept], last[kept], single=False), int(np.count_nonzero(hits & ~mentioning))


def _and(base: Mask, others: Iterable[Mask]) -> Mask:
    mask = base
    for other in others:
        mask = mask & other
    return mask


def kept_mask(facet: Facet, selection: FacetSelection) -> Mask:
    """Return what the filters of a facet leave that hold for its own counts too: all, excluded, present."""
    mask = np.ones(facet.total, dtype=np.bool_)
    for group in selection.all:
        mask &= facet.having(group)
    if selection.excluded:
        mask &= ~facet.having(selection.excluded)
    if selection.present:
        mask &= facet.any
    return mask


def chosen_mask(facet: Facet, selection: FacetSelection) -> Mask:
    """Return the documents with any of the plain values, or with no value if that was chosen."""
    mask = ~facet.any if selection.missing else np.zeros(facet.total, dtype=np.bool_)
    for group in selection.any:
        mask = mask | facet.having(group)
    return mask


def inside(first: Ints, last: Ints, dates: DateSelection) -> Mask:
    """Return which intervals lie inside the days chosen."""
    mask = np.ones(len(first), dtype=np.bool_)
    if dates.first is not None:
        mask &= first >= dates.first.toordinal()
    if dates.last is not None:
        mask &= last <= dates.last.toordinal()
    return mask


def dates_mask(snapshot: Snapshot, dates: DateSelection) -> Mask:
    """Return the documents that the date filter leaves."""
    ranged = dates.first is not None or dates.last is not None
    if not ranged and not dates.missing:
        return np.ones(snapshot.total, dtype=np.bool_)
    if dates.axis == "published":
        undated: Mask = snapshot.first == NO_DAY
        dated = ~undated & inside(snapshot.first, snapshot.last, dates) if ranged else np.zeros_like(undated)
        return dated | undated if dates.missing else dated
    documents, first, last = snapshot.mentioned
    mask = np.zeros(snapshot.total, dtype=np.bool_)
    if dates.missing:
        mask[:] = True
        mask[documents] = False
    if ranged:
        mask[documents[inside(first, last, dates)]] = True
    return mask


def commonest(facet: Facet, counts: Ints, wanted: FacetRequest) -> tuple[tuple[str, int], ...]:
    """Return the commonest values with the whole run of equal counts at the limit, and those always wanted."""
    numbers = np.flatnonzero(counts)
    if wanted.limit is not None and len(numbers) > wanted.limit:
        least = (
            np.partition(counts[numbers], len(numbers) - wanted.limit)[len(numbers) - wanted.limit]
            if wanted.limit
            else None
        )
        numbers = numbers[counts[numbers] >= least] if least is not None else numbers[:0]
    found = {facet.values[number]: int(counts[number]) for number in numbers.tolist()}
    for value in wanted.always:
        number = facet.numbers.get(value)
        found[value] = 0 if number is None else int(counts[number])
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def by_score(hits: Mask, scores: Floats, ids: Ints, end: int | None) -> Ints:
    """Return documents by score, best first, ties by id; at least the first `end` of them."""
    found = np.flatnonzero(hits)
    if end is not None and 0 < end < len(found):
        place = len(found) - end
        found = found[scores[found] >= np.partition(scores[found], place)[place]]
    return found[np.lexsort((ids[found], -scores[found]))]
