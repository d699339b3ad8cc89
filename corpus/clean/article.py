"""What cleaning makes of a record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """A line that cleaning took out, with the rule that did it (rules are listed in docs/formats.md)."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """The text people read and search: plain, paragraphs separated by one empty line ("\\n\\n"), Unicode NFC."""

    title: str
    text: str
    removed: tuple[RemovedLine, ...] = ()
