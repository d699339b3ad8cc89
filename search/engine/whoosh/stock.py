"""Whoosh's own searcher over a snapshot: for the kinds of queries that evaluating.py doesn't know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from whoosh.reading import MultiReader, SegmentReader
from whoosh.searching import Searcher

from search.engine.whoosh.codec import ArrayCodec, ArraySegment
from search.engine.whoosh.readers import ArrayPerDocumentReader, ArrayTermsReader
from search.engine.whoosh.sets import Matches
from search.engine.whoosh.snapshot import ArticleWeighting, Part, Snapshot

_CHECK_EVERY: Final = 256  # matches


class PartReader(SegmentReader):
    """Whoosh's reader of a segment that is open already."""

    def __init__(self, schema: Any, part: Part) -> None:
        entry = ArraySegment("MAIN")
        entry.set_doc_count(part.count)
        entry.deleted = set(part.deleted.tolist())
        self.schema = schema
        self.is_closed = False
        self._segment = entry
        self._segid = entry.segment_id()
        self._gen = None
        self._storage = None
        self._codec = ArrayCodec()
        self._terms = ArrayTermsReader(part.segment)
        self._perdoc = ArrayPerDocumentReader(part.segment, entry)


def searcher(snapshot: Snapshot) -> Any:
    """Return Whoosh's searcher of a snapshot of at least one segment; it belongs to one thread."""
    readers = [PartReader(snapshot.schema, part) for part in snapshot.parts]
    return Searcher(readers[0] if len(readers) == 1 else MultiReader(readers), weighting=ArticleWeighting())


def matches(searcher: Any, query: Any, number: int, check: Callable[[], None]) -> Matches:
    """Return the matches of a query in one segment, without deleted documents."""
    leaf, _ = searcher.leaf_searchers()[number]
    matcher = query.matcher(leaf, searcher.context(needs_current=query.needs_spans()))
    documents: list[int] = []
    scores: list[float] = []
    while matcher.is_active():
        if len(documents) % _CHECK_EVERY == 0:
            check()
        documents.append(matcher.id())
        scores.append(matcher.score())
        matcher.next()
    return Matches(np.array(documents, dtype=np.intp), np.array(scores, dtype=np.float64))
