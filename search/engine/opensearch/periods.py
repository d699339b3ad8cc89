"""Periods as numbers: days, weeks (from Monday), months, quarters and years, each kind counted through."""

from __future__ import annotations

from datetime import date
from typing import Final

from search.engine.contract import Interval

INTERVALS: Final[tuple[Interval, ...]] = ("day", "week", "month", "quarter", "year")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


def period(day: date, interval: Interval) -> int:
    """Return the number of the period in which a day lies."""
    if interval == "day":
        return day.toordinal()
    if interval == "week":
        return (day.toordinal() - 1) // 7
    return (day.year * 12 + day.month - 1) // _MONTHS[interval]


def first_ordinal(number: int, interval: Interval) -> int:
    """Return the first day of a period, as an ordinal; what lies outside the calendar is its first or last day."""
    if interval == "day":
        return number
    if interval == "week":
        return number * 7 + 1
    year, month = divmod(number * _MONTHS[interval], 12)
    if year > date.max.year:
        return date.max.toordinal() + 1
    return date(max(year, 1), month + 1, 1).toordinal()


def days_of(number: int, interval: Interval) -> tuple[date, date]:
    """Return the first and the last day of a period, as far as the calendar goes."""
    first, after = first_ordinal(number, interval), first_ordinal(number + 1, interval)
    least, most = date.min.toordinal(), date.max.toordinal()
    return date.fromordinal(max(first, least)), date.fromordinal(min(after - 1, most))
