"""Days known by name: New Year's Eve, Christmas Day, the weekend, the September 11 attacks."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus.extract.date_calendar import Span
from corpus.extract.date_grammar import Point
from corpus.extract.date_words import Meaning

_FEAST = re.compile(
    r"(?P<feast>New Year['’]?s (?:Eve|Day)|Christmas (?:Eve|Day)|Boxing Day)(?P<year>,? (?:of )?(?:19|20)\d\d\b)?",
    re.IGNORECASE,
)
_FEASTS = {
    "new years eve": (12, 31),
    "new years day": (1, 1),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
}
_DATED_EVENTS: tuple[tuple[int, int, int, re.Pattern[str]], ...] = (
    (9, 11, 2001, re.compile(r",? (?:terror(?:ist)? )?(?:attacks?|hijack)", re.IGNORECASE)),
    (7, 7, 2005, re.compile(r",? (?:London |terror(?:ist)? |Tube )?(?:bomb|attacks?|terror)", re.IGNORECASE)),
    (1, 6, 2021, re.compile(r",? (?:attack|riot|insurrection|Capitol)", re.IGNORECASE)),
    (10, 7, 2023, re.compile(r",? (?:Hamas |terror(?:ist)? )?(?:attacks?|massacre|assault)", re.IGNORECASE)),
)
_WEEKEND = re.compile(r"weekend\b(?!['’]?s\b|-)", re.IGNORECASE)
_BEFORE_WEEKEND = re.compile(r"\b(?:over|during|at|on|through) the $", re.IGNORECASE)


def event_year(text: str, point: Point) -> int | None:
    """Return the year of a day that the event after it dates: the September 11 attacks."""
    if point.year is not None or point.day is None:
        return None
    for month, number, year, event in _DATED_EVENTS:
        if (point.month, point.day) == (month, number) and event.match(text, point.end):
            return year
    return None


def feast_at(text: str, start: int) -> Point | None:
    """Return the feast of a fixed day that begins at `start`."""
    found = _FEAST.match(text, start)
    if found is None or not found[0][0].isupper():
        return None
    month, day = _FEASTS[found["feast"].lower().replace("'", "").replace("’", "")]
    year = int(found["year"][-4:]) if found["year"] else None
    return Point(start, found.end(), year, month, day)


def weekend_at(text: str, start: int, *, future: bool) -> tuple[int, Meaning] | None:
    """Return where “over the weekend” ends and what it means: the last one that has begun, unless it is yet to come."""
    found = _WEEKEND.match(text, start)
    if found is None or not _BEFORE_WEEKEND.search(text[max(0, start - 12) : start]):
        return None

    def meaning(today: date) -> Span:
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        if future and today.weekday() < 5:
            saturday += timedelta(days=7)
        return Span(saturday, saturday + timedelta(days=1), "interval")

    return found.end(), meaning
