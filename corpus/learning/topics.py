"""Whether a line that several articles have belongs to what they tell, or to the page they stand on; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from corpus.clean.titles import is_byline

SAME_STORY: Final = 0.25  # of the words of two titles
MOSTLY_SAME: Final = 0.4  # of the characters of the shorter of two articles
LEAST_OWN_CHARACTERS: Final = 60
TOPICAL_SHARE: Final = 0.5
SHORT_HEADING_WORDS: Final = 4
_LONG_WORD: Final = 5
_ENDS: Final = (".", "!", "?", '."', "”", "’", ".'")
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]")
_QUOTED = re.compile(r"\s*[\"'“‘«„]")
_SAID = re.compile(r"\b(?:said|says|told|tells|asked|added|adds|according to|wrote|argued)\b", re.IGNORECASE)
# A speaker in a transcript, and a line that is nothing but a dateline.
_SPEAKER = re.compile(r"[A-Z][\w .,'’()-]{1,60}:")
_DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,60}(?:, [\w. ]{1,30})?(?: ?\([^)]{1,30}\))? ?[-–—]*")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An article that has the line."""

    article_id: int
    title: str
    text: str


def could_be_boilerplate(line: str) -> bool:
    """Tell whether a line is none of what articles repeat for good reason: quotes, speakers, datelines, bylines."""
    if len(_LETTERS.findall(line[:80])) < _LONG_WORD or _QUOTED.match(line) or is_byline(line):
        return False
    return not (_SPEAKER.fullmatch(line) or _DATELINE.fullmatch(line) or _SAID.search(line))


def are_about_different_things(sample: Sequence[Occurrence], own_names: frozenset[str], *, wanted: int) -> bool:
    """Tell whether so many articles of the sample tell stories of their own, so that their lines cannot be of one."""
    apart: list[Occurrence] = []
    for one in sample:
        if all(_tell_different_stories(one, other, own_names) for other in apart):
            apart.append(one)
            if len(apart) >= wanted:
                return True
    return False


def speaks_of_the_article(line: str, sample: Sequence[Occurrence], own_names: frozenset[str]) -> bool:
    """Tell whether a sentence is background that a source repeats: it names what the rest of its articles name too."""
    if not (line.endswith(_ENDS) and len(line.split()) > SHORT_HEADING_WORDS):
        return False
    names = _names(line) - own_names
    words = _content(line)
    topical = 0.0
    for one in sample:
        rest = one.text.replace(line, " ")
        others = _content(f"{one.title} {rest}")
        topical += bool(names & others) or (len(words & others) >= TOPICAL_SHARE * len(words) > 0)
    return topical >= TOPICAL_SHARE * len(sample)


def _tell_different_stories(one: Occurrence, other: Occurrence, own_names: frozenset[str]) -> bool:
    first, second = _content(one.title) - own_names, _content(other.title) - own_names
    if first and second and len(first & second) >= SAME_STORY * min(len(first), len(second)) > 0:
        return False
    return not are_versions(one.text, other.text)


def are_versions(one: str, other: str) -> bool:
    """Tell whether two articles are versions of one: much of them is the same, and the rest is of the same things."""
    first, second = set(one.split("\n\n")), set(other.split("\n\n"))
    if sum(map(len, first & second)) < MOSTLY_SAME * min(len(one), len(other)):
        return False
    rests = [" ".join(lines) for lines in (first - second, second - first)]
    if min(map(len, rests)) < LEAST_OWN_CHARACTERS:
        return True
    words, others = _content(rests[0]), _content(rests[1])
    return len(words & others) >= SAME_STORY * min(len(words), len(others))


@lru_cache(maxsize=4_000)
def _content(text: str) -> frozenset[str]:
    """Return the longer words of a text, without their case."""
    return frozenset(word.casefold() for word in _WORD.findall(text) if len(word) >= _LONG_WORD)


def _names(line: str) -> frozenset[str]:
    """Return the words that have a capital though no sentence begins with them."""
    found = (match for match in _WORD.finditer(line) if match[0][0].isupper() and len(match[0]) >= _LONG_WORD)
    return frozenset(match[0].casefold() for match in found if _is_inside(line, match.start()))


def _is_inside(line: str, start: int) -> bool:
    before = line[:start].rstrip(" \"'“‘(")
    return bool(before) and before[-1] not in ".!?:"
