"""Turns documents into the arrays of a segment: tokens are collected by number and inverted by one sort.

A builder of a field makes a value ready, which may fail because of the document; takes columns of values made ready,
one for each of the next documents (None = the document has none), which may not; and gives the field's arrays at the
end. segments.py says what each array is.
"""

from __future__ import annotations

import pickle
import struct
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Protocol

import numpy as np
from whoosh import columns
from whoosh.filedb.structfile import StructFile
from whoosh.util.numeric import length_to_byte

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.terms import offsets_of, packed

Arrays = dict[str, Array]
Facts = dict[str, Any]

_SHORT_LENGTHS: Final = np.array([length_to_byte(length) for length in range(4096)], dtype=np.uint8)
STORED: Final = pickle.HIGHEST_PROTOCOL


class FieldBuilder(Protocol):
    """Collects one field of a segment."""

    def ready(self, value: Any) -> Any:
        """Return a value, not None, as extend() takes it. Raises ValueError, TypeError, OverflowError, struct.error."""
        ...

    def extend(self, values: Sequence[Any]) -> None:
        """Take the values of the next documents."""
        ...

    def truncate(self, count: int) -> None:
        """Forget all documents but the first `count`."""
        ...

    def finish(self) -> tuple[Arrays, Facts]:
        """Return the arrays, by their names within the field, and what else is to be known."""
        ...


def sorted_by_number(numbers: Array) -> tuple[Array, Array]:
    """Return numbers below 2**32 in order, and where each stood; equal ones as they come.

    One plain sort of number << 32 | place, which NumPy vectorises as it doesn't an argsort.
    """
    keys = numbers.astype("<u8")
    keys <<= np.uint64(32)
    keys |= np.arange(len(keys), dtype="<u8")
    keys.sort()
    halves = keys.view("<u4")
    return halves[1::2], halves[::2]


def smallest(numbers: Array) -> Array:
    """Return non-negative numbers in the smallest unsigned type that holds them."""
    most = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.uint8 if most < 2**8 else np.uint16 if most < 2**16 else np.uint32)


def length_arrays(lengths: Array) -> Arrays:
    """Return lengths as they are, and as coarsely as Whoosh keeps them, a byte each."""
    return {"lengths": smallest(lengths), "length_codes": _length_codes(lengths)}


def _length_codes(lengths: Array) -> Array:
    codes = _SHORT_LENGTHS[np.minimum(lengths, len(_SHORT_LENGTHS) - 1)]
    for place in np.flatnonzero(lengths >= len(_SHORT_LENGTHS)).tolist():
        codes[place] = length_to_byte(int(lengths[place]))
    return codes


def dictionary(values: Iterable[bytes]) -> Arrays:
    """Return the arrays of sorted terms."""
    block, starts = packed(values)
    return {"terms": block, "starts": starts}


class ValueBuilder:
    """Values that are matched whole: postings, and for facets the values of each document."""

    def __init__(self, *, several: bool, unique: bool) -> None:
        self.several = several
        self.unique = unique
        self.numbers = array("I")
        self.sizes = array("I")
        self._known: dict[str, int] = {}

    def ready(self, value: Any) -> list[str]:
        """Return the different values of a document."""
        found = _values(value, several=self.several)
        for text in found:
            text.encode()
        return found

    def extend(self, values: Sequence[Any]) -> None:
        """Take lists of different strings."""
        known, numbers, sizes = self._known, self.numbers, self.sizes
        for found in values:
            for each in found or ():
                numbers.append(known.setdefault(each, len(known)))
            sizes.append(len(found) if found else 0)

    def truncate(self, count: int) -> None:
        """Forget all documents but the first `count`."""
        del self.sizes[count:]
        del self.numbers[sum(self.sizes) :]

    def finish(self) -> tuple[Arrays, Facts]:
        """Invert."""
        values = list(self._known)
        sizes = np.frombuffer(self.sizes, dtype=np.uint32) if self.sizes else np.zeros(0, np.uint32)
        numbers = np.frombuffer(self.numbers, dtype=np.uint32) if self.numbers else np.zeros(0, np.uint32)
        in_order = sorted(range(len(values)), key=values.__getitem__)
        ranks = np.empty(len(values), dtype=np.uint32)
        ranks[in_order] = np.arange(len(values), dtype=np.uint32)
        arrays = dictionary(values[number].encode() for number in in_order)
        arrays |= value_arrays(ranks[numbers], sizes, len(values), forward=not self.unique)
        return arrays, {"kind": "values"}


