"""Finds the dates of a text and the days they mean; needs no model."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

import ahocorasick

from corpus.extract.date_calendar import Published, Span, between, part_of, same, settle, yearless
from corpus.extract.date_cues import is_cut, is_month, year_confidence, year_said
from corpus.extract.date_grammar import MONTH_NAMES, WEEKDAYS, Point, point_at
from corpus.extract.date_named import event_year, feast_at, weekend_at
from corpus.extract.date_seasons import SEASONS, quarter_at, season_at
from corpus.extract.date_tense import is_future
from corpus.extract.date_words import Meaning, date_follows, to_weekday, weekday_at, weekday_meaning, words_at
from corpus.extract.mention import FoundMention, MentionField

__all__ = ["find_dates"]

_FIGURES = re.compile(r"\d+")
_AGO = re.compile(" ago")
_NO_DAY = re.compile(r"(?<![\d.,/-])\d{1,2}(?:st|nd|rd|th)? (?:of )?$", re.IGNORECASE)
_PARTING = frozenset("-/.")
_JOINED = re.compile(r"\s?(?:-|–|—|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s?", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|to|until|till|through)\s+", re.IGNORECASE)
_OPENING = re.compile(r"(?:between|from)\s+$", re.IGNORECASE)
_SHORT_RANGE = re.compile(r"(?P<y>(?:1[5-9]|20)\d\d)[-–/](?P<yy>\d\d)\b(?![-–/.]?\d)")
_DECADE = re.compile(r"(?P<y>(?:1[5-9]|20)\d0)['’]?s\b")
_PART = re.compile(
    r"(?:the )?(?P<part>early|mid|middle|late|beginning|start|end)(?:-| |[ -]of (?:the )?)(?:year )?$",
    re.IGNORECASE,
)
_PARTS = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_LEAN = re.compile(r"(?P<lean>last|this|next)\s+$", re.IGNORECASE)
_TITLED = re.compile(r"\b(?:USA|Russia|India|Pakistan|Yemen|Al)\s+$")
_RELATIVE_WORDS = """
today tonight yesterday tomorrow overnight day this last next past these early earlier later late during within
previous coming
"""
_COUNTING_WORDS = """
about around some nearly almost just more a an one two three four five six seven eight nine ten eleven twelve fifteen
twenty thirty couple dozen
"""
_QUARTER_WORDS = (
    "first",
    "second",
    "third",
    "fourth",
    "final",
    "last",
    "1st",
    "2nd",
    "3rd",
    "4th",
    "q1",
    "q2",
    "q3",
    "q4",
)
_MONTH_WORDS = frozenset(
    form for name in MONTH_NAMES for word in (name, name[:3]) for form in (word, word.capitalize(), word.upper())
) | {"sept", "Sept", "SEPT"}
_UNITS = (
    "day",
    "week",
    "year",
    "month",
    "night",
    "hour",
    "tomorrow",
    "morning",
    "afternoon",
    "evening",
    "quarter",
    "decade",
)
MAX_EXPRESSION = 40


class _Found(NamedTuple):
    start: int
    end: int
    span: Span | None
    rule: str
    confidence: float
    yearless: str = ""


def find_dates(text: str, *, field: MentionField = "text", published: Published = None) -> list[FoundMention]:
    """Return the dates of a text in order, each with first and last day, or without year where none can be told.

    `published` is the first and last day of the publication date; without it, words such as "yesterday" are no dates.
    """
    mentions: list[FoundMention] = []
    position = 0
    for start, reader in _beginnings(text):
        if start < position:
            continue
        found = reader(text, start, published)
        if found is None or found.start < position:
            continue
        position = found.end
        if found.span is not None or found.yearless:
            mentions.append(_mention(text, found, field))
    return mentions


def _beginnings(text: str) -> list[tuple[int, Reader]]:
    """Return where a date may begin and what reads it there: the words and figures of one search for all of them."""
    found: list[tuple[int, Reader]] = []
    months: list[int] = []
    figures: list[int] = []
    for last, length in _AUTOMATON.iter(_lowered(text)):
        start = last - length + 1
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            continue
        reader = _READERS.get(text[start : last + 1])
        if reader is None:
            if text[start].isdecimal():
                figures.append(start)
            continue
        after = text[last + 1 : last + 2]
        if not after.isalpha() or not after.isascii():
            found.append((start, reader))
            if reader is _month:
                months.append(start)
    ago = " ago" in text
    found.extend(_figures(text, figures, months, ago=ago))
    for match in _AGO.finditer(text) if ago else ():
        before = max(0, match.start() - MAX_EXPRESSION)
        found.extend((word.start(), _counted) for word in _COUNT.finditer(text, before, match.start()))
    found.sort(key=itemgetter(0))
    return found


def _lowered(text: str) -> str:
    """Return the text in lower case, as long as before."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join([low if len(low := character.lower()) == 1 else character for character in text])


