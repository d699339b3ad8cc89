"""Bars of a histogram: which periods a range has, and how many articles lie wholly inside each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import repeat
from typing import Final, Literal

import numpy as np

from search.engine.contract import Bar, Histogram, Interval
from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import Ints, Mask, Subset

MOST_BARS: Final = 5_000  # of an interval asked for by name; years are never refused
INTERVALS: Final[tuple[Interval, ...]] = ("day", "week", "month", "quarter", "year")
_KNOWN_RANGES: Final = 64
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_NO_DAY: Final = -1
_MOST_PERIODS: Final = 100_000  # from the first to the last of a segment, to be counted in an array
_LONGEST_MONTH: Final = 31
_TABLE_STEP: Final = 10_000  # days
_MOST_STEPS: Final = 10
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(slots=True)
class Spans:
    """Dates to draw: first and last day as ordinals (the same array = all are days), how many dates a row stands for.

    `owners` = the document of each row, where a document may have several dates; then each row stands for one.
    `known` = an interval with the period of each row, ascending, no two the same.
    """

    first: Ints
    last: Ints
    counts: Ints
    owners: Ints | None = None
    known: tuple[Interval, Ints] | None = None


class DayColumn:
    """The dates of publication of a segment's documents: days, and what is true of all of them."""

    def __init__(self, first: Ints, last: Ints) -> None:
        self.dated = first != _NO_DAY
        self.all_days = bool((first == last).all())
        self.first, self.last = first, last

    def spans(self, chosen: Subset, interval: Interval | Literal["auto"], max_bars: int) -> tuple[Spans, int]:
        """Return the dates of some documents for these bars, and how many documents have none.

        They are counted by month if no bar will be shorter: that is faster, and the bars come out the same.
        """
        if interval in _MONTHS or (interval == "auto" and self.all_days):
            found = self.months.spans(chosen)
            if found is not None and (interval != "auto" or _is_long(found[0].first, max_bars)):
                return found
        if self.all_days:
            found = self.days.spans(chosen)
            if found is not None:
                return found
        kept = chosen.documents[self.dated.take(chosen.documents)]
        return by_day(self.first[kept], self.last[kept]), len(chosen) - len(kept)

    @cached_property
    def days(self) -> PeriodColumn:
        """The documents by day, which all that are dated must have."""
        return PeriodColumn(self.first, self.dated, "day")

    @cached_property
    def months(self) -> PeriodColumn:
        """The documents by month, which all that are dated must have."""
        months = np.where(self.dated, periods(self.first, "month"), _NO_DAY)
        inside = bool((months == np.where(self.dated, periods(self.last, "month"), _NO_DAY)).all())
        return PeriodColumn(months, self.dated, "month", is_whole=inside)


class PeriodColumn:
    """The period of each document of a segment; `is_whole` = each date lies in one.

    Documents without a date have the period behind all others.
    """

    def __init__(self, found: Ints, dated: Mask, interval: Interval, *, is_whole: bool = True) -> None:
        self.interval = interval
        known = found[dated]
        self.low = int(known.min()) if len(known) else 0
        self.span = int(known.max()) - self.low + 1 if len(known) else 0
        self.offsets: Array | None = None
        if is_whole and self.span <= _MOST_PERIODS:
            kind = np.min_scalar_type(self.span)
            self.offsets = np.where(dated, found - self.low, self.span).astype(kind)
            self.starts = _first_days(self.low, self.low + self.span, interval)

    def spans(self, chosen: Subset) -> tuple[Spans, int] | None:
        """Return some documents counted by period, as of its first day, and how many are undated; None = can't be."""
        if self.offsets is None:
            return None
        if chosen.is_most:
            counts, missing = self._counts(chosen.others.documents)
            all_counts, all_missing = self._totals
            counts, missing = all_counts - counts, all_missing - missing
        else:
            counts, missing = self._counts(chosen.documents)
        found = counts.nonzero()[0]
        days = self.starts.take(found)
        return Spans(days, days, counts.take(found), known=(self.interval, found + self.low)), missing

    @cached_property
    def _totals(self) -> tuple[Ints, int]:
        assert self.offsets is not None
        return self._divided(self.offsets)

    def _counts(self, documents: Array) -> tuple[Ints, int]:
        assert self.offsets is not None
        return self._divided(self.offsets.take(documents))

    def _divided(self, offsets: Array) -> tuple[Ints, int]:
        """Return how many documents lie in each period, and how many have no date."""
        counts = np.bincount(offsets, minlength=self.span + 1)
        return counts[: self.span], int(counts[self.span])


