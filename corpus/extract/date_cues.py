"""What the words around a date say: whether it is one, and of which year."""

from __future__ import annotations

import re
from datetime import date

from corpus.extract.date_grammar import Point

_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|till|during|of|last|next|this|early|late|mid|late-|early-|mid-|by|through|from|before|after|between|to|for|and|"
    r"around|about|beyond|into|starting|beginning|end)[\s-]+$",
    re.IGNORECASE,
)
_BEFORE_MAY = re.compile(r"\b(?:in|since|until|during|last|next|this|early|late|mid)[\s-]+$", re.IGNORECASE)
_YEAR_CUES = (
    "in|since|by|until|till|from|during|of|before|after|around|circa|early|late|mid|year|through|ended?|ending|fiscal|"
    "between|for|to|and|or|spring|summer|autumn|fall|winter|than|throughout|pre|post|back in|over|on"
)
_BEFORE_YEAR = re.compile(rf"\b(?:{_YEAR_CUES})[\s-]+(?:early |late |mid-?)?(?:the )?$|['’]s $|\(\s*$", re.IGNORECASE)
_WEAK_YEAR = re.compile(r"\b(?:and|or|to|for|over|than|on|of|from|between)\s+$", re.IGNORECASE)
_ADJECTIVE = re.compile(r"\b(?:the|a|its|his|her|their|our|s|this)\s+$", re.IGNORECASE)
_SENTENCE_BEFORE = re.compile(r"(?:^|[.;!?\n]) ?$")
_TOLD_OF_YEAR = re.compile(r" (?:saw|was|brought|marked|began|ended|has been|will be|is|net|sales|results)\b")
_NOUN_AFTER = re.compile(r"[ \xa0][a-z]|[ \xa0][A-Z][a-z]")
_NUMBERED: tuple[str, ...] = ("No", "no", "nr", "Nr", "Boeing", "Windows", "Highway", "Route", "Resolution")
_NUMBERED += ("resolution", "Unit", "flight", "Flight")
_CUT_BEFORE = re.compile(rf"(?:[$€£#/.,:\d@]|\b(?:{'|'.join(_NUMBERED)})\.?\s?)$")


def is_month(text: str, point: Point) -> bool:
    """Tell a month from a name or a verb: "in May" is one, "May said", "in May's speech" and "march" are not."""
    before = text[max(0, point.start - 12) : point.start]
    cue = _BEFORE_MAY if point.month == 5 else _BEFORE_MONTH
    if not cue.search(before) or not text[point.start].isupper():
        return False
    after = text[point.end : point.end + 3]
    return not (after[:1] in ("'", "’") and point.month in (4, 5, 6)) and not re.match(r" [A-Z][a-z]", after)


def is_cut(before: str) -> bool:
    """Say whether a figure only goes on what stands before it, or is a number of something: "$2021", "Route 2021"."""
    word = before.rstrip(" \xa0\t")
    # Mostly a word of no such sort and a space stand there; then the search is spared.
    return (word == before or word.rstrip(".").endswith(_NUMBERED)) and _CUT_BEFORE.search(before) is not None


def year_confidence(text: str, point: Point, before: str) -> float:
    """Return how sure a figure is a year: 0 where nothing around says so."""
    year = point.year or 0
    after = text[point.end : point.end + 3]
    if after[:1] in ("-", "–", "'", "’", "/") and not after[1:2].isspace() and after[1:2] != "s":
        return 0.0
    if not 1800 <= year <= 2060:
        return 0.7 if re.search(r"\b(?:in|since)\s+$", before, re.IGNORECASE) else 0.0
    if before.endswith((" in ", " since ")):  # as most do
        return 0.9
    if _WEAK_YEAR.search(before):
        if year % 100 == 0 or re.match(r" [a-z]+s\b(?<! has)(?<! was)(?<! is)", text[point.end : point.end + 14]):
            return 0.0
        return 0.8 if year >= 1900 else 0.6
    if _BEFORE_YEAR.search(before):
        return 0.9
    if _SENTENCE_BEFORE.search(before) and _TOLD_OF_YEAR.match(text, point.end):
        return 0.75
    if _ADJECTIVE.search(before) and _NOUN_AFTER.match(after) and year >= 1900 and year % 100:
        return 0.75
    return 0.0


_OF_YEAR = re.compile(r",? (?:of |in )?(?P<which>last|this|next) year\b", re.IGNORECASE)


def year_said(text: str, point: Point, published: tuple[date, date] | None) -> tuple[int, int] | None:
    """Return the year of "October last year" and where the words for it end."""
    if point.year is not None or point.month is None or published is None or published[0].year != published[1].year:
        return None
    said = _OF_YEAR.match(text, point.end)
    if said is None:
        return None
    year = published[0].year + {"last": -1, "this": 0, "next": 1}[said["which"].lower()]
    return (year, said.end()) if date.min.year <= year <= date.max.year else None
