"""The engine of contract.py on a cluster: answers requests, writes in bulk, rebuilds beside the live index."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping

from search.engine.contract import (
    DocumentError,
    EngineAnswer,
    EngineAwayError,
    EngineRequest,
    IndexDocument,
    IndexUnavailableError,
    WriteReport,
)
from search.engine.opensearch.answering import Answerer
from search.engine.opensearch.cluster import Cluster, Json
from search.engine.opensearch.empty import empty_answer
from search.engine.opensearch.indices import Indices
from search.engine.opensearch.keeping import Keeper
from search.engine.opensearch.spelling import Speller
from search.engine.opensearch.state import stamp_of, versions_of
from search.engine.opensearch.stories import StoryAnswerer
from search.engine.whoosh import words
from search.engine.whoosh.documents import check, numbers_of, without_repeats
from search.tree import Node

NEVER_BUILT = "never-built"
TIDY_SECONDS = 60.0  # between two looks for what can be tidied


class ArticleEngine:
    """An index of articles in a cluster. `never_built` says whether a missing index is to be expected."""

    def __init__(self, cluster: Cluster, body: Json, never_built: Callable[[], bool] = lambda: False) -> None:
        self.cluster = cluster
        self.indices = Indices(cluster, body)
        self.keeper = Keeper(cluster, self.indices)
        self.never_built = never_built
        self._checked = threading.Event()
        self._looked = 0.0

    @property
    def name(self) -> str:
        """The alias that readers ask."""
        return self.indices.reading

    def exists(self) -> bool:
        """Return whether there is an index, usable or not. Raises EngineAwayError."""
        return self.indices.exists()

    def create(self) -> None:
        """Make an index without articles where there is none. Raises EngineError if there is one."""
        self.indices.create()

    def discard(self) -> None:
        """Take the index away from readers, until another is built."""
        self.indices.discard()
        self._checked.clear()

    def answer(self, request: EngineRequest) -> EngineAnswer:
        """Search. Raises IndexUnavailableError, QueryTooCostlyError."""
        try:
            self._check_layout()
            answerer = StoryAnswerer if request.group == "story" else Answerer
            return answerer(self.cluster, self.name, request).answer()
        except EngineAwayError:
            raise
        except IndexUnavailableError:
            if self.never_built():
                return empty_answer(request)
            raise

    def _check_layout(self) -> None:
        if not self._checked.is_set():
            self.indices.check_layout()
            self._checked.set()

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int] = ()) -> WriteReport:
        """Replace these documents and remove those articles, durably, and show it to readers.

        A document that the index cannot take is refused, and what the index had of that article is removed, since it
        is out of date. Raises IndexUnavailableError, and EngineAwayError when the cluster takes nothing for too long.
        """
        batch = without_repeats(documents)
        gone = sorted(set(deleted) - {document.id for document in batch})
        if not batch and not gone:
            return WriteReport(0, 0)
        if self.never_built() and not self.exists():
            self.create()
        self._check_layout()
        refused: list[DocumentError] = []
        good = [document for document in batch if is_good(document, refused)]
        sent = self.keeper.replace(good)
        refused += sent.refused
        bad = {error.article_id for error in refused}
        self.keeper.remove([number for number in numbers_of(batch) if number in bad])
        removed = self.keeper.remove(gone)
        self.keeper.show()
        return WriteReport(sent.written, removed, tuple(refused))

    def rebuild(self, documents: Iterable[IndexDocument]) -> WriteReport:
        """Build a new index beside the live one and swap it in atomically; no two documents may be of one article."""
        refused: list[DocumentError] = []
        sent = self.keeper.rebuild(document for document in documents if is_good(document, refused))
        self._checked.clear()
        return WriteReport(sent.written, 0, (*refused, *sent.refused))

    def is_untidy(self) -> bool:
        """Return whether an index that was replaced can be deleted; looked at once a minute."""
        if time.monotonic() - self._looked < TIDY_SECONDS:
            return False
        self._looked = time.monotonic()
        return bool(self.indices.retired())

    def tidy(self) -> bool:
        """Delete the indices that were replaced and are read no more; return whether there were any."""
        found = self.indices.retired()
        self.indices.delete(found)
        return bool(found)

    def versions(self) -> Mapping[int, int]:
        """Return article id -> version of every document, having read the whole index."""
        try:
            self.indices.check_layout()
            return versions_of(self.cluster, self.name)
        except EngineAwayError:
            raise
        except IndexUnavailableError:
            if self.never_built():
                return {}
            raise

    def words_like(self, word: str, limit: int = 5) -> list[str]:
        """Return indexed words spelt like this one, best first."""
        return Speller(self.cluster, self.name).words_like(word, limit)

    def words_matched(self, node: Node) -> frozenset[str]:
        """Return the stems that a snippet should mark."""
        return Speller(self.cluster, self.name).words_matched(node)

    def stem(self, word: str) -> str:
        """Return the stem of a word's first token, as words_matched gives it."""
        found = words.folded_words(word)
        return words.stem_of(found[0]) if found else ""

    def stamp(self) -> str:
        """Return a value that changes with every commit. Raises IndexUnavailableError."""
        try:
            self._check_layout()
            return stamp_of(self.cluster, self.name)
        except EngineAwayError:
            raise
        except IndexUnavailableError:
            if self.never_built():
                return NEVER_BUILT
            raise


def is_good(document: IndexDocument, refused: list[DocumentError]) -> bool:
    """Return whether the index can take a document; if not, note why."""
    try:
        check(document)
    except DocumentError as error:
        refused.append(error)
        return False
    return True
