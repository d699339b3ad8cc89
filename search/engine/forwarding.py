"""A Haystack backend that is an engine of the contract as well: it hands every call on to the engine it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from search.engine.contract import Engine, EngineAnswer, EngineRequest, IndexDocument, WriteReport
from search.tree import Node


class Forwarding:
    """Answers as its engine does."""

    @property
    def engine(self) -> Engine:
        """The engine of articles."""
        raise NotImplementedError

    def exists(self) -> bool:
        """Return whether there is an index, usable or not."""
        return self.engine.exists()

    def create(self) -> None:
        """Make an index without articles. Raises EngineError if there is one."""
        self.engine.create()

    def answer(self, request: EngineRequest) -> EngineAnswer:
        """Search. Raises IndexUnavailableError, QueryTooCostlyError."""
        return self.engine.answer(request)

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int] = ()) -> WriteReport:
        """Replace these documents, remove those articles, and commit once, durably."""
        return self.engine.write(documents, deleted)

    def rebuild(self, documents: Iterable[IndexDocument]) -> WriteReport:
        """Build a new index beside the live one and swap it in atomically."""
        return self.engine.rebuild(documents)

    def is_untidy(self) -> bool:
        """Return whether tidy() has something to do."""
        return self.engine.is_untidy()

    def tidy(self) -> bool:
        """Do one piece of upkeep that can wait; return whether there was one to do."""
        return self.engine.tidy()

    def versions(self) -> Mapping[int, int]:
        """Return article id -> version of every document, having read the whole index."""
        return self.engine.versions()

    def words_like(self, word: str, limit: int = 5) -> list[str]:
        """Return indexed words spelt like this one, best first."""
        return self.engine.words_like(word, limit)

    def words_matched(self, node: Node) -> frozenset[str]:
        """Return the stems that a snippet should mark."""
        return self.engine.words_matched(node)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        return self.engine.stem(word)

    def stamp(self) -> str:
        """Return a value that changes with every commit."""
        return self.engine.stamp()
