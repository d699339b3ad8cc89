"""What the other forms of a frequent word add to its commonest form, worked out when a large segment is written.

A reader's word stands for all forms with its stem. One form mostly has nearly all the documents, so little is kept:

    mains                               the commonest form of each such stem, by the number of its term
    inflected_stems                     the numbers of the stems, ascending
    new_offsets, new_documents, new_frequencies
                                        the documents that the commonest form is not in
    again_offsets, again_places, again_frequencies
                                        where in its postings documents stand that other forms are in too, and how often
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from search.engine.whoosh.arrayfile import Array, ArrayFile
from search.engine.whoosh.postings import Postings, union
from search.engine.whoosh.terms import offsets_of, sizes_of

LEAST_DOCUMENTS: Final = 8_192  # of a segment; in a smaller one forms are quickly put together
SHARE: Final = 64  # a word in more than 1/64 of the documents is frequent
_MOST: Final = 255  # times in a document: frequencies are bytes


def inflections(
    count: int, offsets: Array, stem_offsets: Array, stem_words: Array, postings: Callable[[int], Postings]
) -> dict[str, Array]:
    """Return the arrays of a text field in a segment of `count` documents; `postings` gives those of a term."""
    if count < LEAST_DOCUMENTS or not len(stem_words):
        return {}
    documents = np.add.reduceat(sizes_of(offsets)[stem_words], stem_offsets[:-1].astype(np.int64))
    frequent = ((sizes_of(stem_offsets) > 1) & (documents * SHARE >= count)).nonzero()[0]
    mains, stems, new, again = [], [], [], []
    for stem in frequent.tolist():
        numbers = stem_words[int(stem_offsets[stem]) : int(stem_offsets[stem + 1])].tolist()
        found = sorted(((number, postings(number)) for number in numbers), key=lambda each: len(each[1]))
        main, most = found.pop()
        added = _added(most, union([each for _, each in found], count))
        if added is not None:
            mains.append(main)
            stems.append(stem)
            new.append(added[0])
            again.append(added[1])
    arrays = {"mains": np.array(mains, dtype=np.uint32), "inflected_stems": np.array(stems, dtype=np.uint32)}
    return arrays | _listed("new", "documents", new) | _listed("again", "places", again)


Pairs = tuple[Array, Array]  # documents or places, and frequencies


def _added(most: Postings, few: Postings) -> tuple[Pairs, Pairs] | None:
    """Return what some postings add to others; None = a frequency gets too high."""
    if most.frequencies is None or few.frequencies is None or not len(few):
        return None
    places = np.searchsorted(most.documents, few.documents)
    known = most.documents.take(places, mode="clip") == few.documents
    again = places[known], few.frequencies[known]
    sums = most.frequencies[again[0]] + again[1].astype(np.int64)
    if max(int(few.frequencies.max()), int(sums.max(initial=0))) > _MOST:
        return None
    return (few.documents[~known], few.frequencies[~known]), again


def _listed(name: str, items: str, pairs: Sequence[Pairs]) -> dict[str, Array]:
    nothing = np.zeros(0, dtype=np.uint32)
    return {
        f"{name}_offsets": offsets_of(np.array([len(each) for each, _ in pairs], dtype=np.int64)),
        f"{name}_{items}": np.concatenate([nothing, *(each for each, _ in pairs)]).astype(np.uint32),
        f"{name}_frequencies": np.concatenate([nothing, *(each for _, each in pairs)]).astype(np.uint8),
    }


class Inflections:
    """The same of a segment that is open."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        mains, stems = file[f"{name}.mains"], file[f"{name}.inflected_stems"]
        of_stems = zip(stems.tolist(), mains.tolist(), strict=True)
        self._places = {stem: (place, main) for place, (stem, main) in enumerate(of_stems)}
        self._new = tuple(file[f"{name}.new_{each}"] for each in ("offsets", "documents", "frequencies"))
        self._again = tuple(file[f"{name}.again_{each}"] for each in ("offsets", "places", "frequencies"))

    def joined(self, stem: int, postings: Callable[[int], Postings]) -> Postings | None:
        """Return the postings of all words with a stem, in any order; None = they must be put together."""
        found = self._places.get(stem)
        if found is None:
            return None
        place, main = found
        most = postings(main)
        assert most.frequencies is not None
        documents, times = self._at(self._new, place)
        again, more = self._at(self._again, place)
        frequencies = np.concatenate([most.frequencies, times])
        frequencies[again] += more
        return Postings(
            np.concatenate([most.documents, documents], dtype=np.intp), frequencies, ascending=not len(documents)
        )

    def _at(self, arrays: Sequence[Array], place: int) -> Pairs:
        offsets, items, frequencies = arrays
        start, end = offsets[place], offsets[place + 1]
        return items[start:end], frequencies[start:end]
