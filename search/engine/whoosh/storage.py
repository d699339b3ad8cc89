"""Where the index lies: generations beside each other, and the file that says which commit is the live one.

    <path>/CURRENT            the commit point: names the generation, its table of contents, and every file's SHA-256
    <path>/write.lock         held by whoever writes
    <path>/generation-000007/ a Whoosh index

A commit writes segment and table of contents, syncs them, and then replaces CURRENT atomically: after a crash the
index is what CURRENT says, whatever else lies about. Whoosh pickles its table of contents, so the folder is trusted
like the program itself; the checksum is compared before anything is unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import FileLock, try_for

from search.engine.contract import EngineError, IndexUnavailableError

FORMAT: Final = 3  # raised when words are cut otherwise or fields mean something else: old indexes are rebuilt
NAME: Final = "MAIN"
LOCK_SECONDS: Final = 600.0
LOCK_POLL_SECONDS: Final = 0.05
OPEN_ATTEMPTS: Final = 20  # a commit may replace the files between reading CURRENT and opening them

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What CURRENT holds: the generation's folder, its table of contents, and size and SHA-256 of every file."""

    directory: str
    toc: int
    stamp: str
    layout: str
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def toc_name(self) -> str:
        """The file name of the table of contents."""
        return str(whoosh_index.TOC._filename(NAME, self.toc))

    def dump(self) -> str:
        """Return the pointer as JSON."""
        return json.dumps({"format": FORMAT} | {name: getattr(self, name) for name in self.__slots__}, indent=1)

    @classmethod
    def load(cls, text: str) -> Pointer:
        """Read a pointer. Raises IndexUnavailableError."""
        try:
            data = json.loads(text)
            written = data.pop("format")
            files = {str(name): (int(size), str(digest)) for name, (size, digest) in data.pop("files").items()}
            pointer = cls(files=files, **data)
            if "/" in pointer.directory or not isinstance(pointer.toc, int):
                raise ValueError(pointer.directory)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexUnavailableError("The file CURRENT of the index is damaged; rebuild the index.") from error
        if written != FORMAT:
            raise IndexUnavailableError("The index was made by another version of Dateline; rebuild it.")
        return pointer


class Place(Protocol):
    """A folder of generations, and the commit that is live in it."""

    path: Path

    def pointer(self) -> Pointer:
        """Return the live commit. Raises IndexUnavailableError."""
        ...

    def publish(self, pointer: Pointer) -> None:
        """Make a commit the live one."""
        ...


class Home:
    """The live index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current = path / "CURRENT"
        self._current_name = str(self.current)  # asked about by every search

    def exists(self) -> bool:
        """Return whether anything of an index is here, usable or not."""
        return self.current.exists() or any(self.path.glob("generation-*"))

    def signature(self) -> tuple[int, int, int] | None:
        """Return what changes with every commit, at the price of one stat; None = there is no index."""
        try:
            found = os.stat(self._current_name)
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def pointer(self) -> Pointer:
        """Return the live commit. Raises IndexUnavailableError."""
        try:
            return Pointer.load(self.current.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise IndexUnavailableError("There is no index; build it with: manage.py index --rebuild") from error
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailableError(f"The index cannot be read: {error}") from error

    def publish(self, pointer: Pointer) -> None:
        """Replace CURRENT atomically and durably."""
        draft = self.path / f"CURRENT.{os.getpid()}.{uuid.uuid4().hex}"
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(pointer.dump())
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, self.current)
        sync(self.path)

    def new_directory(self) -> str:
        """Make the folder in which the next generation is built."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        numbers = [int(found.name.rpartition("-")[2]) for found in self.path.glob("*-[0-9]*") if found.is_dir()]
        name = f"building-{max(numbers, default=0) + 1:06d}"
        (self.path / name).mkdir(mode=0o700)
        return name

    def adopt(self, built: Pointer) -> None:
        """Make a generation that was built the live one, atomically, and remove the others."""
        name = built.directory.replace("building", "generation")
        os.rename(self.path / built.directory, self.path / name)
        self.publish(replace(built, directory=name))
        self.sweep(name)

    def sweep(self, keep: str = "") -> None:
        """Remove what was being built, and with `keep` all other generations; whoever reads them has them open."""
        left = [*self.path.glob("building-*"), *self.path.glob("CURRENT.*")]
        left += [found for found in self.path.glob("generation-*") if keep and found.name != keep]
        for found in left:
            if found.is_dir():
                shutil.rmtree(found, ignore_errors=True)
            else:
                found.unlink(missing_ok=True)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the write lock, waiting up to LOCK_SECONDS. Raises EngineError."""
        lock = self.file_lock()
        if not try_for(lock.acquire, timeout=LOCK_SECONDS, delay=LOCK_POLL_SECONDS):
            raise EngineError(f"Another process has been writing the index for {LOCK_SECONDS:.0f} seconds; try again.")
        try:
            yield
        finally:
            lock.release()

    def file_lock(self) -> Any:
        """Return the write lock, not yet taken; the system lets go of it when its process dies."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return FileLock(str(self.path / "write.lock"))


class Draft:
    """A generation being built: its commits are seen by nobody until they are published."""

    def __init__(self, home: Home, directory: str) -> None:
        self.path = home.path
        self.latest = Pointer(directory, 0, "", "")

    def pointer(self) -> Pointer:
        """Return the last commit of this draft."""
        return self.latest

    def publish(self, pointer: Pointer) -> None:
        """Remember a commit."""
        self.latest = pointer


