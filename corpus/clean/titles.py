"""Titles for articles that came without one: the headline at their head, else their first words."""

from __future__ import annotations

import re
from datetime import date

from corpus.clean.published import parse_published

TITLE_WORDS = 12
MAX_HEADLINE_CHARACTERS = 160

_BYLINE = re.compile(r"(?:by|from|updated|published|posted|last updated)\b.{0,80}", re.IGNORECASE)
_NOT_A_HEADLINE = re.compile(
    r".*[.,;:–—-]\Z"
    r"|.{0,200}\((?:reuters|ap|afp|upi|xinhua|dpa|ani|ians)\).{0,200}",
    re.IGNORECASE,
)
_ANY_DAY = date(9000, 1, 1)


def is_headline(line: str, *, following: str) -> bool:
    """Tell whether a line at the head of a text looks like its headline: short, no sentence, no byline and no date."""
    if len(line) > MAX_HEADLINE_CHARACTERS or not 2 <= len(line.split()) <= 25 or len(following) <= len(line) // 2:
        return False
    if not (line[0].isalnum() or line[0] in "“‘\"'") or _NOT_A_HEADLINE.fullmatch(line):
        return False
    return not is_byline(line)


def is_byline(line: str) -> bool:
    """Tell whether a line names the author or the date, and so no subject."""
    return _BYLINE.fullmatch(line) is not None or parse_published(line, today=_ANY_DAY).first is not None


def first_words(kept: list[str]) -> str:
    """Return about the first dozen words of a text, with "…" if it goes on; "" for an empty text."""
    first = next((number for number, paragraph in enumerate(kept) if not is_byline(paragraph)), 0)
    words = _leading_words(kept[first:])
    if len(words) <= TITLE_WORDS:
        words = _leading_words(kept)
    if len(words) <= TITLE_WORDS and sum(map(len, words)) <= MAX_HEADLINE_CHARACTERS:
        return " ".join(words)
    return " ".join(words[:TITLE_WORDS])[:MAX_HEADLINE_CHARACTERS].rstrip(" ,;:.–—-…") + "…"


def _leading_words(kept: list[str]) -> list[str]:
    """Return the first words of some paragraphs, a few more than a title has."""
    words: list[str] = []
    for paragraph in kept:
        words.extend(paragraph.split()[: TITLE_WORDS + 1])
        if len(words) > TITLE_WORDS:
            break
    return words
