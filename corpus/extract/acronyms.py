"""Initials beside the names they stand for: what stands in brackets behind a name, or is explained in brackets."""

from __future__ import annotations

import re

from corpus.extract.initials import has_initials
from corpus.extract.lines import Line
from corpus.extract.mention import MentionField
from corpus.extract.shouted import expanded
from corpus.extract.spans import Span
from corpus.extract.words import GROUP_HEADS, NAME_LINKS, ORG_HEADS, THING_HEADS

LONGEST_EXPANSION = 80  # characters
_OPENINGS = (" (", " [", ", (", ", [")
_ACRONYM = re.compile(r",? [(\[](?:the |or )?[\"“']?([A-Z][A-Za-z.&-]{0,8}[A-Z.])[\"”']?[)\]]")

_IN_BRACKETS = re.compile(r" \(([A-Z]{2,6})s?\)")
_WORD = re.compile(r"[^\W\d_][\w’']*")


def read_acronyms(found: list[tuple[Span, Line]]) -> None:
    """Take what stands in brackets behind a name and has its initials for the same body: "Harrow Workers' Front (HWF)".

    Such a name is a body's whatever else speaks of it; the acronym is added where nothing has proposed it.
    """
    at: dict[tuple[MentionField, int], Span] = {}
    for span, line in list(found):
        if line.shouted and "[" in line.text and _is_explained(span, line):
            span.label = "ORG"
        if " " not in span.text or span.label == "LOC":
            continue
        end = span.end - line.start
        bracket = _ACRONYM.match(line.text, end) if line.text.startswith(_OPENINGS, end) else None
        if bracket is None or not has_initials(bracket[1], span.text):
            continue
        at = at or {(span.field, span.start): span for span, _ in found}
        start = line.start + bracket.start(1)
        acronym = at.get((span.field, start))
        if acronym is None:
            acronym = Span(span.field, start, start + len(bracket[1]), bracket[1], "ORG", "propagated")
            found.append((acronym, line))
            at[span.field, start] = acronym
        span.label = acronym.label = "ORG"


def short_for_things(text: str) -> frozenset[str]:
    """Return the initials that a line gives to things: "an improvised bomb device (IBD)", "the Harrow Act (HA)"."""
    return frozenset(
        match[1]
        for match in _IN_BRACKETS.finditer(text)
        if _names_thing(text[max(0, match.start() - LONGEST_EXPANSION) : match.start()], match[1].lower())
    )


def _names_thing(before: str, initials: str) -> bool:
    words = [word for word in _WORD.findall(before) if word.lower() not in NAME_LINKS][-len(initials) :]
    if not words or "".join(word[0].lower() for word in words) != initials:
        return False
    last = words[-1].lower()
    return (words[-1].islower() and last not in ORG_HEADS and last not in GROUP_HEADS) or last in THING_HEADS


def _is_explained(span: Span, line: Line) -> bool:
    """Say whether a span is initials that a body's name in brackets explains, in a text of capitals."""
    stretch = (span.start - line.start, span.end - line.start)
    return stretch in set(expanded(line.text, lambda _: False))
