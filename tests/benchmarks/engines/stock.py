"""Stock Haystack over stock Whoosh, with Haystack's own facets."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks.questions import FACET_LIMIT, Found, Question, UnsupportedError
from tests.benchmarks.rows import About, Row


class Engine:
    """The stock backend, asked through SearchQuerySet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.days = folder / "days.txt"

    def index(self, rows: Iterable[Row], about: About) -> dict[str, float]:
        """Index all in one batch: with more of them Haystack opens all segments anew for every single article."""
        self.open()
        from haystack import connections

        from tests.benchmarks.stock_site.models import Story

        unified = connections["default"].get_unified_index()
        backend, declared = connections["default"].get_backend(), unified.get_index(Story)
        backend.setup()
        days, batch = set(), []
        for row in rows:
            batch.append(_story(row))
            days.add(row.day)
        backend.update(declared, batch)
        days.discard(0)
        self.days.write_text(f"{min(days)} {max(days)}" if days else "1 1")
        return {}

    def open(self) -> None:
        """Set Django up."""
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.stock_site.settings",
            "BENCHMARK_STOCK": str(self.folder),
        }
        import django

        django.setup()

    def answer(self, asked: Question) -> Found:
        """Search, with facets and the first 20 hits."""
        from haystack.query import SearchQuerySet

        if asked.filters or asked.texts:
            raise UnsupportedError("only counted, not filtered")
        first, last = (date.fromordinal(int(day)) for day in self.days.read_text().split())
        end = date(last.year + (last.month == 12), last.month % 12 + 1, 1)
        found = _matching(SearchQuerySet(), asked).facet("actor").facet("location")
        found = found.date_facet("published", start_date=first.replace(day=1), end_date=end, gap_by="month")
        hits = found[: asked.hits]
        counts = found.facet_counts()
        return Found(
            total=found.count(),
            ids=[int(hit.pk) for hit in hits],
            actors=_commonest(counts, "actor"),
            locations=_commonest(counts, "location"),
            months=_months(counts),
        )

    def edit(self, row: Row) -> None:
        """Update one object."""
        from haystack import connections

        from tests.benchmarks.stock_site.models import Story

        index = connections["default"].get_unified_index().get_index(Story)
        connections["default"].get_backend().update(index, [_story(row)])

    def version(self) -> str:
        """Return what is measured."""
        return f"django-haystack {version('django-haystack')}, Whoosh {version('Whoosh')}"


def _story(row: Row) -> Any:
    from tests.benchmarks.stock_site.models import Story

    when = datetime.combine(date.fromordinal(row.day), datetime.min.time(), UTC) if row.day else None
    story = Story(
        pk=row.id, title=row.title, body=row.text, source=str(row.source), language=row.language, published=when
    )
    story.actors, story.locations = tuple(map(str, row.actors)), tuple(map(str, row.locations))
    return story


def _matching(found: Any, asked: Question) -> Any:
    from haystack.inputs import Exact, Raw

    words = asked.words
    if asked.kind == "every":
        return found.all()
    if asked.kind == "phrase":
        return found.filter(content=Exact(" ".join(words)))
    raw = {
        "and": " AND ".join(words),
        "or": " OR ".join(words),
        "not": f"{words[0]} AND NOT {words[-1]}",
        "prefix": f"{words[0]}*",
    }
    if asked.kind not in raw:
        raise UnsupportedError(asked.kind)
    return found.filter(content=Raw(raw[asked.kind]))


def _commonest(counts: Any, name: str) -> dict[str, int]:
    values = [(value, count) for value, count in counts.get("fields", {}).get(name, []) if value]
    return {str(value): count for value, count in sorted(values, key=lambda each: -each[1])[:FACET_LIMIT]}


def _months(counts: Any) -> dict[str, int]:
    values = counts.get("dates", {}).get("published", [])
    spans = ((span[0] if isinstance(span, tuple) else span, count) for span, count in values)
    return {first.isoformat()[:7]: count for first, count in spans if first and count}
