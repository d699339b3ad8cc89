"""Dateline's engine through its contract, without database rows, labels or snippets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.engines.site import start_site
from tests.benchmarks.questions import FACET_LIMIT, Found, Question, UnsupportedError
from tests.benchmarks.rows import About, Row

ADDED: Final = datetime(2024, 1, 1, tzinfo=UTC)
PATIENCE: Final = 600.0  # seconds: the benchmark wants the time, not the error


def query_text(asked: Question) -> str:
    """Return a question in the query language."""
    if asked.kind == "wildcard":
        raise UnsupportedError("the query language has none")
    words = asked.words
    return {
        "every": "",
        "and": " ".join(words),
        "or": " OR ".join(words),
        "phrase": f'"{" ".join(words)}"',
        "prefix": f"{' '.join(words)}*",
        "fuzzy": f"{' '.join(words)}~1",
        "not": " NOT ".join(words),
    }[asked.kind]


class Engine:
    """The engine that settings name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine: Any = None

    def index(self, rows: Iterable[Row], about: About) -> dict[str, float]:
        """Rebuild the index from documents, and merge its segments as the site does in the background."""
        self.open()
        report = self.engine.rebuild(document(row) for row in rows)
        assert not report.refused, report.refused[0]
        while self.engine.tidy():
            pass
        return {}

    def open(self) -> None:
        """Get the engine; it opens the index when it is asked."""
        start_site(self.folder)
        from search.engine import get_engine

        self.engine = get_engine()

    def answer(self, asked: Question) -> Found:
        """Search."""
        found = self.engine.answer(request(asked))
        facets = {name: dict(each.values[:FACET_LIMIT]) for name, each in found.facets.items()}
        return Found(
            total=found.total,
            ids=[hit.id for hit in found.hits],
            actors=facets["actor"],
            locations=facets["location"],
            sources=facets.get("source", {}),
            months={bar.first.isoformat()[:7]: bar.count for bar in found.histogram.bars if bar.count},
        )

    def edit(self, row: Row) -> None:
        """Replace one article."""
        report = self.engine.write([document(row)])
        assert not report.refused, report.refused[0]

    def version(self) -> str:
        """Return what is measured."""
        return "Dateline, this checkout"


def document(row: Row) -> Any:
    """Return a row as a document of the contract."""
    from search.engine.contract import IndexDocument

    when = date.fromordinal(row.day) if row.day else None
    return IndexDocument(
        id=row.id,
        version=1,
        title=row.title,
        text=row.text,
        actors=tuple(map(str, row.actors)),
        locations=tuple(map(str, row.locations)),
        source=str(row.source),
        language=row.language,
        published=(when, when) if when else None,
        mentioned=(),
        added=ADDED,
    )


def request(asked: Question) -> Any:
    """Return a question as a request of the contract, the text parsed as a reader's is."""
    from search.engine.contract import EngineRequest, FacetRequest, FacetSelection
    from search.query import parse

    parsed = parse(query_text(asked))
    if parsed.is_faulty:
        raise UnsupportedError(parsed.messages[0].text)
    counted = ("actor", "location", "source") if asked.filters else ("actor", "location")
    return EngineRequest(
        text=parsed.node,
        selections={
            name: FacetSelection(any=tuple(frozenset({str(value)}) for value in values))
            for name, values in asked.filters.items()
            if values
        },
        sort="relevance" if parsed.node else "-date",
        limit=asked.hits,
        facets={name: FacetRequest(FACET_LIMIT) for name in counted},
        interval="month",
        seconds=PATIENCE,
    )