class DurableIndex(whoosh_index.FileIndex):
    """A Whoosh index that reads what the pointer of its place says, and only after checking it."""

    def __init__(self, place: Place, schema: Any) -> None:
        self.place = place
        self._schema = schema
        self.indexname = NAME

    @classmethod
    def create(cls, place: Place, schema: Any) -> DurableIndex:
        """Write an index without documents into the folder that the place's pointer names, and publish it."""
        made = cls(place, schema)
        pointer = place.pointer()
        whoosh_index.TOC(schema, [], 0).write(storage_of(place.path / pointer.directory), NAME)
        place.publish(sealed(place, pointer.directory, 0, layout(schema), names=[]))
        return made

    @property
    def storage(self) -> Any:
        """Whoosh's storage of the live generation."""
        return storage_of(self.place.path / self.place.pointer().directory)

    def latest_generation(self) -> int:
        """Return the number of the live commit."""
        return self.place.pointer().toc

    def refresh(self) -> DurableIndex:
        """Return an index that reads the newest commit: this one does."""
        return self

    def up_to_date(self) -> bool:
        """Return True: nothing is remembered."""
        return True

    def _read_toc(self) -> Any:
        return self.while_current(lambda pointer: read_toc(self.place.path, pointer, self._schema))

    def reader(self, reuse: object = None) -> Any:
        """Return a reader of the newest commit; `reuse` is ignored."""
        return self.while_current(self._open)

    def _open(self, pointer: Pointer) -> Any:
        toc = read_toc(self.place.path, pointer, self._schema)
        for segment in toc.segments:
            verify(self.place.path / pointer.directory, pointer, segment_file(segment))
        storage = storage_of(self.place.path / pointer.directory)
        return self._reader(storage, self._schema, toc.segments, pointer.toc)

    def while_current(self, act: Callable[[Pointer], Answer]) -> Answer:
        """Act on the live commit, again if it was replaced meanwhile. Raises IndexUnavailableError."""
        pointer = self.place.pointer()
        for _ in range(OPEN_ATTEMPTS):
            try:
                return act(pointer)
            except IndexUnavailableError:
                newer = self.place.pointer()
                if newer.stamp == pointer.stamp:
                    raise
                pointer = newer
        raise IndexUnavailableError("The index changes faster than it can be opened; try again.")

    def lock(self, name: str) -> Any:
        """Return the write lock of the whole place."""
        return Home(self.place.path).file_lock()

    def writer(self, **options: Any) -> Any:
        """Return the guarded writer."""
        from search.engine.whoosh.writing import DurableWriter

        return DurableWriter(self, **options)


def storage_of(folder: Path) -> FileStorage:
    """Return Whoosh's storage for a generation's folder."""
    return FileStorage(str(folder))


def layout(schema: Any) -> str:
    """Return what tells one schema from another: names and types of its fields."""
    described = sorted(f"{name}:{type(kind).__name__}" for name, kind in schema.items())
    return hashlib.sha256(" ".join(described).encode()).hexdigest()[:16]


def segment_file(segment: Any) -> str:
    """Return the name of the one file a segment consists of."""
    return str(segment.make_filename(".seg"))


def sealed(place: Place, directory: str, toc: int, layout_: str, *, names: list[str]) -> Pointer:
    """Sync the files of a commit and return the pointer to it; digests already known are kept."""
    folder = place.path / directory
    before = place.pointer()
    known = before.files if before.directory == directory else {}
    toc_name = str(whoosh_index.TOC._filename(NAME, toc))
    files = {name: known[name] for name in names if name in known}
    for name in [toc_name, *(name for name in names if name not in known)]:
        files[name] = _seal(folder / name)
    sync(folder)
    return Pointer(directory, toc, f"{directory[-6:]}-{toc}-{uuid.uuid4().hex[:12]}", layout_, files)


def _seal(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
        return os.fstat(stream.fileno()).st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_toc(path: Path, pointer: Pointer, schema: Any) -> Any:
    """Return Whoosh's table of contents, checked. Raises IndexUnavailableError."""
    folder = path / pointer.directory
    verify(folder, pointer, pointer.toc_name)
    try:
        return whoosh_index.TOC.read(storage_of(folder), NAME, gen=pointer.toc, schema=schema)
    except Exception as error:  # the checksum is right, so this is another Whoosh or Python
        raise IndexUnavailableError(f"The index's table of contents cannot be read ({error}); rebuild it.") from error


_verified: set[tuple[str, int, int, int]] = set()


def verify(folder: Path, pointer: Pointer, name: str, *, again: bool = False) -> None:
    """Compare a file with its size and checksum, once per process unless `again`. Raises IndexUnavailableError."""
    try:
        size, digest = pointer.files[name]
        with (folder / name).open("rb") as stream:
            found = os.fstat(stream.fileno())
            key = (str(folder / name), found.st_ino, found.st_mtime_ns, found.st_size)
            if key in _verified and not again:
                return
            if found.st_size != size or hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise IndexUnavailableError(f"The index file {name} is damaged; rebuild the index.")
    except (OSError, KeyError) as error:
        raise IndexUnavailableError(f"The index file {name} is missing; rebuild the index.") from error
    if name.endswith(".seg"):
        _verified.add(key)
