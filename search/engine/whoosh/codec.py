"""The codec that lets any Whoosh read segments of arrays, and the entry of such a segment in the table of contents.

Whoosh pickles both with its table of contents: this module's path must stay, and no state may be added to them. Only
our own writer writes such segments (writing.py): a stock writer would have to hand over one posting after the other.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn
from weakref import WeakValueDictionary

from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from search.engine.contract import IndexUnavailableError
from search.engine.whoosh.arrayfile import ArrayFile, ArrayFileError
from search.engine.whoosh.readers import ArrayPerDocumentReader, ArrayTermsReader
from search.engine.whoosh.segments import Segment

EXTENSION: Final = ".seg"


class ArraySegment(base.Segment):
    """A segment whose one file holds arrays, and which of its documents are deleted."""

    def __init__(self, indexname: str) -> None:
        self.indexname = indexname
        self.segid = secrets.token_hex(8)  # Whoosh's own names repeat where somebody seeds `random`
        self.count = 0
        self.deleted: set[int] = set()

    def codec(self) -> ArrayCodec:
        """Return the codec."""
        return ArrayCodec()

    def is_compound(self) -> bool:
        """Return False: its file is not one of Whoosh's compound files."""
        return False

    def should_assemble(self) -> bool:
        """Return False: it is one file already."""
        return False

    def set_doc_count(self, count: int) -> None:
        """Say how many documents there are."""
        self.count = count

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones included."""
        return self.count

    def deleted_count(self) -> int:
        """Return how many documents are deleted."""
        return len(self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        """Return the documents that are deleted."""
        return iter(self.deleted)

    def delete_document(self, number: int, delete: bool = True) -> None:
        """Mark a document deleted, or not."""
        if delete:
            self.deleted.add(number)
        else:
            self.deleted.discard(number)

    def is_deleted(self, number: int) -> bool:
        """Return whether a document is deleted."""
        return number in self.deleted


class ArrayCodec(base.Codec):
    """Reads segments of arrays."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Return the entry of a new segment."""
        return ArraySegment(indexname)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """Return the reader of terms. Raises IndexUnavailableError."""
        return ArrayTermsReader(open_segment(storage, None, segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayPerDocumentReader:
        """Return the reader of documents. Raises IndexUnavailableError."""
        return ArrayPerDocumentReader(open_segment(storage, None, segment), segment)

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse."""
        raise _no_writer()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse."""
        raise _no_writer()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Refuse."""
        raise _no_writer()

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> NoReturn:
        """Refuse: postings are read through the reader of terms."""
        raise NotImplementedError("Postings of array segments are read through terms_reader().")


def _no_writer() -> NotImplementedError:
    return NotImplementedError("Whoosh's own writer cannot write segments of arrays; use index.writer() (writing.py).")


@dataclass(frozen=True, slots=True)
class _Described:
    """What the file itself says of a field of the schema; Whoosh shows its codecs no schema."""

    same_as: str
    stored: bool


_files: WeakValueDictionary[tuple[Any, ...], ArrayFile] = WeakValueDictionary()
_segments: WeakValueDictionary[tuple[int, int], Segment] = WeakValueDictionary()
_lock: Final = threading.Lock()


def open_segment(storage: Any, schema: Any, segment: Any) -> Segment:
    """Return a segment; each file is mapped once per process. Raises IndexUnavailableError.

    `schema` None = what the file itself says of the schema it was written with.
    """
    name = segment.make_filename(EXTENSION)
    try:
        with _lock:
            file = _mapped(storage, name)
            key = (id(file), id(schema))  # both live as long as the segment that was made of them
            found = _segments.get(key)
            if found is None:
                found = _segments[key] = Segment(file, _described(file) if schema is None else schema)
    except (ArrayFileError, KeyError, NameError, OSError) as error:
        raise IndexUnavailableError(f"A segment of the index cannot be opened ({error}); rebuild it.") from error
    if found.count != segment.doc_count_all():
        raise IndexUnavailableError(f"The index file {name} holds another number of documents; rebuild the index.")
    return found


def _mapped(storage: Any, name: str) -> ArrayFile:
    """Return a file's arrays, the same as before while anybody holds them."""
    if isinstance(storage, FileStorage):
        path = Path(storage.folder) / name
        status = os.stat(path)
        key: tuple[Any, ...] = (str(path), status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
        found = _files.get(key)
        if found is None:
            found = _files[key] = ArrayFile.open(path)
        return found
    data = storage.files[name]
    key = (id(data),)
    found = _files.get(key)
    if found is None:
        found = _files[key] = ArrayFile(data)
    return found


def _described(file: ArrayFile) -> dict[str, _Described]:
    return {
        name: _Described(facts.get("same_as", ""), facts.get("stored", False))
        for name, facts in file.facts["fields"].items()
    }
