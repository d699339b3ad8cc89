"""What one version of a text has that another lacks, for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from rapidfuzz.distance import Indel

from corpus.stories.reading import MOST_WORDS, UNSPACED

AROUND: Final = 12  # words shown on either side of a change
LEAST_SAME: Final = 3  # words between two changes; fewer are part of one change
Kind = Literal["same", "gone", "come", "skipped"]

_PIECE: Final = re.compile(rf"[{UNSPACED}]\s*|[^\s{UNSPACED}]+\s*")
_QUOTES: Final = str.maketrans("“”„«»‘’‚`´", "\"\"\"\"\"'''''")


@dataclass(frozen=True, slots=True)
class Part:
    """A passage: in both versions, only in the first ("gone") or only in the second; of skipped ones only the length.

    `words` counts its words.
    """

    kind: Kind
    text: str
    words: int


def differences(first: str, second: str) -> list[Part]:
    """Return two texts as one, with what is gone and come in its place; long passages in common are skipped.

    Capitals, and the shape of quotation marks and apostrophes, are no difference. Of very long texts the beginnings
    are compared.
    """
    one, other = _pieces(first), _pieces(second)
    return list(_skipping(list(_parts(one, other))))


def is_cut(first: str, second: str) -> bool:
    """Return whether texts are too long to be compared whole."""
    return any(len(list(islice(_PIECE.finditer(each), MOST_WORDS + 1))) > MOST_WORDS for each in (first, second))


def _pieces(text: str) -> list[str]:
    return [match.group() for match in islice(_PIECE.finditer(text), MOST_WORDS)]


def _parts(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[Kind, Sequence[str]]]:
    """Yield what is in both, gone and come, in order; a gone part goes before what came in its place."""
    here = there = 0
    plain = [[piece.strip().translate(_QUOTES).casefold() for piece in each] for each in (one, other)]
    for block in Indel.opcodes(*plain).as_matching_blocks():
        is_last = block.a + block.size == len(one) and block.b + block.size == len(other)
        if block.size < LEAST_SAME and not is_last and (here, there) != (0, 0):
            continue
        if block.a > here:
            yield "gone", one[here : block.a]
        if block.b > there:
            yield "come", other[there : block.b]
        if block.size:
            yield "same", other[block.b : block.b + block.size]
        here, there = block.a + block.size, block.b + block.size


def _skipping(parts: Sequence[tuple[Kind, Sequence[str]]]) -> Iterator[Part]:
    for place, (kind, pieces) in enumerate(parts):
        before = AROUND if place else 0
        after = AROUND if place < len(parts) - 1 else 0
        skipped = len(pieces) - before - after
        if kind != "same" or skipped <= AROUND:
            yield Part(kind, "".join(pieces), len(pieces))
            continue
        if before:
            yield Part("same", "".join(pieces[:before]), before)
        yield Part("skipped", "", skipped)
        if after:
            yield Part("same", "".join(pieces[-after:]), after)
