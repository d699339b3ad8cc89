"""Parts of a year that the calendar does not name: seasons, and the quarters and halves of those who do business."""

from __future__ import annotations

import re
from datetime import date

from corpus.extract.date_calendar import Span, month_of, quarter_of
from corpus.extract.date_words import Meaning

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months, north of the equator
_SEASON = re.compile(
    rf"(?P<season>{'|'.join(SEASONS)})\b(?!-)"
    r"(?:(?:,? (?:of|in)|,)? (?P<year>(?:19|20)\d\d)(?:[-–/](?:\d\d)?\d\d)?\b(?![.,]\d|%))?",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?P<which>last|past|previous|this(?: coming)?|next|coming)\s+$", re.IGNORECASE)
# Words that no verb and no name stands behind: shares fall, the Arab Spring.
_TIMED = re.compile(
    r"\b(?:in|the|by|since|until|till|during|through|throughout|from|to|of|for|before|after|early|late|mid)[\s-]+$",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"(?P<which>first|second|third|fourth|final|last|1st|2nd|3rd|4th|Q[1-4])[ -]?(?P<unit>quarter|qtr)?s?,?"
    r"(?: of)?(?: the)?(?: fiscal)? (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?P<which>first|second) half (?:of )?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_QUARTERLY = re.compile(
    r"(?P<which>first|second|third|fourth|1st|2nd|3rd|4th|Q)"
    r"(?:(?<!q)[ -](?P<unit>quarter|qtr|half)\b(?! (?:of|from) )|(?<=q)(?P<figure>[1-4])\b)",
    re.IGNORECASE,
)
_NUMBERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}
# What is counted by quarters elsewhere than on a field of play.
_BUSINESS = re.compile(
    r"\b(?:net|profits?|earnings?|loss|losses|results?|revenues?|sales|income|gdp|growth|grew|shrank|figures|output|dividends?"
    r"|guidance|forecasts?|estimates|production|shipments|deliveries|economy|economic|inflation|exports|imports|spending|orders"
    r"|shares?|company|bank|investors|analysts|operating)\b",
    re.IGNORECASE,
)
_NEAR = 70  # characters on either side


def season_at(text: str, start: int) -> tuple[int, int, Meaning, str] | None:
    """Return (start, end, meaning, rule) of the season whose name begins at `start`; None = of no known year."""
    found = _SEASON.match(text, start)
    if found is None:
        return None
    before = text[max(0, start - 14) : start]
    which = _WHICH.search(before)
    first_month = SEASONS[found["season"].lower()]
    if found["year"]:
        year = int(found["year"])
        timed = which or _TIMED.search(before)
        return (start, found.end(), lambda _today: _season(year, first_month), "range") if timed else None
    if which is None or found["season"][0].isupper():
        return None
    said = which["which"].lower()
    return start - len(which[0]), found.end(), lambda today: _seen_from(today, first_month, said), "relative"


def _season(year: int, first_month: int) -> Span:
    """Return the three months of a season that begins in a year."""
    return Span(month_of(year, first_month).first, month_of(year, first_month + 2).last, "interval")


def _seen_from(today: date, first_month: int, which: str) -> Span | None:
    near = [_season(today.year + shift, first_month) for shift in (-2, -1, 0, 1)]
    if which in ("next", "coming"):
        return next((span for span in near if span.first > today), None)
    if which.startswith("this"):
        return min(near, key=lambda span: max((span.first - today).days, (today - span.last).days))
    return max((span for span in near if span.last < today), key=lambda span: span.first, default=None)


def quarter_at(text: str, start: int) -> tuple[int, Meaning, str] | None:
    """Return (end, meaning, rule) of the quarter or half that begins at `start`, of a year or seen from publication."""
    found = _QUARTER.match(text, start)
    if found and (found["unit"] or found["which"][0] in "Qq"):
        year, quarter = int(found["year"]), _number(found["which"])
        return found.end(), lambda _today: quarter_of(year, quarter), "range"
    found = _HALF.match(text, start)
    if found:
        year, half = int(found["year"]), _number(found["which"])
        return found.end(), lambda _today: _half(year, half), "range"
    found = _QUARTERLY.match(text, start)
    if found is None or not _is_of_business(text, found):
        return None
    number = int(found["figure"] or _number(found["which"]))
    whole = _half if (found["unit"] or "").lower() == "half" else quarter_of
    return (
        found.end(),
        lambda today: _latest(today, [whole(today.year - 1, number), whole(today.year, number)]),
        "relative",
    )


def _number(which: str) -> int:
    return int(which[1]) if which[0] in "Qq" else _NUMBERS.get(which.lower(), 4)


def _is_of_business(text: str, found: re.Match[str]) -> bool:
    around = text[max(0, found.start() - _NEAR) : found.start()] + text[found.end() : found.end() + _NEAR]
    return (found["unit"] or "").lower() == "qtr" or _BUSINESS.search(around) is not None


def _half(year: int, number: int) -> Span:
    return Span(quarter_of(year, 2 * number - 1).first, quarter_of(year, 2 * number).last, "interval")


def _latest(today: date, spans: list[Span]) -> Span | None:
    """Return the latest of ascending spans that has begun."""
    return next((span for span in reversed(spans) if span.first <= today), None)
