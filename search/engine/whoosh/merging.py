"""Merging segments: which, and how. Posting lists are put one behind the other, term by term, by index arithmetic.

The policy: a segment's level is 0 up to LEVEL_DOCUMENTS documents and one more for every LEVEL_FACTOR times as many.
When more than MOST_OF_A_LEVEL segments are of one level they become one, of at most MOST_MERGED documents; a segment
of which more than half is deleted is rewritten. So a document is rewritten about once a level, a million documents are
in a dozen segments at most, and what a merge takes of memory and time does not grow with the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import numpy as np
from whoosh import columns
from whoosh.filedb.structfile import BufferFile

from search.engine.whoosh.arrayfile import Array, ArrayWriter, Parts
from search.engine.whoosh.building import Arrays, ColumnBuilder, described, dictionary, smallest
from search.engine.whoosh.inflections import inflections
from search.engine.whoosh.joining import joined
from search.engine.whoosh.laying import Layout, sums
from search.engine.whoosh.postings import Mask, Postings
from search.engine.whoosh.segments import FieldTerms, Segment, TextTerms
from search.engine.whoosh.terms import Dictionary, offsets_of, packed, sizes_of
from search.engine.whoosh.texts import grouped

LEVEL_DOCUMENTS: Final = 5_000
LEVEL_FACTOR: Final = 8
MOST_OF_A_LEVEL: Final = 4
MOST_MERGED: Final = 500_000
_HEADER_ROOM: Final = 8_192
_HEADER_ROOM_PER_FIELD: Final = 2_048
SPELLING: Final = "spelling"

Named = tuple[str, Array | Parts]


def level(count: int) -> int:
    """Return the level of a segment with so many documents that are alive."""
    found = 0
    while count > LEVEL_DOCUMENTS * LEVEL_FACTOR**found:
        found += 1
    return found


def to_merge(alive: Sequence[int], deleted: Sequence[int]) -> list[int]:
    """Return which segments are to become one now, by their numbers of documents alive and deleted; [] = none.

    The smallest level goes first, for it costs least and may fill the next.
    """
    levels: dict[int, list[int]] = defaultdict(list)
    for place, count in enumerate(alive):
        levels[level(count)].append(place)
    for _, places in sorted(levels.items()):
        together = _fitting(alive, places) if len(places) > MOST_OF_A_LEVEL else []
        if len(together) > 1:
            return together
    return [place for place, gone in enumerate(deleted) if gone > alive[place]][:1]


def _fitting(alive: Sequence[int], places: Sequence[int]) -> list[int]:
    """Return the smallest of these segments, as many as one segment may hold."""
    found: list[int] = []
    total = 0
    for place in sorted(places, key=lambda each: alive[each]):
        total += alive[place]
        if total > MOST_MERGED:
            break
        found.append(place)
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to be merged: its documents that are alive get numbers from `base` on."""

    segment: Segment
    alive: Mask | None
    base: int

    @property
    def count(self) -> int:
        """How many documents it gives."""
        return self.segment.count if self.alive is None else int(np.count_nonzero(self.alive))

    def rows(self, array: Array | None, missing: int, kind: Any) -> Array:
        """Return a per-document array without the deleted documents."""
        found = np.full(self.segment.count, missing, dtype=kind) if array is None else array
        return found if self.alive is None else found[self.alive]

    def numbers(self) -> Array:
        """Return the new number of each document; those of deleted ones mean nothing."""
        if self.alive is None:
            return np.arange(self.base, self.base + self.segment.count, dtype=np.uint32)
        return (np.cumsum(self.alive) - 1 + self.base).astype(np.uint32)


def sources_of(segments: Sequence[Segment], alive: Sequence[Mask | None]) -> list[Source]:
    """Return segments to be merged in this order."""
    made: list[Source] = []
    base = 0
    for segment, mask in zip(segments, alive, strict=True):
        made.append(Source(segment, mask, base))
        base += made[-1].count
    return made