def _is_long(days: Ints, max_bars: int) -> bool:
    """Return whether dates, of which only the first days of their months are known, fill too many weeks."""
    return len(days) > 1 and int(days[-1] - days[0]) - _LONGEST_MONTH > 7 * max_bars


@dataclass(slots=True)
class Scale:
    """An interval with its range of periods, and of the rows that lie inside one: which, and the period of each.

    `is_distinct` says that no two lie in the same one.
    """

    interval: Interval
    low: int
    high: int
    rows: Ints
    periods: Ints
    is_distinct: bool = False

    @property
    def bars(self) -> int:
        """How many bars there are."""
        return self.high - self.low + 1


def by_day(first: Ints, last: Ints) -> Spans:
    """Return dates counted by day; those that are longer than a day stay by themselves."""
    longer = first != last
    days = first if not longer.any() else first[~longer]
    if not len(days):
        return Spans(first, last, np.ones(len(first), dtype=np.int64))
    low = int(days.min())
    if int(days.max()) - low < 8 * len(days) + 40_000:
        counts = np.bincount(days - low)
        found = counts.nonzero()[0]
        counts, found = counts[found], found + low
    else:
        found, counts = np.unique(days, return_counts=True)
    ones = np.ones(int(np.count_nonzero(longer)), dtype=np.int64)
    return Spans(
        np.concatenate([found, first[longer]]),
        np.concatenate([found, last[longer]]),
        np.concatenate([counts, ones]),
    )


def joined(parts: Sequence[Spans]) -> Spans:
    """Return the dates of several segments together."""
    if len(parts) == 1:
        return parts[0]
    if all(part.first is part.last for part in parts):
        days = np.concatenate([np.zeros(0, dtype=np.int64), *(part.first for part in parts)])
        return Spans(days, days, np.concatenate([np.zeros(0, dtype=np.int64), *(part.counts for part in parts)]))
    nothing = np.zeros(0, dtype=np.int64)
    return Spans(
        np.concatenate([nothing, *(part.first for part in parts)]),
        np.concatenate([nothing, *(part.last for part in parts)]),
        np.concatenate([nothing, *(part.counts for part in parts)]),
        np.concatenate([nothing, *(part.owners for part in parts if part.owners is not None)])
        if any(part.owners is not None for part in parts)
        else None,
    )


def periods(ordinals: Ints, interval: Interval) -> Ints:
    """Return the number of the period in which each day lies; weeks begin on Monday."""
    if interval == "day":
        return ordinals
    if interval == "week":
        return (ordinals - 1) // 7
    if len(ordinals) > 1:
        first, last = int(ordinals.min()) // _TABLE_STEP, int(ordinals.max()) // _TABLE_STEP
        if last - first < _MOST_STEPS:
            return _period_table(first, last, interval).take(ordinals - first * _TABLE_STEP)
    return _periods(ordinals, interval)


@lru_cache(maxsize=_KNOWN_RANGES)
def _period_table(first: int, last: int, interval: Interval) -> Ints:
    """Return the period of each day between two multiples of _TABLE_STEP days."""
    return _periods(np.arange(first * _TABLE_STEP, (last + 1) * _TABLE_STEP), interval)


