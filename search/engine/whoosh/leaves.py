"""Terms as they are scored: postings in each segment, what an occurrence is worth, and the documents of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import Floats, Postings
from search.engine.whoosh.segments import LENGTH_OF_CODE
from search.engine.whoosh.sets import Matches, either
from search.engine.whoosh.snapshot import K1, TABLED_FREQUENCIES, B, Part, Snapshot


@dataclass(slots=True)
class Leaf:
    """A term, or several taken as one: its postings in each segment, and what each occurrence is worth."""

    field: str
    postings: Sequence[Postings]
    weight: float
    scorable: bool
    boost: float

    def scores(self, snapshot: Snapshot, part: Part, documents: Array, frequencies: Array | None) -> Floats:
        """Return the scores of some of its postings, the numbers of whose documents are intp."""
        if not self.scorable:
            worth = np.ones(len(documents)) if frequencies is None else frequencies.astype(np.float64)
            return worth * (self.weight * self.boost)
        codes = part.segment.length_codes(self.field)
        lengths = np.zeros(len(documents), np.uint8) if codes is None else codes.take(documents)
        if frequencies is None:
            frequencies = np.ones(len(documents), dtype=np.uint8)
        if frequencies.dtype.kind == "f" or self.boost != 1:
            return _saturated(frequencies * self.boost, lengths, snapshot.average_length(self.field)) * self.weight
        table = snapshot.saturation(self.field)
        is_small = frequencies.dtype == np.uint8  # then the table has them all
        many = not is_small and int(frequencies.max(initial=0)) >= TABLED_FREQUENCIES
        capped = np.minimum(frequencies, TABLED_FREQUENCIES - 1) if many else frequencies
        places_of_worth = capped.astype(np.uint16)
        places_of_worth <<= 8
        places_of_worth |= lengths
        found: Floats = table.take(places_of_worth)
        if many:
            places = np.flatnonzero(frequencies >= TABLED_FREQUENCIES)
            average = snapshot.average_length(self.field)
            found[places] = _saturated(frequencies[places].astype(np.float64), lengths[places], average)
        found *= self.weight
        return found


def _saturated(frequencies: Array, lengths: Array, average: float) -> Floats:
    norm = K1 * ((1 - B) + B * LENGTH_OF_CODE[lengths] / average)
    saturated: Floats = frequencies * (K1 + 1) / (frequencies + norm)
    return saturated


def matches_of(leaf: Leaf, snapshot: Snapshot, number: int) -> Matches:
    """Return the documents of a term in a segment, with their scores."""
    found = leaf.postings[number]
    documents = found.documents.astype(np.intp, copy=False)
    scores = leaf.scores(snapshot, snapshot.parts[number], documents, found.frequencies)
    return Matches(documents, scores, found.ascending)


def any_of(leaves: Sequence[Leaf], snapshot: Snapshot, number: int) -> Matches:
    """Return the documents of any of some terms in a segment, their scores added; not ascending."""
    return either([matches_of(leaf, snapshot, number) for leaf in leaves], snapshot.parts[number].count)
