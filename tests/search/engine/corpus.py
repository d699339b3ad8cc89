"""Small corpora of documents for the engine's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from search.engine.contract import IndexDocument
from search.engine.whoosh.articles import ArticleEngine
from search.engine.whoosh.fields import build_schema

ADDED = datetime(2022, 1, 1, tzinfo=UTC)


@cache
def article_schema() -> Any:
    """Return the schema of the article index."""
    from search.search_indexes import ArticleIndex

    declared = {field.index_fieldname: field for field in ArticleIndex().fields.values()}
    return build_schema(declared)[1]


def engine_in(path: Path, *documents: IndexDocument) -> ArticleEngine:
    """Return an engine over a new index with these documents."""
    engine = ArticleEngine(path / "index", article_schema())
    engine.create()
    if documents:
        assert engine.write(documents).refused == ()
    return engine


def document(article_id: int, text: str = "", **fields: Any) -> IndexDocument:
    """Return a document; `published` may be one day."""
    published = fields.pop("published", None)
    if isinstance(published, date):
        published = (published, published)
    values: dict[str, Any] = {
        "version": 1,
        "title": f"Title {article_id}",
        "actors": (),
        "locations": (),
        "source": "1",
        "language": "en",
        "mentioned": (),
        "added": ADDED + timedelta(minutes=article_id),
    }
    return IndexDocument(id=article_id, text=text, published=published, **(values | fields))
