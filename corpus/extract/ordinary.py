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
    things,
)

CACHED_NAMES = 16_384
_UNITS = frozenset(
    ["bln", "ct", "cts", "dlr", "dlrs", "dollar", "dollars", "mln", "net", "pct", "qtr", "revs", "shr", "yen"]
)
_HOUSES = frozenset(["congress", "parliament", "senate", "treasury"])  # of one country, named by this word alone
_GENERIC = (ORG_HEADS | COMPASS | COMPANY_WORDS) - _HOUSES
_LABELS = MEASURES | COMPANY_FORMS | CALENDAR | {"class"}
_REGION_ENDINGS = frozenset(
    word + ending
    for word in ("american", "african", "asian", "european", "scandinavian", "nordic", "eastern", "easterner")
    for ending in ("", "s")
)
_REGION_ADJECTIVE = re.compile(
    r"(?:Pan-)?(?:(?:North|South|Latin|Central|East|West|Southeast|South-?[Ee]ast|Sub-Saharan|Northern|Southern|Eastern|"
    r"Western|Anglo|Native|African|Asian)[ -])?"
    r"(?:American|African|Asian|European|Scandinavian|Nordic)s?|(?:Middle|Near) Easterne?r?s?"
)
# Families of products: "iPhone X", "Galaxy S9".
_FAMILIES = frozenset(["airpods", "imac", "ipad", "iphone", "iphones", "macbook", "playstation", "xbox"])
# "Harrow-2" is a rocket or a satellite, "M-19" may be a movement.
_NUMBERED = re.compile(r"[A-Z][a-z]{2,}-\d{1,3}[A-Z]?|Galaxy [A-Z]\d+\+?|Pixel \d\w*|Windows \d+")
# Greek to Georgian and all of Asia's; not the signs and ligatures of Latin texts.
_OTHER_LETTERS = re.compile("[\u0370-\u10ff\u1100-\u1dbf\u2c80-\ua71f\ua840-\uabff\uac00-\ud7ff\uf900-\ufaff]")
_WORD = re.compile(r"\w+")
_OPENINGS = frozenset(thing.rpartition(" ")[0].title() for thing in things())
_MARK = re.compile(r"[A-Za-z]|(?:[A-Za-z]-)?\d+|\d+[A-Za-z]{0,2}|")
_TICKER = re.compile(
    r"<[A-Z][A-Z0-9]{0,5}(?:\.[A-Z]{1,2})?>|"
    r"\((?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|TSX|ASX|HKEX|HKG|LON|TYO|EPA|ETR|FRA|SGX|BSE|NSE)\s?:\s?[A-Z0-9.]{1,8}\)|"
    r"\([A-Z]{2,5}\.[A-Z]{1,2}\)"
)


def names_nothing(surface: str) -> bool:
    """Say whether a stretch is nothing but units, company forms, single letters or the adjective of a region."""
    words = [word.strip(".,'’").lower() for word in surface.split()]
    if not words or words[-1] in _UNITS or is_thing(surface):
        return True
    last = words[-1].rpartition("-")[2]
    if last in _REGION_ENDINGS and _REGION_ADJECTIVE.fullmatch(surface):
        return True
    if len(words) == 1 and words[0] in _GENERIC:
        return True
    initials = _is_initials(surface)
    for word in words:
        if word not in _LABELS and (initials or word not in FUNCTION_WORDS) and not _MARK.fullmatch(word):
            return False
    return True


def is_thing(surface: str) -> bool:
    """Say whether a name is that of a product, a vehicle or a work, with or without its number ("Harrow-2")."""
    folded = surface.lower()
    return folded in things() or folded.partition(" ")[0] in _FAMILIES or _NUMBERED.fullmatch(surface) is not None


def begins_thing(text: str, start: int, end: int) -> bool:
    """Say whether a name goes on to be that of a product or the like: "Falcon" of "Falcon 9"."""
    if text[start:end] not in _OPENINGS or text[end : end + 1] != " ":
        return False
    following = _WORD.match(text, end + 1)
    return following is not None and text[start : following.end()].lower() in things()


def is_foreign(surface: str) -> bool:
    """Say whether a stretch has letters of another script: a model of English knows nothing of them."""
    return not surface.isascii() and _OTHER_LETTERS.search(surface) is not None


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
