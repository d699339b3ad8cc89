"""Posting lists: documents and frequencies of terms, and of several terms taken as one.

What two lists share is found by writing down where each document of one stands in it, and looking the other's up there.
That table of places is never cleared: a place left over from another search shows, for another document stands at it
(Briggs and Torczon, "An efficient representation for sparse sets", 1993).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.engine.whoosh.arrayfile import Array

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

SPARSE: Final = 16  # a set of fewer than 1/16 of the documents is handled as a list, not as a mask
_NOTHING: Final = np.zeros(0, dtype=np.uint32)
_FEW_RUNS: Final = 8  # ascending lists that a merge sort puts together faster than a table of all documents
_FEW: Final = 160  # postings that are added up without NumPy
_FREQUENCY_BITS: Final = 8
_MOST_PACKED: Final = 1 << 32 - _FREQUENCY_BITS  # documents whose number leaves room for a frequency in 32 bits

_MOST_SHORT: Final = 1 << 16  # places that two bytes can tell apart


@dataclass(slots=True)  # not frozen, like all that a search makes dozens of: to make one would take three times as long
class Postings:
    """The documents of a term, ascending unless said otherwise, and how often it stands in each; None = once."""

    documents: Array
    frequencies: Array | None = None
    ascending: bool = True

    def __len__(self) -> int:
        """Return in how many documents the term stands."""
        return len(self.documents)


NO_POSTINGS: Final = Postings(_NOTHING)


class _Places(threading.local):
    """The tables of places of each thread, one of them with two bytes a place: more of it stays in the cache."""

    def __init__(self) -> None:
        self.tables: dict[type[np.integer[Any]], Array] = {}

    def of(self, documents: Array, count: int) -> Array:
        """Return a table of a segment of `count` documents, the places of these written down."""
        kind = np.uint16 if len(documents) <= _MOST_SHORT else np.uint32
        table = self.tables.get(kind)
        if table is None or len(table) < count:
            table = self.tables[kind] = np.zeros(count, dtype=kind)
        table[documents.astype(np.intp, copy=False)] = np.arange(len(documents), dtype=kind)
        return table


_places: Final = _Places()


def places_in(documents: Array, wanted: Array, count: int) -> tuple[Ints, Mask]:
    """Return where each wanted document stands among others, and whether it does; without, the place means nothing."""
    if not len(documents):
        return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
    found = _places.of(documents, count).take(wanted).astype(np.intp)
    known: Mask = documents.take(found, mode="clip") == wanted
    return found, known


class Subset:
    """Some documents of a segment, with what several counts of them look at made once."""

    def __init__(self, documents: Array, count: int) -> None:
        self.documents = documents
        self.count = count

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.documents)

    @property
    def is_most(self) -> bool:
        """Whether the others are fewer."""
        return len(self.documents) * 2 > self.count

    @cached_property
    def mask(self) -> Array:
        """A byte for each document of the segment: 1 = it is one of these."""
        mask = np.zeros(self.count, dtype=np.uint8)
        mask[self.documents] = 1
        return mask

    @cached_property
    def others(self) -> Subset:
        """The documents of the segment that are none of these, deleted ones included."""
        return Subset((self.mask == 0).nonzero()[0], self.count)


def union(parts: Sequence[Postings], count: int) -> Postings:
    """Return the postings of several terms taken as one, in a segment of `count` documents."""
    filled = [part for part in parts if len(part)]
    if len(filled) < 2:
        return filled[0] if filled else NO_POSTINGS
    if _are_few(filled):
        return _added_up(filled)
    filled.sort(key=len)
    most = filled.pop()
    if sum(map(len, filled)) * SPARSE < len(most):
        return _added(most, union(filled, count))
    filled.append(most)
    documents = np.concatenate([part.documents for part in filled])
    ones = [np.ones(len(part), np.uint8) if part.frequencies is None else part.frequencies for part in filled]
    frequencies = np.concatenate(ones)
    if len(filled) <= _FEW_RUNS and frequencies.dtype == np.uint8 and count <= _MOST_PACKED:
        return _run_merged(documents, frequencies)
    return merged(documents, frequencies, count)


def _are_few(parts: Sequence[Postings]) -> bool:
    """Return whether Python alone adds frequencies faster than NumPy is called a dozen times."""
    whole = all(part.frequencies is not None and part.frequencies.dtype.kind == "u" for part in parts)
    return whole and sum(map(len, parts)) <= _FEW


def _added_up(parts: Sequence[Postings]) -> Postings:
    """Return the postings of several terms, in few documents, taken as one."""
    found: dict[int, int] = {}
    for part in parts:
        assert part.frequencies is not None
        for document, frequency in zip(part.documents.tolist(), part.frequencies.tolist(), strict=True):
            found[document] = found.get(document, 0) + frequency
    documents = sorted(found)
    frequencies = np.array([found[document] for document in documents], dtype=np.uint32)
    return Postings(np.array(documents, dtype=np.uint32), frequencies)


def together(parts: Sequence[Postings], count: int) -> Postings:
    """Return the same as union() in any order, which is faster: what only the shorter lists hold comes last."""
    filled = sorted((part for part in parts if len(part)), key=len)
    if len(filled) < 2:
        return filled[0] if filled else NO_POSTINGS
    if _are_few(filled):
        return _added_up(filled)
    most, few = filled.pop(), union(filled, count)
    if most.frequencies is None or few.frequencies is None or most.frequencies.dtype.kind == "f":
        return union([most, few], count)
    if most.ascending and len(few) * SPARSE < len(most):
        places = np.searchsorted(most.documents, few.documents)
        known = most.documents.take(places, mode="clip") == few.documents
    else:
        places, known = places_in(most.documents, few.documents, count)
    again, new = known.nonzero()[0], (~known).nonzero()[0]
    places = places.take(again)
    sums = most.frequencies.take(places) + few.frequencies.take(again).astype(np.uint32)
    added = few.frequencies.take(new)
    small = most.frequencies.dtype == np.uint8 and not (sums >> 8).any() and not (added >> 8).any()
    frequencies = np.concatenate([most.frequencies, added], dtype=np.uint8 if small else np.uint32, casting="unsafe")
    frequencies[places] = sums
    documents = np.concatenate([most.documents, few.documents.take(new)], dtype=np.intp)
    return Postings(documents, frequencies, ascending=not len(new))


def _added(most: Postings, few: Postings) -> Postings:
    """Return the postings of two terms taken as one, of which one stands in few documents."""
    documents, frequencies = most.documents, most.frequencies
    frequencies = np.ones(len(documents), np.uint8) if frequencies is None else frequencies
    frequencies = frequencies.astype(np.float64 if frequencies.dtype.kind == "f" else np.uint32)
    places = np.searchsorted(documents, few.documents)
    known = np.zeros(len(few), dtype=np.bool_)
    inside = places < len(documents)
    known[inside] = documents[places[inside]] == few.documents[inside]
    more = np.ones(len(few), np.uint8) if few.frequencies is None else few.frequencies
    frequencies[places[known]] += more[known].astype(frequencies.dtype)
    if known.all():
        return Postings(documents, frequencies)
    new = ~known
    return Postings(
        np.insert(documents, places[new], few.documents[new]), np.insert(frequencies, places[new], more[new])
    )


def merged(documents: Array, frequencies: Array, count: int) -> Postings:
    """Return postings in which each document stands once, with its frequencies added."""
    if len(documents) * SPARSE < count:
        return _sparsely_merged(documents, frequencies)
    mask = np.zeros(count, dtype=np.bool_)
    mask[documents] = True
    found = mask.nonzero()[0]
    total = np.bincount(documents, weights=frequencies, minlength=count)
    kind = np.float64 if frequencies.dtype.kind == "f" else np.uint32
    return Postings(found.astype(np.uint32), total.take(found).astype(kind))


def _run_merged(documents: Array, frequencies: Array) -> Postings:
    """Return the same of a few ascending runs: NumPy's stable sort finds and merges them."""
    packed = documents << _FREQUENCY_BITS
    packed |= frequencies
    packed.sort(kind="stable")
    documents = packed >> _FREQUENCY_BITS
    packed &= (1 << _FREQUENCY_BITS) - 1
    first = np.ones(len(documents), dtype=np.bool_)
    np.not_equal(documents[1:], documents[:-1], out=first[1:])
    if first.all():
        return Postings(documents, packed)
    places = first.nonzero()[0]
    return Postings(documents.take(places), np.add.reduceat(packed, places))


def _sparsely_merged(documents: Array, frequencies: Array) -> Postings:
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    first = np.ones(len(documents), dtype=np.bool_)
    first[1:] = documents[1:] != documents[:-1]
    places = first.nonzero()[0]
    kind = np.float64 if frequencies.dtype.kind == "f" else np.uint32
    return Postings(documents[places], np.add.reduceat(frequencies.astype(kind)[order], places))


def in_both(documents: Array, others: Array, count: int) -> Mask:
    """Return which of some documents are among others, both ascending, in a segment of `count` documents."""
    if not len(documents) or not len(others):
        return np.zeros(len(documents), dtype=np.bool_)
    if (len(documents) + len(others)) * SPARSE < count or len(documents) * SPARSE < len(others):
        places = np.searchsorted(others, documents.astype(others.dtype, copy=False))  # another type would copy them all
        places[places == len(others)] = 0
        return np.asarray(others[places] == documents)
    mask = np.zeros(count, dtype=np.bool_)
    mask[others.astype(np.intp, copy=False)] = True
    return np.asarray(mask.take(documents))
