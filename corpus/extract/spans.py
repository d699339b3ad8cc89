"""Stretches of a document that may name something, and how their edges are tidied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.extract.lexicon import Entry
from corpus.extract.mention import MentionField
from corpus.extract.ordinary import is_foreign, names_nothing
from corpus.extract.plain import is_plain
from corpus.extract.words import (
    ABSTRACT,
    AMBIGUOUS_TITLES,
    CALENDAR,
    COMPANY_FORMS,
    COMPANY_WORDS,
    DIVISION_ABBREVIATIONS,
    FUNCTION_WORDS,
    ORG_HEADS,
    ROYALS,
    STRONG_TITLES,
    SUFFIXES,
    THING_HEADS,
    TITLES,
    first_names,
)

CACHED_NAMES = 16_384
LEAST_INITIALS = 3
LEAST_LOUD = 5  # letters of a word; "AIDS" and "SEAL" may be initials
LONGEST_WORD = 30  # characters looked at beside a name
_NO_PART = CALENDAR | FUNCTION_WORDS
MAX_SURFACE = 120  # characters; nothing longer is a name

Label = Literal["PER", "ORG", "LOC", "NORP", "?"]

_LEAD = re.compile(r"^(?:[\s\"'“”‘’(\[{<«*•·©#@,.;:/|_–—-]+|(?:the|a|an|The|A|An|THE)\s+)+")
_TAIL = re.compile(r"(?:[\s\"“”‘(\[{<«»>}*•·,;:/|_!?–—-]+|['’]s?|['’]S)+$")
_COMPOUND = re.compile(
    r"-(?:based|led|backed|born|controlled|held|style|linked|run|owned|dominated|appointed|era|bound|funded|brokered|"
    r"occupied|administered|ruled|aligned|affiliated|allied|supported|trained|educated|made|sponsored|inspired|area)$"
)
# "Harrow party", "Daily News of": small words behind a name are no part of it.
_SMALL_TAIL = re.compile(
    r"(?<=\w) (?:and|at|for|from|in|of|on|or|the|to|with|group|family|fighters|firm|insurgents|magazine|militants"
    r"|militia|militiamen|newspaper|party|rebels|website)$"
)
_NO_PERSON = re.compile(r" ?\d|/")
_OPENING, _CLOSING = "([{<", ")]}>"


@dataclass(slots=True)
class Span:
    """A candidate: where it stands, how it reads, what it was taken for and by which rule."""

    field: MentionField
    start: int
    end: int
    text: str
    label: Label
    rule: str
    entry: Entry | None = None

    def places(self) -> Iterator[tuple[MentionField, int]]:
        """Yield the places of the characters it takes."""
        return ((self.field, offset) for offset in range(self.start, self.end))


@lru_cache(maxsize=CACHED_NAMES)
def trimmed(surface: str) -> tuple[int, str] | None:
    """Return a stretch tidied, with how much was cut off before it; None if it names nothing."""
    if is_foreign(surface):
        return None
    if is_plain(surface) and len(surface) <= MAX_SURFACE:
        return 0, surface
    return _named(surface, *tidy(surface, 0, len(surface)))


@lru_cache(maxsize=CACHED_NAMES)
def untitled(surface: str) -> tuple[int, str] | None:
    """Return what `trimmed` does, without the titles before a person's name."""
    if is_foreign(surface):
        return None
    if is_plain(surface) and len(surface) <= MAX_SURFACE:
        return 0, surface
    return _named(surface, *without_titles(surface, *tidy(surface, 0, len(surface))))


def _named(surface: str, start: int, end: int) -> tuple[int, str] | None:
    name = surface[start:end]
    if not 1 < len(name) <= MAX_SURFACE or not _has_capital(name) or name.lower() in ABSTRACT:
        return None
    if "://" in name or names_nothing(name) or name.split()[-1].lower() in THING_HEADS:
        return None
    return start, name


def before_figures(surface: str) -> int:
    """Return how much of a person's name stands before a figure or a stroke: "Nadia Kowalczyk 2", "Jo Harrow/PA".

    Nothing of it counts where that is no full name: "Galaxy S9".
    """
    mark = _NO_PERSON.search(surface)
    if mark is None:
        return len(surface)
    before = surface[: mark.start()].rstrip()
    return len(before) if " " in before and before.partition(" ")[0].lower() in first_names() else 0


def after_loud_words(surface: str, is_word: Callable[[str], bool]) -> int:
    """Return how much of a name are words in capitals that only raise a voice: "EXCLUSIVE Harrow"."""
    start = 0
    while True:
        word, _, rest = surface[start:].partition(" ")
        if not rest or len(word) < LEAST_LOUD or not word.isupper() or not word.isalpha():
            break
        if not is_word(word.lower()):
            return 0
        start += len(word) + 1
    return 0 if surface[start:].partition(" ")[0].isupper() else start


