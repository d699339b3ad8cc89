"""What the benchmark asks of every engine, and where each is found."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from tests.benchmarks.questions import Found, Question
from tests.benchmarks.rows import About, Row

# name -> (module, what must be installed, what tables call it)
ENGINES: Final = {
    "stock": ("stock", "whoosh", "stock Haystack + Whoosh, own facets"),
    "sqlite": ("sqlite", "sqlite3", "SQLite FTS5 + SQL counts"),
    "tantivy": ("tantivy", "tantivy", "Tantivy (Rust), aggregations"),
    "dateline": ("dateline", "whoosh", "Dateline, engine alone"),
    "service": ("service", "whoosh", "Dateline, search.service with hits, labels, snippets"),
}

# The same for the part `scale`, of which none is a peer.
BESIDE: Final = {"cluster": ("cluster", "opensearchpy", "Dateline on OpenSearch, search.service")}


class Bench(Protocol):
    """An engine over one folder, alone in its process."""

    def __init__(self, folder: Path) -> None: ...

    def index(self, rows: Iterable[Row], about: About) -> dict[str, float]:
        """Index all rows from nothing; return CPU seconds of parts, if there are any worth telling."""
        ...

    def open(self) -> None:
        """Get ready to answer."""
        ...

    def answer(self, asked: Question) -> Found:
        """Search. Raises UnsupportedError."""
        ...

    def edit(self, row: Row) -> None:
        """Replace one article and commit."""
        ...

    def version(self) -> str:
        """Return what is measured, with its version."""
        ...


def engine(name: str, folder: Path) -> Bench:
    """Return an engine over a folder."""
    module = importlib.import_module(f"tests.benchmarks.engines.{(ENGINES | BESIDE)[name][0]}")
    made: Bench = module.Engine(folder)
    return made


def missing(name: str) -> str:
    """Return why an engine cannot be measured here; "" = it can."""
    needed = ENGINES[name][1]
    return "" if importlib.util.find_spec(needed) else f"{needed} is not installed (make bench installs it)"