def write_merged(stream: BinaryIO, schema: Mapping[str, Any], sources: Sequence[Source]) -> int:
    """Write the segment that these become, field by field; return how many documents it has."""
    facts = described(schema)
    names = sorted({name for source in sources for name in source.segment.fields})
    writer = ArrayWriter(stream, _HEADER_ROOM + _HEADER_ROOM_PER_FIELD * len(names))
    for name in names:
        kind = _kind_of(name, sources)
        for part, array in _field(schema[name] if name in schema else None, name, kind, sources):  # noqa: SIM401 - a Schema has no get()
            writer.add(f"{name}.{part}", array)
        facts.setdefault(name, {}).update({"kind": kind} if kind else {})
    count = sum(source.count for source in sources)
    writer.finish({"documents": count, "fields": facts})
    return count


def _kind_of(name: str, sources: Sequence[Source]) -> str:
    known = (source.segment.fields.get(name, {}).get("kind") for source in sources)
    return next((each for each in known if each), "")


def _field(field: Any, name: str, kind: str, sources: Sequence[Source]) -> Iterator[Named]:
    """Yield the merged arrays of a field, one at a time."""
    if kind == SPELLING:
        yield from _spellings(name, sources).items()
    elif kind:
        yield from _terms(name, sources)
    if _any(sources, f"{name}.column"):
        yield "column", _column(field, name, sources)
    if _any(sources, f"{name}.stored"):
        yield from _stored(name, sources).items()


def _any(sources: Sequence[Source], array: str) -> bool:
    return any(array in source.segment.file for source in sources)


def _spellings(name: str, sources: Sequence[Source]) -> Arrays:
    found = {term for source in sources for term in _own_terms(source.segment, name)}
    arrays = dictionary(sorted(found))
    arrays["offsets"] = np.arange(len(found) + 1, dtype=np.uint32)
    arrays["documents"] = np.zeros(len(found), dtype=np.uint32)
    return arrays


def _own_terms(segment: Segment, name: str) -> list[bytes]:
    terms = segment.terms(name)
    return [] if terms is None else list(terms.dictionary)


@dataclass(frozen=True, slots=True)
class _Run:
    """The postings of a field that one segment gives: how many of each term, and which are kept (None = all).

    `places` are the terms' numbers in the merged segment, ascending; that of a term without a living document means
    nothing.
    """

    source: Source
    terms: FieldTerms
    kept: Mask | None
    counts: Array
    places: Array

    def postings(self, array: Array, first: int, last: int) -> Array:
        """Return what an array has for the postings of the terms from `first` up to `last`, without those deleted."""
        chosen = slice(int(self.terms.offsets[first]), int(self.terms.offsets[last]))
        return array[chosen] if self.kept is None else array[chosen][self.kept[chosen]]

    def stems(self) -> tuple[Dictionary, Array, Array]:
        """Return the stems of a text field, where the words of each begin, and the numbers of those words."""
        assert isinstance(self.terms, TextTerms)
        return self.terms.stems, self.terms.stem_offsets, self.terms.stem_words

    def positions(self, first: int, last: int) -> Array:
        """Return the positions of these terms, likewise."""
        positions, offsets = self.terms.array("positions"), self.terms.array("position_offsets")
        assert positions is not None
        assert offsets is not None
        found = positions[int(offsets[first]) : int(offsets[last])]
        if self.kept is None:
            return found
        assert self.terms.frequencies is not None
        chosen = slice(int(self.terms.offsets[first]), int(self.terms.offsets[last]))
        return found[np.repeat(self.kept[chosen], self.terms.frequencies[chosen])]


def _terms(name: str, sources: Sequence[Source]) -> Iterator[Named]:
    """Yield the merged terms of a field with all that belongs to their postings."""
    present = [(source, terms) for source in sources if (terms := source.segment.terms(name)) is not None]
    counted = [_counted(source, terms) for source, terms in present]
    found = joined([terms.dictionary for _, terms in present], [counts > 0 for _, counts in counted])
    runs = [
        _Run(source, terms, kept, counts, places)
        for (source, terms), (kept, counts), places in zip(present, counted, found.places, strict=True)
    ]
    yield "terms", found.block
    yield "starts", found.starts
    layout = Layout([run.places for run in runs], [run.counts for run in runs], len(found))
    texts = [run for run in runs if isinstance(run.terms, TextTerms)]
    stems = _stems(texts, len(found)) if texts else {}
    yield from (stems | (_stemmed(name, sources) if texts else {})).items()
    yield from _postings(runs, layout)
    if texts and len(texts) == len(runs):
        yield from _inflections(texts, stems, layout.offsets, sum(source.count for source in sources)).items()
    if _any(sources, f"{name}.values"):
        yield from _values(name, sources, runs).items()
    if _any(sources, f"{name}.lengths"):
        lengths = [source.rows(source.segment.lengths(name), 0, np.uint8) for source in sources]
        yield "lengths", smallest(np.concatenate(lengths))
        codes = [source.rows(source.segment.length_codes(name), 0, np.uint8) for source in sources]
        yield "length_codes", np.concatenate(codes)


