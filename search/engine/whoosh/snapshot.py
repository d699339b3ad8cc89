"""The index as of one commit: segments side by side, with document numbers that run through all of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from search.engine.contract import IndexUnavailableError
from search.engine.whoosh.segments import Floats, Ints, Mask, Segment, open_segment
from search.engine.whoosh.storage import DurableIndex, Home, Pointer, layout, read_toc, segment_file, storage_of, verify
from search.engine.whoosh.words import is_stemmed

ID_FIELD: Final = "article"
VERSION_FIELD: Final = "version"
FIRST_FIELD: Final = "published"
LAST_FIELD: Final = "published_to"
ADDED_FIELD: Final = "added"
MENTIONED_FIELD: Final = "mentioned"
LANGUAGE_FIELD: Final = "language"
NO_DAY: Final = -1
_DAY: Final = 86_400_000_000  # microseconds
_NOTHING: Final = np.empty(0, dtype=np.int64)


class Facet:
    """The values of a facet over all segments."""

    def __init__(self, name: str, segments: Sequence[Segment], bases: Sequence[int], total: int) -> None:
        self.parts = [segment.inverted(name) for segment in segments]
        self.bases = bases
        numbers: dict[str, int] = {}
        self.maps = [
            np.array([numbers.setdefault(value, len(numbers)) for value in part.values], dtype=np.int64)
            for part in self.parts
        ]
        self.values = list(numbers)
        self.numbers = numbers
        self.total = total

    def documents(self, value: str) -> Ints:
        """Return the documents that carry a value."""
        number = self.numbers.get(value)
        if number is None:
            return _NOTHING
        found = [
            part.of(int(local)) + base
            for part, base, numbers in zip(self.parts, self.bases, self.maps, strict=True)
            for local in np.flatnonzero(numbers == number)
        ]
        return np.concatenate(found)

    def having(self, values: Iterable[str]) -> Mask:
        """Return which documents carry any of these values."""
        mask = np.zeros(self.total, dtype=np.bool_)
        for value in values:
            mask[self.documents(value)] = True
        return mask

    @cached_property
    def any(self) -> Mask:
        """Which documents carry a value at all."""
        mask = np.zeros(self.total, dtype=np.bool_)
        for part, base in zip(self.parts, self.bases, strict=True):
            mask[part.documents + base] = True
        return mask

    def counts(self, mask: Mask) -> Ints:
        """Return for each value (by its number) how many documents of the mask carry it."""
        counts = np.zeros(len(self.values), dtype=np.int64)
        for part, base, numbers in zip(self.parts, self.bases, self.maps, strict=True):
            running = np.zeros(len(part.documents) + 1, dtype=np.int64)
            np.cumsum(mask[part.documents + base], out=running[1:])
            counts[numbers] += running[part.offsets[1:]] - running[part.offsets[:-1]]
        return counts


class Snapshot:
    """Everything a search needs, as of one commit; shared by threads, never changed."""

    def __init__(self, stamp: str, segments: Sequence[Segment], deleted: Sequence[Iterable[int]]) -> None:
        self.stamp = stamp
        self.segments = list(segments)
        counts = [segment.count for segment in segments]
        self.total = sum(counts)
        self.bases = [sum(counts[:place]) for place in range(len(counts))]
        self.alive = np.ones(self.total, dtype=np.bool_)
        for base, numbers in zip(self.bases, deleted, strict=True):
            self.alive[np.fromiter(numbers, dtype=np.int64) + base] = False
        self.alive_count = int(self.alive.sum())
        self._facets: dict[str, Facet] = {}
        self._orders: dict[str, Ints] = {}
        self._lengths: dict[str, tuple[Floats, float]] = {}
        self._lock = threading.Lock()

    @cached_property
    def ids(self) -> Ints:
        """The article of each document."""
        return self._numbers(ID_FIELD, 0)

    @cached_property
    def versions(self) -> Ints:
        """The version of the article in each document."""
        return self._numbers(VERSION_FIELD, 0)

    @cached_property
    def first(self) -> Ints:
        """The first day of publication of each document, as an ordinal; NO_DAY = undated."""
        return self._days(FIRST_FIELD)

    @cached_property
    def last(self) -> Ints:
        """The last day of publication of each document, as an ordinal; NO_DAY = undated."""
        return self._days(LAST_FIELD)

    @cached_property
    def added(self) -> Ints:
        """When each document was added, in microseconds."""
        return self._numbers(ADDED_FIELD, 0)

    @cached_property
    def stemmed(self) -> Mask:
        """Which documents are in a language that is stemmed."""
        languages = self.facet(LANGUAGE_FIELD)
        return ~languages.having(value for value in languages.values if not is_stemmed(value))

    @cached_property
    def mentioned(self) -> tuple[Ints, Ints, Ints]:
        """Every mentioned date: its document, its first and its last day."""
        documents, firsts, lasts = [_NOTHING], [_NOTHING], [_NOTHING]
        for segment, base in zip(self.segments, self.bases, strict=True):
            part = segment.inverted(MENTIONED_FIELD)
            days = np.array([_interval(value) for value in part.values], dtype=np.int64).reshape(-1, 2)
            sizes = np.diff(part.offsets)
            documents.append(part.documents + base)
            firsts.append(np.repeat(days[:, 0], sizes))
            lasts.append(np.repeat(days[:, 1], sizes))
        return np.concatenate(documents), np.concatenate(firsts), np.concatenate(lasts)

    def facet(self, name: str) -> Facet:
        """Return a facet's values; kept once made."""
        with self._lock:
            if name not in self._facets:
                self._facets[name] = Facet(name, self.segments, self.bases, self.total)
            return self._facets[name]

    def lengths(self, field: str) -> tuple[Floats, float]:
        """Return the number of words of a field in each document, and the average over those not deleted."""
        with self._lock:
            if field not in self._lengths:
                lengths = np.concatenate([np.empty(0), *(segment.lengths(field) for segment in self.segments)])
                average = float(lengths[self.alive].mean()) if self.alive_count else 0.0
                self._lengths[field] = lengths, average or 1.0
            return self._lengths[field]

    def order(self, sort: str) -> Ints:
        """Return all documents in the order of a sort, ties by article id; kept once made."""
        with self._lock:
            if sort not in self._orders:
                undated = self.first == NO_DAY
                keys = {
                    "-date": (self.ids, -self.first, undated),
                    "date": (self.ids, self.first, undated),
                    "-added": (self.ids, -self.added),
                }
                self._orders[sort] = np.lexsort(keys[sort])
            return self._orders[sort]

    def _numbers(self, field: str, missing: int) -> Ints:
        return np.concatenate([_NOTHING, *(segment.numbers(field, missing) for segment in self.segments)])

    def _days(self, field: str) -> Ints:
        # Whoosh counts microseconds from 1 January of year 1, which is ordinal 1.
        microseconds = self._numbers(field, NO_DAY)
        return np.where(microseconds == NO_DAY, NO_DAY, microseconds // _DAY + 1)


def _interval(value: str) -> tuple[int, int]:
    first, _, last = value.partition("/")
    return int(first), int(last)


class Snapshots:
    """Opens the newest commit of an index, and keeps it until there is a newer one."""

    def __init__(self, home: Home, schema: Any) -> None:
        self.home = home
        self.schema = schema
        self.index = DurableIndex(home, schema)
        self._lock = threading.Lock()
        self._segments: dict[str, Segment] = {}
        self._snapshot: Snapshot | None = None
        self._seen: tuple[Any, ...] = ()
        self._files: list[Path] = []

    def newest(self) -> Snapshot:
        """Return the newest commit, at the price of a few stats when it is known. Raises IndexUnavailableError."""
        snapshot, seen = self._snapshot, self._seen
        if snapshot is not None and seen == self._signature(self._files):
            return snapshot
        with self._lock:
            if self._snapshot is not None and self._seen == self._signature(self._files):
                return self._snapshot
            self._snapshot = None
            return self.index.while_current(self._open)

    def _signature(self, files: Iterable[Path]) -> tuple[Any, ...]:
        """Return what tells that CURRENT, or any file of the commit, is another than before."""
        return (self.home.signature(), *(_stat(path) for path in files))

    def _open(self, pointer: Pointer) -> Snapshot:
        signature = self.home.signature()
        if self.home.pointer().stamp != pointer.stamp:
            raise IndexUnavailableError("The index was replaced while it was opened.")  # and is opened again
        if pointer.layout != layout(self.schema):
            raise IndexUnavailableError("The index was made with other fields; rebuild it.")
        toc = read_toc(self.home.path, pointer, self.schema)
        folder = self.home.path / pointer.directory
        files = [folder / pointer.toc_name, *(folder / segment_file(each) for each in toc.segments)]
        for each in toc.segments:
            verify(folder, pointer, segment_file(each))
        opened = {each.segment_id(): self._segment(folder, each) for each in toc.segments}
        snapshot = Snapshot(pointer.stamp, list(opened.values()), [list(each.deleted_docs()) for each in toc.segments])
        self._segments = opened  # those no longer used are closed when the last search lets go of them
        self._files = files
        self._seen = (signature, *(_stat(path) for path in files))
        self._snapshot = snapshot
        return snapshot

    def _segment(self, folder: Path, segment: Any) -> Segment:
        known = self._segments.get(segment.segment_id())
        return known or open_segment(storage_of(folder), self.schema, segment)

    def verify(self) -> None:
        """Compare every file of the live commit with its checksum. Raises IndexUnavailableError."""

        def act(pointer: Pointer) -> None:
            for name in pointer.files:
                verify(self.home.path / pointer.directory, pointer, name, again=True)

        self.index.while_current(act)


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


_known: dict[tuple[str, str], Snapshots] = {}
_known_lock = threading.Lock()


def snapshots_at(path: Path, schema: Any) -> Snapshots:
    """Return the one opener of an index in this process, shared by threads."""
    key = (str(path), layout(schema))
    with _known_lock:
        if key not in _known:
            _known[key] = Snapshots(Home(path), schema)
        return _known[key]
