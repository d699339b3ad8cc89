"""SearchQuerySet's searches: query strings to pages of SearchResults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.utils.encoding import force_str
from haystack import connections
from haystack.backends import BaseSearchBackend
from haystack.backends.whoosh_backend import WhooshHtmlFormatter, WhooshSearchBackend
from haystack.constants import DJANGO_CT, DJANGO_ID
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_model_ct
from haystack.utils.app_loading import haystack_get_model
from whoosh import query as whoosh_query
from whoosh.highlight import ContextFragmenter, highlight

from search.engine.opensearch import mapping
from search.engine.opensearch.answering import KEPT_OPEN, point_in_time, raise_if_cut_short
from search.engine.opensearch.cluster import Json, Patience
from search.engine.opensearch.engine import ArticleEngine
from search.engine.opensearch.haystack_facets import facet_aggregations, read_facets
from search.engine.opensearch.queries import Query, none_of
from search.engine.opensearch.translation import Translator, query_schema
from search.engine.whoosh import words
from search.engine.whoosh.fields import ArticleText, WordAnalyzer
from search.engine.whoosh.parsing import ArticleQueryParser

SECONDS: Final = 10.0  # Haystack has no time limit of its own

Marker = Callable[[str], str]


@dataclass(slots=True)
class Asked:
    """A search of Haystack's: the scored query, the filters, the order and the page."""

    query: Query
    filters: list[Query] = field(default_factory=list)
    sort: list[Any] = field(default_factory=list)
    start: int = 0
    end: int | None = None
    aggregations: Json = field(default_factory=dict)


