"""Haystack's backend on a cluster; it is also the engine of contract.py."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.encoding import force_str
from haystack import connections
from haystack.backends import BaseEngine, log_query
from haystack.backends.whoosh_backend import WhooshSearchQuery
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.utils import get_identifier, get_model_ct

from search.engine.contract import (
    DocumentError,
    IndexDocument,
    IndexUnavailableError,
)
from search.engine.forwarding import Forwarding
from search.engine.opensearch.address import read_address
from search.engine.opensearch.analysis import folded
from search.engine.opensearch.cluster import Patience, cluster_at
from search.engine.opensearch.documents import source_of_fields
from search.engine.opensearch.engine import ArticleEngine
from search.engine.opensearch.haystack_like import like
from search.engine.opensearch.haystack_search import SECONDS, Asked, HaystackSearch, without
from search.engine.opensearch.mapping import index_body
from search.engine.opensearch.queries import word
from search.engine.whoosh.backend import never_built, note_built
from search.engine.whoosh.documents import ARTICLE

logger = logging.getLogger(__name__)
_ARTICLE_ID: Final = f"{ARTICLE}."


class DatelineOpenSearchBackend(Forwarding, HaystackSearch):
    """One index, two doors: the contract's, and Haystack's."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.setup_complete = False
        self.address = read_address(options["URL"])
        self._engine: ArticleEngine | None = None

    def setup(self) -> None:
        """Read the declarations, and make the index on the first day. Raises IndexUnavailableError."""
        self.prepare_parser()
        if not self.engine.exists():
            if not never_built():
                raise IndexUnavailableError(
                    f"The search cluster has no index {self.address.name!r}; build it with: manage.py index --rebuild"
                )
            self.engine.create()
            note_built()
        self.setup_complete = True

    def _ready(self) -> None:
        if not self.setup_complete:
            self.setup()

    @property
    def engine(self) -> ArticleEngine:
        """The engine of articles; using it never makes an index unasked."""
        if self._engine is None:
            declared = connections[self.connection_alias].get_unified_index().all_searchfields()
            body = index_body(self.address, declared)
            self._engine = ArticleEngine(cluster_at(self.address), body, never_built)
        return self._engine

    # Haystack's writing

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Replace these objects. A bad one is left out if failing silently, else nothing is written."""
        self._ready()
        objects = list(iterable)
        if not objects:
            return
        if hasattr(index, "prepare_documents"):
            report = self.engine.write(self._documents(index, objects))
            refused = report.refused
        else:
            declared = connections[self.connection_alias].get_unified_index().all_searchfields()
            sources = [source_of_fields(fields, declared) for fields in self._prepared(index, objects)]
            refused = tuple(self.engine.keeper.replace_others(sources).refused)
            self.engine.keeper.show()
        for error in refused:
            self._fail(f"{_ARTICLE_ID}{error.article_id} cannot be indexed: {error.reason}", error)

    def _documents(self, index: Any, objects: Sequence[Any]) -> list[IndexDocument]:
        """Return the documents of articles; one by one when there is a bad one, so that it is named or left out."""
        try:
            return list(index.prepare_documents(objects))
        except DocumentError as error:
            if len(objects) == 1:
                self._fail(f"{get_identifier(objects[0])} cannot be prepared: {error}", error)
                return []
        return [document for each in objects for document in self._documents(index, [each])]

    def _prepared(self, index: Any, objects: Sequence[Any]) -> list[Mapping[str, Any]]:
        found = []
        for each in objects:
            try:
                found.append(index.full_prepare(each))
            except SkipDocument:
                logger.debug("Indexing for object `%s` skipped", each)
            except Exception as error:
                self._fail(f"{get_identifier(each)} cannot be prepared: {error}", error)
        return found

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Remove an object or identifier."""
        self._ready()
        identifier = get_identifier(obj_or_string)
        number = identifier.removeprefix(_ARTICLE_ID)
        if number.isdecimal():
            self.engine.write([], deleted=[int(number)])
        else:
            self.engine.keeper.remove_matching({"term": {"id": identifier}})

    def clear(self, models: Sequence[Any] | None = None, commit: bool = True) -> None:
        """Remove all objects of these models; None = everything, at once for all readers."""
        self._ready()
        indexed = set(map(get_model_ct, connections[self.connection_alias].get_unified_index().get_indexed_models()))
        names = indexed if models is None else {get_model_ct(model) for model in models}
        if indexed <= names:
            self.engine.rebuild([])
        else:
            self.engine.keeper.remove_matching({"terms": {"django_ct": sorted(names)}})

    def _fail(self, message: str, error: Exception) -> None:
        if not self.silently_fail:
            raise SearchBackendError(message) from error
        logger.error(message)

    # Haystack's searches

    @log_query  # type: ignore[untyped-decorator]
    def search(self, query_string: str, **options: Any) -> dict[str, Any]:
        """Search as Haystack asks."""
        self._ready()
        return self.find(force_str(query_string), **options)

    def more_like_this(
        self,
        model_instance: Any,
        additional_query_string: str | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        models: Iterable[Any] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: Any = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Return objects whose document field uses the same uncommon words."""
        self._ready()
        index = connections[self.connection_alias].get_unified_index().get_index(type(model_instance))
        text = index.full_prepare(model_instance)[self.content_field_name]
        found = like(self.engine, self.content_field_name, force_str(text), getattr(text, "language", ""))
        asked = Asked(without(found, [get_identifier(model_instance)]), start=start_offset or 0, end=end_offset)
        narrow = [additional_query_string] if additional_query_string not in (None, "", "*") else []
        asked.filters = self._filters(narrow, self._model_names(models, limit_to_registered_models))
        asked.sort = self._sort(None)
        answer = self._page(asked)
        results = self._results(answer["hits"]["hits"], result_class, None)
        return {"results": results, "hits": answer["hits"]["total"]["value"]}

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """Return the query with its unknown words spelt as the index knows them; None = nothing to correct."""
        found = folded(query_string)
        best = [each if self._is_known(each) else next(iter(self.words_like(each, 1)), each) for each in found]
        return " ".join(best) if best != found else None

    def _is_known(self, found: str) -> bool:
        body = {"query": word(self.content_field_name, found, 1.0), "size": 0, "track_total_hits": True}
        return bool(self.search_index(body, Patience(SECONDS))["hits"]["total"]["value"])

    def discard(self) -> None:
        """Take the index away from readers, until another is built."""
        self.engine.discard()


class DatelineOpenSearchEngine(BaseEngine):
    """The engine that settings name."""

    backend = DatelineOpenSearchBackend
    query = WhooshSearchQuery