def value_arrays(values: Array, sizes: Array, value_count: int, *, forward: bool) -> Arrays:
    """Return the postings of values that lie side by side, document by document; `forward` keeps them so, too."""
    owners = np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
    arrays: Arrays = {
        "offsets": offsets_of(np.bincount(values, minlength=value_count)),
        "documents": owners[sorted_by_number(values)[1]],
    }
    if forward:
        arrays["values"] = smallest(values)
        if not (sizes == 1).all():
            arrays["value_offsets"] = offsets_of(sizes)
    return arrays


def _values(value: Any, *, several: bool) -> list[str]:
    if not several:
        text = str(value)
        return [text] if text else []
    if isinstance(value, str):
        return [value] if value else []
    if not isinstance(value, Iterable):
        raise ValueError(f"a list of values was expected, not {type(value).__name__}")
    found = list(dict.fromkeys(map(str, value)))
    return [text for text in found if text] if "" in found else found


class PostingBuilder:
    """Any other field of Whoosh's: the postings that its analyser and format give."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.count = 0
        self.postings: dict[bytes, list[tuple[int, float, bytes]]] = {}
        self.lengths: list[int] = []

    def ready(self, value: Any) -> list[tuple[bytes, int, float, bytes]]:
        """Return what the field's index() gives."""
        return list(self.field.index(value))

    def extend(self, values: Sequence[Any]) -> None:
        """Take lists of term, frequency, weight and data."""
        for found in values:
            length = 0
            for term, frequency, weight, data in found or ():
                length += frequency
                self.postings.setdefault(term, []).append((self.count, weight, data))
            self.lengths.append(length if self.field.scorable else 0)
            self.count += 1

    def truncate(self, count: int) -> None:
        """Forget all documents but the first `count`."""
        del self.lengths[count:]
        self.count = min(self.count, count)
        kept = {term: [each for each in found if each[0] < count] for term, found in self.postings.items()}
        self.postings = {term: found for term, found in kept.items() if found}

    def finish(self) -> tuple[Arrays, Facts]:
        """Sort."""
        terms = sorted(self.postings)
        found = [posting for term in terms for posting in self.postings[term]]
        arrays = dictionary(terms)
        arrays["offsets"] = offsets_of(np.fromiter((len(self.postings[term]) for term in terms), np.int64, len(terms)))
        arrays["documents"] = np.fromiter((each[0] for each in found), np.uint32, len(found))
        weights = np.fromiter((each[1] for each in found), np.float32, len(found))
        if (weights != 1).any():
            arrays["weights"] = weights
        if any(each[2] for each in found):
            arrays["data"], arrays["data_offsets"] = packed(each[2] for each in found)
        lengths = np.array(self.lengths, dtype=np.int64)
        if lengths.any():
            arrays |= length_arrays(lengths)
        return arrays, {"kind": "postings"}


class SpellingBuilder(PostingBuilder):
    """The words of a field as they are spelt, where its own terms are stems."""

    def ready(self, value: Any) -> list[tuple[bytes, int, float, bytes]]:
        """Return what the field's spellable_words() gives."""
        return [(word.encode(), 1, 1.0, b"") for word in self.field.spellable_words(value)]

    def extend(self, values: Sequence[Any]) -> None:
        """Take lists as ready() gives them; a word is kept once, as Whoosh does it."""
        for found in values:
            self.postings |= {term: [(0, weight, data)] for term, _, weight, data in found or ()}

    def finish(self) -> tuple[Arrays, Facts]:
        """Sort."""
        arrays, _ = super().finish()
        return arrays, {"kind": "spelling"}


class ColumnBuilder:
    """A value per document to sort by, as Whoosh's column types write it; numbers are arrays as they stand."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.column = field.column_type
        self.values: list[Any] = []

    def ready(self, value: Any) -> Any:
        """Return what the field's to_column_value() gives, if the column can hold it."""
        made = self.field.to_column_value(value)
        if isinstance(self.column, columns.NumericColumn):
            struct.pack("!" + self.column._typecode, made)
        elif isinstance(self.column, columns.VarBytesColumn) and not isinstance(made, bytes):
            raise ValueError(f"{made!r} cannot be sorted by")
        return made

    def extend(self, values: Sequence[Any]) -> None:
        """Take values as the column holds them."""
        self.values += values

    def truncate(self, count: int) -> None:
        """Forget all documents but the first `count`."""
        del self.values[count:]

    def finish(self) -> tuple[Arrays, Facts]:
        """Write the column."""
        if isinstance(self.column, columns.NumericColumn):
            default = self.column.default_value()
            filled = [default if value is None else value for value in self.values]
            kind = np.dtype(self.column._typecode).newbyteorder(">")
            return {"column": np.array(filled, dtype=kind).view(np.uint8)}, {}
        stream = BytesIO()
        writer = self.column.writer(StructFile(stream))
        for number, value in enumerate(self.values):
            if value is not None:
                writer.add(number, value)
        writer.finish(len(self.values))
        return {"column": np.frombuffer(stream.getvalue(), dtype=np.uint8)}, {}