def _has_capital(surface: str) -> bool:
    """Say whether a stretch has a capital, or a letter of a script that has none."""
    return surface != surface.lower() or any(character.isalpha() and not character.islower() for character in surface)


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds without quotes, articles, possessives and stray punctuation; equal bounds = nothing is left."""
    surface = text[start:end]
    if surface.isalnum():
        return start, end
    plain = surface.replace(" ", "").isalnum() and not surface.rpartition(" ")[2].islower()
    if plain and not surface.lower().startswith(("the ", "a ", "an ")):
        stripped = surface.rstrip()
        return start + len(surface) - len(surface.lstrip()), start + len(stripped)
    for _ in range(3):
        surface = text[start:end]
        lead = _LEAD.match(surface)
        if lead:
            start += lead.end()
            surface = text[start:end]
        tail = _TAIL.search(surface)
        if tail:
            end = start + tail.start()
            surface = text[start:end]
        trimmed = _SMALL_TAIL.sub("", _COMPOUND.sub("", _without_lone_bracket(surface)))
        if trimmed == surface and not lead and not tail:
            break
        end = start + len(trimmed)
    if text[start:end].endswith(".") and not _keeps_stop(text[start:end]):
        end -= 1
    return start, max(start, end)


def _without_lone_bracket(surface: str) -> str:
    """Return a name without a bracket that has no partner, and without what the bracket cuts off."""
    depth = 0
    for index, character in enumerate(surface):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            if not depth:
                return surface[:index].rstrip()
            depth -= 1
    if not depth:
        return surface
    return surface[: min(surface.index(opening) for opening in _OPENING if opening in surface)].rstrip()


def _keeps_stop(surface: str) -> bool:
    """Say whether a final full stop belongs to the name: "U.S.", "Jr.", "Corp."."""
    last = surface.split()[-1] if surface.split() else ""
    if last[:-1].lower() in DIVISION_ABBREVIATIONS and last[0].isupper():
        return True
    return "." in last[:-1] or last.lower() in {"jr.", "sr.", "inc.", "corp.", "co.", "ltd.", "st."}


def without_titles(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a person's name without the titles before it."""
    while True:
        head, gap, rest = text[start:end].partition(" ")
        bare = head.lower().strip(".,")
        if not gap or (bare not in TITLES and not head.isdigit() and not _names_employer(head, rest)):
            return start, end
        if bare in ROYALS and " " not in rest.strip():
            return start, end
        if bare in AMBIGUOUS_TITLES and _ends_like_firm(text[start:end]):
            return start, end
        start += len(head) + 1
        while start < end and text[start] == " ":
            start += 1


def _names_employer(head: str, rest: str) -> bool:
    """Say whether initials stand before a full name: "HWF Nadia Kowalczyk", not "JR Kowalczyk"."""
    initials = len(head) >= LEAST_INITIALS and head.isalpha() and sum(map(str.isupper, head)) >= LEAST_INITIALS
    return initials and " " in rest and rest.partition(" ")[0].lower() in first_names()


def _ends_like_firm(surface: str) -> bool:
    last = surface.split()[-1].lower()
    return last in COMPANY_FORMS or last in COMPANY_WORDS or last.rstrip(".") in ORG_HEADS


def has_title_before(text: str, start: int, before: str) -> bool:
    """Say whether the word before an offset is a title that people bear before their names."""
    if not text[start - 1].isspace():
        return False
    word = before.rpartition("(")[2].lstrip('"“')
    return word[:1].isupper() and word.rstrip(".").lower() in STRONG_TITLES


def royal_before(text: str, start: int) -> int:
    """Return how much stands before an offset of a title that belongs to a royal's name: of "Prince William"."""
    words = text[max(0, start - LONGEST_WORD) : start].split()
    title = words[-1] if words and text[start - 1] == " " else ""
    return len(title) + 1 if title[:1].isupper() and title.lower() in ROYALS else 0


def is_within_name(text: str, start: int, end: int) -> bool:
    """Say whether a stretch of a plain sentence goes on in a longer name: "Harrow" of "Harrow Daily" or "Jo Harrow"."""
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
        following = text[end + 1 : end + LONGEST_WORD].split(maxsplit=1)[0].strip(".,;:’'\")").lower()
        if following not in _NO_PART and following not in SUFFIXES and following not in TITLES:
            return True
    before = text[max(0, start - LONGEST_WORD) : start]
    if not before.endswith(" ") or not before.strip():
        return False
    word = before.split()[-1]
    if not word[0].isupper() or word[-1] in ".,;:!?)" or _opens_sentence(text, start - 1 - len(word)):
        return False
    return word.lower() not in _NO_PART and word.lower() not in TITLES


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \"'“”‘’([")
    return not before or before[-1] in ".!?:;—–"
