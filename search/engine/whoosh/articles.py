"""The engine of contract.py on Whoosh: answers requests, writes guarded batches, rebuilds beside the live index."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from haystack.constants import ID
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
from search.engine.whoosh import matching, words
from search.engine.whoosh.answering import Answerer
from search.engine.whoosh.segments import DAMAGE
from search.engine.whoosh.snapshot import Snapshot, snapshots_at
from search.engine.whoosh.storage import Draft, DurableIndex, Home
from search.engine.whoosh.writing import BadDocumentError, delete, keep_all, writing
from search.tree import Node

logger = logging.getLogger(__name__)

REBUILD_BATCH: Final = 20_000  # documents of one segment of a new index
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
        if self.home.signature() is None and not self.home.exists() and self.never_built():
            return Snapshot(NEVER_BUILT, [], [])
        with damage_reported():
            return self.snapshots.newest()

    def answer(self, request: EngineRequest) -> EngineAnswer:
        """Search. Raises IndexUnavailableError, QueryTooCostlyError."""
        snapshot = self.snapshot()
        with damage_reported():
            return Answerer(snapshot, request).answer()

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
        self._verify()
        refused: list[DocumentError] = []
        while True:
            try:
                return self._write_once(batch, gone, refused)
            except _RefusedLateError as error:
                logger.warning("the batch is written again without a document: %s", error.refused)
                refused = [error.refused]
                batch = [document for document in batch if document.id != error.refused.article_id]
                gone.append(error.refused.article_id)

    def _write_once(self, batch: list[IndexDocument], gone: list[int], refused: list[DocumentError]) -> WriteReport:
        refusals = list(refused)
        written = 0
        with failure_reported(), writing(self.index) as writer:
            delete(writer, ID, [article_documents.identifier(document.id) for document in batch])
            deleted = delete(writer, ID, [article_documents.identifier(article_id) for article_id in gone])
            for document in batch:
                written += _add(writer, document, refusals)
            writer.commit()
        return WriteReport(written, deleted, tuple(refusals))

    def rebuild(self, documents: Iterable[IndexDocument]) -> WriteReport:
        """Build a new index beside the live one and swap it in atomically; no two documents may be of one article."""
        written = 0
        refused: list[DocumentError] = []
        with failure_reported(), self.home.lock(), self._draft() as draft:
            index = DurableIndex(draft, self.schema)
            source = iter(documents)
            for first in source:
                with writing(index, _lk=False) as writer:
                    for document in itertools.chain([first], itertools.islice(source, REBUILD_BATCH - 1)):
                        written += _add(writer, document, refused)
                    writer.commit(mergetype=keep_all)
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

    def _verify(self) -> None:
        """Refuse to write into a damaged index. Raises IndexUnavailableError."""
        self.snapshot()

    def versions(self) -> Mapping[int, int]:
        """Return article id -> version of every document, having read and compared the whole index."""
        snapshot = self.snapshot()
        if snapshot.stamp != NEVER_BUILT:
            self.snapshots.verify()
        with damage_reported():
            for segment in snapshot.segments:
                segment.read_everything()
            alive = snapshot.alive
            return dict(zip(snapshot.ids[alive].tolist(), snapshot.versions[alive].tolist(), strict=True))

    def words_like(self, word: str, limit: int = 5) -> list[str]:
        """Return indexed words spelt like this one, best first."""
        with damage_reported():
            return matching.words_like(self.snapshot(), word, limit)

    def words_matched(self, node: Node) -> frozenset[str]:
        """Return the stems that a snippet should mark."""
        with damage_reported():
            return matching.words_matched(self.snapshot(), node)

    def stem(self, word: str) -> str:
        """Return the stem of a word's first token, as words_matched gives it."""
        return words.stem_of(matching.folded(word))

    def stamp(self) -> str:
        """Return a value that changes with every commit. Raises IndexUnavailableError."""
        return self.snapshot().stamp


class _RefusedLateError(Exception):
    """A document that passed every check but could not be added."""

    def __init__(self, refused: DocumentError) -> None:
        super().__init__(str(refused))
        self.refused = refused


def _add(writer: Any, document: IndexDocument, refused: list[DocumentError]) -> int:
    """Add a document or note why not; return how many were added."""
    try:
        article_documents.check(document)
        parts = writer.prepare(article_documents.index_fields(document))
    except DocumentError as error:
        refused.append(error)
        return 0
    except (BadDocumentError, ValueError, TypeError, OverflowError) as error:
        refused.append(DocumentError(document.id, str(error)))
        return 0
    try:
        writer.add_parts(parts)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        raise _RefusedLateError(DocumentError(document.id, str(error))) from error
    return 1


@contextmanager
def failure_reported() -> Iterator[None]:
    """Turn what a full disk or a missing permission raises into EngineError; nothing was committed then."""
    try:
        yield
    except LockError as error:
        raise EngineError("Another process has been writing the index for too long; try again.") from error
    except OSError as error:
        raise EngineError(f"The index cannot be written: {error}. Nothing was changed.") from error


@contextmanager
def damage_reported() -> Iterator[None]:
    """Turn what reading damaged files raises into IndexUnavailableError."""
    try:
        yield
    except DAMAGE as error:
        raise IndexUnavailableError(f"The index cannot be read ({error}); rebuild it.") from error
