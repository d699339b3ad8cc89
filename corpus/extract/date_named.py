"""Days that have a name instead of a date: New Year's Eve, Christmas Day, the weekend."""

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
_WEEKEND = re.compile(r"weekend\b(?!['’]?s\b|-)", re.IGNORECASE)
_BEFORE_WEEKEND = re.compile(r"\b(?:over|during|at|on|through) the $", re.IGNORECASE)


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
