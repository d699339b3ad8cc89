"""Counts by story: copies of an article count once, whichever segments they lie in."""

from __future__ import annotations

import numpy as np

from search.engine.contract import EngineRequest
from search.engine.whoosh.answering import Answerer, mentioned, mentioned_dates
from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.columns import FacetColumn
from search.engine.whoosh.histogram import Spans
from search.engine.whoosh.postings import Ints, Subset
from search.engine.whoosh.ranking import order_of, rows
from search.engine.whoosh.sets import Matches
from search.engine.whoosh.snapshot import FIRST_FIELD, LAST_FIELD, NO_DAY, Counts, FacetValues, Snapshot, days_of

_NOTHING = np.zeros(0, dtype=np.int64)


class StoryAnswerer(Answerer):
    """Answers one request, counting stories. An article with a story of its own is counted as always."""

    def __init__(self, snapshot: Snapshot, request: EngineRequest) -> None:
        super().__init__(snapshot, request)
        self.stories = snapshot.stories

    def total(self, hits: list[Matches]) -> int:
        """Return how many stories have a hit."""
        return self._count_stories([each.documents for each in hits])

    def counted(self, hits: list[Matches]) -> list[Matches]:
        """Return of each story the hit that comes first."""
        if not hits:
            return hits
        shared = [numbers[each.documents] >= 0 for numbers, each in zip(self.stories, hits, strict=True)]
        copies = [each.kept(mask) for each, mask in zip(hits, shared, strict=True)]
        parts = zip(self.snapshot.parts, copies, strict=True)
        order = order_of([rows(part.segment, each, self.sort) for part, each in parts])
        stories = self._stories_of([each.documents for each in copies])
        first = np.zeros(len(order), dtype=np.bool_)
        first[order[np.unique(stories[order], return_index=True)[1]]] = True
        kept = []
        for each, mask in zip(hits, shared, strict=True):
            chosen, size = ~mask, int(np.count_nonzero(mask))
            chosen[mask], first = first[:size], first[size:]
            kept.append(each.kept(chosen))
        return kept

    def counts(self, values: FacetValues, chosen: list[Subset]) -> tuple[Counts, int]:
        """Return how many stories have each value of a facet, and how many have an article with none."""
        alone, copies = self._divided(chosen)
        counts, missing = super().counts(values, alone)
        lacking: list[Array] = []
        pairs = [_NOTHING]
        total = max(1, self.snapshot.total)
        columns = zip(values.columns, values.maps, copies, self.stories, strict=True)
        for column, numbers, each, stories in columns:
            if column is None:
                lacking.append(each.documents)
                continue
            found, owners = column.of(each)[0], _owners(column, each)
            found = found.astype(np.int64) if numbers is None else numbers[found]
            pairs.append(found * total + stories[owners])
            lacking.append(each.documents[~column.any[each.documents]])
        shared = np.bincount(np.unique(np.concatenate(pairs)) // total, minlength=len(values))
        return Counts(None, counts.spread(len(values)) + shared), missing + self._count_stories(lacking)

    def dates(self, chosen: list[Subset]) -> tuple[Spans, int]:
        """Return the dates of the articles, each owned by its story, and how many stories have an article without."""
        make = self._mentioned if self.request.dates.axis == "mentioned" else self._published
        found = [make(number, each) for number, each in enumerate(chosen)]
        spans = [each for each, _ in found]
        owners = np.concatenate([_NOTHING, *(each.owners for each in spans if each.owners is not None)])
        return Spans(
            np.concatenate([_NOTHING, *(each.first for each in spans)]),
            np.concatenate([_NOTHING, *(each.last for each in spans)]),
            np.ones(len(owners), dtype=np.int64),
            owners,
        ), self._count_stories([each for _, each in found])

    def _published(self, number: int, chosen: Subset) -> tuple[Spans, Array]:
        segment = self.snapshot.segments[number]
        first = days_of(segment, FIRST_FIELD).take(chosen.documents)
        dated = first != NO_DAY
        documents = chosen.documents[dated]
        spans = Spans(
            first[dated], days_of(segment, LAST_FIELD).take(documents), _NOTHING, self._owners(number, documents)
        )
        return spans, chosen.documents[~dated]

    def _mentioned(self, number: int, chosen: Subset) -> tuple[Spans, Array]:
        segment = self.snapshot.segments[number]
        spans, _ = mentioned_dates(segment, chosen, 0, self.request.dates)
        assert spans.owners is not None
        without = chosen.documents[~np.isin(chosen.documents, mentioned(segment)[0])]
        return Spans(spans.first, spans.last, _NOTHING, self._owners(number, spans.owners)), without

    def _owners(self, number: int, documents: Array) -> Ints:
        """Return a number for the story of each document; that of a single article is its own, behind all stories'."""
        stories = self.stories[number].take(documents).astype(np.int64)
        alone = documents + (self.snapshot.bases[number] + self.snapshot.total)
        return np.where(stories >= 0, stories, alone)

    def _divided(self, chosen: list[Subset]) -> tuple[list[Subset], list[Subset]]:
        """Return the articles that have a story of their own, and those that share one."""
        alone, copies = [], []
        for stories, each in zip(self.stories, chosen, strict=True):
            shared = stories.take(each.documents) >= 0
            alone.append(Subset(each.documents[~shared], each.count))
            copies.append(Subset(each.documents[shared], each.count))
        return alone, copies

    def _stories_of(self, documents: list[Array]) -> Ints:
        found = [stories.take(each) for stories, each in zip(self.stories, documents, strict=True)]
        return np.concatenate([_NOTHING, *found])

    def _count_stories(self, documents: list[Array]) -> int:
        """Return how many stories documents of each segment have."""
        found = self._stories_of(documents)
        shared = found[found >= 0]
        return len(found) - len(shared) + len(np.unique(shared))


def _owners(column: FacetColumn, chosen: Subset) -> Array:
    """Return the document of each value that FacetColumn.of gives."""
    if column.sizes is None:
        return chosen.documents
    return np.repeat(chosen.documents, column.sizes.take(chosen.documents))