def _figures(text: str, starts: Iterable[int], months: Sequence[int], *, ago: bool) -> Iterator[tuple[int, Reader]]:
    """Yield the figures that may be part of a date: most count something, and have no month beside them."""
    for start in starts:
        match = _FIGURES.match(text, start)
        length = len(match[0]) if match else 0
        if length not in (1, 2, 4):
            continue
        end = start + length
        if length == 4 or text[end : end + 1] in _PARTING:
            yield start, _number
            continue
        month = bisect_left(months, end)
        if month < len(months) and months[month] < end + MAX_EXPRESSION:
            yield start, _number
        elif ago:
            yield start, _counted


Reader = Callable[[str, int, Published], _Found | None]


def _mention(text: str, found: _Found, field: MentionField) -> FoundMention:
    span = found.span
    return FoundMention(
        found.start,
        found.end,
        text[found.start : found.end],
        field,
        "date",
        span.name if span else found.yearless,
        found.confidence,
        found.rule,
        first=span.first if span else None,
        last=span.last if span else None,
        precision=span.precision if span else "",
        yearless="" if span else found.yearless,
    )


def _month(text: str, start: int, published: Published) -> _Found | None:
    if _NO_DAY.search(text[max(0, start - 10) : start]):
        return None  # "31 February" is no day, nor is it all of February
    point = point_at(text, start)
    if point is None:
        point = point_at(text, start, bare_month=True)
        if point is None or not is_month(text, point):
            return None
    return _dated(text, point, published)


def _number(text: str, start: int, published: Published) -> _Found | None:
    figures = _FIGURES.match(text, start)
    length = len(figures[0]) if figures else 0
    if length not in (1, 2, 4):
        return None
    end = start + length
    if text[end : end + 1] in _PARTING or length < 3:
        point = point_at(text, start)
        if point is not None:
            return _dated(text, point, published) if not is_cut(text[max(0, start - 2) : start]) else None
    return _counted(text, start, published) if length < 3 else _year(text, start, published)


def _year(text: str, start: int, published: Published) -> _Found | None:
    before = text[max(0, start - 24) : start]
    decade = _DECADE.match(text, start)
    if decade and not is_cut(before):
        return _decade(text, decade)
    point = point_at(text, start, bare_year=True)
    if point is None or is_cut(before):
        return None
    short = _SHORT_RANGE.match(text, start)
    if short and int(short["yy"]) > int(short["y"][2:]):
        last = Point(start, short.end(), int(short["y"][:2] + short["yy"]))
        return _range(text, Point(start, start + 4, int(short["y"])), last, published)
    joined = _joined(text, point, published)
    if joined is not None:
        return joined
    confidence = year_confidence(text, point, before)
    return _dated(text, point, published, confidence=confidence) if confidence else None


def _decade(text: str, found: re.Match[str]) -> _Found:
    year = int(found["y"])
    first, last = date(year, 1, 1), date(year + 9, 12, 31)
    start = found.start()
    part = _PART.search(text[max(0, start - 14) : start])
    if part:
        start -= len(part[0])
        thirds = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}[_part_name(part)]
        first, last = date(year + thirds[0], 1, 1), date(year + thirds[1], 12, 31)
    return _Found(start, found.end(), Span(first, last, "interval"), "year", 0.85)


def _dated(text: str, point: Point, published: Published, *, confidence: float = 0.95) -> _Found | None:
    """Make a mention of a point, of the range it opens, or of the part of it that the words before name."""
    joined = _joined(text, point, published)
    if joined is not None:
        return joined
    said = year_said(text, point, published)
    if said is not None:
        point.year, point.end = said
    event = event_year(text, point)
    if event is not None:
        point.year = event
    before = text[max(0, point.start - 24) : point.start]
    lean, start = _lean(text, point, before)
    span = settle(point, published, lean=lean)
    rule = "range" if point.last_day else {"day": "date", "month": "month", "year": "year"}[point.precision]
    part = None if point.day else _PART.search(before)
    if part and span is not None:
        span, start = part_of(span, _part_name(part)), point.start - len(part[0])
    sure = confidence if point.year else confidence - 0.1
    return _Found(start, point.end, span, rule, round(sure, 2), yearless(point))


def _part_name(found: re.Match[str]) -> str:
    word = found["part"].lower()
    return _PARTS.get(word, word)


def _lean(text: str, point: Point, before: str) -> tuple[str, int]:
    """Return which way a date without year leans, and where the expression starts ("last August")."""
    if point.year is not None:
        return "", point.start
    said = _LEAN.search(before)
    if said and point.month and not point.day:
        return said["lean"].lower(), point.start - len(said[0])
    return ("future" if is_future(text, point.start, point.end) else ""), point.start


def _joined(text: str, point: Point, published: Published) -> _Found | None:
    """Return the range if a second date follows: "May 3 to June 7, 2020", "between 2014 and 2016"."""
    opening = _OPENING.search(text[max(0, point.start - 10) : point.start])
    link = _AND.match(text, point.end) if opening else None
    link = link or _JOINED.match(text, point.end)
    if link is None or link.end() >= len(text) or point.last_day:
        return None
    if point.precision == "year" and not opening and link[0].strip() not in ("-", "–"):
        return None
    second = point_at(text, link.end(), bare_year=point.precision == "year", bare_month=point.precision == "month")
    if second is None or second.precision != point.precision or second.last_day:
        return None
    start = point.start - len(opening[0]) if opening else point.start
    return _range(text, Point(start, point.end, point.year, point.month, point.day), second, published)


