"""Haystack's query strings, parsed by Whoosh's parser, in the cluster's query language.

So a SearchQuerySet means the same on both engines, raw searches included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from haystack.exceptions import SearchBackendError
from whoosh import fields, query

from search.engine.opensearch import queries
from search.engine.opensearch.analysis import safe
from search.engine.opensearch.queries import EVERYTHING, NOTHING, WEIGHTS, Query
from search.engine.whoosh import words
from search.engine.whoosh.fields import ArticleText, Moment, build_schema

PLAIN_WEIGHT: Final = 2.5


def query_schema(declared: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the name of the document field and a schema for the parser, in which all texts are cut alike."""
    document, schema = build_schema(declared)
    texts = [name for name, kind in schema.items() if isinstance(kind, fields.TEXT | fields.NGRAM | fields.NGRAMWORDS)]
    for name in texts:
        schema.remove(name)
        schema.add(name, ArticleText(stored=False))
    return document, schema


class Translator:
    """Translates queries over the fields of a schema."""

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self._ways: dict[type, Callable[[Any], Query]] = {
            query.Term: self._term,
            query.Phrase: self._phrase,
            query.Prefix: lambda node: self._pattern(node, {"prefix": {"value": safe(node.text)}}),
            query.Wildcard: lambda node: self._pattern(node, {"wildcard": {"value": safe(node.text)}}),
            query.Regex: self._regex,
            query.FuzzyTerm: self._fuzzy,
            query.TermRange: self._range,
            query.NumericRange: self._range,
            query.DateRange: self._range,
            query.Every: lambda node: queries.exists(self._exact(node.fieldname)) if node.fieldname else EVERYTHING,
            query.And: lambda node: queries.all_of(map(self.translated, node.subqueries)),
            query.Or: lambda node: queries.any_of(map(self.translated, node.subqueries)),
            query.DisjunctionMax: lambda node: {"dis_max": {"queries": list(map(self.translated, node.subqueries))}},
            query.Not: lambda node: queries.none_of([self.translated(node.query)]),
            query.AndNot: self._and_not,
            query.AndMaybe: self._and_maybe,
            query.Require: self._require,
            query.ConstantScoreQuery: lambda node: {
                "constant_score": {"filter": self.translated(node.child), "boost": node.score}
            },
        }

    def translated(self, node: Any) -> Query:
        """Return a query in the cluster's language. Raises SearchBackendError for kinds that it does not know."""
        if node == query.NullQuery:
            return NOTHING
        way = self._ways.get(type(node))
        if way is None:
            raise SearchBackendError(f"OpenSearch cannot answer a query of the kind {type(node).__name__}.")
        boost = getattr(node, "boost", 1.0)
        found = way(node)
        return queries.weighted_by(found, boost) if boost != 1.0 else found

    def _is_text(self, field: str) -> bool:
        return isinstance(self.schema._fields.get(field), ArticleText)

    def _exact(self, field: str) -> str:
        """Return the field that holds whole values, or the folded words of a text."""
        return f"{field}_forms" if self._is_text(field) else field

    def _term(self, node: Any) -> Query:
        field, text = node.fieldname, node.text
        if self._is_text(field) and isinstance(text, str):
            if not text.startswith(words.WORD_MARK):
                return self._weighted(field, {"term": {self._exact(field): safe(text)}})
            return queries.word(field, safe(text.removeprefix(words.WORD_MARK)), self._weight(field))
        return {"term": {field: self._value(field, text)}}

    def _value(self, field: str, text: Any) -> Any:
        kind = self.schema._fields.get(field)
        if isinstance(kind, fields.BOOLEAN):
            return bool(text)
        if isinstance(text, bytes):
            text = kind.from_bytes(text) if kind is not None else text.decode()
        if isinstance(kind, Moment) and isinstance(text, int):  # as Whoosh's parser has them
            text = datetime.min + timedelta(microseconds=text)
        return _moment(text) if isinstance(text, datetime) else text

    def _phrase(self, node: Any) -> Query:
        found = [safe(word.removeprefix(words.WORD_MARK)) for word in node.words]
        if not self._is_text(node.fieldname):
            return {"term": {node.fieldname: " ".join(found)}}
        return queries.phrase(node.fieldname, found, node.slop - 1, self._weight(node.fieldname))

    def _pattern(self, node: Any, wanted: Mapping[str, Any]) -> Query:
        [(kind, options)] = wanted.items()
        return self._weighted(node.fieldname, {kind: {self._exact(node.fieldname): options}})

    def _regex(self, node: Any) -> Query:
        return self._pattern(node, {"regexp": {"value": node.text.lstrip("^"), "flags": "NONE"}})

    def _fuzzy(self, node: Any) -> Query:
        edits = min(int(node.maxdist), queries.MOST_EDITS)
        field = self._exact(node.fieldname)
        return self._weighted(node.fieldname, queries.near(field, safe(node.text), edits, same_start=node.prefixlength))

    def _range(self, node: Any) -> Query:
        bounds = {
            name: self._value(node.fieldname, value)
            for name, value in (
                ("gt" if node.startexcl else "gte", node.start),
                ("lt" if node.endexcl else "lte", node.end),
            )
            if value is not None
        }
        return {"range": {self._exact(node.fieldname): bounds}}

    def _and_not(self, node: Any) -> Query:
        return {"bool": {"must": [self.translated(node.a)], "must_not": [self.translated(node.b)]}}

    def _and_maybe(self, node: Any) -> Query:
        return {"bool": {"must": [self.translated(node.a)], "should": [self.translated(node.b)]}}

    def _require(self, node: Any) -> Query:
        return {"bool": {"must": [self.translated(node.a)], "filter": [self.translated(node.b)]}}

    def _weight(self, field: str) -> float:
        return WEIGHTS.get(field, PLAIN_WEIGHT)

    def _weighted(self, field: str, found: Query) -> Query:
        return {"constant_score": {"filter": found, "boost": self._weight(field)}}


def _moment(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
