"""A segment as arrays: what its file holds, looked at through views of the mapping. Segments never change.

Of a field with terms (texts, exact values, anything that Whoosh's own fields index):

    terms, starts                   the sorted terms, joined, and where each begins (terms.py)
    offsets, documents              the documents of term i: documents[offsets[i]:offsets[i + 1]], ascending
    frequencies | weights           of each posting; left out where all are 1
    positions, position_offsets     of a text: the positions of term i, document by document, frequencies[j] of each
    data, data_offsets              what a format of Whoosh's keeps with a posting
    lengths, length_codes           tokens of each document, and the same as coarsely as Whoosh keeps it (a byte)
    stems, stem_starts, stem_offsets, stem_words, stemmed
                                    of a text: the words of each stem, and which documents are in a stemmed language
    mains, inflected_stems, new_…, again_…
                                    of a text in a large segment: what its forms add to a frequent word (inflections.py)
    values, value_offsets           of a facet: the numbers of the values of each document; no offsets if all have one

and of any field: column (as Whoosh's column type writes it), stored and stored_offsets (pickles).
"""

from __future__ import annotations

import pickle
import struct
import threading
import zlib
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from whoosh.util.numeric import byte_to_length

from search.engine.whoosh import words
from search.engine.whoosh.arrayfile import Array, ArrayFile
from search.engine.whoosh.columns import FacetColumn
from search.engine.whoosh.inflections import Inflections
from search.engine.whoosh.postings import NO_POSTINGS, Ints, Mask, Postings, in_both, merged, together, union
from search.engine.whoosh.terms import Dictionary, sizes_of

DAMAGE: Final = (zlib.error, pickle.UnpicklingError, EOFError, OSError, struct.error)
LENGTH_OF_CODE: Final = np.array([byte_to_length(code) for code in range(256)], dtype=np.float64)


class FieldTerms:
    """The terms of a field with their postings."""

    def __init__(self, file: ArrayFile, name: str, count: int) -> None:
        self.name = name
        self.count = count
        self.dictionary = Dictionary(file[f"{name}.terms"], file[f"{name}.starts"])
        self.offsets = file[f"{name}.offsets"]
        self.documents = file[f"{name}.documents"]
        found = file.get(f"{name}.frequencies")
        self.frequencies = file.get(f"{name}.weights") if found is None else found
        self._file = file
        self._bounds = self.offsets.data  # one number of it is read faster than one of an array

    def array(self, name: str) -> Array | None:
        """Return one of the field's other arrays, or None."""
        return self._file.get(f"{self.name}.{name}")

    def numbers(self, term: bytes) -> list[int]:
        """Return the numbers of the terms that a term means: itself, or with WORD_MARK the forms of a word."""
        number = self.dictionary.find(term)
        return [] if number < 0 else [number]

    def postings(self, number: int) -> Postings:
        """Return the postings of the term with this number."""
        start, end = self._bounds[number], self._bounds[number + 1]
        frequencies = None if self.frequencies is None else self.frequencies[start:end]
        return Postings(self.documents[start:end], frequencies)

    def find(self, term: bytes, *, in_order: bool = True) -> Postings:
        """Return the postings of a term; of a term with WORD_MARK, those of the word in all its forms."""
        number = self.dictionary.find(term)
        return self.postings(number) if number >= 0 else NO_POSTINGS

    def between(self, first: int, last: int) -> Postings:
        """Return the postings of the terms with the numbers from `first` up to but not `last`, taken as one."""
        if last - first < 2:
            return self.postings(first) if last > first else NO_POSTINGS
        start, end = int(self.offsets[first]), int(self.offsets[last])
        documents = self.documents[start:end]
        ones = np.ones(len(documents), np.uint8) if self.frequencies is None else self.frequencies[start:end]
        return merged(documents, ones, self.count)

    def document_frequency(self, number: int) -> int:
        """Return in how many documents the term with this number stands, deleted ones included."""
        return int(self.offsets[number + 1]) - int(self.offsets[number])


