"""Evaluates Whoosh's query trees over whole posting lists, a segment at a time, with scores.

Scores are those of Whoosh's BM25F (B .75, K1 1.5, coarse field lengths) but for these differences, each on purpose:
documents that are deleted count nowhere, so that scores don't depend on how the index came about; the idf is Lucene's
(snapshot.py); all words of a prefix, wildcard, fuzzy word or range of terms count as one term; a Not adds nothing.
Queries of kinds not known here are left to Whoosh's own matchers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
from whoosh import query as whoosh_query
from whoosh.util.times import datetime_to_long

from search.engine.whoosh import expansion, phrases, stock
from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.fields import Moment
from search.engine.whoosh.leaves import Leaf, any_of, matches_of
from search.engine.whoosh.postings import NO_POSTINGS, Floats, Ints, Postings
from search.engine.whoosh.sets import NO_MATCHES, Matches, best, common, either, without
from search.engine.whoosh.snapshot import NO_DAY, Snapshot, idf

Query = Any
Check = Callable[[], None]
NO_NUMBER: Final = -1  # in a column of moments


@dataclass(slots=True)
class _Side:
    """One condition of an And: terms of which one must stand in a document, or what it matches; how much that is."""

    leaves: Sequence[Leaf]
    matches: Matches
    size: int


class Evaluator:
    """Evaluates queries over one snapshot; `check` is called now and then and may raise."""

    def __init__(self, snapshot: Snapshot, check: Check = lambda: None) -> None:
        self.snapshot = snapshot
        self.check = check
        self._leaves: dict[int, tuple[Query, Leaf]] = {}
        self._phrases: dict[int, tuple[Query, list[Query]]] = {}

    def matches(self, query: Query) -> list[Matches]:
        """Return the matches in each segment, deleted documents left out."""
        found = []
        for number, part in enumerate(self.snapshot.parts):
            matched = self._evaluate(query, number)
            found.append(matched if part.alive is None else matched.kept(part.alive[matched.documents]))
        return found

    def _evaluate(self, query: Query, number: int) -> Matches:
        self.check()
        act = _ACTS.get(type(query))
        if act is None:
            return self._stock(query, number)
        return act(self, query, number)

    def _count(self, number: int) -> int:
        return self.snapshot.parts[number].count

    # Terms

    def leaf(self, query: Query) -> Leaf:
        """Return a term's postings and weight; kept for the other segments."""
        known = self._leaves.get(id(query))
        if known is None:
            known = self._leaves[id(query)] = query, self._new_leaf(query)
        return known[1]

    def _new_leaf(self, query: Query) -> Leaf:
        field = query.fieldname
        kind = self.snapshot.schema._fields.get(field)
        if kind is None or not kind.indexed:
            return Leaf(field, [NO_POSTINGS] * len(self.snapshot.parts), 0.0, scorable=False, boost=1.0)
        postings = [expansion.postings(segment, kind, query, self.check) for segment in self.snapshot.segments]
        return self.weighted(field, postings, query.boost)

    def weighted(self, field: str, postings: Sequence[Postings], boost: float) -> Leaf:
        """Return postings with the weight that their number gives them."""
        kind = self.snapshot.schema[field]
        weight = boost
        if kind.scorable:
            parts = zip(self.snapshot.parts, postings, strict=True)
            weight *= idf(sum(part.count_living(found) for part, found in parts), self.snapshot.alive_count)
        return Leaf(field, postings, weight, scorable=bool(kind.scorable), boost=float(kind.format.field_boost))

    def _term(self, query: Query, number: int) -> Matches:
        if self._is_moment(query):
            return self._moment_terms(query, number)
        return self._leaf_matches(self.leaf(query), number)

    def _leaf_matches(self, leaf: Leaf, number: int) -> Matches:
        return matches_of(leaf, self.snapshot, number)

    def _phrase(self, query: Query, number: int) -> Matches:
        segment = self.snapshot.segments[number]
        text = segment.text(query.fieldname)
        if text is None or not query.words:
            return NO_MATCHES if segment.terms(query.fieldname) is None else self._stock(query, number)
        leaves = [self.leaf(term) for term in self._words(query)]
        terms = [expansion.term_bytes(self.snapshot.schema[query.fieldname], word) for word in query.words]
        found = [leaf.postings[number] for leaf in leaves]
        documents = phrases.holding(text, terms, found, query.slop, self.check)
        scores = np.zeros(len(documents))
        for leaf in leaves:
            scores += self._scores_at(leaf, number, documents)
        return Matches(documents.astype(np.intp), scores).scaled(query.boost)

    def _words(self, query: Query) -> list[Query]:
        """Return the words of a phrase as terms; kept for the other segments."""
        known = self._phrases.get(id(query))
        if known is None:
            terms = [whoosh_query.Term(query.fieldname, word) for word in query.words]
            known = self._phrases[id(query)] = query, terms
        return known[1]

    def _scores_at(self, leaf: Leaf, number: int, documents: Array) -> Floats:
        """Return the scores of a term in documents all of which hold it."""
        found = leaf.postings[number]
        ascending = True, found.ascending
        mine, places = common(documents, found.documents, self._count(number), ascending=ascending)
        scores = np.zeros(len(documents))
        scores[mine] = self._scores_of(leaf, number, places)
        return scores

    def _scores_of(self, leaf: Leaf, number: int, places: Ints | None) -> Floats:
        """Return the scores of a term at some places of its postings; None = all."""
        documents, frequencies = leaf.postings[number].documents, leaf.postings[number].frequencies
        if places is not None:
            documents = documents.take(places)
            frequencies = None if frequencies is None else frequencies.take(places)
        return leaf.scores(self.snapshot, self.snapshot.parts[number], documents.astype(np.intp), frequencies)

    def _stock(self, query: Query, number: int) -> Matches:
        return stock.matches(self._searcher, query, number, self.check)

    @cached_property
    def _searcher(self) -> Any:
        return stock.searcher(self.snapshot)

    # Combinations

    def _and(self, query: Query, number: int) -> Matches:
        excluded = [each.query for each in query.subqueries if type(each) is whoosh_query.Not]
        wanted = [each for each in query.subqueries if type(each) is not whoosh_query.Not]
        found = self._all(wanted, number) if wanted else Matches(self.snapshot.parts[number].documents)
        for each in excluded:
            found = self._without(found, each, number)
        return found.scaled(query.boost)

    def _all(self, queries: Sequence[Query], number: int) -> Matches:
        """Return what matches all of several queries: the one that matches least, narrowed by the others in turn."""
        sides = sorted((self._side(each, number) for each in queries), key=lambda side: side.size)
        found = self._whole(sides[0], number)
        for side in sides[1:]:
            found = self._narrowed(found, side, number)
        return found

    def _side(self, query: Query, number: int) -> _Side:
        terms = self._terms_of(query)
        if terms:
            leaves = [self.leaf(term) for term in terms]
            return _Side(leaves, NO_MATCHES, sum(len(leaf.postings[number]) for leaf in leaves))
        matches = self._evaluate(query, number)
        return _Side((), matches, len(matches))

    def _terms_of(self, query: Query) -> Sequence[Query]:
        """Return the terms of which one must stand in a document; none = the query asks for something else."""
        terms = query.subqueries if type(query) is whoosh_query.Or and query.boost == 1 else (query,)
        return terms if all(type(each) in _LEAVES and not self._is_moment(each) for each in terms) else ()

    def _whole(self, side: _Side, number: int) -> Matches:
        if not side.leaves:
            return side.matches
        return any_of(side.leaves, self.snapshot, number)

    def _narrowed(self, found: Matches, side: _Side, number: int) -> Matches:
        """Return those matches that a side has too, with its scores added."""
        if not side.leaves:
            mine, places = self._common(found, side.matches, number)
            kept = found.at(mine)
            more = side.matches.scores
            scores = _added(kept.scores, None if more is None else more.take(places))
            return Matches(kept.documents, scores, found.ascending and side.matches.ascending)
        held = np.zeros(len(found), dtype=np.bool_)
        scores = np.zeros(len(found)) if found.scores is None else found.scores.copy()
        for leaf in side.leaves:
            other = leaf.postings[number]
            ascending = found.ascending, other.ascending
            mine, places = common(found.documents, other.documents, self._count(number), ascending=ascending)
            held[mine] = True
            scores[mine] += self._scores_of(leaf, number, places)
        return Matches(found.documents, scores, found.ascending).kept(held)

    def _without(self, found: Matches, query: Query, number: int) -> Matches:
        """Return the matches that a query doesn't match."""
        terms = self._terms_of(query)
        if not terms:
            return without(found, self._evaluate(query, number), self._count(number))
        for term in terms:
            excluded = self.leaf(term).postings[number]
            found = without(found, Matches(excluded.documents, None, excluded.ascending), self._count(number))
        return found

    def _is_moment(self, query: Query) -> bool:
        return isinstance(self.snapshot.schema._fields.get(query.fieldname), Moment)

    def _or(self, query: Query, number: int) -> Matches:
        terms = self._terms_of(query)
        if terms:
            return any_of([self.leaf(term) for term in terms], self.snapshot, number)
        found = either([self._evaluate(each, number) for each in query.subqueries], self._count(number))
        return found.scaled(query.boost)

    def _disjunction_max(self, query: Query, number: int) -> Matches:
        parts = [self._evaluate(each, number) for each in query.subqueries]
        return best(parts, self._count(number)).scaled(query.boost) if parts else NO_MATCHES

    def _and_not(self, query: Query, number: int) -> Matches:
        return self._without(self._evaluate(query.a, number), query.b, number).scaled(query.boost)

    def _and_maybe(self, query: Query, number: int) -> Matches:
        found, extra = self._evaluate(query.a, number), self._evaluate(query.b, number)
        mine, places = self._common(found, extra, number)
        if extra.scores is None:
            return found.scaled(query.boost)
        scores = np.zeros(len(found)) if found.scores is None else found.scores.copy()
        scores[mine] += extra.scores[places]
        return Matches(found.documents, scores, found.ascending).scaled(query.boost)

    def _require(self, query: Query, number: int) -> Matches:
        found, required = self._evaluate(query.a, number), self._evaluate(query.b, number)
        mine, _ = self._common(found, required, number)
        scores = None if found.scores is None else found.scores[mine]
        ascending = found.ascending and required.ascending
        return Matches(found.documents[mine], scores, ascending).scaled(query.boost)

    def _common(self, first: Matches, second: Matches, number: int) -> tuple[Ints, Ints]:
        ascending = first.ascending, second.ascending
        return common(first.documents, second.documents, self._count(number), ascending=ascending)

    def _not(self, query: Query, number: int) -> Matches:
        every = Matches(self.snapshot.parts[number].documents)
        return self._without(every, query.query, number)

    def _every(self, query: Query, number: int) -> Matches:
        documents = self.snapshot.parts[number].documents
        if query.fieldname is None:
            return Matches(documents, np.full(len(documents), float(query.boost)))
        documents = expansion.having(self.snapshot.segments[number], query.fieldname).astype(np.intp)
        return Matches(documents, np.full(len(documents), float(query.boost)))

    def _constant(self, query: Query, number: int) -> Matches:
        found = self._evaluate(query.child, number)
        scores = np.full(len(found), float(query.score)) if query.score else None
        return Matches(found.documents, scores, found.ascending)

    def _nothing(self, _query: Query, _number: int) -> Matches:
        return NO_MATCHES

    # Ranges of moments

    def _moment_terms(self, query: Query, number: int) -> Matches:
        if type(query) is whoosh_query.Term:
            moment = _microseconds(query.text)
            return self._moments(query, number, moment, moment)
        return self._range(query, number) if type(query) is whoosh_query.TermRange else NO_MATCHES

    def _range(self, query: Query, number: int) -> Matches:
        if not self._is_moment(query):
            return self._stock(query, number)
        return self._moments(query, number, _bound(query, "start"), _bound(query, "end"))

    def _moments(self, query: Query, number: int, first: int | None, last: int | None) -> Matches:
        moments = self.snapshot.segments[number].numbers(query.fieldname, NO_DAY)
        mask = moments != NO_NUMBER
        if first is not None:
            mask &= moments >= first
        if last is not None:
            mask &= moments <= last
        documents = np.flatnonzero(mask)
        return Matches(documents, np.full(len(documents), float(query.boost)))


