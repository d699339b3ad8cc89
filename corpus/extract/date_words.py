"""Relative dates: today, last week, on Sunday, two weeks ago, over the last three days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from corpus.extract.date_calendar import Span, day, month_of, part_of, quarter_of, week_of, year_of
from corpus.extract.date_grammar import MONTH, WEEKDAYS

Meaning = Callable[[date], Span | None]
_FLAGS = re.IGNORECASE
_COUNTING = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_COUNTING.split(), 1)} | {
    "a": 1,
    "an": 1,
    "couple": 2,
    "dozen": 12,
}
_NUMBERS |= {"fifteen": 15, "twenty": 20, "thirty": 30}
_NUMBER = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})(?: of)?"
_UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade)s?\b"
_MOST = {"hour": 999, "day": 999, "week": 520, "fortnight": 100, "month": 240, "year": 500, "decade": 50}
_DAYTIME = r"(?: (?:early |late )?(?:morning|afternoon|evening|night|midday|noon))?"

_SIMPLE = re.compile(
    r"(?:the )?day before yesterday\b|(?:the )?day after tomorrow\b|"
    r"(?:earlier |later )?(?:today|tonight)\b(?![”\"]? (?:programme|program|show)\b)|"
    rf"(?:early |late )?(?:yesterday|tomorrow){_DAYTIME}\b|"
    r"(?:this (?:morning|afternoon|evening)|last night|overnight)\b",
    _FLAGS,
)
_UNITS = re.compile(
    r"(?P<part>early |earlier |later |late )?(?:in |on )?(?P<which>this|last|next|the past|past)"
    r" (?P<unit>week|weekend|month|year|quarter)\b",
    _FLAGS,
)
_LENGTH = re.compile(rf"(?:the |these )?(?P<side>last|past|previous|next|coming) {_NUMBER} {_UNIT}", _FLAGS)
_ONE_LENGTH = re.compile(rf"(?:over|during|in|within|for) the (?P<side>last|past) (?:full )?{_UNIT}", _FLAGS)
_AGO = re.compile(rf"(?:(?:about|around|some|nearly|almost|just|over|more than) )?{_NUMBER} {_UNIT} ago\b", _FLAGS)
_WEEKDAY = re.compile(
    r"(?P<lean>last |this |next |this past |this coming )?(?:early |late )?"
    rf"(?P<day>{'|'.join(WEEKDAYS)})\b(?!['’]?s\b(?! [a-zA-Z“\"]|\]))(?P<time>{_DAYTIME})",
    _FLAGS,
)
# Days and things that bear the name of a weekday.
_NAMED_BEFORE = re.compile(
    r"\b(?:Black|Bloody|Good|Ash|Super|Palm|Easter|Holy|Maundy|Shrove|Cyber|Giving|Sheffield|Casual|Whit|Orange|Red|Ruby|Joe|Rick|"
    r"TGI|Wednesday|every|each|any|a|per|most|following|previous|preceding)\s+$",
    _FLAGS,
)
_NAMED_AFTER = re.compile(
    r"^(?: (?:Times|Mirror|Telegraph|Express|Mail|Post|Herald|School|Islands?|Addams|Review|Club|prayers?)\b|s\b|-)"
)
# Of one Friday there is one speech: "in a Friday speech", but not "on a Friday evening".
_ONE = re.compile(r"\ba\s+$", _FLAGS)
_HELD_ONCE = re.compile(
    r" (?:(?:late|early|morning|afternoon|evening|night|news|press|phone|video|television|TV|court|regulatory|joint) )*"
    r"(?:speech|statement|interview|report|meeting|conference|briefing|letter|tweet|post|filing|ruling|vote|hearing|calls?"
    r"|e-?mail|memo|raid|attack|assault|strike|bombing|explosion|blast|shooting|crash|earthquake|fire|address|editorial"
    r"|article|note|decision|deadline|rally|protest|visit|session|announcement|release|appearance|conversation|message"
    r"|broadcast|summit)\b"
)
_DATE_FOLLOWS = re.compile(rf"\s*,?\s*\(?(?:the )?(?:{MONTH}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of )?{MONTH})", _FLAGS)


def date_follows(text: str, end: int) -> re.Match[str] | None:
    """Return the match if a calendar date follows a weekday: "Sunday, 5 September"."""
    return _DATE_FOLLOWS.match(text, end)


def weekday_at(text: str, start: int) -> re.Match[str] | None:
    """Return the weekday that begins at `start`, unless it is a name ("Black Friday") or many days ("on Fridays")."""
    found = _WEEKDAY.match(text, start)
    if not found or not found["day"][0].isupper() or not (found["day"][1:].islower() or found["day"].isupper()):
        return None
    before = text[max(0, start - 12) : start]
    if before.endswith(("day-", "day–")):  # opening hours
        return None
    if _NAMED_BEFORE.search(before) and not (_ONE.search(before) and _HELD_ONCE.match(text, found.end("day"))):
        return None
    return None if _NAMED_AFTER.match(text[found.end("day") : found.end("day") + 14]) else found


def weekday_meaning(found: re.Match[str], lean: str) -> Meaning:
    """Return what a weekday means: the last one, the day of publication included, unless words say otherwise."""
    number = WEEKDAYS.index(found["day"].lower())
    said = (found["lean"] or "").strip().lower()

    def meaning(today: date) -> Span:
        back = (today.weekday() - number) % 7
        if said in ("last", "this past"):
            return day(today - timedelta(days=back or 7))
        if said in ("next", "this coming") or (lean == "future" and said != "this"):
            return day(today + timedelta(days=(7 - back) if back or said else 0))
        if said == "this":
            return day(today - timedelta(days=today.weekday() - number))
        return day(today - timedelta(days=back))

    return meaning


def to_weekday(first: re.Match[str], last: re.Match[str], lean: str) -> Meaning:
    """Return what "from Monday to Wednesday" means: the second is the next one after the first."""
    length = (WEEKDAYS.index(last["day"].lower()) - WEEKDAYS.index(first["day"].lower())) % 7
    begins = weekday_meaning(first, lean)

    def meaning(today: date) -> Span | None:
        span = begins(today)
        return Span(span.first, span.first + timedelta(days=length), "interval") if span and length else None

    return meaning


def words_at(text: str, start: int) -> tuple[int, Meaning, float] | None:
    """Return (end, meaning, confidence) of the relative date that begins at `start`."""
    first = text[start].lower()
    for letters, pattern, read in _READERS:
        found = pattern.match(text, start) if first in letters else None
        if found:
            return read(found)
    return None


def _simple(found: re.Match[str]) -> tuple[int, Meaning, float]:
    words = found[0].lower()
    shift = -1 if "yesterday" in words or words == "last night" else 1 if "tomorrow" in words else 0
    shift += -1 if "day before" in words else 1 if "day after" in words else 0
    confidence = 0.6 if words in ("today", "overnight") else 0.85
    return found.end(), lambda today: day(today + timedelta(days=shift)), confidence


def _units(found: re.Match[str]) -> tuple[int, Meaning, float]:
    which, unit, part = found["which"].lower(), found["unit"].lower(), (found["part"] or "").strip().lower()
    step = {"this": 0, "last": -1, "next": 1}.get(which)
    if step is None or (which == "last" and found.string[: found.start()].endswith("the ") and unit != "weekend"):
        return found.end(), lambda today: _length(today, 1, unit.replace("weekend", "week"), forward=False), 0.7
    return found.end(), lambda today: _narrow(_unit(today, step, unit), part, today), 0.8


def _unit(today: date, step: int, unit: str) -> Span:
    if unit == "week":
        return week_of(today + timedelta(days=7 * step))
    if unit == "weekend":
        saturday = week_of(today).first + timedelta(days=5 + 7 * step)
        if step == 0 and today.weekday() < 2:
            saturday -= timedelta(days=7)
        return Span(saturday, saturday + timedelta(days=1), "interval")
    if unit == "month":
        return month_of(today.year, today.month + step)
    if unit == "quarter":
        month = today.month + 3 * step
        return quarter_of(today.year + (month - 1) // 12, ((month - 1) % 12) // 3 + 1)
    return year_of(today.year + step)


def _narrow(span: Span, part: str, today: date) -> Span | None:
    """Return the part of a week, month or year that "earlier" and "late" leave; a week just begun reaches back."""
    if not part:
        return span
    if part == "earlier" and span.first <= today <= span.last:
        first = span.first if span.precision != "week" or today.weekday() > 1 else today - timedelta(days=6)
        return Span(first, today, "interval")
    if part == "later" and span.first <= today <= span.last:
        return Span(today, span.last, "interval")
    if span.precision in ("month", "year") and part in ("early", "late"):
        return part_of(span, part)
    return span


def _lengths(found: re.Match[str]) -> tuple[int, Meaning, float] | None:
    count, unit = _count(found), found["unit"].lower()
    if count > _MOST[unit]:
        return None
    forward = found["side"].lower() in ("next", "coming")
    return found.end(), lambda today: _length(today, count, unit, forward=forward), 0.7


def _count(found: re.Match[str]) -> int:
    number = found.groupdict().get("n") or "one"
    return int(number) if number.isdigit() else _NUMBERS[number.lower()]


def _length(today: date, count: int, unit: str, *, forward: bool) -> Span:
    far = _moved(today, count if forward else -count, unit)
    first, last = (today, far) if forward else (far, today)
    return Span(first, last, "interval") if first != last else day(today)


def _moved(today: date, count: int, unit: str) -> date:
    if unit == "hour":
        return today + timedelta(days=round(count / 24))
    if unit in ("day", "week", "fortnight"):
        return today + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
    months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    whole = month_of(today.year, today.month + months)
    return whole.first.replace(day=min(today.day, whole.last.day))


def _ago(found: re.Match[str]) -> tuple[int, Meaning, float] | None:
    count, unit = _count(found), found["unit"].lower()
    if count > _MOST[unit]:
        return None

    def meaning(today: date) -> Span:
        then = _moved(today, -count, unit)
        if unit in ("hour", "day"):
            return day(then)
        if unit in ("week", "fortnight"):
            return week_of(then)
        if unit == "month":
            return month_of(then.year, then.month)
        if unit == "year":
            return year_of(then.year)
        return Span(date(then.year - 1, 1, 1), date(then.year + 1, 12, 31), "interval")

    return found.end(), meaning, 0.75


# What each may begin with, how it reads, and what it means.
_READERS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], tuple[int, Meaning, float] | None]], ...] = (
    ("deloty", _SIMPLE, _simple),
    ("clnpt", _LENGTH, _lengths),
    ("eilnopt", _UNITS, _units),
    ("dfiow", _ONE_LENGTH, _lengths),
    ("0123456789acdefjmnost", _AGO, _ago),
)