def _stems(runs: Sequence[_Run], term_count: int) -> Arrays:
    """Return the stems of the merged words, and for each stem the numbers of its words."""
    own: list[Array] = []
    used: list[Mask] = []
    for run in runs:
        stems, offsets, words = run.stems()
        of_word = np.empty(len(words), dtype=np.uint32)
        of_word[words] = np.repeat(np.arange(len(stems), dtype=np.uint32), sizes_of(offsets))
        mask = np.zeros(len(stems), dtype=np.bool_)
        mask[of_word[run.counts > 0]] = True
        own.append(of_word)
        used.append(mask)
    found = joined([run.stems()[0] for run in runs], used)
    merged = np.zeros(term_count, dtype=np.uint32)
    for run, of_word, places in zip(runs, own, found.places, strict=True):
        spoken = run.counts > 0
        merged[run.places[spoken]] = places[of_word[spoken]]
    return {"stems": found.block, "stem_starts": found.starts} | grouped(merged, len(found))


def _inflections(runs: Sequence[_Run], stems: Arrays, offsets: Array, count: int) -> Arrays:
    """Return what belongs to frequent words of several forms (inflections.py)."""
    numbers = [run.source.numbers() for run in runs]

    def postings(number: int) -> Postings:
        documents, frequencies = [], []
        for run, own in zip(runs, numbers, strict=True):
            assert run.terms.frequencies is not None
            for place in range(*np.searchsorted(run.places, (number, number + 1)).tolist()):
                documents.append(own[run.postings(run.terms.documents, place, place + 1)])
                frequencies.append(run.postings(run.terms.frequencies, place, place + 1))
        return Postings(np.concatenate(documents), np.concatenate(frequencies))

    return inflections(count, offsets, stems["stem_offsets"], stems["stem_words"], postings)


def _counted(source: Source, terms: FieldTerms) -> tuple[Mask | None, Array]:
    """Return which postings are of living documents (None = all), and how many of each term."""
    sizes = sizes_of(terms.offsets)
    if source.alive is None:
        return None, sizes
    kept = source.alive[terms.documents]
    return kept, sums(lambda items: kept[items], terms.offsets)


def _postings(runs: Sequence[_Run], layout: Layout) -> Iterator[Named]:
    """Yield the arrays of postings, each made while it is written, for it is as large as all others together."""
    yield "offsets", layout.offsets
    numbers = [run.source.numbers() for run in runs]
    documents = layout.laid(
        np.uint32,
        lambda place, first, last: numbers[place][runs[place].postings(runs[place].terms.documents, first, last)],
    )
    yield "documents", Parts(np.dtype(np.uint32), documents)
    yield from _frequencies(runs, layout)
    if any(run.terms.array("data") is not None for run in runs):
        read = [_data(run) for run in runs]
        found = layout.laid(object, lambda place, first, last: read[place](first, last))
        block, starts = packed(value for part in found for value in part.tolist())
        yield "data", block
        yield "data_offsets", starts
    texts = [run for run in runs if isinstance(run.terms, TextTerms)]
    if texts:
        layout = Layout(
            [run.places for run in texts], [_position_counts(run) for run in texts], len(layout.offsets) - 1
        )
        kind = np.result_type(*(run.positions(0, 0).dtype for run in texts))
        positions = layout.laid(kind, lambda place, first, last: texts[place].positions(first, last))
        yield "positions", Parts(kind, positions)
        yield "position_offsets", layout.offsets


def _frequencies(runs: Sequence[_Run], layout: Layout) -> Iterator[Named]:
    """Yield how often each term stands in each document, or what that is worth, if it isn't once everywhere."""
    names = (name for name in ("weights", "frequencies") if any(run.terms.array(name) is not None for run in runs))
    name = next(names, "")
    if not name:
        return
    kind = np.result_type(*(run.terms.frequencies.dtype for run in runs if run.terms.frequencies is not None))

    def read(place: int, first: int, last: int) -> Array:
        run = runs[place]
        if run.terms.frequencies is None:
            return np.ones(int(run.counts[first:last].sum()), dtype=kind)
        return run.postings(run.terms.frequencies, first, last)

    yield name, Parts(kind, layout.laid(kind, read))


