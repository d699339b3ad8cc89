"""A segment in memory: posting lists as arrays, facet columns, numbers per document. Segments never change."""

from __future__ import annotations

import io
import pickle
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length

from search.engine.contract import IndexUnavailableError

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

DAMAGE: Final = (zlib.error, pickle.UnpicklingError, EOFError, OSError, struct.error)
_BLOCK_MAGIC_SIZE: Final = 4
_LENGTH_OF_BYTE: Final = np.array([byte_to_length(code) for code in range(256)], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents of a term, how often it stands in each, and (if asked for) where: packed positions."""

    documents: Ints
    weights: Floats
    positions: tuple[bytes, ...] = ()

    def places(self) -> Ints:
        """Return document and position of every occurrence as one number each: document << 32 | position."""
        counts = np.array([len(each) // 4 for each in self.positions], dtype=np.int64)
        where = np.frombuffer(b"".join(self.positions), dtype=np.uint32).astype(np.int64)
        return (np.repeat(self.documents, counts) << 32) | where


NO_POSTINGS: Final = Postings(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Inverted:
    """The values of a field, sorted, and the documents of each: documents[offsets[i]:offsets[i + 1]]."""

    values: tuple[str, ...]
    offsets: Ints
    documents: Ints

    def of(self, number: int) -> Ints:
        """Return the documents of the value with this number."""
        return self.documents[self.offsets[number] : self.offsets[number + 1]]


class Segment:
    """One segment, opened once and shared by threads."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.count = int(reader.doc_count_all())
        self.lock = threading.RLock()
        self._inverted: dict[str, Inverted] = {}
        self._numbers: dict[str, Ints] = {}
        self._lengths: dict[str, Floats] = {}
        self._words: dict[str, list[str]] = {}

    def postings(self, field: str, term: str, check: Callable[[], None]) -> Postings:
        """Return the postings of a term; `check` is called now and then and may raise."""
        with self.lock:
            terms = self.reader._terms
            key = term.encode()
            if (field, key) not in terms:
                return NO_POSTINGS
            return self._read(terms.term_info(field, key), check)

    def document_frequency(self, field: str, term: str) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        with self.lock:
            key = term.encode()
            return int(self.reader._terms.doc_frequency(field, key)) if (field, key) in self.reader._terms else 0

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """Yield the terms of a field that begin so, in order."""
        start = prefix.encode()
        with self.lock:
            for name, term in self.reader._terms.terms_from(field, start):
                if name != field or not term.startswith(start):
                    return
                yield term.decode()

    def words(self, field: str) -> list[str]:
        """Return the folded words of a text field, without stems; kept once read."""
        with self.lock:
            if field not in self._words:
                self._words[field] = [term for term in self.terms(field) if term[0] >= " "]
            return self._words[field]

    def inverted(self, field: str) -> Inverted:
        """Return the values of a field with their documents; kept once read."""
        with self.lock:
            if field not in self._inverted:
                self._inverted[field] = self._invert(field)
            return self._inverted[field]

    def _invert(self, field: str) -> Inverted:
        values: list[str] = []
        documents: list[Ints] = []
        if field in self.reader._terms._fieldmap:
            for (name, term), info in self.reader._terms.items_from(field, b""):
                if name != field:
                    break
                values.append(term.decode())
                documents.append(self._read(info).documents)
        offsets = np.zeros(len(values) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in documents], out=offsets[1:])
        joined = np.concatenate(documents) if documents else NO_POSTINGS.documents
        return Inverted(tuple(values), offsets, joined)

    def numbers(self, field: str, missing: int) -> Ints:
        """Return a number per document from a field's column; unsigned values above 2**63 count as missing."""
        with self.lock:
            if field not in self._numbers:
                self._numbers[field] = self._column(field, missing)
            return self._numbers[field]

    def _column(self, field: str, missing: int) -> Ints:
        found = np.full(self.count, missing, dtype=np.int64)
        if self.reader._perdoc.has_column(field):
            file, offset, length = self.reader._perdoc._get_column_file(field)
            raw = np.frombuffer(file.get(offset, length), dtype=">i8").astype(np.int64)
            found[: len(raw)] = np.where(raw == -1, missing, raw)  # all bits set: Whoosh's "no value" when unsigned
        return found

    def lengths(self, field: str) -> Floats:
        """Return how many words a field has in each document, as coarsely as Whoosh keeps it."""
        with self.lock:
            if field not in self._lengths:
                lengths = np.zeros(self.count, dtype=np.float64)
                column = f"_{field}_len"
                if self.reader._perdoc.has_column(column):
                    file, offset, size = self.reader._perdoc._get_column_file(column)
                    raw = np.frombuffer(file.get(offset, size), dtype=np.uint8)
                    lengths[: len(raw)] = _LENGTH_OF_BYTE[raw]
                self._lengths[field] = lengths
            return self._lengths[field]

    def stored(self, document: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        with self.lock:
            return dict(self.reader.stored_fields(document))

    def read_everything(self) -> None:
        """Read every posting and every stored field. Raises what damage raises."""
        with self.lock:
            for _, info in self.reader._terms.items():
                self._read(info)
            for number in range(self.count):
                self.reader.stored_fields(number)

    def _read(self, info: Any, check: Callable[[], None] = lambda: None) -> Postings:
        """Read a posting list block by block, past Whoosh's matchers, which hand out one document at a time."""
        if info.is_inlined():
            ids, block_weights, values = info.inlined_postings()
            return Postings(np.array(ids, dtype=np.int64), np.array(block_weights, dtype=np.float64), tuple(values))
        file = self.reader._terms._postfile
        position, last = info.extent()[0] + _BLOCK_MAGIC_SIZE, False
        documents: list[Ints] = []
        weights: list[Floats] = []
        places: list[bytes] = []
        while not last:
            check()
            (length,) = struct.unpack("!i", file.get(position, 4))
            last, length = length < 0, abs(length)
            block = file.get(position + 4, length)
            position += 4 + length
            ids, block_weights, values = _unpack(block)
            documents.append(np.cumsum(np.array(ids, dtype=np.int64)))
            weights.append(_weights(block_weights, len(ids)))
            places.extend(values or ())
        if len(documents) == 1:
            return Postings(documents[0], weights[0], tuple(places))
        return Postings(np.concatenate(documents), np.concatenate(weights), tuple(places))


def _unpack(block: bytes) -> tuple[Any, Any, Any]:
    stream = io.BytesIO(block)
    compressed = pickle.load(stream)[3]  # noqa: S301 - our own file, its checksum compared when it was opened
    data = block[stream.tell() :]
    ids, weights, values = pickle.loads(zlib.decompress(data) if compressed else data)  # noqa: S301
    return ids, weights, values


def _weights(packed: Any, count: int) -> Floats:
    if packed is None:
        return np.ones(count, dtype=np.float64)
    if isinstance(packed, float):
        return np.full(count, packed, dtype=np.float64)
    return np.array(packed, dtype=np.float64)


def open_segment(storage: Any, schema: Any, segment: Any) -> Segment:
    """Open a segment whose file was verified. Raises IndexUnavailableError."""
    try:
        return Segment(SegmentReader(storage, schema, segment))
    except Exception as error:
        raise IndexUnavailableError(f"A segment of the index cannot be opened ({error}); rebuild it.") from error
