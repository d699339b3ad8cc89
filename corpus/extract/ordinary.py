"""Stretches that only look like names: units, company forms, adjectives of regions, descriptions."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.extract.words import (
    CALENDAR,
    COMPANY_FORMS,
    COMPANY_WORDS,
    COMPASS,
    FUNCTION_WORDS,
    MEASURES,
    ORG_HEADS,
)

CACHED_NAMES = 16_384
_UNITS = frozenset(
    ["bln", "ct", "cts", "dlr", "dlrs", "dollar", "dollars", "mln", "net", "pct", "qtr", "revs", "shr", "yen"]
)
_HOUSES = frozenset(["congress", "parliament", "senate", "treasury"])  # of one country, named by this word alone
_REGION_ADJECTIVE = re.compile(
    r"(?:Pan-)?(?:(?:North|South|Latin|Central|East|West|Southeast|South-?[Ee]ast|Sub-Saharan|Northern|Southern|Eastern|"
    r"Western|Anglo)[ -])?(?:American|African|Asian|European|Scandinavian|Nordic)s?"
)
_MARK = re.compile(r"[A-Za-z]|(?:[A-Za-z]-)?\d+|\d+[A-Za-z]{0,2}|")
_TICKER = re.compile(
    r"<[A-Z][A-Z0-9]{0,5}(?:\.[A-Z]{1,2})?>|"
    r"\((?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|TSX|ASX|HKEX|HKG|LON|TYO|EPA|ETR|FRA|SGX|BSE|NSE)\s?:\s?[A-Z0-9.]{1,8}\)|"
    r"\([A-Z]{2,5}\.[A-Z]{1,2}\)"
)


def names_nothing(surface: str) -> bool:
    """Say whether a stretch is nothing but units, company forms, single letters or the adjective of a region."""
    words = [word.strip(".,'’").lower() for word in surface.split()]
    if not words or words[-1] in _UNITS or _REGION_ADJECTIVE.fullmatch(surface):
        return True
    if len(words) == 1 and words[0] in (ORG_HEADS | COMPASS | COMPANY_WORDS) - _HOUSES:
        return True
    return all(
        word in MEASURES
        or word in COMPANY_FORMS
        or (word in FUNCTION_WORDS and not _is_initials(surface))
        or word in CALENDAR
        or word == "class"
        or _MARK.fullmatch(word)
        for word in words
    )


def _is_initials(surface: str) -> bool:
    """Say whether capitals make a word initials: "US", not "us"."""
    return surface.isupper() and len(surface) > 1


@lru_cache(maxsize=CACHED_NAMES)
def is_firm(surface: str) -> bool:
    """Say whether a name ends with the form of a company ("Harrow Motors Corp")."""
    words = surface.lower().replace(",", " ").split()
    return len(words) > 1 and words[-1] in COMPANY_FORMS


def tickers(text: str) -> list[tuple[int, int]]:
    """Return the spans of stock symbols ("<HRW>", "(NYSE: HRW)", "(HRW.N)")."""
    if "<" not in text and "(" not in text:
        return []
    return [match.span() for match in _TICKER.finditer(text)]
