"""The guarded writer: a bad document never touches the index, and nothing is committed after an exception.

It is Whoosh's writer to whoever holds it (add_document, delete, commit, cancel), but a segment is built in memory by
building.py and written in one go; other segments are merged as arrays (merging.py).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, LockError, clean_files
from whoosh.util.filelock import try_for
from whoosh.writing import IndexingError, SegmentWriter

from search.engine.contract import EngineError
from search.engine.whoosh import merging
from search.engine.whoosh.arrayfile import write_arrays
from search.engine.whoosh.building import Arrays, Facts, SegmentBuilder
from search.engine.whoosh.codec import ArrayCodec, ArraySegment, open_segment
from search.engine.whoosh.merging import LEVEL_DOCUMENTS, sources_of, to_merge
from search.engine.whoosh.snapshot import deleted_numbers
from search.engine.whoosh.storage import LOCK_POLL_SECONDS, LOCK_SECONDS, DurableIndex, layout, sealed, segment_file

MOST_TOKENS: Final = 6_000_000  # of one segment being built, about 30 bytes each


class BadDocumentError(EngineError):
    """A document the index cannot take; the writer is as it was before."""


class GuardedWriter(SegmentWriter):
    """Whoosh's writer with a guard before every document, and a lock that is always let go."""

    def __init__(
        self, index: Any, timeout: float = LOCK_SECONDS, delay: float = LOCK_POLL_SECONDS, **options: Any
    ) -> None:
        self.writelock: Any = None
        self.is_closed = True
        if options.get("_lk", True):
            self.writelock = index.lock("WRITELOCK")
            if not try_for(self.writelock.acquire, timeout=timeout, delay=delay):
                raise LockError
        try:
            self._begin(index)
        except BaseException:
            self._unlock()
            raise

    def _begin(self, index: Any) -> None:
        self.codec = ArrayCodec()
        self.storage = index.storage
        self.indexname = index.indexname
        toc = index._read_toc()
        self.generation = toc.generation + 1
        self.schema = toc.schema
        self.segments: list[ArraySegment] = toc.segments
        self._setup_doc_offsets()
        self.merge, self.optimize, self.mergetype = True, False, None
        self.builder = SegmentBuilder(self.schema)
        self.made: list[ArraySegment] = []
        self._changed = False
        self.is_closed = False

    # Documents

    def prepare(self, fields: Mapping[str, Any]) -> list[Any]:
        """Do all that can fail because of the document. Raises BadDocumentError."""
        try:
            unknown = next((name for name in fields if name not in self.schema), None)
            if unknown is not None:
                raise ValueError(f"the index has no field {unknown!r}")
            return self.builder.ready(fields)
        except Exception as error:
            raise BadDocumentError(str(error) or type(error).__name__) from error

    def add_document(self, **fields: Any) -> None:
        """Add a document. Raises BadDocumentError."""
        self._check_state()
        self.add_parts(self.prepare(fields))

    def add_parts(self, parts: list[Any]) -> None:
        """Add a prepared document; what is raised here means that the writer must be cancelled."""
        self.builder.add([parts])
        self._flush_if_full()

    def add_columns(self, columns: Mapping[str, Sequence[Any]], count: int) -> None:
        """Add `count` documents at once, for each field a column of values made ready."""
        self.builder.extend(columns, count)
        self._flush_if_full()

    def _flush_if_full(self) -> None:
        if self.builder.tokens > MOST_TOKENS:
            self._flush_segment()

    @property
    def made_count(self) -> int:
        """How many documents were added."""
        return self.builder.count + sum(segment.doc_count_all() for segment in self.made)

    # Segments

    def _flush_segment(self) -> None:
        """Write what was collected as a segment."""
        if self.builder.count:
            arrays, facts = self.builder.finish()
            self.builder = SegmentBuilder(self.schema)
            self.made.append(self._write_segment(arrays, facts))

    def _write_segment(self, arrays: Arrays, facts: Facts) -> ArraySegment:
        segment = self.codec.new_segment(self.storage, self.indexname)
        segment.set_doc_count(int(facts["documents"]))
        with self.storage.create_file(segment_file(segment)) as stream:
            write_arrays(stream, arrays, facts)
        self._changed = True
        return segment

    def _merge_made(self, segments: list[ArraySegment], *, optimize: bool) -> list[ArraySegment]:
        """Return the segments of this commit: merged into one, or the small ones as the policy has it."""
        alive = [each for each in segments if each.doc_count()]
        self._changed |= len(alive) < len(segments)
        if optimize:
            needed = len(alive) > 1 or any(each.deleted_count() for each in alive)
            return [self._merged(alive)] if needed else alive
        while places := to_merge([each.doc_count() for each in alive], [each.deleted_count() for each in alive]):
            if max(alive[place].doc_count() for place in places) > LEVEL_DOCUMENTS:
                break  # left to a merge in the background
            merged = self._merged([alive[place] for place in places])
            alive = [each for place, each in enumerate(alive) if place not in places] + [merged]
        return alive

    def _merged(self, segments: Sequence[ArraySegment]) -> ArraySegment:
        made = self.codec.new_segment(self.storage, self.indexname)
        with self.storage.create_file(segment_file(made)) as stream:
            made.set_doc_count(write_merged(stream, self.storage, self.schema, segments))
        self._changed = True
        return made

    # The end

    def commit(self, mergetype: Any = None, optimize: Any = None, merge: Any = None) -> None:
        """Commit; on any exception nothing is committed, and the lock is free.

        `merge` False leaves all segments as they are; `optimize` makes them one; a `mergetype` of Whoosh's is refused.
        """
        self._check_state()
        if mergetype is not None:
            raise IndexingError("This writer has a merge policy of its own; give optimize=True or merge=False.")
        try:
            self._flush_segment()
            segments = [*self.segments, *self.made]
            if merge is not False:
                segments = self._merge_made(segments, optimize=bool(optimize or self.optimize))
            self._commit_toc(segments)
        except BaseException:
            self.abandon()
            raise
        self._close()

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        TOC(self.schema, list(segments), self.generation).write(self.storage, self.indexname)
        clean_files(self.storage, self.indexname, self.generation, segments)

    def cancel(self) -> None:
        """Forget everything and free the lock, whatever state the writer is in."""
        self.abandon()

    def abandon(self) -> None:
        """Remove what was written, as far as that can be done, and free the lock."""
        if self.is_closed:
            return
        kept = {segment.segment_id() for segment in self.segments}
        for segment in self.made:
            if segment.segment_id() not in kept:
                with contextlib.suppress(OSError, KeyError):
                    self.storage.delete_file(segment_file(segment))
        self._close()

    def _close(self) -> None:
        self.is_closed = True
        self._unlock()

    def _unlock(self) -> None:
        if self.writelock:
            self.writelock.release()
            self.writelock = None


