"""SearchQuerySet's searches: query strings to pages of SearchResults."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.utils.encoding import force_str
from haystack import connections
from haystack.backends.whoosh_backend import WhooshHtmlFormatter, WhooshSearchBackend
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from haystack.utils.app_loading import haystack_get_model
from whoosh import query
from whoosh.analysis import StemmingAnalyzer
from whoosh.highlight import ContextFragmenter, highlight

from search.engine.whoosh import words
from search.engine.whoosh.fields import ArticleText, WordAnalyzer
from search.engine.whoosh.ordering import ordered
from search.engine.whoosh.postings import Floats, Ints, Mask
from search.engine.whoosh.results import Found
from search.engine.whoosh.snapshot import Snapshot

MOST_MASKS: Final = 100
LIKE_TERMS: Final = 20  # of an article, to look for others like it

Marker = Callable[[str], str]


class Results(Sequence[Any]):
    """Results that are made when the first is looked at: counting must not load a whole corpus."""

    def __init__(self, count: int, make: Callable[[], list[Any]]) -> None:
        self._count = count
        self._make = make

    @cached_property
    def _made(self) -> list[Any]:
        return self._make()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        return self._made[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made)


class HaystackSearch(WhooshSearchBackend):
    """The searching half of the backend."""

    index: Any
    _found: Found | None = None
    _masks: dict[str, Mask]

    def _forget(self) -> None:
        """Let go of the commit that was read last."""
        self._found = None
        self._masks = {}

    def _snapshot(self) -> Snapshot:
        """Return the newest commit."""
        raise NotImplementedError

    def _newest(self) -> Found:
        """Return the newest commit as Haystack's searches see it."""
        snapshot = self._snapshot()
        if self._found is None or self._found.snapshot is not snapshot:
            self._found, self._masks = Found(snapshot), {}
        return self._found

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
        query_facets: Any = None,
        narrow_queries: Iterable[str] | None = None,
        spelling_query: str | None = None,
        models: Iterable[Any] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: Any = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Return what Haystack wants of a search."""
        if not query_string or (len(query_string) == 1 and query_string.isalnum() and query_string.isascii()):
            return {"results": [], "hits": 0}
        if query_facets is not None:
            warnings.warn("Whoosh does not handle query faceting.", Warning, stacklevel=2)
        found = self._newest()
        parsed = self.parser.parse(query_string)
        if parsed is None or parsed == query.NullQuery:
            return {"results": [], "hits": 0}
        allowed = self._allowed(found, narrow_queries or (), self._model_names(models, limit_to_registered_models))
        documents, scores = found.scored(parsed)
        kept = allowed[documents]
        documents, scores = documents[kept], scores[kept]
        order = ordered(found, documents, scores, sort_by, self._load)[_page(start_offset, end_offset)]
        marker = self._marker(query_string, parsed) if highlight else None
        answer: dict[str, Any] = {
            "results": self._results(found, documents[order], scores[order], result_class, marker),
            "hits": len(documents),
            "facets": self._facets(found, documents, facets, date_facets),
            "spelling_suggestion": None,
        }
        if self.include_spelling:
            answer["spelling_suggestion"] = self.create_spelling_suggestion(spelling_query or query_string)
        return answer

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
        found = self._newest()
        itself = np.flatnonzero(found.mask(query.Term(ID, get_identifier(model_instance))))
        if not len(itself):
            return {"results": [], "hits": 0}
        narrow = [additional_query_string] if additional_query_string not in (None, "", "*") else []
        allowed = self._allowed(found, narrow, self._model_names(models, limit_to_registered_models)).copy()
        allowed[itself] = False
        documents, scores = found.scored(self._like(found, model_instance))
        kept = allowed[documents]
        documents, scores = documents[kept], scores[kept]
        order = ordered(found, documents, scores, None, self._load)[_page(start_offset, end_offset)]
        return {
            "results": self._results(found, documents[order], scores[order], result_class),
            "hits": len(documents),
        }

    def _ready(self) -> None:
        if not self.setup_complete:
            self.setup()

    def _like(self, found: Found, instance: Any) -> Any:
        """Return the query of the words that tell an object's text from others."""
        field = self.content_field_name
        index = connections[self.connection_alias].get_unified_index().get_index(type(instance))
        counts = self._words_of(index.full_prepare(instance)[field])
        weights = {}
        for term, count in counts.items():
            frequency = _documents_with(found.snapshot, field, term.encode())
            if frequency > 1:  # the object itself has it
                weights[term] = (1 + math.log(count)) * math.log(1 + found.total / frequency)
        best = sorted(weights, key=lambda term: (-weights[term], term))[:LIKE_TERMS]
        return query.Or([query.Term(field, term) for term in best])

    def _words_of(self, text: Any) -> Mapping[str, float]:
        """Return the terms that stand for the words of a text, and how often each stands in it."""
        kind = self.schema[self.content_field_name]
        if not isinstance(kind, ArticleText):
            return {term.decode(): frequency for term, frequency, *_ in kind.index(force_str(text))}
        counts = Counter(words.folded_words(text))
        if not words.is_stemmed(getattr(text, "language", "")):
            return {words.searched(word): count for word, count in counts.items()}
        of_stem: dict[str, tuple[str, int]] = {}
        for word, count in counts.items():
            first, before = of_stem.get(words.stem_of(word), (word, 0))
            of_stem[words.stem_of(word)] = first, before + count
        return {words.searched(word): count for word, count in of_stem.values()}

    def _model_names(self, models: Iterable[Any] | None, registered_only: bool | None) -> list[str]:
        if models:
            return sorted(get_model_ct(model) for model in models)
        if registered_only is None:
            registered_only = getattr(settings, "HAYSTACK_LIMIT_TO_REGISTERED_MODELS", True)
        if not registered_only:
            return []
        indexed = connections[self.connection_alias].get_unified_index().get_indexed_models()
        return sorted(get_model_ct(model) for model in indexed)

    def _allowed(self, found: Found, narrow: Iterable[str], models: Sequence[str]) -> Mask:
        """Return the documents of these models that every narrowing query matches."""
        mask = np.ones(found.total, dtype=np.bool_)
        if models:
            mask &= self._mask(
                found, "models " + " ".join(models), query.Or([query.Term(DJANGO_CT, each) for each in models])
            )
        for text in narrow:
            mask &= self._mask(found, f"narrow {text}", self.parser.parse(force_str(text)))
        return mask

    def _mask(self, found: Found, key: str, parsed: Any) -> Mask:
        if key not in self._masks:
            if len(self._masks) >= MOST_MASKS:
                self._masks.clear()
            self._masks[key] = found.mask(parsed)
        return self._masks[key]

    def _facets(
        self, found: Found, documents: Ints, facets: Iterable[str] | None, date_facets: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        if not facets and not date_facets:
            return {}
        fields = {name: found.count_values(name, documents) for name in facets or ()}
        dates = {name: found.count_dates(name, documents, wanted) for name, wanted in (date_facets or {}).items()}
        return {"fields": fields, "dates": dates, "queries": {}}

    def _results(
        self, found: Found, documents: Ints, scores: Floats, result_class: Any, marker: Marker | None = None
    ) -> Results:
        def make() -> list[Any]:
            return self._make_results(found, documents, scores, result_class, marker)

        return Results(len(documents), make)

    def _make_results(
        self, found: Found, documents: Ints, scores: Floats, result_class: Any, marker: Marker | None
    ) -> list[Any]:
        stored = [found.stored(number) for number in documents.tolist()]
        results = []
        for fields, loaded, score in zip(stored, self._loaded(stored), scores.tolist(), strict=True):
            app_label, model_name = fields[DJANGO_CT].split(".")
            model = haystack_get_model(app_label, model_name)
            values = self._values(model, loaded | fields)
            if marker:
                values["highlighted"] = {self.content_field_name: [marker(values.get(self.content_field_name) or "")]}
            made = result_class or SearchResult
            results.append(made(app_label, model_name, fields[DJANGO_ID], score, **values))
        return results

    def _loaded(self, stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return what the index doesn't store of these documents, from indexes that know how to load it."""
        unified = connections[self.connection_alias].get_unified_index()
        loaders = {get_model_ct(model): unified.get_index(model) for model in unified.get_indexed_models()}
        loaded: dict[tuple[str, str], dict[str, Any]] = {}
        for name, index in loaders.items():
            ids = [fields[DJANGO_ID] for fields in stored if fields[DJANGO_CT] == name]
            if ids and hasattr(index, "load_stored"):
                loaded |= {(name, each): values for each, values in index.load_stored(ids).items()}
        return [loaded.get((fields[DJANGO_CT], fields[DJANGO_ID]), {}) for fields in stored]

    def _load(self, name: str, documents: Ints) -> list[Any]:
        """Return a field's values, which the index doesn't keep, of these documents."""
        assert self._found is not None
        stored = [self._found.stored(number) for number in documents.tolist()]
        unified = connections[self.connection_alias].get_unified_index()
        values: dict[tuple[str, str], Any] = {}
        for model in unified.get_indexed_models():
            index, label = unified.get_index(model), get_model_ct(model)
            ids = [fields[DJANGO_ID] for fields in stored if fields[DJANGO_CT] == label]
            if ids:
                values |= {(label, each): value for each, value in _loaded_values(index, name, ids).items()}
        return [values.get((fields[DJANGO_CT], fields[DJANGO_ID])) for fields in stored]

    def _values(self, model: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
        unified = connections[self.connection_alias].get_unified_index()
        declared = unified.get_index(model).fields if model in unified.get_indexed_models() else {}
        return {
            name: declared[name].convert(value) if name in declared else self._to_python(value)
            for name, value in fields.items()
            if name not in (DJANGO_CT, DJANGO_ID)
        }

    def _marker(self, query_string: str, parsed: Any) -> Marker:
        """Return what marks the words of a query in a text with <em>."""
        field = self.content_field_name
        if isinstance(self.schema[field], ArticleText):
            analyzer: Any = WordAnalyzer(stems=True)
            terms = {_stem(term) for name, term in parsed.all_terms() if name == field}
        else:
            analyzer = StemmingAnalyzer()
            terms = {token.text for token in analyzer(query_string)}
        return lambda text: str(highlight(text, terms, analyzer, ContextFragmenter(), WhooshHtmlFormatter("em")))


def _page(start: int | None, end: int | None) -> slice:
    """Return the places of a page; Haystack asks for at least one."""
    return slice(start or 0, None if end is None else max(end, (start or 0) + 1))


def _loaded_values(index: Any, name: str, ids: Sequence[str]) -> Mapping[str, Any]:
    """Return a field's values by id, from an index that knows how to load them. Raises SearchBackendError."""
    if hasattr(index, "load_values"):
        found: Mapping[str, Any] = index.load_values(name, ids)
        return found
    if hasattr(index, "load_stored"):
        return {each: values.get(name) for each, values in index.load_stored(ids).items()}
    raise SearchBackendError(f"The index keeps no values of {name!r} to order by.")


def _documents_with(snapshot: Snapshot, field: str, term: bytes) -> int:
    """Return in how many documents a term stands; a document with two forms of a word may count twice."""
    found = [segment.terms(field) for segment in snapshot.segments]
    return sum(
        terms.document_frequency(number) for terms in found if terms is not None for number in terms.numbers(term)
    )


def _stem(term: bytes | str) -> str:
    word = term.decode() if isinstance(term, bytes) else term
    return words.stem_of(word.removeprefix(words.WORD_MARK))
