"""How calendar dates are written in English news: finds the parts, decides nothing about the missing ones."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

_NAMES = "january february march april may june july august september october november december"
MONTH_NAMES = tuple(_NAMES.split())
MONTHS = tuple(name[:3] for name in MONTH_NAMES)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ORDINAL = r"(?:st|nd|rd|th)?\b(?![.,:/]\d|%|-\w)"
_YEAR = r"(?:1[5-9]|20)\d\d\b(?![.,:/]\d|%)"
_GAP = r"[ \t\xa0]*\n?[ \t\xa0]*"
_TO = r"(?:-|–|—|to|and|&|through|until|till)"
_FLAGS = re.IGNORECASE
YEAR_LENGTH = 4  # figures

_MONTH_FIRST = re.compile(
    rf"(?P<m>{MONTH})\.?{_GAP}(?:the )?(?P<d>{_DAY})(?:st|nd|rd|th)?(?![\w%]|[.,:/]\d)"
    rf"(?:\s?(?P<to>{_TO})\s?(?P<d2>{_DAY}){_ORDINAL})?(?:,?{_GAP}(?P<y>{_YEAR})|,? ['’](?P<yy>\d\d)\b)?",
    _FLAGS,
)
_DAY_FIRST = re.compile(
    rf"(?P<d>{_DAY})(?:st|nd|rd|th)?(?:\s?(?P<to>{_TO})\s?(?P<d2>{_DAY})(?:st|nd|rd|th)?)?"
    rf"(?:{_GAP}| of |-|(?<=th) day of )"
    rf"(?P<m>{MONTH})(?:[.,]{{0,2}}(?:{_GAP}| of |-)(?P<y>{_YEAR})|,? ['’](?P<yy>\d\d)\b)?",
    _FLAGS,
)
# "3 JAN 90" heads a cable: two figures are a year only after a short month in capitals.
_CABLE = re.compile(
    rf"(?P<d>{_DAY})[ -](?P<m>[A-Z]{{3}}|[A-Z][a-z][a-z])[ -](?P<yy>\d\d)\b(?=\s*(?:$|[\n\-–—()\[\],.;]))"
)
_MONTH_YEAR = re.compile(rf"(?P<m>{MONTH})(?:\.?,? (?:of )?(?P<y>{_YEAR})|\.? ['’](?P<yy>\d\d)\b)", _FLAGS)
_ISO = re.compile(
    r"(?P<y>(?:1[5-9]|20)\d\d)(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>3[01]|[12]\d|0?[1-9])(?:(?=T\d)|\b)(?![-/.]\d)"
)
_NUMERIC = re.compile(r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>(?:1[5-9]|20)\d\d)\b(?![-/.]\d)")
_BARE_MONTH = re.compile(MONTH, _FLAGS)
_BARE_YEAR = re.compile(_YEAR)
_UNMISTAKABLE = "january february april june july august september sept october november december"
_NO_OTHER_WORD = frozenset(_UNMISTAKABLE.split())
# What is counted, not dated: "5 May 20 people", "in 2000 homes", "2030 GMT".
COUNTED = re.compile(
    r"[ \xa0-](?:people|persons?|soldiers?|troops?|men|women|children|civilians?|refugees?|fighters?|militants?|"
    r"rebels?|police\w*|officers?|workers?|jobs|employees|members|students|voters?|votes|patients|residents|families|households|victims|deaths|"
    r"dead|wounded|cases|tons?|tonnes?|kgs?|kilos?|kilograms?|grams?|pounds?|lbs?|km|kms|kilomet\w+|miles?|met(?:re|er)s?|feet|"
    r"ft|foot|inch\w*|yards?|acres?|hectares?|barrels?|bpd|litres?|liters?|gallons?|dollars?|euros?|dlrs|cents?|rupees|"
    r"yen|rubles?|pct|percent|per cent|points?|homes|houses|buildings|vehicles|cars|trucks|tanks|aircraft|planes|ships|"
    r"shares|units|copies|pages|rounds|hours?|hrs|minutes?|mins|seconds?|days|weeks|months|years?|times|others|GMT|UTC|"
    r"local time|E[SD]T|P[SD]T|CET|BST|IST|hundred|thousand|million|billion|strong|odd|or so|more)\b",
    _FLAGS,
)
# A name made of a date: the March 14 Alliance, the 17 November group.
_NAMED_AFTER = re.compile(
    r" (?:\w+ )?(?:movement|brigades?|alliance|coalition|bloc|battalions?|division|organi[sz]ation)\b", _FLAGS
)
_AFTER_SECOND_DAY = re.compile(
    r"\s*(?:$|[\n.,;:)\]\-–—]|(?:in|at|of|by|as|is|was|were|are|for|with|when|after|before|on|to|and|but|the|that|which|this|last|next|"
    r"during|near|inside|outside|between|from)\b)",
    _FLAGS,
)


@dataclass(slots=True)
class Point:
    """A date as it stands: the figures found (None where none is written), and where."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None

    @property
    def precision(self) -> str:
        """Return the finest part that is written: day, month or year."""
        return "day" if self.day else "month" if self.month else "year"