class DurableWriter(GuardedWriter):
    """The guarded writer of an index on disk: a commit is synced before it counts."""

    def __init__(self, index: DurableIndex, **options: Any) -> None:
        self.place = index.place
        super().__init__(index, **options)

    def _begin(self, index: Any) -> None:
        self.directory = index.place.pointer().directory
        super()._begin(index)

    def adopt(self, file: Path, count: int) -> ArraySegment:
        """Take a segment that was built elsewhere on the same disk."""
        segment: ArraySegment = self.codec.new_segment(self.storage, self.indexname)
        segment.set_doc_count(count)
        os.rename(file, Path(self.place.path) / self.directory / segment_file(segment))
        self.made.append(segment)
        return segment

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        toc = TOC(self.schema, list(segments), self.generation)
        folder = Path(self.place.path) / self.directory
        # A crash may have left a table of contents that CURRENT never named.
        (folder / TOC._filename(self.indexname, self.generation)).unlink(missing_ok=True)
        toc.write(self.storage, self.indexname)
        names = [segment_file(segment) for segment in segments]
        self.place.publish(sealed(self.place, self.directory, self.generation, layout(self.schema), names=names))
        clean_files(self.storage, self.indexname, self.generation, segments)


def write_merged(stream: BinaryIO, storage: FileStorage, schema: Any, segments: Sequence[ArraySegment]) -> int:
    """Write what these segments are as one, deleted documents left out; return how many documents that are."""
    opened = [open_segment(storage, schema, each) for each in segments]
    masks = []
    for entry, segment in zip(segments, opened, strict=True):
        mask = np.ones(segment.count, dtype=np.bool_)
        mask[deleted_numbers(entry.deleted)] = False
        masks.append(None if mask.all() else mask)
    return merging.write_merged(stream, schema, sources_of(opened, masks))


@contextlib.contextmanager
def writing(index: Any, **options: Any) -> Iterator[Any]:
    """Give a writer that is cancelled on any exception; the caller commits."""
    writer = index.writer(**options)
    try:
        yield writer
    finally:
        writer.abandon()


def delete(writer: GuardedWriter, field: str, values: Sequence[str]) -> int:
    """Mark the documents deleted whose field has one of these values; return how many."""
    deleted = 0
    for entry in writer.segments:
        segment = open_segment(writer.storage, writer.schema, entry)
        for value in values:
            found = set(segment.find(field, value.encode()).documents.tolist()) - entry.deleted
            entry.deleted |= found
            deleted += len(found)
    return deleted


def delete_numbered(writer: GuardedWriter, field: str, numbers: Sequence[int]) -> int:
    """Mark the documents deleted whose column has one of these numbers; return how many."""
    deleted = 0
    wanted = np.array(sorted(numbers), dtype=np.int64)
    for entry in writer.segments:
        column = open_segment(writer.storage, writer.schema, entry).numbers(field, 0)
        found = set(np.flatnonzero(np.isin(column, wanted)).tolist()) - entry.deleted
        entry.deleted |= found
        deleted += len(found)
    return deleted
