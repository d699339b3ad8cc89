"""Keeps the documents of the index: replaces and removes them, and builds them anew beside the live ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from search.engine.contract import IndexDocument
from search.engine.opensearch import mapping
from search.engine.opensearch.cluster import WRITING_SECONDS, Cluster, Json, Patience
from search.engine.opensearch.documents import source_of
from search.engine.opensearch.indices import Indices
from search.engine.opensearch.writing import Action, Sent, deleting, indexing, indexing_other, send
from search.engine.whoosh.documents import identifier

LOOKED_UP: Final = 5_000  # articles whose place is asked for at once
COPYING_SECONDS: Final = 600.0  # that a new index is given to make its replicas before readers get it

Place = tuple[str, int]  # index and version


class Keeper:
    """Writes the indices of an address."""

    def __init__(self, cluster: Cluster, indices: Indices) -> None:
        self.cluster = cluster
        self.indices = indices

    def replace(self, documents: Sequence[IndexDocument]) -> Sent:
        """Replace documents in the live index. Raises IndexUnavailableError, EngineAwayError."""
        generation = self.indices.live()
        if self.cluster.address.partition == "none":
            return send(self.cluster, (self._indexing(each, self.indices.writing) for each in documents))
        return send(self.cluster, self._parted(documents, generation))

    def _indexing(self, document: IndexDocument, index: str) -> Action:
        is_alias = index == self.indices.writing
        return indexing(index, source_of(document), document.id, document.version, is_alias=is_alias)

    def _parted(self, documents: Sequence[IndexDocument], generation: str) -> Iterator[Action]:
        """Yield what replaces documents; one that moves to another part is removed from the former."""
        part_of = self._parts(generation, {self.indices.reading: {}})
        places = self._places([document.id for document in documents])
        for document in documents:
            index = part_of(document)
            yield self._indexing(document, index)
            for place, version in places.get(document.id, ()):
                if place != index:
                    yield deleting(place, identifier(document.id), document.id, version)

    def _parts(self, generation: str, aliases: Json) -> Callable[[IndexDocument], str]:
        """Return what names the index of a document, and makes it if there is none."""
        made = set(self.indices.family(generation))

        def part_of(document: IndexDocument) -> str:
            index = self.indices.part_of(generation, document.published)
            if index not in made:
                self.indices.make(index, aliases=aliases)
                made.add(index)
            return index

        return part_of

    def remove(self, article_ids: Sequence[int]) -> int:
        """Remove articles from the live index; return how many were there."""
        if not article_ids:
            return 0
        self.indices.live()
        places = self._places(article_ids)
        actions = (
            deleting(index, identifier(article_id), article_id, version)
            for article_id, found in places.items()
            for index, version in found
        )
        return send(self.cluster, actions).deleted

    def _places(self, article_ids: Sequence[int]) -> Mapping[int, list[Place]]:
        """Return in which indices articles lie and under which version, as the last commit left them."""
        found: dict[int, list[Place]] = {}
        numbers = iter(article_ids)
        while wanted := list(islice(numbers, LOOKED_UP)):
            body = {
                "query": {"terms": {mapping.ID: wanted}},
                "size": mapping.MOST_PAGE,
                "_source": False,
                "version": True,
                "docvalue_fields": [mapping.ID],
            }
            answer = self._ask("POST", f"/{self.indices.reading}/_search", body, allow_partial_search_results="false")
            for hit in answer["hits"]["hits"]:
                found.setdefault(int(hit["fields"][mapping.ID][0]), []).append((hit["_index"], hit["_version"]))
        return found

    def replace_others(self, sources: Iterable[Json]) -> Sent:
        """Replace documents of other models than articles, which have no versions. Raises IndexUnavailableError."""
        self.indices.live()
        return send(self.cluster, (indexing_other(self.indices.writing, source) for source in sources))

    def remove_matching(self, query: Json) -> None:
        """Remove all documents that a query matches."""
        path = f"/{self.indices.reading}/_delete_by_query"
        self._ask("POST", path, {"query": query}, conflicts="proceed", refresh="true")

    def show(self) -> None:
        """Let readers see what was written."""
        self._ask("POST", f"/{self.indices.reading}/_refresh")

    def rebuild(self, documents: Iterable[IndexDocument]) -> Sent:
        """Build a new generation and let it take over; if that fails, all stays as it was."""
        self.indices.delete(self.indices.retired(drafts=True))
        generation = self.indices.draft()
        try:
            part_of = self._parts(generation, {})
            sent = send(self.cluster, (self._indexing(each, part_of(each)) for each in documents))
            self._complete(generation)
        except BaseException:
            self.indices.delete(self.indices.family(generation))
            raise
        self.indices.adopt(generation)
        return sent

    def _complete(self, generation: str) -> None:
        """Give a new generation its replicas and wait for them, as far as there are nodes for them.

        What is flushed is copied as files; a replica would index the rest once more, article by article.
        """
        names = ",".join(self.indices.family(generation))
        self.cluster.ask("POST", f"/{names}/_flush", patience=Patience(COPYING_SECONDS))
        self.indices.set_replicas(generation, self.cluster.address.replicas)
        self._ask("POST", f"/{names}/_refresh")
        self.cluster.ask(
            "GET",
            f"/_cluster/health/{names}",
            patience=Patience(COPYING_SECONDS + WRITING_SECONDS),
            wait_for_status="yellow",
            wait_for_no_initializing_shards="true",
            timeout=f"{COPYING_SECONDS:.0f}s",
        )

    def _ask(self, method: str, path: str, body: Json | None = None, **params: str) -> Json:
        return self.cluster.ask(method, path, body, patience=Patience(WRITING_SECONDS), **params)
