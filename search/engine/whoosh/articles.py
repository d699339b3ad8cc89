"""The engine of contract.py on Whoosh: answers requests, writes guarded batches, rebuilds beside the live index."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from whoosh.index import LockError

from search.engine.contract import (
    DocumentError,
    EngineAnswer,
    EngineError,
    EngineRequest,
    IndexDocument,
    IndexUnavailableError,
    WriteReport,
)
from search.engine.whoosh import documents as article_documents
from search.engine.whoosh import spelling, words
from search.engine.whoosh.allocation import give_back
from search.engine.whoosh.answering import Answerer
from search.engine.whoosh.merging import to_merge
from search.engine.whoosh.opening import snapshots_at
from search.engine.whoosh.segments import DAMAGE
from search.engine.whoosh.snapshot import ID_FIELD, VERSION_FIELD, Snapshot
from search.engine.whoosh.storage import Draft, DurableIndex, Home
from search.engine.whoosh.stories import StoryAnswerer
from search.engine.whoosh.tidying import tidy
from search.engine.whoosh.writing import GuardedWriter, delete_numbered, writing
from search.tree import Node

logger = logging.getLogger(__name__)

BATCH: Final = 5_000  # documents checked and inverted together, of at most so many characters
BATCH_CHARACTERS: Final = 5_000_000
MERGED_AT_ONCE: Final = 250_000  # documents of a new index that become one segment; it takes seconds and 400 MB
MANY: Final = 1_000  # documents of a commit, after which free memory is given back
NEVER_BUILT: Final = "never-built"


class ArticleEngine:
    """An index of articles in a folder. `never_built` says whether a missing index is to be expected."""

    def __init__(self, path: Path, schema: Any, never_built: Callable[[], bool] = lambda: False) -> None:
        self.home = Home(path)
        self.schema = schema
        self.never_built = never_built
        self.snapshots = snapshots_at(path, schema)
        self.index = DurableIndex(self.home, schema)

    def exists(self) -> bool:
        """Return whether there is an index, usable or not."""
        return self.home.exists()

    def create(self) -> None:
        """Make an index without articles where there is none. Raises EngineError if there is one."""
        with self.home.lock():
            if self.home.exists():
                raise EngineError(f"There is an index in {self.home.path} already.")
            with self._draft() as draft:
                self.home.adopt(draft.pointer())

    def snapshot(self) -> Snapshot:
        """Return the newest commit; an index never built holds no articles. Raises IndexUnavailableError."""
        try:
            with damage_reported():
                return self.snapshots.newest()
        except IndexUnavailableError:
            if self.home.exists() or not self.never_built():
                raise
            return Snapshot(NEVER_BUILT, self.schema, [], [])

    def answer(self, request: EngineRequest) -> EngineAnswer:
        """Search. Raises IndexUnavailableError, QueryTooCostlyError."""
        snapshot = self.snapshot()
        with damage_reported():
            answerer = StoryAnswerer if request.group == "story" else Answerer
            return answerer(snapshot, request).answer()

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int] = ()) -> WriteReport:
        """Replace these documents, remove those articles, and commit once, durably.

        A document that the index cannot take is refused, and what the index had of that article is removed, since it
        is out of date. Raises IndexUnavailableError; EngineError when another process holds the lock for too long.
        """
        batch = article_documents.without_repeats(documents)
        gone = sorted(set(deleted) - {document.id for document in batch})
        if not batch and not gone:
            return WriteReport(0, 0)
        if not self.exists() and self.never_built():
            self.create()
        self.snapshot()  # a damaged index is not written into
        refused: list[DocumentError] = []
        with failure_reported(), writing(self.index) as writer:
            delete_numbered(writer, ID_FIELD, article_documents.numbers_of(batch))
            removed = delete_numbered(writer, ID_FIELD, gone)
            written = _add(writer, batch, refused)
            writer.commit()
        if written >= MANY:
            give_back()
        return WriteReport(written, removed, tuple(refused))

    def rebuild(self, documents: Iterable[IndexDocument]) -> WriteReport:
        """Build a new index beside the live one and swap it in atomically; no two documents may be of one article."""
        refused: list[DocumentError] = []
        with failure_reported(), self.home.lock(), self._draft() as draft:
            with writing(DurableIndex(draft, self.schema), _lk=False) as writer:
                written = _add(writer, documents, refused)
                writer.commit(optimize=writer.made_count <= MERGED_AT_ONCE)
            self.home.adopt(draft.pointer())
        return WriteReport(written, 0, tuple(refused))

    @contextmanager
    def _draft(self) -> Iterator[Draft]:
        """Give a new, empty index beside the live one; what is not adopted is removed."""
        try:
            draft = Draft(self.home, self.home.new_directory())
            DurableIndex.create(draft, self.schema)
            yield draft
        finally:
            self.home.sweep()

    def is_untidy(self) -> bool:
        """Return whether the merge policy asks for a merge."""
        parts = self.snapshot().parts
        alive = [part.count - len(part.deleted) for part in parts]
        return bool(to_merge(alive, [len(part.deleted) for part in parts]))

    def tidy(self) -> bool:
        """Do one merge that the policy asks for, while others read and write; return whether there was one to do."""
        with failure_reported(), damage_reported():
            return tidy(self.home, self.index)

    def versions(self) -> Mapping[int, int]:
        """Return article id -> version of every document, having read and compared the whole index."""
        snapshot = self.snapshot()
        if snapshot.stamp != NEVER_BUILT:
            self.snapshots.verify()
        found: dict[int, int] = {}
        with damage_reported():
            for part in snapshot.parts:
                ids, versions = (part.segment.numbers(field, 0) for field in (ID_FIELD, VERSION_FIELD))
                found |= zip(ids[part.documents].tolist(), versions[part.documents].tolist(), strict=True)
        return found

    def words_like(self, word: str, limit: int = 5) -> list[str]:
        """Return indexed words spelt like this one, best first."""
        with damage_reported():
            return spelling.words_like(self.snapshot(), word, limit)

    def words_matched(self, node: Node) -> frozenset[str]:
        """Return the stems that a snippet should mark."""
        with damage_reported():
            return spelling.words_matched(self.snapshot, node)

    def stem(self, word: str) -> str:
        """Return the stem of a word's first token, as words_matched gives it."""
        found = words.folded_words(word)
        return words.stem_of(found[0]) if found else ""

    def stamp(self) -> str:
        """Return a value that changes with every commit. Raises IndexUnavailableError."""
        return self.snapshot().stamp


