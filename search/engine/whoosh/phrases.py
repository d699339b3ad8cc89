"""Phrases: words in order, each at most so many places after the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import Ints, Postings
from search.engine.whoosh.segments import TextTerms
from search.engine.whoosh.sets import common


def holding(
    text: TextTerms, terms: Sequence[bytes], postings: Sequence[Postings], slop: int, check: Callable[[], None]
) -> Array:
    """Return the documents (ascending) that hold these terms in order; `slop` 1 = next to each other."""
    documents = shared(postings, text.count)
    if not len(documents) or len(terms) < 2:
        return documents
    reached = text.places(terms[0], documents)
    for term in terms[1:]:
        check()
        reached = following(reached, text.places(term, documents), slop)
        if not len(reached):
            break
    owners = reached >> 32
    return np.asarray(owners[np.diff(owners, prepend=-1) != 0], dtype=np.uint32)


def shared(postings: Sequence[Postings], count: int) -> Array:
    """Return the documents (ascending) that all of several postings hold."""
    shortest, *others = sorted(postings, key=len)
    documents, ascending = shortest.documents, shortest.ascending
    for other in others:
        kept, _ = common(documents, other.documents, count, ascending=(ascending, other.ascending))
        documents, ascending = documents[kept], ascending and other.ascending
    return documents if ascending else np.sort(documents)


def following(reached: Ints, places: Ints, slop: int) -> Ints:
    """Return those places that stand one to `slop` positions after one that was reached."""
    if slop == 1 and len(places) > len(reached):  # look the fewer up among the more
        wanted = reached + 1
        found = np.searchsorted(places, wanted)
        found[found == len(places)] = 0
        return np.asarray(wanted[places[found] == wanted])
    low = np.searchsorted(reached, places - slop, side="left")
    high = np.searchsorted(reached, places, side="left")
    return places[high > low]
