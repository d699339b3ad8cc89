"""The order of hits: the first of each segment by its own order, then all of those together; ties by article id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from search.engine.contract import Sort
from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.largest import largest
from search.engine.whoosh.postings import Floats, Ints, places_in
from search.engine.whoosh.segments import Segment
from search.engine.whoosh.sets import Matches
from search.engine.whoosh.snapshot import ADDED_FIELD, FIRST_FIELD, ID_FIELD, NO_DAY, days_of

_DENSE: Final = 20  # when more than 1/20 of a segment match, its order is walked through instead of sorting
_WALK: Final = 4_096  # documents looked at in one step


@dataclass(slots=True)
class Rows:
    """Hits with what they are sorted by: ids, scores (0 without), and the keys, the most important last."""

    ids: Ints
    scores: Floats
    keys: tuple[Ints | Floats, ...]


def ranked(segment: Segment, matches: Matches, sort: Sort, end: int | None) -> Rows:
    """Return at least the first `end` matches of a segment (None = all), in any order."""
    scores = matches.scores if matches.scores is not None else np.zeros(len(matches))
    places = _best(scores, end) if sort == "relevance" else _first(segment, matches, sort, end)
    return rows(segment, matches.at(places), sort)


def rows(segment: Segment, matches: Matches, sort: Sort) -> Rows:
    """Return matches with what they are sorted by, in the order they have."""
    documents = matches.documents
    scores = matches.scores if matches.scores is not None else np.zeros(len(matches))
    ids = segment.numbers_at(ID_FIELD, documents)
    return Rows(ids, scores, (ids, -scores) if sort == "relevance" else _keys(segment, sort, documents))


def page(parts: Sequence[Rows], offset: int, end: int | None) -> Rows:
    """Return the rows from `offset` to `end` of all parts together, in order."""
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Rows(nothing, nothing.astype(np.float64), ())
    ids, scores = parts[0].ids, parts[0].scores
    if len(parts) > 1:
        ids = np.concatenate([part.ids for part in parts])
        scores = np.concatenate([part.scores for part in parts])
    order = order_of(parts)[offset:end]
    return Rows(ids[order], scores[order], ())


def order_of(parts: Sequence[Rows]) -> Ints:
    """Return the places of the rows of all parts, one part after the other, in order."""
    if len(parts) == 1:
        return np.lexsort(parts[0].keys)
    keys = [np.concatenate(found) for found in zip(*(part.keys for part in parts), strict=True)]
    return np.lexsort(keys)


def _keys(segment: Segment, sort: Sort, documents: Array) -> tuple[Ints, ...]:
    """Return what documents are sorted by, the most important last."""
    ids = segment.numbers_at(ID_FIELD, documents)
    if sort == "-added":
        return ids, -segment.numbers_at(ADDED_FIELD, documents)
    first = days_of(segment, FIRST_FIELD).take(documents)
    undated = first == NO_DAY
    return ids, (-first if sort == "-date" else first), undated.astype(np.int8)


def _order(segment: Segment, sort: Sort) -> Array:
    """Return all documents of a segment in order; kept with the segment."""
    found: Array = segment.derived(
        f"order {sort}", lambda: np.lexsort(_keys(segment, sort, np.arange(segment.count))).astype(np.uint32)
    )
    return found


def _best(scores: Floats, end: int | None) -> Ints:
    """Return the places of at least the `end` highest scores, equal ones at the edge included."""
    if end is None or end >= len(scores):
        return np.arange(len(scores))
    return largest(scores, end)


def _first(segment: Segment, matches: Matches, sort: Sort, end: int | None) -> Ints:
    """Return the places of the first `end` matches in the order of a sort."""
    documents = matches.documents
    if end is None or end >= len(documents):
        return np.arange(len(documents))
    if len(documents) * _DENSE < segment.count:
        return np.lexsort(_keys(segment, sort, documents))[:end]
    mask = np.zeros(segment.count, dtype=np.bool_)
    mask[documents] = True
    found: list[Ints] = []
    order = _order(segment, sort)
    for start in range(0, segment.count, _WALK):
        step = order[start : start + _WALK]
        found.append(step[mask[step]])
        if sum(map(len, found)) >= end:
            break
    return places_in(documents, np.concatenate(found)[:end], segment.count)[0]
