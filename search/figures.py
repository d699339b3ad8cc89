"""The figures in the masthead: how many articles can be searched, and of which years."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache

from search import engine as engines
from search import service
from search.engine.contract import EngineError
from search.results import DateGroup
from search.state import SearchState

KEPT_SECONDS: Final = 3_600


def figures() -> str:
    """Return "208,968 articles · 1987–2022" of the index as it is, or "" when it cannot answer."""
    try:
        key = f"dateline-figures-{engines.get_engine().stamp()}"
        known = cache.get(key)
        if isinstance(known, str):
            return known
        results = service.search(SearchState(interval="year", size=1), facets=("date",))
    except EngineError:
        return ""
    text = _text(results.total, results.dates)
    cache.set(key, text, KEPT_SECONDS)
    return text


def _text(total: int, dates: DateGroup | None) -> str:
    count = f"{total:,} {'article' if total == 1 else 'articles'}"
    years = sorted({bar.first.year for bar in dates.values if bar.count}) if dates else []
    if not years:
        return count
    return f"{count} · {years[0]}" if years[0] == years[-1] else f"{count} · {years[0]}–{years[-1]}"
