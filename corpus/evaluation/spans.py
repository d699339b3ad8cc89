"""Compares spans: exact but for a leading article and a possessive; neutral spans count neither way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from corpus.evaluation.rows import Counts
from corpus.extract.mention import FoundMention

LABELS = ("PER", "ORG", "LOC")
LABEL_OF_KIND = {
    "person": "PER",
    "group": "ORG",
    "organisation": "ORG",
    "government": "ORG",
    "unknown": "ORG",
    "location": "LOC",
}
LEFT_OUT = frozenset({"role", "implied", "demonym", "supplied", "within"})
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\s*(?:['’´`]\s?s|['’])$", re.IGNORECASE)
_EDGE = ' \t\n\r"“”‘`.,;:'


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of one field."""

    field: str
    start: int
    end: int
    label: str

    def overlaps(self, other: Span) -> bool:
        """Tell whether two spans share a character."""
        return self.field == other.field and self.start < other.end and other.start < self.end


def trimmed(text: str, span: Span) -> Span:
    """Return the span without leading article, possessive, and punctuation at its edges (a full stop inside stays)."""
    start, end = span.start, span.end
    while True:
        surface = text[start:end]
        stripped = surface.lstrip(_EDGE)
        start += len(surface) - len(stripped)
        article = _ARTICLE.match(stripped)
        start += article.end() if article and article.end() < len(stripped) else 0
        surface = text[start:end]
        possessive = _POSSESSIVE.search(surface)
        cut = surface[: possessive.start()] if possessive and possessive.start() else surface
        shorter = start + len(cut.rstrip(_EDGE))
        if shorter == end or shorter <= start:
            break
        end = shorter
    return Span(span.field, start, end, span.label)


def named_spans(texts: dict[str, str], mentions: Iterable[FoundMention]) -> dict[Span, FoundMention]:
    """Return the PER, ORG and LOC spans found, each once; roles and demonyms are left out, a metonym is LOC."""
    found: dict[Span, FoundMention] = {}
    for mention in mentions:
        if mention.rule in LEFT_OUT or mention.kind not in LABEL_OF_KIND:
            continue
        label = "LOC" if mention.rule == "metonym" else LABEL_OF_KIND[mention.kind]
        span = trimmed(texts[mention.field], Span(mention.field, mention.start, mention.end, label))
        # Where a metonym is a government and a location too, the location carries the place.
        if span not in found or mention.place is not None:
            found[span] = mention
    return found


def compare(gold: Collection[Span], found: Collection[Span], neutral: Collection[Span] = ()) -> dict[str, Counts]:
    """Return the counts by label; a found span that is no gold span and touches a neutral one is passed over."""
    counts = {label: Counts() for label in LABELS}
    wanted = set(gold)
    for span in set(found):
        if span in wanted:
            counts[span.label].right += 1
        elif not any(span.overlaps(one) for one in neutral):
            counts[span.label].wrong += 1
    for span in wanted.difference(found):
        counts[span.label].missed += 1
    return counts


def outermost(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans that lie in no longer one of any label."""
    every = set(spans)
    for span in every:
        if not any(
            other.start <= span.start and span.end <= other.end and other.end - other.start > span.end - span.start
            for other in every
            if other.field == span.field
        ):
            yield span


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    result = Counts()
    for one in counts:
        result.add(one)
    return result
