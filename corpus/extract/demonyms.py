"""Finds the peoples and adjectives of countries in a text: "Afghan", "South Koreans"."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.extract.gazetteer import Gazetteer, Place, default_gazetteer
from corpus.extract.gazetteer_names import place_key

CACHED_NAMES = 16_384
_UPPER = "".join(chr(code) for code in range(0x2000) if chr(code).isupper() or chr(code).istitle())
_CAPITALISED = re.compile(rf"[{_UPPER}][\w’']*")
_POSSESSIVES = ("'s", "’s", "'", "’")
_PART_OF_AMERICA = re.compile(r"(?:Latin|Central|South|North|Native|Pan|Inter|Ibero)[ -]American", re.IGNORECASE)
_LANGUAGE_BEFORE = re.compile(
    r"\b(?:speak|speaks|spoke|spoken|speaking|fluent in|written in|translated from|translated into) $"
)
_LANGUAGE_AFTER = re.compile(r"^[- ](?:speaking|language|speaker|speakers|translation|fries|pastry|roulette)\b")


def find_demonyms(text: str, *, gazetteer: Gazetteer | None = None) -> list[tuple[int, int, Place]]:
    """Return the demonyms of a text as (start, end, country): "Afghan", "South Koreans", not the names of languages."""
    held = gazetteer or default_gazetteer()
    found: list[tuple[int, int, Place]] = []
    first = last = -1  # of the capitalised word before
    for match in _CAPITALISED.finditer(text):
        start, end = match.span()
        if start and _is_within_word(text, start):
            continue
        word, begin = match[0], start
        place = None
        if start - last == 1 and text[last] in " -\xa0" and _ends_demonym(word, held):
            place, begin = _demonym(text[first:end], held), first
            if place is not None and found and found[-1][0] >= begin:
                found.pop()
        if place is None:
            place, begin = _demonym(word, held), start
        first, last = start, end
        if place is not None and begin == start and _PART_OF_AMERICA.search(text, max(0, start - 16), end):
            place = None
        if place is not None and not _is_language(text, begin, end):
            found.append((begin, _without_possessive(text, end), place))
    return found


def _is_within_word(text: str, start: int) -> bool:
    """Say whether a letter stands before a capital in the same word, as in "McDonald" and "O'Connor"."""
    while start and (text[start - 1].isalnum() or text[start - 1] in "_'’"):
        start -= 1
        if text[start].isalpha():
            return True
    return False


def _without_possessive(text: str, end: int) -> int:
    for suffix in _POSSESSIVES:
        if text.endswith(suffix, 0, end):
            return end - len(suffix)
    return end


@lru_cache(maxsize=CACHED_NAMES)
def _demonym(word: str, gazetteer: Gazetteer) -> Place | None:
    for suffix in _POSSESSIVES:
        word = word.removesuffix(suffix)
    return gazetteer.demonym(word)


@lru_cache(maxsize=CACHED_NAMES)
def _ends_demonym(word: str, gazetteer: Gazetteer) -> bool:
    """Say whether a word is the last one of demonyms of several words: "Koreans" of "South Koreans"."""
    for suffix in _POSSESSIVES:
        word = word.removesuffix(suffix)
    key = place_key(word)
    return not _last_words(gazetteer).isdisjoint((key, key.removesuffix("s")))


@lru_cache(maxsize=1)
def _last_words(gazetteer: Gazetteer) -> frozenset[str]:
    return frozenset(word.rpartition(" ")[2] for word in gazetteer.demonym_words() if " " in word)


def _is_language(text: str, start: int, end: int) -> bool:
    """Tell whether the word means the language, or a thing that merely bears the name."""
    if _LANGUAGE_BEFORE.search(text[max(0, start - 20) : start]) or _LANGUAGE_AFTER.match(text[end : end + 14]):
        return True
    return text[max(0, start - 3) : start] == "in " and text[end : end + 1] in (".", ",", ";", ")", "")
