"""Sets of documents as arrays, with scores: intersections, unions, differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import SPARSE, Floats, Ints, Mask, in_both, places_in

_NO_DOCUMENTS: Final = np.zeros(0, dtype=np.intp)
_NO_PLACES: Final = np.zeros(0, dtype=np.intp)
_MOST_APPENDED: Final = 4  # sets that are joined one by one; more are joined by way of the whole segment


@dataclass(slots=True)
class Matches:
    """Documents of a segment (as NumPy likes indexes: intp), with their scores; None = each scores 0.

    They are ascending unless said otherwise: what two sets hold need not be sorted to be counted.
    """

    documents: Array
    scores: Floats | None = None
    ascending: bool = True

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.documents)

    def kept(self, mask: Mask) -> Matches:
        """Return those that a mask over these matches keeps."""
        if mask.all():
            return self
        return self.at(mask.nonzero()[0])

    def at(self, places: Ints) -> Matches:
        """Return those at some ascending places."""
        scores = None if self.scores is None else self.scores.take(places)
        return Matches(self.documents.take(places), scores, self.ascending)

    def scaled(self, factor: float) -> Matches:
        """Return the same documents with all scores multiplied."""
        if factor == 1 or self.scores is None:
            return self
        return Matches(self.documents, self.scores * factor, self.ascending)

    def ordered(self) -> Matches:
        """Return the same matches, ascending."""
        if self.ascending:
            return self
        order = np.argsort(self.documents, kind="stable")
        return Matches(self.documents[order], None if self.scores is None else self.scores[order])


NO_MATCHES: Final = Matches(_NO_DOCUMENTS)


def common(
    first: Array, second: Array, count: int, *, ascending: tuple[bool, bool] = (True, True)
) -> tuple[Ints, Ints]:
    """Return the places in two arrays at which the documents stand that both hold, ascending if both arrays are.

    `ascending` says of which that is known: a few documents are faster to look up in many that are.
    """
    if len(first) > len(second):
        other, mine = common(second, first, count, ascending=(ascending[1], ascending[0]))
        return mine, other
    if not len(first):
        return _NO_PLACES, _NO_PLACES
    if ascending[1] and len(first) * SPARSE < len(second):
        return _searched(first, second)
    found, known = places_in(first, second, count)
    theirs = known.nonzero()[0]
    return found.take(theirs), theirs


def _searched(first: Array, second: Array) -> tuple[Ints, Ints]:
    places = np.searchsorted(second, first.astype(second.dtype, copy=False))  # another type would copy them all
    places[places == len(second)] = 0
    mine = (second[places] == first).nonzero()[0]
    return mine, places[mine]


def either(parts: Sequence[Matches], count: int) -> Matches:
    """Return the documents of any part, their scores added; not ascending."""
    filled = sorted((part for part in parts if len(part)), key=len, reverse=True)
    if len(filled) > _MOST_APPENDED:
        return _sparse_either(filled) if sum(map(len, filled)) * SPARSE < count else _dense_either(filled, count)
    found = filled[0] if filled else NO_MATCHES
    for part in filled[1:]:
        found = _appended(found, part, count)
    return found


def _appended(most: Matches, few: Matches, count: int) -> Matches:
    """Return two sets as one: the first as it is, then what only the second holds."""
    places, known = places_in(most.documents, few.documents, count)
    new = (~known).nonzero()[0]
    documents = np.concatenate([most.documents, few.documents.take(new)])
    ascending = most.ascending and not len(new)
    if most.scores is None and few.scores is None:
        return Matches(documents, None, ascending)
    added = np.zeros(len(few)) if few.scores is None else few.scores
    scores = np.concatenate([np.zeros(len(most)) if most.scores is None else most.scores, added.take(new)])
    again = known.nonzero()[0]
    scores[places.take(again)] += added.take(again)
    return Matches(documents, scores, ascending)


def _dense_either(parts: Sequence[Matches], count: int) -> Matches:
    mask = np.zeros(count, dtype=np.bool_)
    for part in parts:
        mask[part.documents] = True
    documents = mask.nonzero()[0]
    if all(part.scores is None for part in parts):
        return Matches(documents)
    total = np.zeros(count, dtype=np.float64)
    for part in parts:
        if part.scores is not None:
            total[part.documents] += part.scores
    return Matches(documents, total.take(documents))


def _sparse_either(parts: Sequence[Matches]) -> Matches:
    joined = np.concatenate([part.documents for part in parts])
    order = np.argsort(joined, kind="stable")
    joined = joined[order]
    first = np.ones(len(joined), dtype=np.bool_)
    first[1:] = joined[1:] != joined[:-1]
    places = first.nonzero()[0]
    if all(part.scores is None for part in parts):
        return Matches(joined[places])
    scores = np.concatenate([np.zeros(len(part)) if part.scores is None else part.scores for part in parts])
    return Matches(joined[places], np.add.reduceat(scores[order], places))


def best(parts: Sequence[Matches], count: int) -> Matches:
    """Return the documents of any part, each with the highest of its scores."""
    documents = either([Matches(part.documents, None, part.ascending) for part in parts], count).ordered().documents
    scores = np.full(len(documents), -np.inf)
    for part in parts:
        mine, places = common(part.documents, documents, count, ascending=(part.ascending, True))
        scores[places] = np.maximum(scores[places], 0 if part.scores is None else part.scores[mine])
    return Matches(documents, scores)


def without(part: Matches, excluded: Matches, count: int) -> Matches:
    """Return the matches that are not among others."""
    if part.ascending and excluded.ascending:
        return part.kept(~in_both(part.documents, excluded.documents, count))
    return part.kept(~places_in(excluded.documents, part.documents, count)[1])