def _periods(ordinals: Ints, interval: Interval) -> Ints:
    months = (ordinals - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // _MONTHS[interval]


def _first_days(low: int, high: int, interval: Interval) -> Ints:
    """Return the first day of each period from `low` up to but not `high`, as ordinals."""
    found = np.arange(low, high)
    if interval == "day":
        return found
    if interval == "week":
        return found * 7 + 1
    months: Ints = (found * _MONTHS[interval]).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return months + _EPOCH


def draw(
    spans: Spans,
    missing: int,
    *,
    first: date | None,
    last: date | None,
    interval: Interval | Literal["auto"],
    max_bars: int,
) -> Histogram:
    """Return the histogram of dates that all lie within first to last; the ends of the bars are clipped to them."""
    scale = _choose(lambda each: _scale(spans, first, last, each), interval, max_bars)
    coarser = 0
    if len(scale.rows) < len(spans.first):
        coarser = _documents(spans, np.arange(len(spans.first))) - _documents(spans, scale.rows)
    return Histogram(scale.interval, _bars(spans, scale, first, last), coarser, missing)


def _documents(spans: Spans, rows: Ints) -> int:
    """Return how many documents have a date in these rows."""
    if spans.owners is None:
        return int(spans.counts[rows].sum())
    return len(np.unique(spans.owners[rows]))


def _choose(make: Callable[[Interval], Scale], interval: Interval | Literal["auto"], max_bars: int) -> Scale:
    """Return the finest scale that fits, of those that hold an article if any does."""
    if interval == "auto":
        empty: Scale | None = None
        for scale in map(make, INTERVALS):
            if scale.bars <= max_bars and len(scale.periods):
                return scale
            if scale.bars <= max_bars and empty is None:
                empty = scale
        return empty or make("year")
    coarser = INTERVALS[INTERVALS.index(interval) :]
    return next((scale for scale in map(make, coarser) if scale.bars <= MOST_BARS), make("year"))


def _scale(spans: Spans, first: date | None, last: date | None, interval: Interval) -> Scale:
    is_known = spans.known is not None and spans.known[0] == interval
    found = spans.known[1] if spans.known is not None and is_known else periods(spans.first, interval)
    if spans.first is spans.last:
        rows = np.arange(len(found))
    else:
        rows = np.flatnonzero(found == periods(spans.last, interval))
        found = found[rows]
    bounds = [periods(np.array([each.toordinal()]), interval)[0] if each else None for each in (first, last)]
    low = bounds[0] if bounds[0] is not None else (found.min() if len(found) else None)
    high = bounds[1] if bounds[1] is not None else (found.max() if len(found) else None)
    if low is None or high is None or high < low:
        return Scale(interval, 0, -1, rows, found)
    return Scale(interval, int(low), int(high), rows, found, is_known)


def _bars(spans: Spans, scale: Scale, first: date | None, last: date | None) -> tuple[Bar, ...]:
    if scale.bars <= 0:
        return ()
    bars = _filled(scale, *_bar_counts(spans, scale))
    if first is not None:
        bars[0] = bars[0]._replace(first=max(first, bars[0].first))
    if last is not None:
        bars[-1] = bars[-1]._replace(last=min(last, bars[-1].last))
    return tuple(bars)


def _bar_counts(spans: Spans, scale: Scale) -> tuple[Ints, Ints]:
    """Return which bars count any documents, and how many each of these does."""
    places = scale.periods - scale.low
    if scale.is_distinct and spans.owners is None:
        return places, spans.counts
    if spans.owners is None:
        # Exact: a sum of counts stays far below 2 ** 53.
        weights = spans.counts if len(scale.rows) == len(spans.counts) else spans.counts[scale.rows]
        counts = np.bincount(places, weights=weights, minlength=scale.bars).astype(np.int64)
    else:
        # Several dates of a document in one period count once.
        size = int(spans.owners.max()) + 1 if len(spans.owners) else 1
        counts = np.bincount(np.unique(places * size + spans.owners[scale.rows]) // size, minlength=scale.bars)
    filled = counts.nonzero()[0]
    return filled, counts.take(filled)


def _filled(scale: Scale, filled: Ints, counts: Ints) -> list[Bar]:
    """Return the bars of a scale, of which some have a count."""
    days = _period_days(scale.low, scale.high, scale.interval)
    bars = list(_empty_bars(scale.low, scale.high, scale.interval))
    places = filled.tolist()
    chosen = ([each[place] for place in places] for each in days)
    # Hundreds of bars: Python's own constructor of named tuples would take most of a rare word's time.
    made = map(tuple.__new__, repeat(Bar), zip(*chosen, counts.tolist(), strict=True))
    for place, bar in zip(places, made, strict=True):
        bars[place] = bar
    return bars


@lru_cache(maxsize=_KNOWN_RANGES)
def _empty_bars(low: int, high: int, interval: Interval) -> tuple[Bar, ...]:
    """Return the bars of periods that nothing lies in; most are, where articles lie far apart."""
    return tuple(Bar(first, last, 0) for first, last in zip(*_period_days(low, high, interval), strict=True))


@lru_cache(maxsize=_KNOWN_RANGES)
def _period_days(low: int, high: int, interval: Interval) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the first and the last days of periods, as far as the calendar goes."""
    starts = _first_days(low, high + 2, interval).tolist()
    least, most = date.min.toordinal(), date.max.toordinal()
    return (
        tuple(date.fromordinal(max(start, least)) for start in starts[:-1]),
        tuple(date.fromordinal(min(start - 1, most)) for start in starts[1:]),
    )
