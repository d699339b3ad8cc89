"""Bars of a histogram: which periods a range has, and how many articles lie wholly inside each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np

from search.engine.contract import Bar, Histogram, Interval
from search.engine.whoosh.segments import Ints

MOST_BARS: Final = 5_000  # of an interval asked for by name; years are never refused
INTERVALS: Final[tuple[Interval, ...]] = ("day", "week", "month", "quarter", "year")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates to draw: the document of each, its first and its last day as ordinals; `single` = one a document."""

    documents: Ints
    first: Ints
    last: Ints
    single: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """An interval with its range of periods, and the dates that lie inside one."""

    interval: Interval
    low: int
    high: int
    documents: Ints
    periods: Ints

    @property
    def bars(self) -> int:
        """How many bars there are."""
        return self.high - self.low + 1


def periods(ordinals: Ints, interval: Interval) -> Ints:
    """Return the number of the period in which each day lies; weeks begin on Monday."""
    if interval == "day":
        return ordinals
    if interval == "week":
        return (ordinals - 1) // 7
    months = (ordinals - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // _MONTHS[interval]


def first_day(period: int, interval: Interval) -> int:
    """Return the first day of a period, as an ordinal."""
    if interval == "day":
        return period
    if interval == "week":
        return period * 7 + 1
    month = np.datetime64(period * _MONTHS[interval], "M")
    return int(month.astype("datetime64[D]").astype(np.int64)) + _EPOCH


def draw(
    dates: Dates,
    missing: int,
    *,
    first: date | None,
    last: date | None,
    interval: Interval | Literal["auto"],
    max_bars: int,
) -> Histogram:
    """Return the histogram of dates that all lie within first to last; the ends of the bars are clipped to them."""
    scale = _choose(lambda each: _scale(dates, first, last, each), interval, max_bars)
    coarser = _distinct(dates.documents) - _distinct(scale.documents)
    return Histogram(scale.interval, _bars(scale, first, last, single=dates.single), coarser, missing)


def _distinct(documents: Ints) -> int:
    """Return how many different documents there are."""
    if not len(documents):
        return 0
    seen = np.zeros(int(documents.max()) + 1, dtype=np.bool_)
    seen[documents] = True
    return int(np.count_nonzero(seen))


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


def _scale(dates: Dates, first: date | None, last: date | None, interval: Interval) -> Scale:
    starts, ends = periods(dates.first, interval), periods(dates.last, interval)
    fits = starts == ends
    found = starts[fits]
    bounds = [periods(np.array([each.toordinal()]), interval)[0] if each else None for each in (first, last)]
    low = bounds[0] if bounds[0] is not None else (found.min() if len(found) else None)
    high = bounds[1] if bounds[1] is not None else (found.max() if len(found) else None)
    if low is None or high is None or high < low:
        return Scale(interval, 0, -1, dates.documents[fits], found)
    return Scale(interval, int(low), int(high), dates.documents[fits], found)


def _bars(scale: Scale, first: date | None, last: date | None, *, single: bool) -> tuple[Bar, ...]:
    if scale.bars <= 0:
        return ()
    places = scale.periods - scale.low
    if not single and len(places):  # several dates of a document in one period count once
        size = int(scale.documents.max()) + 1
        places = np.unique(places * size + scale.documents) // size
    counts = np.bincount(places, minlength=scale.bars)
    earliest = first.toordinal() if first else date.min.toordinal()
    latest = last.toordinal() if last else date.max.toordinal()
    bars = []
    for place, count in enumerate(counts.tolist()):
        start = max(first_day(scale.low + place, scale.interval), earliest)
        end = min(first_day(scale.low + place + 1, scale.interval) - 1, latest)
        bars.append(Bar(date.fromordinal(start), date.fromordinal(end), count))
    return tuple(bars)