def _added(scores: Floats | None, more: Floats | None) -> Floats | None:
    """Return the sums of two arrays of scores; None = all 0."""
    if scores is None or more is None:
        return more if scores is None else scores
    return scores + more


def _microseconds(value: Any) -> int:
    """Return a moment as Whoosh counts it."""
    if isinstance(value, datetime):
        return int(datetime_to_long(value))
    if isinstance(value, date):
        return int(datetime_to_long(datetime(value.year, value.month, value.day)))
    if isinstance(value, bytes):
        return _microseconds(Moment(stored=False).from_bytes(value))
    return int(value)


def _bound(query: Query, side: str) -> int | None:
    """Return an inclusive bound of a range."""
    value = getattr(query, side)
    if value is None:
        return None
    shift = {"start": 1, "end": -1}[side] if getattr(query, f"{side}excl") else 0
    return _microseconds(value) + shift


_LEAVES: Final = frozenset(
    (
        whoosh_query.Term,
        whoosh_query.Prefix,
        whoosh_query.Wildcard,
        whoosh_query.FuzzyTerm,
        whoosh_query.Regex,
        whoosh_query.TermRange,
    )
)
_ACTS: Final[dict[type, Callable[[Evaluator, Query, int], Matches]]] = {
    **dict.fromkeys(_LEAVES, Evaluator._term),
    whoosh_query.Phrase: Evaluator._phrase,
    whoosh_query.And: Evaluator._and,
    whoosh_query.Or: Evaluator._or,
    whoosh_query.DisjunctionMax: Evaluator._disjunction_max,
    whoosh_query.AndNot: Evaluator._and_not,
    whoosh_query.AndMaybe: Evaluator._and_maybe,
    whoosh_query.Require: Evaluator._require,
    whoosh_query.Not: Evaluator._not,
    whoosh_query.Every: Evaluator._every,
    whoosh_query.ConstantScoreQuery: Evaluator._constant,
    type(whoosh_query.NullQuery): Evaluator._nothing,
    whoosh_query.NumericRange: Evaluator._range,
    whoosh_query.DateRange: Evaluator._range,
}
