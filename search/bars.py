"""The bars of the histogram, and what they are called."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import compress, repeat
from operator import itemgetter
from typing import Final

from search.day_labels import MONTHS
from search.engine.contract import Bar, Histogram, Interval
from search.results import DateBar

_count_of: Final = itemgetter(Bar._fields.index("count"))
MOST_AXES: Final = 64  # remembered: most searches have one of a few
_axes: Final[dict[tuple[Interval, int, Bar, Bar], tuple[DateBar, ...]]] = {}


def date_bars(histogram: Histogram) -> tuple[DateBar, ...]:
    """Return the bars with their labels; of hundreds most are empty, and the same for every search."""
    bars = histogram.bars
    if not bars:
        return ()
    empty = _axis(bars, histogram.interval)
    found = list(empty)
    counts = list(map(_count_of, bars))
    for place in compress(range(len(counts)), counts):
        first, last, label, _ = empty[place]
        found[place] = DateBar(first, last, label, counts[place])
    return tuple(found)


def _axis(bars: tuple[Bar, ...], interval: Interval) -> tuple[DateBar, ...]:
    """Return these bars with their labels and nothing in them; the first and the last tell which are between."""
    key = interval, len(bars), bars[0]._replace(count=0), bars[-1]._replace(count=0)
    axis = _axes.get(key)
    if axis is None:
        first, last, _ = zip(*bars, strict=True)
        labels = [bar_label(day, interval) for day in first]
        if len(_axes) >= MOST_AXES:
            _axes.clear()
        axis = _axes[key] = tuple(map(DateBar, first, last, labels, repeat(0)))
    return axis


def bar_label(first: date, interval: Interval) -> str:
    """Return the label of the day, week, month, quarter or year that holds a day."""
    if interval == "year":
        return str(first.year)
    if interval == "quarter":
        return f"Q{(first.month + 2) // 3} {first.year}"
    month = MONTHS[first.month - 1]
    if interval == "month":
        return f"{month} {first.year}"
    if interval == "day":
        return f"{first.day} {month} {first.year}"
    monday = first - timedelta(days=min(first.weekday(), (first - date.min).days))
    return f"week of {monday.day} {MONTHS[monday.month - 1]} {monday.year}"
