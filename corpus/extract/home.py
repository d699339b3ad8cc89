"""The home country of an outlet, as far as its name or address tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from corpus.extract.publisher import domain_of
from corpus.extract.words import PRESS_WORDS, cached_fold

CACHED_OUTLETS = 1_024
LONGEST_NAME = 3  # words
LEAST_IN_OUTLET = 4  # letters of a place's name in that of an outlet
COUNTRY_ENDING = 2  # letters
LEAST_IN_LABEL = 5  # letters of a country's name within "timesofnarnia.com"
# Endings that address-holders anywhere buy for their sound, or that belong to no single country.
_ANYWHERE = frozenset(
    [
        "ac",
        "ai",
        "am",
        "cc",
        "co",
        "eu",
        "fm",
        "gg",
        "im",
        "io",
        "is",
        "la",
        "ly",
        "me",
        "sh",
        "so",
        "su",
        "tk",
        "to",
        "tv",
        "ws",
    ]
)
_OTHER_CODES = {"uk": "GB"}
_BEFORE_TOWN = ("daily", "evening", "inside", "my", "online", "sunday", "the", "thisis", "weekly")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class Countries(Protocol):
    """What tells countries by their words."""

    def countries_of_words(self) -> Mapping[str, str]:
        """Return the country (ISO 3166) of each folded name, people or seat of government."""
        ...

    def country_of_city(self, name: str) -> str:
        """Return the country (ISO 3166) of a big city or a province, "" for anything else."""
        ...


@lru_cache(maxsize=CACHED_OUTLETS)
def outlet_key(source: str) -> str:
    """Return an outlet's name, or the name in its address, in lower-case letters alone ("theharrownews").

    The ending of the address follows if it is a country's ("theharrownews.uk").
    """
    domain = domain_of(source)
    name, _, ending = domain.rpartition(".")
    letters = "".join(filter(str.isalpha, name or cached_fold(source)))
    return f"{letters}.{ending}" if len(ending) == COUNTRY_ENDING and ending not in _ANYWHERE else letters


@lru_cache(maxsize=CACHED_OUTLETS)
def town_in(outlet: str) -> str:
    """Return what is left of an outlet's name without its press words: "harrow" of "theharrownews", "" of "thetimes".

    What has no such word is no town's ("salon").
    """
    whole = letters = outlet.partition(".")[0]
    while (shorter := _without_press_word(letters)) != letters:
        letters = shorter
    return letters if letters != whole and len(letters) >= LEAST_IN_LABEL else ""


def _without_press_word(letters: str) -> str:
    """Return the letters without the longest press word they end or else begin with."""
    ends = [word for word in PRESS_WORDS if letters.endswith(word)]
    if ends:
        return letters[: -len(max(ends, key=len))]
    begins = [word for word in _BEFORE_TOWN if letters.startswith(word)]
    return letters.removeprefix(begins[0]) if begins else letters


def is_called_after(outlet: str, key: str) -> bool:
    """Tell whether an outlet's name ("theharrownews") has a place's, as that of a local newspaper does."""
    bare = key.replace(" ", "")
    return len(bare) >= LEAST_IN_OUTLET and bare in outlet


def home_of(source: str, countries: Countries) -> str:
    """Return the country (ISO 3166) where an outlet is at home, "" where its name and address don't say."""
    domain = domain_of(source)
    known = countries.countries_of_words()
    if domain:
        ending = domain.rpartition(".")[2]
        if len(ending) == COUNTRY_ENDING and ending not in _ANYWHERE:
            return _OTHER_CODES.get(ending, ending.upper())
        found = [word for word in known if len(word) >= LEAST_IN_LABEL and word in domain]
        return known[max(found, key=len)] if found else ""
    words = _WORD.findall(source)
    phrases = [
        " ".join(words[start : start + size])
        for size in range(min(LONGEST_NAME, len(words)), 0, -1)
        for start in range(len(words) - size + 1)
    ]
    named = [known[folded] for phrase in phrases if (folded := cached_fold(phrase)) in known]
    return named[0] if named else next(filter(None, map(countries.country_of_city, phrases)), "")
