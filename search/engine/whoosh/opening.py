"""Opens the newest commit of an index, and keeps it until there is a newer one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from search.engine.contract import IndexUnavailableError
from search.engine.whoosh.codec import open_segment
from search.engine.whoosh.segments import Segment
from search.engine.whoosh.snapshot import Memory, Snapshot, deleted_numbers
from search.engine.whoosh.storage import DurableIndex, Home, Pointer, layout, read_toc, segment_file, storage_of, verify

PATIENCE_SECONDS: Final = (
    0.1  # how long a search waits for a commit that another thread is opening, then takes the last
)


class Snapshots:
    """The newest commit of an index in this process, shared by threads."""

    def __init__(self, home: Home, schema: Any) -> None:
        self.home = home
        self.schema = schema
        self.index = DurableIndex(home, schema)
        self._lock = threading.Lock()
        self._segments: dict[str, Segment] = {}
        self._memory = Memory()
        self._snapshot: Snapshot | None = None
        self._seen: tuple[Any, ...] = ()
        self._files: list[str] = []

    def newest(self) -> Snapshot:
        """Return the newest commit, at the price of a few stats when it is known. Raises IndexUnavailableError."""
        snapshot, seen = self._snapshot, self._seen
        if snapshot is not None and seen == self._signature(self._files):
            return snapshot
        if not self._lock.acquire(timeout=PATIENCE_SECONDS if snapshot is not None else -1):
            assert snapshot is not None
            return snapshot  # its files are mapped, so it stays whole whatever becomes of them
        try:
            if self._snapshot is not None and self._seen == self._signature(self._files):
                return self._snapshot
            return self.index.while_current(self._open)
        except IndexUnavailableError:
            self._snapshot = None
            raise
        finally:
            self._lock.release()

    def _signature(self, files: Iterable[str]) -> tuple[Any, ...]:
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
        names = [pointer.toc_name, *map(segment_file, toc.segments)]
        files = [str(folder / name) for name in names]
        for each in toc.segments:
            verify(folder, pointer, segment_file(each))
        opened = {each.segment_id(): self._segment(folder, each) for each in toc.segments}
        deleted = [deleted_numbers(each.deleted) for each in toc.segments]
        snapshot = Snapshot(pointer.stamp, self.schema, list(opened.values()), deleted, self._memory)
        self._segments = opened  # those no longer used are unmapped when the last search lets go of them
        self._files = files
        self._snapshot = snapshot
        self._seen = (signature, *(_stat(path) for path in files))
        return snapshot

    def _segment(self, folder: Path, entry: Any) -> Segment:
        known = self._segments.get(entry.segment_id())
        return known or open_segment(storage_of(folder), self.schema, entry)

    def verify(self) -> None:
        """Compare every file of the live commit with its checksum. Raises IndexUnavailableError."""

        def act(pointer: Pointer) -> None:
            for name in pointer.files:
                verify(self.home.path / pointer.directory, pointer, name, again=True)

        self.index.while_current(act)


def _stat(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


_known: dict[tuple[str, str], Snapshots] = {}
_known_lock: Final = threading.Lock()


def snapshots_at(path: Path, schema: Any) -> Snapshots:
    """Return the one opener of an index in this process, shared by threads."""
    key = (str(path), layout(schema))
    with _known_lock:
        if key not in _known:
            _known[key] = Snapshots(Home(path), schema)
        return _known[key]
