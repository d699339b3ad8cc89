"""Answers a request: one search for hits, facets and histogram; more only for deep pages and very many values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, Final

from search.engine.contract import (
    EngineAnswer,
    EngineError,
    EngineHit,
    EngineRequest,
    FacetCounts,
    Histogram,
    QueryTooCostlyError,
)
from search.engine.opensearch import mapping
from search.engine.opensearch.cluster import Cluster, Json, Patience
from search.engine.opensearch.facets import counting, facet_counts, read_counts
from search.engine.opensearch.filters import Filters, filters_of
from search.engine.opensearch.histogram import Drawing
from search.engine.opensearch.queries import Query
from search.facets import FACET_BY_NAME

DATES: Final = "dates"
KEPT_OPEN: Final = "2m"  # a point in time, after the last request that used it
SERVER_SHARE: Final = 0.75  # of the time of a query is the cluster's, so that its answer comes before we give up
GIVING_UP: Final = 0.85  # of the time: what is left is for saying so
WANTED: Final = "timed_out,hits.total.value,hits.hits._score,hits.hits.sort,aggregations"

Row = tuple[int, float | None]
Sorting = list[Any]


class Answerer:
    """Answers one request over the index, or the indices, behind an alias."""

    def __init__(self, cluster: Cluster, index: str, request: EngineRequest) -> None:
        self.cluster = cluster
        self.index = index
        self.request = request
        self.filters: Filters = filters_of(request)
        self.patience = Patience(request.seconds * GIVING_UP)
        self.drawing = Drawing(request) if request.interval is not None else None

    def answer(self) -> EngineAnswer:
        """Return the answer. Raises IndexUnavailableError, QueryTooCostlyError."""
        request = self.request
        size = self._first_size()
        body = self._body(size, self._aggregations()) | {"track_total_hits": True}
        if size and request.offset:
            body["from"] = request.offset
        answer = self._search(body)
        found = answer.get("aggregations", {})
        articles = int(answer["hits"]["total"]["value"])
        total = self.total(articles)
        return EngineAnswer(
            total=total,
            hits=self._hits(answer, total, complete=bool(size)),
            facets={name: self.facet(name, found) for name in request.facets},
            histogram=self.histogram(found, articles),
        )

    def total(self, articles: int) -> int:
        """Return how many hits there are, where so many articles match."""
        return articles

    # The first search

    def _first_size(self) -> int:
        """Return how many hits the first search gives; 0 = none, or they lie too deep for it."""
        if self.request.limit is None:
            return mapping.MOST_PAGE
        return self.request.limit if self.request.offset + self.request.limit <= mapping.MOST_PAGE else 0

    def _body(self, size: int, aggregations: Json) -> Json:
        body: Json = {
            "query": self.filters.common,
            "_source": False,
            "timeout": f"{self.request.seconds * SERVER_SHARE * 1000:.0f}ms",
        }
        if self.filters.chosen:
            body["post_filter"] = {"bool": {"filter": self.filters.leaving_out()}}
        if aggregations:
            body["aggs"] = aggregations
        return body | (self.page_body(size) if size else {"size": 0})

    def page_body(self, size: int) -> Json:
        """Return what the search for a page of hits has beside its query."""
        scored = self.request.text is not None
        return {"size": size, "sort": sorting(self.request.sort, scored=scored), "track_scores": scored}

    def _aggregations(self) -> Json:
        found: Json = {}
        for name, wanted in self.request.facets.items():
            asked = counting(FACET_BY_NAME[name].index_field, wanted)
            found |= within(name, self.filters.leaving_out(name), asked)
        if self.drawing:
            found |= within(DATES, self.filters.leaving_out(), self.drawing.asking())
        return found

    def _search(self, body: Json, *, wanted: str = WANTED, everywhere: bool = False) -> Json:
        """Return the answer to a search; `everywhere` = the body names a point in time, and with it the index."""
        params: Json = {"filter_path": wanted}
        if not everywhere:
            params |= {"allow_partial_search_results": "false", "preference": self._preference()}
        if self.request.text is not None and body["size"]:
            params["search_type"] = "dfs_query_then_fetch"  # one idf for all shards
        path = "/_search" if everywhere else f"/{self.index}/_search"
        answer = self.cluster.read("POST", path, body, patience=self.patience, **params)
        raise_if_cut_short(answer, self.request.seconds)
        return answer

    def _preference(self) -> str:
        """Return a name for the search, so that all its pages come from the same copies of the shards."""
        spelt = json.dumps([self.filters.common, sorted(self.filters.chosen.items()), self.request.sort])
        return hashlib.sha256(spelt.encode()).hexdigest()[:16]

    # Facets and histogram

    def facet(self, name: str, found: Mapping[str, Any]) -> FacetCounts:
        """Return the counts of a facet."""
        counted = read_counts(inside(name, self.filters.leaving_out(name), found))
        return facet_counts(FACET_BY_NAME[name].index_field, self.request.facets[name], counted, self.more_of(name))

    def more_of(self, name: str) -> Callable[[Json, str], Json]:
        """Return what asks for more about a facet."""

        def more(asked: Json, wanted: str) -> Json:
            answer = self._search(self._counting(self.filters.leaving_out(name), asked), wanted=wanted or WANTED)
            return dict(answer["aggregations"])

        return more

    def histogram(self, found: Mapping[str, Any], total: int) -> Histogram | None:
        """Return the histogram of so many articles."""
        if self.drawing is None:
            return None

        def more(asked: Json) -> Json:
            if not asked:
                return {}
            return dict(self._search(self._counting(self.filters.leaving_out(), asked))["aggregations"])

        return self.drawing.draw(inside(DATES, self.filters.leaving_out(), found), total, more)

    def _counting(self, conditions: Sequence[Query], asked: Json) -> Json:
        """Return the body of a search that only counts, under the common filters and these conditions."""
        query = {"bool": {"filter": [self.filters.common, *conditions]}}
        return {"query": query, "size": 0, "aggs": asked, "timeout": f"{self.request.seconds * 1000:.0f}ms"}

    # Hits

    def _hits(self, answer: Json, total: int, *, complete: bool) -> tuple[EngineHit, ...]:
        request = self.request
        end = total if request.limit is None else min(total, request.offset + request.limit)
        if end <= request.offset or request.limit == 0:
            return ()
        found = list(self.rows(answer.get("hits", {}).get("hits", [])))
        if not complete or (request.limit is None and len(found) < end - request.offset):
            found = list(islice(self.deep_rows(), request.offset, end))
        return tuple(EngineHit(article_id, score) for article_id, score in found)

    def deep_rows(self) -> Iterator[Row]:
        """Yield all rows in order, over one state of the index."""
        return self.rows(self.walk(self._body(mapping.MOST_PAGE, {})))

    def rows(self, hits: Iterable[Json]) -> Iterator[Row]:
        """Yield id and score of each hit."""
        return rows(hits, scored=self.request.text is not None)

    def walk(self, body: Json, *, wanted: str = WANTED) -> Iterator[Json]:
        """Yield the hits of a sorted search, page by page, over one state of the index."""
        with point_in_time(self.cluster, self.index, self.patience, preference=self._preference()) as point:
            body = body | {"track_total_hits": False}
            while True:
                body["pit"] = {"id": point, "keep_alive": KEPT_OPEN}
                hits = self._search(body, wanted=wanted, everywhere=True).get("hits", {}).get("hits", [])
                yield from hits
                if len(hits) < body["size"]:
                    return
                body["search_after"] = hits[-1]["sort"]


def sorting(sort: str, *, scored: bool) -> Sorting:
    """Return the order of hits: undated last, ties by id."""
    by_id = {mapping.ID: {"order": "asc"}}
    if sort == "relevance" and scored:
        return [{"_score": {"order": "desc"}}, by_id]
    if sort == "-added":
        return [{mapping.ADDED: {"order": "desc"}}, by_id]
    order = "asc" if sort == "date" else "desc"
    undated = 10**9 if sort == "date" else -1
    return [{mapping.FIRST_DAY: {"order": order, "missing": undated}}, by_id]


def rows(hits: Iterable[Json], *, scored: bool) -> Iterator[Row]:
    """Yield id and score of each hit; the id is the second thing hits are sorted by."""
    for hit in hits:
        yield int(hit["sort"][1]), float(hit["_score"]) if scored else None


def within(name: str, conditions: Sequence[Query], asked: Json) -> Json:
    """Return aggregations under a name, of the documents that meet the conditions."""
    if not conditions:
        return {f"{name} {key}": each for key, each in asked.items()}
    return {name: {"filter": {"bool": {"filter": list(conditions)}}, "aggs": asked}}


def inside(name: str, conditions: Sequence[Query], found: Mapping[str, Any]) -> Json:
    """Return what `within` asked for."""
    if conditions:
        return dict(found[name])
    prefix = f"{name} "
    return {key.removeprefix(prefix): each for key, each in found.items() if key.startswith(prefix)}


def raise_if_cut_short(answer: Json, seconds: float) -> None:
    """Raise QueryTooCostlyError if the cluster ran out of time."""
    if answer.get("timed_out"):
        raise QueryTooCostlyError(f"The query took more than {seconds:g} seconds.")


@contextmanager
def point_in_time(cluster: Cluster, index: str, patience: Patience, *, preference: str = "") -> Iterator[str]:
    """Give a state of the index that stays as it is, whatever is written."""
    params = {"keep_alive": KEPT_OPEN} | ({"preference": preference} if preference else {})
    point = cluster.read("POST", f"/{index}/_search/point_in_time", patience=patience, **params)["pit_id"]
    try:
        yield point
    finally:
        close_point(cluster, point)


def close_point(cluster: Cluster, point: str) -> None:
    """Let go of a point in time; should that fail, the cluster does it after KEPT_OPEN."""
    with suppress(EngineError):
        cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [point]}, patience=Patience(1.0))
