"""The guarded writer: a bad document never touches the index, and nothing is committed after an exception."""

from __future__ import annotations

import contextlib
import pickle
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from whoosh import columns
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search.engine.contract import EngineError
from search.engine.whoosh.codec import LeanCodec, LeanPool
from search.engine.whoosh.storage import LOCK_POLL_SECONDS, LOCK_SECONDS, DurableIndex, layout, sealed, segment_file

MOST_SEGMENTS: Final = 8
_ONCE: Final = struct.pack("!I", 1)  # the frequency of a word in the spelling field
MEMORY_MEGABYTES: Final = 32  # of postings, then they are sorted on disk


class BadDocumentError(EngineError):
    """A document the index cannot take; the writer is as it was before."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one field of a document adds to the index."""

    name: str
    field: Any
    postings: Sequence[tuple[bytes, int, float, bytes]]
    spellings: Sequence[bytes]
    stored: Any
    value: Any


class GuardedWriter(SegmentWriter):
    """Whoosh's writer with a guard before every document, and a lock that is always let go."""

    is_closed: bool

    def __init__(self, index: Any, **options: Any) -> None:
        defaults = {"timeout": LOCK_SECONDS, "delay": LOCK_POLL_SECONDS, "codec": LeanCodec()}
        options = defaults | options
        self.writelock = None
        try:
            super().__init__(index, **options)
        except BaseException:
            if self.writelock:
                self.writelock.release()
            raise
        self.pool = LeanPool(self._tempstorage, self.newsegment, limitmb=MEMORY_MEGABYTES)

    def prepare(self, fields: dict[str, Any]) -> list[Part]:
        """Do all that can fail because of the document. Raises BadDocumentError."""
        try:
            parts = [self._part(name, fields[name]) for name in sorted(fields) if fields[name] is not None]
            pickle.dumps({part.name: part.stored for part in parts}, 2)
        except Exception as error:
            raise BadDocumentError(str(error) or type(error).__name__) from error
        return parts

    def _part(self, name: str, value: Any) -> Part:
        if name not in self.schema:
            raise ValueError(f"the index has no field {name!r}")
        field = self.schema[name]
        postings = list(field.index(value)) if field.indexed else []
        spellings = [word.encode() for word in field.spellable_words(value)] if field.separate_spelling() else []
        column_value = None
        if field.column_type:
            column_value = field.to_column_value(value)
            _check_column(field.column_type, column_value)
        return Part(name, field, postings, spellings, value if field.stored else None, column_value)

    def add_document(self, **fields: Any) -> None:
        """Add a document. Raises BadDocumentError."""
        self._check_state()
        self.add_parts(self.prepare(fields))

    def add_parts(self, parts: Sequence[Part]) -> None:
        """Add a prepared document; what is raised here means that the writer must be cancelled."""
        documents = self.perdocwriter
        number, add = self.docnum, self.pool.add
        documents.start_doc(number)
        for part in parts:
            length = 0
            for term, frequency, weight, positions in part.postings:
                if part.field.scorable:
                    length += frequency
                add((part.name, term, number, weight, positions))
            for word in part.spellings:
                add((part.field.spelling_fieldname(part.name), word, 0, 1, _ONCE))
            documents.add_field(part.name, part.field, part.stored, length)
            if part.value is not None:
                documents.add_column_value(part.name, part.field.column_type, part.value)
        documents.finish_doc()
        self._added = True
        self.docnum += 1

    def commit(self, mergetype: Any = None, optimize: Any = None, merge: Any = None) -> None:
        """Commit; on any exception nothing is committed, and the lock is free."""
        self._check_state()
        if mergetype is None and not optimize and merge is not False:
            mergetype = merge_few
        try:
            super().commit(mergetype=mergetype, optimize=optimize, merge=merge)
        except BaseException:
            self.abandon()
            raise

    def cancel(self) -> None:
        """Forget everything and free the lock, whatever state the writer is in."""
        self.abandon()

    def abandon(self) -> None:
        """Close and remove what was written, as far as that can be done, and free the lock."""
        if self.is_closed:
            return
        for close in (self.perdocwriter.close, self.fieldwriter.close, self.pool.cleanup, self._tempstorage.destroy):
            with contextlib.suppress(Exception):
                close()
        with contextlib.suppress(OSError):
            self._remove_files()
        self.is_closed = True
        if self.writelock:
            self.writelock.release()

    def _remove_files(self) -> None:
        """Remove the files of the segment that was given up."""
        for name in list(self.storage.list()):
            if name.startswith(f"{self.newsegment.segment_id()}."):
                self.storage.delete_file(name)


class DurableWriter(GuardedWriter):
    """The guarded writer of an index on disk: a commit is synced before it counts."""

    def __init__(self, index: DurableIndex, **options: Any) -> None:
        self.place = index.place
        super().__init__(index, **options)
        self.directory = index.place.pointer().directory

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        from whoosh.index import TOC, clean_files

        toc = TOC(self.schema, list(segments), self.generation)
        folder = Path(self.place.path) / self.directory
        # A crash may have left a table of contents that CURRENT never named.
        (folder / TOC._filename(self.indexname, self.generation)).unlink(missing_ok=True)
        toc.write(self.storage, self.indexname)
        names = [segment_file(segment) for segment in segments]
        self.place.publish(sealed(self.place, self.directory, self.generation, layout(self.schema), names=names))
        clean_files(self.storage, self.indexname, self.generation, segments)


def _check_column(column: Any, value: Any) -> None:
    """Try to write a column value, since an exception in the middle of a document cannot be undone."""
    if isinstance(column, columns.NumericColumn):
        struct.pack("!" + column._typecode, value)
    elif isinstance(column, columns.VarBytesColumn) and not isinstance(value, bytes):
        raise ValueError(f"{value!r} cannot be sorted by")


def merge_few(writer: GuardedWriter, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy: keep at most MOST_SEGMENTS, rewriting the smallest, and those that are mostly deleted."""
    alive = sorted((each for each in segments if _count(each)), key=_count)
    merged = {id(each) for each in alive if each.deleted_count() > _count(each)}
    left = [each for each in alive if id(each) not in merged]
    if len(left) >= MOST_SEGMENTS:
        total = 0
        for place, segment in enumerate(left):
            if place > len(left) - MOST_SEGMENTS // 2 and _count(segment) > total:
                break
            total += _count(segment)
            merged.add(id(segment))
    for segment in alive:
        if id(segment) in merged:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [each for each in alive if id(each) not in merged]


def keep_all(_writer: GuardedWriter, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy: merge nothing, only let go of segments without documents."""
    return [each for each in segments if _count(each)]


def _count(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


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
    for segment in writer.segments:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        try:
            deleted += sum(_delete_in(segment, reader, field, value) for value in values)
        finally:
            reader.close()
    return deleted


def _delete_in(segment: Any, reader: Any, field: str, value: str) -> int:
    if (field, value) not in reader:
        return 0
    numbers = list(reader.postings(field, value).all_ids())  # those already deleted are left out
    for number in numbers:
        segment.delete_document(number)
    return len(numbers)
