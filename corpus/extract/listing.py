"""Names that stand in a list, with nothing but commas, "and" and "or" between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from corpus.extract.lines import Line
from corpus.extract.spans import Span

_LISTING = frozenset({", ", " and ", ", and ", " or ", ", or ", " & ", " as well as "})
LONGEST_GAP = max(map(len, _LISTING))


def listed_together(spans: list[tuple[Span, Line]]) -> Iterator[list[str]]:
    """Yield the names of each list of two or more: with nothing but commas, "and" and "or" between them."""
    ordered = sorted(spans, key=lambda pair: (pair[1].field, pair[0].start))
    names: list[str] = []
    for (one, line), (other, next_line) in pairwise(ordered):
        if (
            line is next_line
            and other.start - one.end <= LONGEST_GAP
            and line.text[one.end - line.start : other.start - line.start] in _LISTING
        ):
            names = names or [one.text]
            names.append(other.text)
            continue
        if names:
            yield names
        names = []
    if names:
        yield names
