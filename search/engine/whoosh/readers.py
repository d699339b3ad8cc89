"""What Whoosh's own searcher reads of a segment: its terms, and what is known of each document.

A word in all its forms (WORD_MARK + form, words.py) is a term that is found when asked for by name and never listed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from io import BytesIO
from typing import Any, Final, cast

import numpy as np
from whoosh.codec import base
from whoosh.filedb.structfile import BufferFile
from whoosh.reading import TermInfo, TermNotFound

from search.engine.whoosh.arrayfile import Array, ArrayFile
from search.engine.whoosh.matchers import ArrayMatcher, PostingList, Values
from search.engine.whoosh.segments import LENGTH_OF_CODE, FieldTerms, Segment, TextTerms
from search.engine.whoosh.terms import offsets_of

MOST_REMEMBERED: Final = 64  # posting lists: Whoosh asks four times for each term of a query
_TERMS_AT_ONCE: Final = 256
_NO_VALUE: Final = 2**64 - 1  # Whoosh's "none" in a column of unsigned numbers
_SIGN: Final = np.uint64(2**63)

Term = tuple[str, bytes]


def terms_of_column(segment: Segment, field: str) -> FieldTerms:
    """Return the terms that Whoosh would have made of a column of 64-bit numbers; made once for each segment."""
    made: FieldTerms = segment.derived(f"{field} terms of the column", lambda: _terms_of_column(segment, field))
    return made


def _terms_of_column(segment: Segment, field: str) -> FieldTerms:
    raw = segment.file.get(f"{field}.column")
    values = np.full(segment.count, _NO_VALUE, np.uint64) if raw is None else raw.view(">u8").astype(np.uint64)
    documents = np.flatnonzero(values != _NO_VALUE)
    numbers, counts = np.unique(values[documents], return_counts=True)
    terms = np.zeros((len(numbers), 9), dtype=np.uint8)  # the first byte says that no bit was cut off
    terms[:, 1:] = (numbers ^ _SIGN).astype(">u8").view(np.uint8).reshape(-1, 8)
    arrays = {
        f"{field}.terms": terms.ravel(),
        f"{field}.starts": np.arange(len(numbers) + 1, dtype=np.int64) * 9,
        f"{field}.offsets": offsets_of(counts),
        f"{field}.documents": documents[np.argsort(values[documents], kind="stable")].astype(np.uint32),
    }
    return FieldTerms(cast(ArrayFile, arrays), field, segment.count)


class ArrayTermsReader(base.TermsReader):
    """The terms of a segment with their postings."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._remembered: OrderedDict[Term, PostingList] = OrderedDict()

    @cached_property
    def names(self) -> list[str]:
        """The fields that have terms, in order."""
        return [name for name in sorted(self.segment.fields) if self.terms_of(name) is not None]

    def terms_of(self, field: str) -> FieldTerms | None:
        """Return the terms of a field; None = it has none."""
        known = self.segment.fields.get(field)
        if known is None:
            return None
        found = terms_of_column(self.segment, field) if known.get("terms_of_column") else self.segment.terms(field)
        return found if found is not None and len(found.dictionary) else None

    def find(self, field: str, term: bytes) -> PostingList | None:
        """Return the postings of a term; None = it is not here."""
        key = (field, term)
        known = self._remembered.get(key)
        if known is not None:
            return known
        terms = self.terms_of(field)
        postings = None if terms is None else terms.find(term)
        if terms is None or not postings:
            return None
        values = self._values(terms, term, postings.documents)
        made = PostingList(postings, self._boost(field), self.segment.length_codes(field), values)
        self._remembered[key] = made
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return made

    def _boost(self, field: str) -> float:
        """Return what a frequency counts; what Whoosh's own fields index is weighted already."""
        facts = self.segment.fields
        if facts[self.segment.name_of(field)].get("kind") == "postings":
            return 1.0
        return float(facts[field].get("boost", 1.0))

    def _values(self, terms: FieldTerms, term: bytes, documents: Array) -> Callable[[], Values] | None:
        if isinstance(terms, TextTerms):
            return partial(_positions, terms, term, documents)
        if terms.array("data") is not None:
            return partial(_data, terms, term)
        return None

    def _found(self, field: str, term: bytes) -> PostingList:
        found = self.find(field, term)
        if found is None:
            raise TermNotFound(f"There is no term {field}:{term!r}")
        return found

    def __contains__(self, term: Term) -> bool:
        """Return whether a term is here."""
        return self.find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return self.names

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        """Return a cursor over the terms of a field."""
        terms = self.terms_of(fieldname)
        return base.EmptyCursor() if terms is None else ArrayCursor(self, fieldname, terms, fieldobj)

    def terms(self) -> Iterator[Term]:
        """Yield all terms by field."""
        return self._terms(self.names)

    def _terms(self, names: Iterable[str]) -> Iterator[Term]:
        for name in names:
            terms = self.terms_of(name)
            for term in () if terms is None else terms.dictionary:
                yield name, term

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Yield the terms of a field from this one on, and then those of the fields after it."""
        terms = self.terms_of(fieldname)
        if terms is None:
            return
        dictionary = terms.dictionary
        for start in range(dictionary.place(prefix), len(dictionary), _TERMS_AT_ONCE):
            for term in dictionary.between(start, min(start + _TERMS_AT_ONCE, len(dictionary))):
                yield fieldname, term
        yield from self._terms(name for name in self.names if name > fieldname)

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """Yield all terms with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """Yield terms as terms_from() does, with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return what is known of a term. Raises TermNotFound."""
        found = self._found(fieldname, text)
        return TermInfo(
            weight=_weight(found),
            df=len(found),
            minlength=min(found.least_lengths),
            maxlength=max(found.greatest_lengths),
            maxweight=max(found.greatest_weights),
            minid=int(found.documents[0]),
            maxid=int(found.documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands in all documents, times the field's boost."""
        found = self.find(fieldname, text)
        return 0 if found is None else _weight(found)

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        found = self.find(fieldname, text)
        return 0 if found is None else len(found)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """Return a matcher of a term. Raises TermNotFound."""
        return ArrayMatcher(self._found(fieldname, text), format_, (fieldname, text), scorer)


def _weight(found: PostingList) -> float:
    return len(found) * found.boost if found.weights is None else float(found.weights.sum())


def _positions(terms: TextTerms, term: bytes, documents: Array) -> Values:
    """Return the positions of a term as PackedPositions reads them."""
    places = terms.places(term, documents)
    starts = np.searchsorted(places, documents.astype(np.int64) << 32)
    return (places & 0xFFFF_FFFF).astype(np.uint32), np.append(starts, len(places))


def _data(terms: FieldTerms, term: bytes) -> Values:
    """Return what the format of the field kept with a term."""
    number = terms.dictionary.find(term)
    offsets, data = terms.array("data_offsets"), terms.array("data")
    assert offsets is not None
    assert data is not None
    return data, offsets[int(terms.offsets[number]) : int(terms.offsets[number + 1]) + 1]


class ArrayCursor(base.FieldCursor):
    """Walks through the terms of a field."""

    def __init__(self, reader: ArrayTermsReader, name: str, terms: FieldTerms, field: Any) -> None:
        self._reader = reader
        self._name = name
        self._dictionary = terms.dictionary
        self._field = field
        self._number = 0

    def first(self) -> Any:
        """Go to the first term and return it."""
        self._number = 0
        return self.text()

    def find(self, term: Any) -> Any:
        """Go to the first term that isn't smaller and return it, None = there is none."""
        self._number = self._dictionary.place(term if isinstance(term, bytes) else self._field.to_bytes(term))
        return self.text()

    def next(self) -> Any:
        """Go to the next term and return it, None = there is none."""
        self._number = min(self._number + 1, len(self._dictionary))
        return self.text()

    def text(self) -> Any:
        """Return the current term as the field means it, None = at the end."""
        return self._field.from_bytes(self._dictionary[self._number]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """Return what is known of the current term."""
        return self._reader.term_info(self._name, self._dictionary[self._number]) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Return whether there is a current term."""
        return self._number < len(self._dictionary)


class ColumnFile(BufferFile):
    """A column within the mapping, read in place; a column type that reads from front to back gets a copy."""

    def __init__(self, data: Array) -> None:
        self._buf = data.data if len(data) else memoryview(b"")
        self._name = None
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    @cached_property
    def file(self) -> BytesIO:
        """The column as a stream."""
        return BytesIO(self._buf)


class ArrayPerDocumentReader(base.PerDocumentReader):
    """What is known of each document of a segment."""

    def __init__(self, segment: Segment, entry: Any) -> None:
        """Read a segment; `entry` is its entry in the table of contents, which knows what is deleted."""
        self.segment = segment
        self.entry = entry

    def doc_count(self) -> int:
        """Return how many documents are not deleted."""
        return int(self.entry.doc_count())

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones included."""
        return self.segment.count

    def has_deletions(self) -> bool:
        """Return whether any document is deleted."""
        return bool(self.entry.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a document is deleted."""
        return bool(self.entry.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        """Return the documents that are deleted."""
        found: Iterable[int] = self.entry.deleted_docs()
        return found

    def supports_columns(self) -> bool:
        """Return True."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return whether a field has a column."""
        return f"{fieldname}.column" in self.segment.file

    def list_columns(self) -> list[str]:
        """Return the fields that have a column."""
        return [name for name in sorted(self.segment.fields) if self.has_column(name)]

    def column_reader(self, fieldname: str, column: Any) -> Any:
        """Return a reader of a column."""
        data = self.segment.file[f"{fieldname}.column"]
        return column.reader(ColumnFile(data), 0, len(data), self.segment.count)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many words a field has in a document, as coarsely as Whoosh knows it."""
        if not 0 <= docnum < self.segment.count:
            raise IndexError(f"There is no document {docnum} in a segment of {self.segment.count}")
        codes = self.segment.length_codes(fieldname)
        return default if codes is None else int(LENGTH_OF_CODE[codes[docnum]]) or default

    def field_length(self, fieldname: str) -> int:
        """Return how many words a field has in all documents, exactly, deleted ones included."""
        lengths = self.segment.lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Return the length of the shortest field."""
        codes = self.segment.length_codes(fieldname)
        return 0 if codes is None or not len(codes) else int(LENGTH_OF_CODE[codes.min()])

    def max_field_length(self, fieldname: str) -> int:
        """Return the length of the longest field."""
        codes = self.segment.length_codes(fieldname)
        return 0 if codes is None or not len(codes) else int(LENGTH_OF_CODE[codes.max()])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        return self.segment.stored(docnum)