class HaystackSearch(BaseSearchBackend):
    """The searching half of the backend."""

    schema: Any = None
    content_field_name = ""

    def prepare_parser(self) -> None:
        """Read the declarations of the indexes."""
        declared = connections[self.connection_alias].get_unified_index().all_searchfields()
        self.content_field_name, self.schema = query_schema(declared)
        self.parser = ArticleQueryParser(self.content_field_name, self.schema)
        self.translator = Translator(self.schema)

    @property
    def engine(self) -> ArticleEngine:
        """The engine of articles."""
        raise NotImplementedError

    def find(
        self,
        query_string: str,
        *,
        sort_by: Sequence[str] | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        highlight: bool = False,
        facets: Iterable[str] | None = None,
        date_facets: Mapping[str, Any] | None = None,
        query_facets: Iterable[tuple[str, str]] | None = None,
        narrow_queries: Iterable[str] | None = None,
        spelling_query: str | None = None,
        models: Iterable[Any] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: Any = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Return what Haystack wants of a search."""
        parsed = self.parser.parse(query_string) if query_string else None
        if parsed is None or parsed == whoosh_query.NullQuery:
            return {"results": [], "hits": 0}
        asked = Asked(self.translator.translated(parsed), start=start_offset or 0, end=end_offset)
        asked.filters = self._filters(narrow_queries or (), self._model_names(models, limit_to_registered_models))
        asked.sort = self._sort(sort_by)
        counted = {key: self.translated(text) for key, text in query_facets or ()}
        asked.aggregations = facet_aggregations(self.schema, facets or (), date_facets or {}, counted)
        answer = self._page(asked)
        marker = self._marker(parsed) if highlight else None
        found = {
            "results": self._results(answer["hits"]["hits"], result_class, marker),
            "hits": answer["hits"]["total"]["value"],
            "facets": read_facets(self.schema, answer, facets or (), date_facets or {}, counted),
            "spelling_suggestion": None,
        }
        if self.include_spelling:
            found["spelling_suggestion"] = self.create_spelling_suggestion(spelling_query or query_string)
        return found

    def _from_python(self, value: Any) -> Any:
        """Return a value as query strings have it: moments in UTC without a time zone."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return WhooshSearchBackend._from_python(self, value)

    def translated(self, text: str) -> Query:
        """Return the query of a query string."""
        return self.translator.translated(self.parser.parse(force_str(text)))

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """Return the query with its unknown words spelt as the index knows them; None = nothing to correct."""
        raise NotImplementedError

    def _filters(self, narrow: Iterable[str], models: Sequence[str]) -> list[Query]:
        found = [self.translated(text) for text in narrow]
        return [*found, {"terms": {DJANGO_CT: list(models)}}] if models else found

    def _model_names(self, models: Iterable[Any] | None, registered_only: bool | None) -> list[str]:
        if models:
            return sorted(get_model_ct(model) for model in models)
        if registered_only is None:
            registered_only = getattr(settings, "HAYSTACK_LIMIT_TO_REGISTERED_MODELS", True)
        if not registered_only:
            return []
        indexed = connections[self.connection_alias].get_unified_index().get_indexed_models()
        return sorted(get_model_ct(model) for model in indexed)

    def _sort(self, sort_by: Sequence[str] | None) -> list[Any]:
        """Return the order: by score, or by fields each in its own direction, those without a value last."""
        order: list[Any] = []
        for name in filter(None, sort_by or ()):
            bare = name.lstrip("-")
            if bare not in self.schema:
                raise SearchBackendError(f"The index has no field {bare!r} to order by.")
            sorted_by = f"{bare}_order" if isinstance(self.schema[bare], ArticleText) else bare
            order.append({sorted_by: {"order": "desc" if name.startswith("-") else "asc", "missing": "_last"}})
        return [*(order or [{"_score": {"order": "desc"}}]), {mapping.ID: {"order": "asc", "missing": "_last"}}]

    def _page(self, asked: Asked) -> Json:
        """Return the answer with the hits of the page asked for, however deep it lies."""
        body: Json = {
            "query": {"bool": {"must": [asked.query], "filter": asked.filters}},
            "sort": asked.sort,
            "track_scores": True,
            "track_total_hits": True,
            "timeout": f"{SECONDS * 1000:.0f}ms",
        }
        patience = Patience(SECONDS)
        size = mapping.MOST_PAGE if asked.end is None else max(asked.end, asked.start + 1) - asked.start
        deep = asked.start + size > mapping.MOST_PAGE or asked.end is None
        first = body | {"size": 0 if deep else size, "from": 0 if deep else asked.start, "aggs": asked.aggregations}
        answer = self.search_index(first, patience)
        raise_if_cut_short(answer, SECONDS)
        if deep and answer["hits"]["total"]["value"] > asked.start:
            answer["hits"]["hits"] = list(islice(self._walk(body, patience), asked.start, asked.end))
        return answer

    def search_index(self, body: Json, patience: Patience) -> Json:
        """Return the cluster's answer to a search, with one idf for all shards."""
        return self.engine.cluster.read(
            "POST",
            f"/{self.engine.name}/_search",
            body,
            patience=patience,
            search_type="dfs_query_then_fetch",
            allow_partial_search_results="false",
        )

    def _walk(self, body: Json, patience: Patience) -> Iterator[Json]:
        """Yield all hits of a sorted search, over one state of the index."""
        cluster = self.engine.cluster
        with point_in_time(cluster, self.engine.name, patience) as point:
            body = body | {"size": mapping.MOST_PAGE, "pit": {"id": point, "keep_alive": KEPT_OPEN}}
            while hits := cluster.read("POST", "/_search", body, patience=patience)["hits"]["hits"]:
                yield from hits
                body["search_after"] = hits[-1]["sort"]

    # Results

    def _results(self, hits: Sequence[Json], result_class: Any, marker: Marker | None) -> list[Any]:
        stored = [hit["_source"] for hit in hits]
        results = []
        for hit, values, loaded in zip(hits, stored, self._loaded(stored), strict=True):
            app_label, model_name = values[DJANGO_CT].split(".")
            model = haystack_get_model(app_label, model_name)
            fields = self._values(model, loaded or values)
            if marker:
                fields["highlighted"] = {self.content_field_name: [marker(fields.get(self.content_field_name) or "")]}
            made = result_class or SearchResult
            results.append(made(app_label, model_name, values[DJANGO_ID], hit["_score"] or 0.0, **fields))
        return results

    def _loaded(self, stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the fields of these documents, from indexes that know how to load them."""
        unified = connections[self.connection_alias].get_unified_index()
        loaded: dict[tuple[str, str], dict[str, Any]] = {}
        for model in unified.get_indexed_models():
            index, name = unified.get_index(model), get_model_ct(model)
            ids = [fields[DJANGO_ID] for fields in stored if fields[DJANGO_CT] == name]
            if ids and hasattr(index, "load_stored"):
                loaded |= {(name, each): values for each, values in index.load_stored(ids).items()}
        return [loaded.get((fields[DJANGO_CT], fields[DJANGO_ID]), {}) for fields in stored]

    def _values(self, model: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
        unified = connections[self.connection_alias].get_unified_index()
        declared = unified.get_index(model).fields if model in unified.get_indexed_models() else {}
        return {
            name: declared[name].convert(value) if value is not None else None
            for name, value in fields.items()
            if name in declared
        } | ({"id": fields["id"]} if "id" in fields else {})

    def _marker(self, parsed: Any) -> Marker:
        """Return what marks the words of a query in a text with <em>."""
        name = self.content_field_name
        terms = {_stem(term) for field, term in parsed.all_terms() if field == name}
        analyzer = WordAnalyzer(stems=True)
        return lambda text: str(highlight(text, terms, analyzer, ContextFragmenter(), WhooshHtmlFormatter("em")))


def _stem(term: bytes | str) -> str:
    found = term.decode() if isinstance(term, bytes) else term
    return words.stem_of(found.removeprefix(words.WORD_MARK))


def without(query: Query, identifiers: Sequence[str]) -> Query:
    """Return a query that leaves these documents out."""
    return {"bool": {"must": [query], **none_of([{"terms": {"id": list(identifiers)}}])["bool"]}}