def _data(run: _Run) -> Callable[[int, int], Array]:
    """Return what reads the data kept with the postings of a run's terms."""
    block, offsets = run.terms.array("data"), run.terms.array("data_offsets")
    size = len(run.terms.documents)
    kept = np.empty(size, dtype=object)
    kept[:] = b""
    if block is not None and offsets is not None:
        joined, bounds = block.tobytes(), offsets.tolist()
        for number in range(size):
            kept[number] = joined[bounds[number] : bounds[number + 1]]
    return lambda first, last: run.postings(kept, first, last)


def _position_counts(run: _Run) -> Array:
    """Return how many positions of each term are kept."""
    offsets = run.terms.array("position_offsets")
    assert offsets is not None
    assert run.terms.frequencies is not None
    kept, frequencies = run.kept, run.terms.frequencies
    if kept is None:
        return sizes_of(offsets)
    return sums(lambda items: np.where(kept[items], frequencies[items], 0), run.terms.offsets)


def _stemmed(name: str, sources: Sequence[Source]) -> Arrays:
    if not _any(sources, f"{name}.stemmed"):
        return {}
    found = [source.rows(source.segment.file.get(f"{name}.stemmed"), 1, np.uint8) for source in sources]
    return {"stemmed": np.concatenate(found)}


def _values(name: str, sources: Sequence[Source], runs: Sequence[_Run]) -> Arrays:
    """Return the values of each document, under the numbers they have now."""
    places = {id(run.source): run.places for run in runs}
    values, sizes = [], []
    for source in sources:
        column = source.segment.facet(name)
        if column is None:
            sizes.append(np.zeros(source.count, dtype=np.uint32))
            continue
        own = np.ones(source.segment.count, np.uint32) if column.sizes is None else column.sizes
        found = column.numbers if source.alive is None else column.numbers[np.repeat(source.alive, own)]
        values.append(places[id(source)][found])
        sizes.append(source.rows(own, 0, np.uint32))
    joined = np.concatenate(sizes)
    arrays = {"values": smallest(np.concatenate(values) if values else np.zeros(0, np.int64))}
    if not (joined == 1).all():
        arrays["value_offsets"] = offsets_of(joined)
    return arrays


def _column(kind: Any, name: str, sources: Sequence[Source]) -> Array:
    column = kind.column_type
    if isinstance(column, columns.NumericColumn):
        number = np.dtype(column._typecode).newbyteorder(">")
        raw = [source.segment.file.get(f"{name}.column") for source in sources]
        found = [
            source.rows(None if each is None else each.view(number), column.default_value(), number)
            for source, each in zip(sources, raw, strict=True)
        ]
        return np.concatenate(found).astype(number).view(np.uint8)  # NumPy would swap the bytes to the machine's order
    builder = ColumnBuilder(kind)
    for source in sources:
        builder.extend(_column_values(column, name, source))
    return builder.finish()[0]["column"]


def _column_values(column: Any, name: str, source: Source) -> list[Any]:
    raw = source.segment.file.get(f"{name}.column")
    if raw is None:
        return [None] * source.count
    data = raw.tobytes()
    reader = column.reader(BufferFile(data), 0, len(data), source.segment.count)
    alive = range(source.segment.count) if source.alive is None else np.flatnonzero(source.alive).tolist()
    return [reader[number] for number in alive]


def _stored(name: str, sources: Sequence[Source]) -> Arrays:
    found: list[bytes] = []
    for source in sources:
        block, offsets = source.segment.file.get(f"{name}.stored"), source.segment.file.get(f"{name}.stored_offsets")
        if block is None or offsets is None:
            found += [b""] * source.count
            continue
        joined, bounds = block.tobytes(), offsets.tolist()
        alive = range(source.segment.count) if source.alive is None else np.flatnonzero(source.alive).tolist()
        found += [joined[bounds[number] : bounds[number + 1]] for number in alive]
    block, offsets = packed(found)
    return {"stored": block, "stored_offsets": offsets}
