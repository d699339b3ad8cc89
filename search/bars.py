"""What the bars of the histogram are called."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from search.day_labels import MONTHS
from search.engine.contract import Interval

MOST_LABELS: Final = 20_000  # remembered: a histogram has hundreds of bars, mostly those of the one before


@lru_cache(maxsize=MOST_LABELS)
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
