"""Haystack's order_by: documents by score, or by fields, each in its own direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from haystack.exceptions import SearchBackendError
from whoosh.fields import TEXT

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import Floats, Ints
from search.engine.whoosh.readers import ColumnFile
from search.engine.whoosh.results import Found, number_column, ranks_of
from search.engine.whoosh.segments import Segment

Load = Callable[[str, Ints], Sequence[Any]]


def ordered(found: Found, documents: Ints, scores: Floats, sort_by: Sequence[str] | None, load: Load) -> Ints:
    """Return places in `documents` (ascending), in order: by score, or by fields each in its own direction (- = down).

    Documents without a value come last in both directions; ties stay in the order of the index. `load` gives the
    values of texts that the index doesn't keep. Raises SearchBackendError.
    """
    if not sort_by:
        return np.argsort(-scores, kind="stable")
    keys: list[Any] = []
    for name in reversed([each for each in sort_by if each]):
        ranks = _ranks(found, name.lstrip("-"), documents, load)
        keys += [-ranks if name.startswith("-") else ranks, ranks < 0]
    return np.lexsort(keys) if keys else np.arange(len(documents))


def _ranks(found: Found, name: str, documents: Ints, load: Load) -> Ints:
    """Return the rank of each document's value in a field; -1 = no value."""
    if name not in found.schema:
        raise SearchBackendError(f"The index has no field {name!r} to order by.")
    kind = found.schema[name]
    parts = list(found.parted(documents))
    numbers = [number_column(segment, name, kind) for segment, _ in parts]
    if all(each is not None for each in numbers):
        chosen = zip(numbers, parts, strict=True)
        return _number_ranks([(each[0][local], each[1][local]) for each, (_, local) in chosen if each is not None])
    if kind.column_type:
        return ranks_of([value for segment, local in parts for value in _column_values(segment, name, kind, local)])
    if not isinstance(kind, TEXT):
        return _term_ranks(name, parts)
    if kind.stored:
        return ranks_of([found.stored(document).get(name) for document in documents.tolist()])
    return ranks_of(load(name, documents))


def _number_ranks(parts: Sequence[tuple[Array, Array]]) -> Ints:
    """Return the rank of each number, -1 where it is not known."""
    if not parts:
        return np.zeros(0, dtype=np.int64)
    numbers, known = (np.concatenate(each) for each in zip(*parts, strict=True))
    ranks = np.full(len(numbers), -1, dtype=np.int64)
    ranks[known] = np.unique(numbers[known], return_inverse=True)[1]
    return ranks


def _column_values(segment: Segment, name: str, kind: Any, documents: Array) -> list[Any]:
    """Return values of a column of bytes; an empty one counts as none."""
    data = segment.file.get(f"{name}.column")
    if data is None:
        return [None] * len(documents)
    column = kind.column_type.reader(ColumnFile(data), 0, len(data), segment.count)
    return [column[number] or None for number in documents.tolist()]


def _term_ranks(name: str, parts: Sequence[tuple[Segment, Array]]) -> Ints:
    """Return the rank of each document's first term, -1 = it has none."""
    found = [_first_terms(segment, name, local) for segment, local in parts]
    known = sorted({term for terms, _ in found for term in terms if term is not None})
    rank: dict[bytes | None, int] = {term: place for place, term in enumerate(known)} | {None: -1}
    ranks = [np.array([rank[term] for term in terms], dtype=np.int64)[places] for terms, places in found]
    return np.concatenate([np.zeros(0, dtype=np.int64), *ranks])


def _first_terms(segment: Segment, name: str, documents: Array) -> tuple[list[bytes | None], Ints]:
    """Return the different first terms of some documents, and for each document which it is; None = no term."""
    terms = segment.terms(name)
    if terms is None:
        return [None], np.zeros(len(documents), dtype=np.int64)
    numbers, places = np.unique(segment.first_terms(terms)[documents], return_inverse=True)
    return [None if number < 0 else terms.dictionary[number] for number in numbers.tolist()], places
