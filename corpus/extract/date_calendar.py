"""From dates as written to days of the calendar, seen from the day of publication."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.extract.date_grammar import Point
from corpus.extract.mention import Precision

PAST_DAYS = 275  # a date without a year lies at most nine months back, else it is still to come
Published = tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day with the precision they were given in."""

    first: date
    last: date
    precision: Precision

    @property
    def name(self) -> str:
        """Return the span as ISO 8601 writes it: 2021-09-05, 2021-09, 2021 or an interval."""
        if self.precision == "day":
            return self.first.isoformat()
        if self.precision == "month":
            return self.first.isoformat()[:7]
        if self.precision == "year":
            return f"{self.first.year:04d}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def day(value: date) -> Span:
    """Return one day."""
    return Span(value, value, "day")


def week_of(value: date) -> Span:
    """Return the week, Monday to Sunday, of a day."""
    monday = value - timedelta(days=value.weekday())
    return Span(monday, monday + timedelta(days=6), "week")


def month_of(year: int, month: int) -> Span:
    """Return a month; months before and after the year's are counted on."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def year_of(year: int) -> Span:
    """Return a year."""
    return Span(date(year, 1, 1), date(year, 12, 31), "year")


def quarter_of(year: int, quarter: int) -> Span:
    """Return a quarter of a year."""
    first, last = month_of(year, 3 * quarter - 2), month_of(year, 3 * quarter)
    return Span(first.first, last.last, "quarter")


def part_of(whole: Span, part: str) -> Span:
    """Return the early, middle or late third of a month or year ("mid-2019")."""
    if whole.precision == "year":
        first = {"early": 1, "mid": 5, "late": 9}[part]
        return Span(date(whole.first.year, first, 1), month_of(whole.first.year, first + 3).last, "interval")
    first = {"early": 1, "mid": 11, "late": 21}[part]
    last = {"early": 10, "mid": 20, "late": whole.last.day}[part]
    return Span(whole.first.replace(day=first), whole.first.replace(day=last), "interval")


def between(one: Span, other: Span) -> Span | None:
    """Return the time from the first day of one to the last of the other, if they follow each other."""
    return Span(one.first, other.last, "interval") if one.first <= other.last else None


def span_of(point: Point, year: int) -> Span | None:
    """Return the days of a point in a year; None where the year lacks the day (29 February)."""
    if point.month is None:
        return year_of(year)
    whole = month_of(year, point.month)
    if point.day is None:
        return whole
    if max(point.day, point.last_day or 0) > whole.last.day:
        return None
    first = whole.first.replace(day=point.day)
    if point.last_day is None:
        return day(first)
    return Span(first, whole.first.replace(day=point.last_day), "interval")


def settle(point: Point, published: Published, *, lean: str = "") -> Span | None:
    """Return the days of a point; without a year, the nearest in view of the publication.

    `lean` is "past", "future", "last", "this" or "next", as the words around say; without one the past is preferred.
    """
    if point.year is not None:
        return span_of(point, point.year)
    return same(lambda today: _nearest(point, today, lean), published)


def _nearest(point: Point, today: date, lean: str) -> Span | None:
    spans = [span for year in range(today.year - 1, today.year + 2) for span in [span_of(point, year)] if span]
    if lean == "last":
        spans = [span for span in spans if span.last < today]
    elif lean == "next":
        spans = [span for span in spans if span.first > today]
    elif lean == "this":
        spans = [span for span in spans if span.first.year == today.year]
    back = {"last": 730, "this": 366, "past": 350, "future": 366 - PAST_DAYS, "next": 0}.get(lean, PAST_DAYS)
    kept = [span for span in spans if (today - span.last).days <= back]
    if lean == "last":
        return max(kept, key=lambda span: span.first, default=None)
    found = min(kept, key=lambda span: span.first, default=None)
    return found if found and (found.first - today).days <= 366 else None  # 29 February may be years away


def same(resolve: Callable[[date], Span | None], published: Published) -> Span | None:
    """Return what a word means if it means the same on the first and the last day of the publication date."""
    if published is None:
        return None
    try:
        first = resolve(published[0])
        last = first if published[0] == published[1] else resolve(published[1])
    except (OverflowError, ValueError):  # beyond the calendar, as "9000 years ago"
        return None
    return first if first == last else None


def yearless(point: Point) -> str:
    """Return a date without year as ISO 8601 once wrote it: --09-05, or --09 for a month; "" for anything else."""
    if point.year is not None or point.month is None or point.last_day is not None:
        return ""
    return f"--{point.month:02d}" + (f"-{point.day:02d}" if point.day else "")
