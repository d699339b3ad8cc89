"""Sets of documents as ascending arrays, with scores: intersections, unions, differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import SPARSE, Floats, Ints, Mask, in_both

_NO_DOCUMENTS = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of a segment, ascending (as NumPy likes indexes: intp), with their scores; None = each scores 0."""

    documents: Array
    scores: Floats | None = None

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.documents)

    def kept(self, mask: Mask) -> Matches:
        """Return those that a mask over these matches keeps."""
        if mask.all():
            return self
        return Matches(self.documents[mask], None if self.scores is None else self.scores[mask])

    def scaled(self, factor: float) -> Matches:
        """Return the same documents with all scores multiplied."""
        if factor == 1 or self.scores is None:
            return self
        return Matches(self.documents, self.scores * factor)


NO_MATCHES = Matches(_NO_DOCUMENTS)


def common(first: Array, second: Array, count: int) -> tuple[Ints, Ints]:
    """Return the places in two ascending arrays at which the documents stand that both hold."""
    if len(first) > len(second):
        other, mine = common(second, first, count)
        return mine, other
    if (len(first) + len(second)) * SPARSE < count or len(first) * SPARSE < len(second):
        return _searched(first, second)
    mask = np.zeros(count, dtype=np.bool_)
    mask[first] = True
    places = np.flatnonzero(mask[second])
    mask[first] = False
    mask[second[places]] = True
    return np.flatnonzero(mask[first]), places


def _searched(first: Array, second: Array) -> tuple[Ints, Ints]:
    if not len(second):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    places = np.searchsorted(second, first)
    places[places == len(second)] = 0
    mine = np.flatnonzero(second[places] == first)
    return mine, places[mine]


def either(parts: Sequence[Matches], count: int) -> Matches:
    """Return the documents of any part, their scores added."""
    filled = [part for part in parts if len(part)]
    if len(filled) < 2:
        return filled[0] if filled else NO_MATCHES
    if sum(map(len, filled)) * SPARSE < count:
        return _sparse_either(filled)
    mask = np.zeros(count, dtype=np.bool_)
    for part in filled:
        mask[part.documents] = True
    documents = np.flatnonzero(mask)
    if all(part.scores is None for part in filled):
        return Matches(documents)
    total = np.zeros(count, dtype=np.float64)
    for part in filled:
        if part.scores is not None:
            total[part.documents] += part.scores
    return Matches(documents, total.take(documents))


def _sparse_either(parts: Sequence[Matches]) -> Matches:
    joined = np.concatenate([part.documents for part in parts])
    order = np.argsort(joined, kind="stable")
    joined = joined[order]
    first = np.ones(len(joined), dtype=np.bool_)
    first[1:] = joined[1:] != joined[:-1]
    places = np.flatnonzero(first)
    if all(part.scores is None for part in parts):
        return Matches(joined[places])
    scores = np.concatenate([np.zeros(len(part)) if part.scores is None else part.scores for part in parts])
    return Matches(joined[places], np.add.reduceat(scores[order], places))


def best(parts: Sequence[Matches], count: int) -> Matches:
    """Return the documents of any part, each with the highest of its scores."""
    documents = either([Matches(part.documents) for part in parts], count).documents
    scores = np.full(len(documents), -np.inf)
    for part in parts:
        _, places = common(part.documents, documents, count)
        scores[places] = np.maximum(scores[places], 0 if part.scores is None else part.scores)
    return Matches(documents, scores)


def without(part: Matches, excluded: Array, count: int) -> Matches:
    """Return the matches that are not among other documents (ascending)."""
    return part.kept(~in_both(part.documents, excluded, count))