def _is_good(document: IndexDocument, refused: list[DocumentError]) -> bool:
    try:
        article_documents.check(document)
    except DocumentError as error:
        refused.append(error)
        return False
    return True


def _add(writer: GuardedWriter, documents: Iterable[IndexDocument], refused: list[DocumentError]) -> int:
    """Add documents, note those that can't be and why; return how many were added."""
    written = 0
    with collector_resting():
        for batch in _batches(document for document in documents if _is_good(document, refused)):
            written += _add_batch(writer, batch, refused)
    return written


def _batches(documents: Iterable[IndexDocument]) -> Iterator[list[IndexDocument]]:
    batch: list[IndexDocument] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if len(batch) >= BATCH or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _add_batch(writer: GuardedWriter, batch: Sequence[IndexDocument], refused: list[DocumentError]) -> int:
    """Add checked documents; should one fail all the same, the others are added."""
    try:
        writer.add_columns(article_documents.columns_of(batch), len(batch))
    except (OSError, MemoryError):
        raise
    except Exception as error:
        if len(batch) > 1:
            return sum(_add_batch(writer, [document], refused) for document in batch)
        logger.exception("article %d cannot be indexed", batch[0].id)
        refused.append(DocumentError(batch[0].id, str(error) or type(error).__name__))
        return 0
    return len(batch)


@contextmanager
def collector_resting() -> Iterator[None]:
    """Let Python's search for reference cycles rest: documents make none, and it takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def failure_reported() -> Iterator[None]:
    """Turn what a full disk or a missing permission raises into EngineError; nothing was committed then."""
    try:
        yield
    except LockError as error:
        raise EngineError("Another process has been writing the index for too long; try again.") from error
    except OSError as error:
        raise EngineError(f"The index cannot be written: {error}. Nothing was changed.") from error


class _DamageReported:
    """Does what damage_reported() says; every search passes through it, so it is no generator."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, DAMAGE):
            raise IndexUnavailableError(f"The index cannot be read ({error}); rebuild it.") from error


_damage_reported: Final = _DamageReported()


def damage_reported() -> AbstractContextManager[None]:
    """Turn what reading damaged files raises into IndexUnavailableError."""
    return _damage_reported
