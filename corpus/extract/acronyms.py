"""Initials beside the names they stand for: what stands in brackets behind a name, or is explained in brackets."""

from __future__ import annotations

import re

from corpus.extract.initials import has_initials
from corpus.extract.lines import Line
from corpus.extract.mention import MentionField
from corpus.extract.shouted import expanded
from corpus.extract.spans import Span

_OPENINGS = (" (", " [", ", (", ", [")
_ACRONYM = re.compile(r",? [(\[](?:the |or )?[\"“']?([A-Z][A-Za-z.&-]{0,8}[A-Z.])[\"”']?[)\]]")


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


def _is_explained(span: Span, line: Line) -> bool:
    """Say whether a span is initials that a body's name in brackets explains, in a text of capitals."""
    stretch = (span.start - line.start, span.end - line.start)
    return stretch in set(expanded(line.text, lambda _: False))
