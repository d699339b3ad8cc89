"""Extraction by several processes at once, forked from one that has the language model and the gazetteer in memory.

Each batch is parted: the process itself does one part, helpers do the others. What a helper cannot do, because it died
or because a text breaks the extractor, is done by the process itself, which is watched and called to account.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from multiprocessing.connection import Connection, Pipe
from os import getpid
from typing import Any, Final

from corpus.children import Child, spawn
from corpus.confine import Bounds, allow_more, confine
from corpus.extract.mention import Document, Extractor, FoundMention
from corpus.limits import child_bounds, processes

OUT_OF_MEMORY: Final = 14
LEAST_BYTES: Final = 256 * 1024  # of files, for each process: less is done before another has started
LEAST_DOCUMENTS: Final = 8  # for each process
_Found = list[list[FoundMention]]


def serve(
    connection: Connection,
    others: Sequence[Connection],
    work: Callable[[Any], Any],
    *,
    bounds: Bounds,
    parent: int,
    network: bool,
) -> int:
    """Do what comes over a connection until nothing comes any more; in a child, within its bounds.

    `others` are connections that the parent has with its other children.
    """
    for other in others:
        other.close()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the parent says when to stop
    confine(bounds, parent=parent, network=network)
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return 0
        allow_more(bounds)
        try:
            connection.send(work(task))
        except MemoryError:
            return OUT_OF_MEMORY


def start(
    work: Callable[[Any], Any], others: Sequence[Connection], *, bounds: Bounds, network: bool
) -> tuple[Child, Connection]:
    """Fork a child that does `work` with whatever it is sent, and return it and the connection with it."""
    ours, its = Pipe()
    served = partial(serve, its, [ours, *others], work, bounds=bounds, parent=getpid(), network=network)
    child = spawn(served)
    its.close()
    return child, ours


@contextmanager
def in_parallel(extractor: Extractor, *, size: int) -> Iterator[Extractor]:
    """Give an extractor that works in several processes, if files of `size` bytes are worth it, until the block ends.

    It must begin where a process may fork: no other thread runs, and no transaction is open.
    """
    helpers = min(processes(), size // LEAST_BYTES) - 1
    if helpers < 1 or extractor.label.startswith("none/"):
        yield extractor
        return
    shared = ParallelExtractor(extractor, helpers=helpers)
    try:
        yield shared
    finally:
        shared.close()


class ParallelExtractor:
    """An extractor that shares its batches out among this process and its helpers."""

    def __init__(self, extractor: Extractor, *, helpers: int) -> None:
        self.label = extractor.label
        self._extractor = extractor
        self._helpers: list[_Helper] = []
        for _ in range(helpers):
            self._helpers.append(_Helper(extractor, [helper.connection for helper in self._helpers]))

    @property
    def processes(self) -> int:
        """How many processes work, this one included."""
        return len(self._helpers) + 1

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        """Yield the mentions of each document, in order."""
        batch = list(documents)
        count = min(self.processes, len(batch) // LEAST_DOCUMENTS)
        if count < 2:
            yield from self._extractor.extract_many(batch)
            return
        yield from self._together(parted(batch, count))

    def close(self) -> None:
        """End the helpers."""
        for helper in self._helpers:
            helper.close()
        self._helpers = []

    def _together(self, parts: Sequence[Sequence[Document]]) -> _Found:
        own, others = parts[0], parts[1:]
        helpers = self._helpers[: len(others)]
        for helper, part in zip(helpers, others, strict=True):
            helper.ask(part)
        try:
            found = list(self._extractor.extract_many(own))
        finally:  # an answer that nobody takes would be taken for that to the next question
            answers = [helper.answer() for helper in helpers]
        for part, answer in zip(others, answers, strict=True):
            found += self._extractor.extract_many(part) if answer is None else answer
        for helper in [each for each in self._helpers if each.is_dead]:
            helper.close()
            self._helpers.remove(helper)
        return found


class _Helper:
    """A child that extracts from what it is sent."""

    def __init__(self, extractor: Extractor, others: Sequence[Connection]) -> None:
        self.is_dead = False
        # It stays in the network that its parent is in, or has left.
        work = partial(_mentions, extractor)
        self._child, self.connection = start(work, others, bounds=child_bounds(), network=True)

    def ask(self, documents: Sequence[Document]) -> None:
        try:
            self.connection.send(documents)
        except OSError:
            self.is_dead = True

    def answer(self) -> _Found | None:
        """Return the mentions asked for; None when they could not be found."""
        if self.is_dead:
            return None
        try:
            found: _Found | None = self.connection.recv()
        except (EOFError, OSError):
            self.is_dead = True
            return None
        return found

    def close(self) -> None:
        self.connection.close()
        self._child.kill()


def _mentions(extractor: Extractor, documents: Sequence[Document]) -> _Found | None:
    """Return the mentions of each document; None if one breaks the extractor: it will break the parent's, too."""
    try:
        return list(extractor.extract_many(documents))
    except MemoryError:
        raise
    except Exception:
        return None


def parted(documents: Sequence[Document], count: int) -> list[list[Document]]:
    """Return the documents, in order, in so many parts with about as much text each."""
    ends = list(accumulate(len(document.text) + 1 for document in documents))
    parts: list[list[Document]] = [[] for _ in range(count)]
    for document, end in zip(documents, ends, strict=True):
        parts[min(count - 1, (end - 1) * count // ends[-1])].append(document)
    return parts