class TextTerms(FieldTerms):
    """The words of a text field."""

    def __init__(self, file: ArrayFile, name: str, count: int) -> None:
        super().__init__(file, name, count)
        self.stems = Dictionary(file[f"{name}.stems"], file[f"{name}.stem_starts"])
        self.stem_offsets, self.stem_words = file[f"{name}.stem_offsets"], file[f"{name}.stem_words"]
        self.positions, self.position_offsets = file[f"{name}.positions"], file[f"{name}.position_offsets"]
        stemmed = file.get(f"{name}.stemmed")
        self.stemmed: Mask | None = None if stemmed is None else stemmed.view(np.bool_)
        self.inflections = Inflections(file, name) if f"{name}.mains" in file else None

    def forms(self, folded: str) -> list[int]:
        """Return the numbers of the words that share the stem of a folded word."""
        return self._forms(self._stem(folded))

    def _stem(self, folded: str) -> int:
        """Return the number of a word's stem; -1 = no word has it."""
        return self.stems.find(words.stem_of(folded).encode())

    def _forms(self, stem: int) -> list[int]:
        if stem < 0:
            return []
        found: list[int] = self.stem_words[self.stem_offsets[stem] : self.stem_offsets[stem + 1]].tolist()
        return found

    def find(self, term: bytes, *, in_order: bool = True) -> Postings:
        """Return the postings of a term; of a term with WORD_MARK, those of the word in all its forms."""
        if term[:1] != words.WORD_MARK.encode():
            return super().find(term)
        folded = term[1:].decode()
        inflected = self._inflected(self._stem(folded), in_order=in_order)
        if self.stemmed is None:
            return inflected
        plain = super().find(folded.encode())
        inflected, plain = _kept(inflected, self.stemmed), _kept(plain, ~self.stemmed)
        return (union if in_order else together)([inflected, plain], self.count)

    def _inflected(self, stem: int, *, in_order: bool) -> Postings:
        """Return the postings of all words with a stem."""
        if not in_order and self.inflections is not None:
            found = self.inflections.joined(stem, self.postings)
            if found is not None:
                return found
        return (union if in_order else together)([self.postings(each) for each in self._forms(stem)], self.count)

    def numbers(self, term: bytes) -> list[int]:
        """Return the numbers of the terms that a term means, in whichever documents."""
        if term[:1] != words.WORD_MARK.encode():
            return super().numbers(term)
        folded = term[1:].decode()
        return sorted({*self.forms(folded), *super().numbers(folded.encode())} if folded else ())

    def places(self, term: bytes, documents: Array) -> Ints:
        """Return where a term stands in these documents (ascending): document << 32 | position, ascending."""
        found = [self._places(number, documents, plain=plain) for number, plain in self._scoped(term)]
        filled = [each for each in found if len(each)]
        if len(filled) < 2:
            return filled[0] if filled else np.zeros(0, dtype=np.int64)
        joined = np.concatenate(filled)
        joined.sort()
        return joined

    def _scoped(self, term: bytes) -> list[tuple[int, bool | None]]:
        """Return the numbers a term means, each with the documents it means them in: plain (True), stemmed, or all."""
        if term[:1] != words.WORD_MARK.encode() or self.stemmed is None:
            return [(number, None) for number in self.numbers(term)] if self.stemmed is not None else self._all(term)
        folded = term[1:].decode()
        plain = self.dictionary.find(folded.encode())
        scoped: list[tuple[int, bool | None]] = [(number, False) for number in self.forms(folded)]
        return [*scoped, (plain, True)] if plain >= 0 else scoped

    def _all(self, term: bytes) -> list[tuple[int, bool | None]]:
        marked = term[:1] == words.WORD_MARK.encode()
        numbers = self.forms(term[1:].decode()) if marked else FieldTerms.numbers(self, term)
        return [(number, None) for number in numbers]

    def _places(self, number: int, documents: Array, *, plain: bool | None) -> Ints:
        found = self.postings(number)
        sizes = found.frequencies
        assert sizes is not None
        keep = in_both(found.documents, documents, self.count)
        if plain is not None and self.stemmed is not None:
            keep &= self.stemmed[found.documents] != plain
        start = int(self.position_offsets[number])
        positions = self.positions[start : int(self.position_offsets[number + 1])]
        if not keep.all():
            positions = positions[np.repeat(keep, sizes)]
        owners = np.repeat(found.documents[keep].astype(np.int64) << 32, sizes[keep])
        owners |= positions
        return owners


def _kept(found: Postings, mask: Mask) -> Postings:
    keep = mask[found.documents]
    frequencies = None if found.frequencies is None else found.frequencies[keep]
    return Postings(found.documents[keep], frequencies, found.ascending)