class StoredBuilder:
    """Stored values, where the terms or the column of the field can't give them back."""

    def __init__(self) -> None:
        self.values: list[bytes] = []

    def ready(self, value: Any) -> bytes:
        """Return a value pickled."""
        return pickle.dumps(value, STORED)

    def extend(self, values: Sequence[Any]) -> None:
        """Take pickles."""
        self.values += [value or b"" for value in values]

    def truncate(self, count: int) -> None:
        """Forget all documents but the first `count`."""
        del self.values[count:]

    def finish(self) -> tuple[Arrays, Facts]:
        """Pack."""
        block, starts = packed(self.values)
        return {"stored": block, "stored_offsets": starts}, {}


@dataclass(frozen=True, slots=True)
class _Slot:
    """A builder with the field whose values it takes, and the field whose arrays it makes."""

    source: str
    target: str
    builder: FieldBuilder


class SegmentBuilder:
    """All fields of a segment being made."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.count = 0
        self.described = described(schema)
        self.slots = [_Slot(name, name, each) for name, kind in schema.items() for each in _builders(kind)]
        self.slots += [
            _Slot(name, kind.spelling_fieldname(name), SpellingBuilder(kind))
            for name, kind in schema.items()
            if kind.indexed and kind.separate_spelling()
        ]

    def ready(self, values: Mapping[str, Any]) -> list[Any]:
        """Return a document as add() takes it. Raises what ready() of a builder raises."""
        return [
            None if values.get(slot.source) is None else slot.builder.ready(values[slot.source]) for slot in self.slots
        ]

    def add(self, documents: Sequence[list[Any]]) -> None:
        """Take documents made ready."""
        for slot, column in zip(self.slots, zip(*documents, strict=True), strict=True) if documents else ():
            slot.builder.extend(column)
        self.count += len(documents)

    def extend(self, values: Mapping[str, Sequence[Any]], count: int) -> None:
        """Take the next `count` documents, a column of values made ready for each field; fields left out are empty.

        Should one be wrong all the same, none is taken and the exception goes on.
        """
        nothing = [None] * count
        try:
            for slot in self.slots:
                slot.builder.extend(values.get(slot.source, nothing))
        except BaseException:
            for slot in self.slots:
                slot.builder.truncate(self.count)
            raise
        self.count += count

    @property
    def tokens(self) -> int:
        """How many tokens and values are held: what memory grows with."""
        return sum(len(getattr(slot.builder, "numbers", ())) for slot in self.slots)

    def finish(self) -> tuple[Arrays, Facts]:
        """Return the arrays and facts of the segment's file."""
        arrays: Arrays = {}
        facts = {name: dict(known) for name, known in self.described.items()}
        for slot in self.slots:
            found, known = slot.builder.finish()
            arrays |= {f"{slot.target}.{name}": array for name, array in found.items()}
            facts.setdefault(slot.target, {}).update(known)
        return arrays, {"documents": self.count, "fields": facts}


def described(schema: Mapping[str, Any]) -> dict[str, Facts]:
    """Return what a file says of each field of its schema, since Whoosh shows its codecs no schema."""
    return {
        name: {
            "stored": bool(kind.stored),
            "same_as": getattr(kind, "same_as", ""),
            "boost": kind.format.field_boost if kind.format else 1.0,
            "terms_of_column": getattr(kind, "terms_of_column", False),
        }
        for name, kind in schema.items()
    }


def _builders(field: Any) -> Iterable[FieldBuilder]:
    """Yield the builders of a field; those of our own field types say what they need (fields.py)."""
    if hasattr(field, "builder"):
        yield from field.builder()
    elif field.indexed:
        yield PostingBuilder(field)
    if field.column_type:
        yield ColumnBuilder(field)
    if field.stored and not getattr(field, "given_back", False):
        yield StoredBuilder()
