"""Builds the arrays of a text field: texts are cut into numbers of words, which one sort inverts."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np

from search.engine.whoosh import words
from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.building import (
    Arrays,
    Facts,
    dictionary,
    length_arrays,
    smallest,
    sorted_by_number,
)
from search.engine.whoosh.cutting import Cutter
from search.engine.whoosh.inflections import inflections
from search.engine.whoosh.postings import Postings
from search.engine.whoosh.terms import offsets_of, packed


class TextBuilder:
    """Title or body of articles: folded forms with positions, and which forms share a stem."""

    def __init__(self) -> None:
        self.numbers = array("i")
        self.lengths = array("I")
        self.stemmed = bytearray()
        self._cutter = Cutter()
        self._languages: dict[str, bool] = {}

    def ready(self, value: Any) -> Any:
        """Return a text."""
        if not isinstance(value, str):
            raise ValueError(f"a text was expected, not {type(value).__name__}")
        value.encode()
        return value

    def extend(self, values: Sequence[Any]) -> None:
        """Take texts; a fields.Text knows its language."""
        for numbers, counts in self._cutter.cut(values):
            self.numbers.frombytes(numbers.tobytes())
            self.lengths.frombytes(counts.astype(np.uint32).tobytes())
        self.stemmed.extend(self._is_stemmed(getattr(text, "language", "")) for text in values)

    def truncate(self, count: int) -> None:
        """Forget all documents but the first `count`."""
        del self.lengths[count:], self.stemmed[count:]
        del self.numbers[sum(self.lengths) :]

    def _is_stemmed(self, language: str) -> bool:
        known = self._languages.get(language)
        if known is None:
            known = self._languages[language] = words.is_stemmed(language)
        return known

    def finish(self) -> tuple[Arrays, Facts]:
        """Invert."""
        forms = list(self._cutter.forms)
        numbers, lengths = _spelt_out(
            _view(self.numbers, np.int32), _view(self.lengths, np.uint32), self._cutter.sequences
        )
        in_order = sorted(range(len(forms)), key=forms.__getitem__)
        ranks = np.empty(len(forms), dtype=np.uint32)
        ranks[in_order] = np.arange(len(forms), dtype=np.uint32)
        names = [forms[number] for number in in_order]
        arrays = dictionary(name.encode() for name in names)
        arrays |= invert(ranks[numbers], lengths, len(names)) | stem_groups(names)
        arrays |= length_arrays(lengths) | _inflections(arrays, len(lengths))
        stemmed = np.frombuffer(bytes(self.stemmed), dtype=np.uint8)
        if not stemmed.all():
            arrays["stemmed"] = stemmed
        return arrays, {"kind": "text"}


def _inflections(arrays: Arrays, count: int) -> Arrays:
    """Return what belongs to frequent words of several forms (inflections.py)."""
    offsets, documents, frequencies = (arrays[name] for name in ("offsets", "documents", "frequencies"))

    def postings(number: int) -> Postings:
        start, end = int(offsets[number]), int(offsets[number + 1])
        return Postings(documents[start:end], frequencies[start:end])

    return inflections(count, offsets, arrays["stem_offsets"], arrays["stem_words"], postings)


def _spelt_out(numbers: Array, lengths: Array, sequences: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    """Return numbers and lengths with each number below 0 replaced by the sequence it stands for."""
    special = np.flatnonzero(numbers < 0)
    if not len(special):
        return numbers, lengths
    sizes = np.array([len(each) for each in sequences], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    chosen = -numbers[special] - 1
    repeats = np.ones(len(numbers), dtype=np.int64)
    repeats[special] = sizes[chosen]
    made = np.repeat(numbers, repeats)
    within = np.arange(int(sizes[chosen].sum())) - np.repeat(np.cumsum(sizes[chosen]) - sizes[chosen], sizes[chosen])
    joined = np.array([number for each in sequences for number in each], dtype=numbers.dtype)
    made[made < 0] = joined[np.repeat(starts[chosen], sizes[chosen]) + within]
    owners = np.repeat(np.arange(len(lengths)), lengths)[special]
    changes = np.bincount(owners, weights=sizes[chosen] - 1, minlength=len(lengths))
    return made, (lengths + changes.astype(np.int64)).astype(np.uint32)


def invert(terms: Array, lengths: Array, term_count: int) -> Arrays:
    """Return postings with positions of a stream of term numbers, the texts of which have these lengths."""
    terms, places = sorted_by_number(terms)
    owners = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)[places]
    positions = places - offsets_of(lengths)[owners]
    first = np.ones(len(terms), dtype=np.bool_)
    first[1:] = (terms[1:] != terms[:-1]) | (owners[1:] != owners[:-1])
    begins = np.flatnonzero(first)
    return {
        "offsets": offsets_of(np.bincount(terms[begins], minlength=term_count)),
        "documents": owners[begins],
        "frequencies": smallest(np.diff(begins, append=len(terms))),
        "position_offsets": offsets_of(np.bincount(terms, minlength=term_count)),
        "positions": smallest(positions),
    }


def stem_groups(names: list[str]) -> Arrays:
    """Return the stems of sorted words, and for each stem the numbers of its words."""
    stems = words.stems_of(names)
    groups = sorted(set(stems))
    number_of = {stem: number for number, stem in enumerate(groups)}
    of_word = np.fromiter(map(number_of.__getitem__, stems), dtype=np.uint32, count=len(stems))
    block, starts = packed(stem.encode() for stem in groups)
    return {"stems": block, "stem_starts": starts} | grouped(of_word, len(groups))


def grouped(of_word: Array, count: int) -> Arrays:
    """Return the words of each of so many stems; `of_word` says which stem each word has."""
    return {
        "stem_offsets": offsets_of(np.bincount(of_word, minlength=count)),
        "stem_words": sorted_by_number(of_word)[1].astype(np.uint32),
    }


def _view(numbers: Any, kind: Any) -> Array:
    """Return Python's array as one of NumPy's."""
    return np.frombuffer(numbers, dtype=kind) if len(numbers) else np.zeros(0, dtype=kind)