class Segment:
    """One segment, opened once and shared by threads."""

    def __init__(self, file: ArrayFile, schema: Any) -> None:
        self.file = file
        self.schema = schema
        self.count = int(file.facts["documents"])
        self.fields: dict[str, dict[str, Any]] = file.facts["fields"]
        self._terms: dict[str, FieldTerms | None] = {}
        self._facets: dict[str, FacetColumn | None] = {}
        self._derived: dict[str, Any] = {}
        self._lock = threading.Lock()

    def name_of(self, field: str) -> str:
        """Return the field that holds the arrays of a field."""
        kind = self.schema[field] if field in self.schema else None  # noqa: SIM401 - a Schema has no get()
        return getattr(kind, "same_as", "") or field

    def terms(self, field: str) -> FieldTerms | None:
        """Return the terms of a field; None = it has none."""
        name = self.name_of(field)
        if name not in self._terms:
            kind = TextTerms if f"{name}.stems" in self.file else FieldTerms
            self._terms[name] = kind(self.file, name, self.count) if f"{name}.terms" in self.file else None
        return self._terms[name]

    def text(self, field: str) -> TextTerms | None:
        """Return the words of a text field; None = it is none, or not in this segment."""
        found = self.terms(field)
        return found if isinstance(found, TextTerms) else None

    def find(self, field: str, term: bytes) -> Postings:
        """Return the postings of a term."""
        terms = self.terms(field)
        return NO_POSTINGS if terms is None else terms.find(term)

    def facet(self, field: str) -> FacetColumn | None:
        """Return the values of a facet by document; None = the segment has none."""
        name = self.name_of(field)
        if name not in self._facets:
            terms, values = self.terms(name), self.file.get(f"{name}.values")
            found = None if terms is None or values is None else values
            self._facets[name] = (
                None if found is None or terms is None else FacetColumn(terms, found, terms.array("value_offsets"))
            )
        return self._facets[name]

    def numbers(self, field: str, missing: int) -> Ints:
        """Return a number per document from a column of 64 bits; all bits set = Whoosh's "no value" = missing."""
        found: Ints = self.derived(f"{field} {missing}", lambda: self.column(field, missing))
        return found

    def numbers_at(self, field: str, documents: Array) -> Ints:
        """Return the numbers of some documents, which must have one, without keeping those of all."""
        raw = self.file.get(f"{field}.column")
        if raw is None:
            return np.zeros(len(documents), dtype=np.int64)
        found: Ints = raw.view(">i8").take(documents).astype(np.int64)
        return found

    def column(self, field: str, missing: int) -> Ints:
        """Return the same as numbers(), not kept."""
        raw = self.file.get(f"{field}.column")
        made = np.full(self.count, missing, np.int64) if raw is None else raw.view(">i8").astype(np.int64)
        made[made == -1] = missing
        return made

    def derived(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is made from the arrays once and then kept under this name."""
        found = self._derived.get(name)
        if found is None:
            found = make()
            with self._lock:
                found = self._derived.setdefault(name, found)
        return found

    def length_codes(self, field: str) -> Array | None:
        """Return how many words a field has in each document, as Whoosh's codes (LENGTH_OF_CODE); None = no lengths."""
        return self.file.get(f"{field}.length_codes")

    def lengths(self, field: str) -> Array | None:
        """Return how many words a field has in each document, exactly; None = no lengths."""
        return self.file.get(f"{field}.lengths")

    def stored(self, document: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        found = {name: self._stored(name, document) for name, kind in self.schema.items() if kind.stored}
        return {name: value for name, value in found.items() if value is not None}

    def _stored(self, field: str, document: int) -> Any:
        offsets = self.file.get(f"{field}.stored_offsets")
        if offsets is not None:
            data = self.file[f"{field}.stored"][int(offsets[document]) : int(offsets[document + 1])].tobytes()
            return pickle.loads(data) if data else None  # noqa: S301 - our own file, its checksum was compared
        raw = self.file.get(f"{field}.column")
        if raw is not None and f"{field}.terms" not in self.file:
            return int(raw.view(">i8")[document])
        return self.value(field, document)

    def value(self, field: str, document: int) -> str | None:
        """Return the value of an exact field in a document: its term."""
        terms = self.terms(field)
        if terms is None:
            return None
        number = int(self.first_terms(terms)[document])
        return None if number < 0 else terms.dictionary[number].decode()

    def first_terms(self, terms: FieldTerms) -> Ints:
        """Return the number of the first term of each document, -1 = it has none; kept once made."""
        found: Ints = self.derived(f"{terms.name} first terms", lambda: _first_terms(terms))
        return found


def _first_terms(terms: FieldTerms) -> Ints:
    numbers = np.full(terms.count, -1, dtype=np.int64)
    of_posting = np.repeat(np.arange(len(terms.dictionary)), sizes_of(terms.offsets))
    numbers[terms.documents[::-1]] = of_posting[::-1]
    return numbers