def _range(text: str, one: Point, other: Point, published: Published) -> _Found | None:
    last = settle(other, published, lean="future" if is_future(text, one.start, other.end) else "")
    if last is None:
        return None
    if one.year is None:
        before = (one.month, one.day or 1) <= (other.month, other.day or 1)
        one.year = last.last.year if before else last.last.year - 1
    first = settle(one, published)
    span = between(first, last) if first else None
    return _Found(one.start, other.end, span, "range", 0.9) if span else None


def _weekday(text: str, start: int, published: Published) -> _Found | None:
    found = weekday_at(text, start)
    if found is None:
        return None
    follows = date_follows(text, found.end())
    if follows:
        first = re.compile(r"[A-Za-z\d]").search(text, found.end())
        at = first.start() if first else found.end()
        at = at + 4 if text[at : at + 4].lower() == "the " else at
        dated = (_number if text[at].isdigit() else _month)(text, at, published)
        if dated is not None and dated.start == at:
            # "Tuesday (August 31)" is two ways of saying one day.
            aside = "(" in text[found.end() : at]
            return dated._replace(start=start, end=found.end() if aside else dated.end)
    lean = "future" if is_future(text, start, found.end()) else ""
    opening = _OPENING.search(text[max(0, start - 10) : start])
    link = (_AND if opening else _JOINED).match(text, found.end())
    last = weekday_at(text, link.end()) if link else None
    if last is not None:
        return _Found(start, last.end(), same(to_weekday(found, last, lean), published), "range", 0.75)
    return _Found(start, found.end(), same(weekday_meaning(found, lean), published), "weekday", 0.75 if lean else 0.85)


def _relative(text: str, start: int, published: Published) -> _Found | None:
    """Read what begins with a word such as last, early, two: weekday, month or a time counted from publication."""
    head = text[start : start + MAX_EXPRESSION].lower()
    if not any(map(head.__contains__, _UNITS)):
        return None
    if "day" in head and weekday_at(text, start) is not None:
        return _weekday(text, start, published)
    found = words_at(text, start)
    if found is None or _TITLED.search(text[max(0, start - 9) : start]):
        return None
    end, meaning, confidence = found
    return _Found(start, end, same(meaning, published), "relative", confidence)


def _counted(text: str, start: int, published: Published) -> _Found | None:
    """Read "two weeks ago" and "about a month ago"."""
    if text.find(" ago", start, start + MAX_EXPRESSION) < 0 or text[max(0, start - 5) : start].lower() == "half ":
        return None
    return _relative(text, start, published)


def _feast(text: str, start: int, published: Published) -> _Found | None:
    point = feast_at(text, start)
    return _dated(text, point, published, confidence=0.85) if point else None


def _weekend(text: str, start: int, published: Published) -> _Found | None:
    found = weekend_at(text, start, future=is_future(text, start, start + len("weekend")))
    return _Found(start, found[0], same(found[1], published), "relative", 0.7) if found else None


def _season(text: str, start: int, published: Published) -> _Found | None:
    found = season_at(text, start)
    return _whole_or_seen(*found, published) if found else None


def _whole_or_seen(start: int, end: int, meaning: Meaning, rule: str, published: Published) -> _Found:
    """Return a part of a year that is stated ("range"), or that is told from the publication."""
    if rule == "range":
        return _Found(start, end, meaning(date.max), rule, 0.9)
    return _Found(start, end, same(meaning, published), rule, 0.65)


def _ordinal(text: str, start: int, published: Published) -> _Found | None:
    """Read "first quarter of 1987", "Q3 2021", "second half of 1986", and "first-quarter profits"."""
    found = quarter_at(text, start)
    if found is None:
        return _relative(text, start, published)
    end, meaning, rule = found
    return _whole_or_seen(start, end, meaning, rule, published)


_COUNT = re.compile(rf"(?<![^\W_])(?:{'|'.join(_COUNTING_WORDS.split())})(?![A-Za-z])", re.IGNORECASE)
_READERS: dict[str, Reader] = dict.fromkeys(_RELATIVE_WORDS.split(), _relative)
_READERS |= dict.fromkeys(_QUARTER_WORDS, _ordinal) | dict.fromkeys(WEEKDAYS, _weekday)
_READERS |= dict.fromkeys(("new", "christmas", "boxing"), _feast) | {"weekend": _weekend}
_READERS |= dict.fromkeys(SEASONS, _season)
_READERS |= {form: reader for word, reader in _READERS.items() for form in (word.capitalize(), word.upper())}
_READERS |= dict.fromkeys(_MONTH_WORDS, _month)
_AUTOMATON: Any = ahocorasick.Automaton()
for _word in (*map(str.lower, _READERS), *"0123456789"):
    _AUTOMATON.add_word(_word, len(_word))
_AUTOMATON.make_automaton()
