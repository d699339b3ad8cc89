"""Closed word lists: titles, organisation words, function words, given names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from corpus.names import fold_name

CACHED_FOLDS = 32_768
DATA = Path(__file__).with_name("lexicon_data")


@lru_cache(maxsize=CACHED_FOLDS)
def cached_fold(name: str) -> str:
    """Return `fold_name(name)`: the same few names are compared over and over."""
    return fold_name(name)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return lower-case words that aren't names."""
    return _read("common_words.txt")


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Return lower-case given names."""
    return _read("first_names.txt")


@lru_cache(maxsize=1)
def things() -> frozenset[str]:
    """Return lower-case names of several words that are those of products, works and the like."""
    lines = (DATA / "things.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _read(name: str) -> frozenset[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _sections() -> dict[str, frozenset[str]]:
    """Return the word lists by the names of their sections."""
    found: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in (DATA / "word_lists.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = found.setdefault(line[1 : line.index("]")], set())
        elif not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


_LISTS = _sections()
TITLES = _LISTS["titles"]
STRONG_TITLES = _LISTS["strong-titles"]
SUFFIXES = _LISTS["name-suffixes"]
ORG_HEADS = _LISTS["organisation-heads"]
OF_HEADS = _LISTS["of-heads"]
COMPANY_FORMS = _LISTS["company-forms"]
FUNCTION_WORDS = _LISTS["function-words"]
CALENDAR = _LISTS["calendar"]
ABSTRACT = _LISTS["abstract"]
PLACE_PREPOSITIONS = _LISTS["place-prepositions"]
PLACE_CUES = _LISTS["place-cues"]
PERSON_VERBS = _LISTS["person-verbs"]
NAME_LINKS = _LISTS["name-links"]
GROUP_HEADS = _LISTS["group-heads"]
MOVEMENT_WORDS = _LISTS["movement-words"]
MOVEMENT_WORDS_PLAIN = _LISTS["movement-words-plain"]
GOVERNMENT_HEADS = _LISTS["government-heads"]
NAMED_AFTER_PEOPLE = _LISTS["named-after-people"]
HEADLINE_SMALL = _LISTS["headline-small"]
DIVISION_ABBREVIATIONS = _LISTS["division-abbreviations"]
ABBREVIATIONS = _LISTS["abbreviations"] | DIVISION_ABBREVIATIONS
THING_HEADS = _LISTS["thing-heads"]
LEANINGS = _LISTS["leanings"]
MEASURES = _LISTS["measures"]
COMPANY_WORDS = _LISTS["company-words"]
FIRM_CONTINUATIONS = _LISTS["firm-continuations"]
COMPASS = _LISTS["compass"]
OFFICE_WORDS = _LISTS["office-words"]
PLACE_NOUNS = _LISTS["place-nouns"]
BODY_NOUNS_BEFORE = _LISTS["body-nouns-before"]
BODY_NOUNS_AFTER = _LISTS["body-nouns-after"]
KIN = _LISTS["kin"]
SHARED_NAMES = _LISTS["shared-names"]
LOCAL_BODIES = _LISTS["local-bodies"]
INHABITANTS = _LISTS["inhabitants"]
# Whose name alone names nobody: "Prince William".
ROYALS = frozenset({"emperor", "empress", "king", "pope", "prince", "princess", "queen", "sultan"})
OFFICES = _LISTS["offices"]
AMBIGUOUS_TITLES = _LISTS["ambiguous-titles"]
STREETS = _LISTS["streets"]
FEATURES = _LISTS["features"]
DIRECTIONS = frozenset(["east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"])
WATERS = _LISTS["waters"]
PRESS_WORDS = _LISTS["press-words"]
PLACE_OPENINGS = _LISTS["place-openings"]
HEADLINE_VERBS = _LISTS["headline-verbs"]
PLURAL_NAMES = _LISTS["plural-names"]
