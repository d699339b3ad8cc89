"""Stretches of a document that may name something, and how their edges are tidied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.extract.lexicon import Entry
from corpus.extract.mention import MentionField
from corpus.extract.words import (
    AMBIGUOUS_TITLES,
    COMPANY_FORMS,
    COMPANY_WORDS,
    ORG_HEADS,
    STRONG_TITLES,
    TITLES,
)

Label = Literal["PER", "ORG", "LOC", "NORP", "?"]

_LEAD = re.compile(r"^(?:[\s\"'“”‘’(\[{<«*•·,.;:/|_–—-]+|(?:the|a|an|The|A|An|THE)\s+)+")
_TAIL = re.compile(r"(?:[\s\"“”‘(\[{<«»>}*•·,;:/|_!?–—-]+|['’]s?|['’]S)+$")
_COMPOUND = re.compile(
    r"-(?:based|led|backed|born|controlled|held|style|linked|run|owned|dominated|appointed|era|bound|funded|brokered|"
    r"occupied|administered|ruled|aligned|affiliated|allied|supported|trained|educated|made|sponsored|inspired|area)$"
)
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


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds without quotes, articles, possessives and stray punctuation; equal bounds = nothing is left."""
    surface = text[start:end]
    if surface.replace(" ", "").isalnum() and not surface.lower().startswith(("the ", "a ", "an ")):
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
        trimmed = _COMPOUND.sub("", _without_lone_bracket(surface))
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
    return "." in last[:-1] or last.lower() in {"jr.", "sr.", "inc.", "corp.", "co.", "ltd.", "st."}


def without_titles(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a person's name without the titles before it."""
    while True:
        head, gap, _ = text[start:end].partition(" ")
        bare = head.lower().strip(".,")
        if not gap or (bare not in TITLES and not head.isdigit()):
            return start, end
        if bare in AMBIGUOUS_TITLES and _ends_like_firm(text[start:end]):
            return start, end
        start += len(head) + 1
        while start < end and text[start] == " ":
            start += 1


def _ends_like_firm(surface: str) -> bool:
    last = surface.split()[-1].lower()
    return last in COMPANY_FORMS or last in COMPANY_WORDS or last.rstrip(".") in ORG_HEADS


def has_title_before(text: str, start: int) -> bool:
    """Say whether the word before an offset is a title that people bear before their names."""
    if not text[max(0, start - 1) : start].isspace():
        return False
    before = text[max(0, start - 24) : start].split()
    word = before[-1].rpartition("(")[2].lstrip('"“') if before else ""
    return word[:1].isupper() and word.rstrip(".").lower() in STRONG_TITLES