def point_at(text: str, start: int, *, bare_year: bool = False, bare_month: bool = False) -> Point | None:
    """Return the date that begins at `start`, if one does; a month or year on its own only where it is asked for."""
    if text[start].isdigit():
        return _with_figures(text, start, bare_year=bare_year)
    return _month_first(text, start) or _month_year(text, start) or (_month(text, start) if bare_month else None)


def _with_figures(text: str, start: int, *, bare_year: bool) -> Point | None:
    """Return the date that begins with a day or a year in figures."""
    end = start + 1
    while end < len(text) and end - start <= YEAR_LENGTH and text[end].isdigit():
        end += 1
    parted = text[end : end + 1] in ("-", "/", ".")
    if end - start == YEAR_LENGTH:
        return (_iso(text, start) if parted else None) or (_year(text, start) if bare_year else None)
    return (_numeric(text, start) if parted else None) or _day_first(text, start)


def month_number(word: str) -> int | None:
    """Return the month a word names, if it is written as one: with a capital, unless it can be nothing else."""
    number = MONTHS.index(word[:3].lower()) + 1 if word[:3].lower() in MONTHS else None
    if number is None or (word[0].isupper() and (word[1:].islower() or word.isupper())):
        return number
    return number if word in _NO_OTHER_WORD else None


def _iso(text: str, start: int) -> Point | None:
    found = _ISO.match(text, start)
    return _checked(Point(start, found.end(), int(found["y"]), int(found["m"]), int(found["d"]))) if found else None


def _numeric(text: str, start: int) -> Point | None:
    """Read 25/12/2021 and 12/25/2021; 05/09/2021 could be two days and is none."""
    found = _NUMERIC.match(text, start)
    if not found:
        return None
    one, two, year = int(found["a"]), int(found["b"]), int(found["y"])
    if found["s"] == "." or one > 12 or one == two:
        day, month = one, two
    elif two > 12:
        day, month = two, one
    else:
        return None
    return _checked(Point(start, found.end(), year, month, day))


def _month_first(text: str, start: int) -> Point | None:
    found = _MONTH_FIRST.match(text, start)
    month = month_number(found["m"]) if found else None
    if not found or month is None or _NAMED_AFTER.match(text, found.end("d")):
        return None
    if not found["to"] and COUNTED.match(text, found.end("d")) and not found["y"]:
        return None
    return _with_parts(text, found, month)


def _day_first(text: str, start: int) -> Point | None:
    cable = _CABLE.match(text, start)
    if cable and month_number(cable["m"]):
        return _checked(
            Point(start, cable.end(), _century(int(cable["yy"])), month_number(cable["m"]), int(cable["d"]))
        )
    found = _DAY_FIRST.match(text, start)
    month = month_number(found["m"]) if found else None
    if not found or month is None or _NAMED_AFTER.match(text, found.end("m")):
        return None
    point = _with_parts(text, found, month, day_first=True)
    if (
        point is not None
        and point.end == found.end("m")
        and text[point.end : point.end + 1] == "."
        and len(found["m"]) <= 4
    ):
        point.end += (
            1 if text[point.end : point.end + 2] != ". " or text[point.end + 2 : point.end + 3].islower() else 0
        )
    return point


def _with_parts(text: str, found: re.Match[str], month: int, *, day_first: bool = False) -> Point | None:
    point = Point(found.start(), found.end(), None, month, int(found["d"]))
    if found["d2"]:
        point.last_day = int(found["d2"])
        loose = found["to"].lower() in ("to", "and", "&") and not found["y"] and not day_first
        if point.last_day <= (point.day or 0) or (loose and not _AFTER_SECOND_DAY.match(text, found.end("d2"))):
            return None if day_first else _cut(point, found.end("d"))
    if found["y"]:
        point.year = int(found["y"])
        if COUNTED.match(text, found.end("y")):
            point.year, point.end = None, max(found.end(name) for name in ("d", "d2", "m") if found[name])
    elif found["yy"]:
        point.year = _century(int(found["yy"]))
    return _checked(point)


def _cut(point: Point, end: int) -> Point | None:
    point.end, point.last_day = end, None
    return _checked(point)


def _month_year(text: str, start: int) -> Point | None:
    found = _MONTH_YEAR.match(text, start)
    month = month_number(found["m"]) if found else None
    if not found or month is None or COUNTED.match(text, found.end()):
        return None
    return Point(start, found.end(), int(found["y"]) if found["y"] else _century(int(found["yy"])), month)


def _month(text: str, start: int) -> Point | None:
    found = _BARE_MONTH.match(text, start)
    month = month_number(found[0]) if found else None
    if not found or month is None or (len(found[0]) < 4 and month != 5):
        return None
    return Point(start, found.end(), None, month)


def _year(text: str, start: int) -> Point | None:
    found = _BARE_YEAR.match(text, start)
    if not found or COUNTED.match(text, found.end()):
        return None
    return Point(start, found.end(), int(found[0]))


def _checked(point: Point) -> Point | None:
    """Return the point if its days exist in the calendar (29 February is one without a year)."""
    length = monthrange(point.year or 2000, point.month or 1)[1]
    return point if max(point.day or 1, point.last_day or 1) <= length else None


def _century(figures: int) -> int:
    """Return the year that two figures mean: 30 to 99 lie in the 1900s."""
    return 1900 + figures if figures >= 30 else 2000 + figures
