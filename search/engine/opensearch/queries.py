"""From the reader's query tree to the cluster's query language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any, Final

from search.engine.opensearch import mapping
from search.engine.opensearch.analysis import ALTERNATIVES, all_either, both, folded
from search.facets import FACET_BY_NAME
from search.tree import And, DateRange, FacetName, FacetTerm, Fuzzy, Node, Not, Or, Phrase, Prefix, Term, TextField

TITLE: Final = "title"
BODY: Final = "text"
MOST_EDITS: Final = 2
MOST_GAPS: Final = 50  # ways to lay the words of a phrase apart that are tried one by one
SHORT_WORD: Final = 4  # letters; Lucene's own fuzzy query leaves out neighbours of shorter words
# Lucene's BM25 leaves out the factor k1 + 1; with it scores are of the size of the other engine's.
WEIGHTS: Final = {TITLE: 5.0, BODY: 2.5}

Query = dict[str, Any]
EVERYTHING: Final[Query] = {"match_all": {}}
NOTHING: Final[Query] = {"match_none": {}}


def fields_of(field: TextField) -> tuple[str, ...]:
    """Return the fields of the index that a query field means."""
    return {"title": (TITLE,), "body": (BODY,), "": (TITLE, BODY)}[field]


def to_query(node: Node) -> Query:
    """Return the query that a tree means; conditions on facets and dates score nothing."""
    if isinstance(node, And):
        return all_of(map(to_query, node.children)) if node.children else unscored(EVERYTHING)
    if isinstance(node, Or):
        return any_of(map(to_query, node.children))
    if isinstance(node, Not):
        return none_of([to_query(node.child)])
    if isinstance(node, FacetTerm):
        return unscored(has_any(FACET_BY_NAME[node.facet].index_field, node.values))
    if isinstance(node, DateRange):
        return unscored({"bool": {"filter": within_days(ordinal(node.first), ordinal(node.last))}})
    if isinstance(node, FacetName):
        raise TypeError(f"{node.facet}:{node.name} must be looked up before the engine is asked.")
    return any_of(in_field(node, field) for field in fields_of(node.field))


def all_of(queries: Iterable[Query]) -> Query:
    """Return the query that all of these match."""
    found = list(queries)
    return found[0] if len(found) == 1 else {"bool": {"must": found}} if found else EVERYTHING


def any_of(queries: Iterable[Query]) -> Query:
    """Return the query that at least one of these matches; scores are added."""
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return {"bool": {"should": found, "minimum_should_match": 1}} if found else NOTHING


def none_of(queries: Iterable[Query]) -> Query:
    """Return the query for documents that match none of these; it scores nothing."""
    return {"bool": {"must_not": list(queries)}}


def unscored(query: Query) -> Query:
    """Return a query that matches the same and scores nothing."""
    return {"constant_score": {"filter": query, "boost": 0}}


def has_any(field: str, values: Iterable[str]) -> Query:
    """Return the query for documents with one of these values, each kept whole."""
    return {"terms": {field: sorted(values)}}


def exists(field: str) -> Query:
    """Return the query for documents that have any value of a field."""
    return {"exists": {"field": field}}


def ordinal(day: date | None) -> int | None:
    """Return the number of a day."""
    return None if day is None else day.toordinal()


def within_days(first: int | None, last: int | None) -> list[Query]:
    """Return the conditions of a date of publication that lies wholly in the days given, as ordinals."""
    conditions = [
        {"range": {field: {bound: day}}}
        for field, bound, day in ((mapping.FIRST_DAY, "gte", first), (mapping.LAST_DAY, "lte", last))
        if day is not None
    ]
    return conditions or [exists(mapping.FIRST_DAY)]


def in_field(node: Term | Phrase | Fuzzy | Prefix, field: str) -> Query:
    """Return the query for a word or words in one field."""
    found = folded(node.text)
    if not found:
        return NOTHING
    if isinstance(node, Prefix):
        return weighted(starting(mapping.FORMS[field], found[0]), field)
    if isinstance(node, Fuzzy):
        return weighted(near(mapping.FORMS[field], found[0], min(node.edits, MOST_EDITS)), field)
    if len(found) == 1:
        return word(field, found[0], WEIGHTS[field])
    return phrase(field, found, node.slop if isinstance(node, Phrase) else 0, WEIGHTS[field])


def weighted(query: Query, field: str) -> Query:
    """Return a query whose every match scores the weight of a field."""
    return {"constant_score": {"filter": query, "boost": WEIGHTS[field]}}


def word(field: str, found: str, boost: float) -> Query:
    """Return the query for a folded word in all its forms, which count as one term."""
    return {"match": {field: {"query": all_either([found]), "analyzer": ALTERNATIVES, "boost": boost}}}


def phrase(field: str, found: Sequence[str], slop: int, boost: float) -> Query:
    """Return the query for words in order, each at most `slop` positions further on than next to the one before."""
    if not slop:
        wanted = {"query": all_either(found), "analyzer": ALTERNATIVES, "boost": boost}
        return {"match_phrase": {field: wanted}}
    return weighted_by(any_of(_spans(field, found, slop)), boost)


def weighted_by(query: Query, boost: float) -> Query:
    """Return a query with its scores multiplied."""
    return {"bool": {"must": [query], "boost": boost}}


def _spans(field: str, found: Sequence[str], slop: int) -> Iterator[Query]:
    """Yield queries of which a document matches at least one, for stems and for plain words.

    The cluster bounds the sum of the gaps, the contract each of them. So all gaps but the last are tried one by one, as
    far as MOST_GAPS goes; of longer phrases the sum is bounded instead.
    """
    free = len(found) - 2
    for side in (0, 1):  # a text has stems or plain words, never both
        terms = [{"span_term": {field: both(each)[side]}} for each in found]
        if (slop + 1) ** free > MOST_GAPS:
            yield _near_span(terms, slop * (free + 1))
            continue
        for gaps in product(range(slop + 1), repeat=free):
            clauses: list[Query] = [terms[0]]
            for gap, term in zip(gaps, terms[1:-1], strict=True):
                clauses += [{"span_gap": {field: gap}}, term] if gap else [term]
            yield _near_span([_near_span(clauses, 0) if free else terms[0], terms[-1]], slop)


def _near_span(clauses: Sequence[Query], slop: int) -> Query:
    return {"span_near": {"clauses": list(clauses), "slop": slop, "in_order": True}}


def starting(field: str, beginning: str) -> Query:
    """Return the query for words that begin so."""
    return {"prefix": {field: {"value": beginning}}}


def near(field: str, found: str, edits: int, *, same_start: int = 1) -> Query:
    """Return the query for words at most so many edits away, with the same first letters."""
    if len(found) <= SHORT_WORD:
        return {"regexp": {field: {"value": neighbours(found, edits, same_start=same_start), "flags": "NONE"}}}
    wanted = {
        "value": found,
        "fuzziness": edits,
        "prefix_length": same_start,
        "transpositions": False,
        "rewrite": "constant_score",
    }
    return {"fuzzy": {field: wanted}}


def neighbours(found: str, edits: int, *, same_start: int = 1) -> str:
    """Return the regular expression of the words at most so many edits away; meant for short words."""
    start, rest = found[:same_start], tuple(map(literal, found[same_start:]))
    patterns = {rest}
    for _ in range(edits):
        patterns |= {edited for pattern in patterns for edited in _edited(pattern)}
    return literal(start) + "(" + "|".join(sorted("".join(pattern) for pattern in patterns)) + ")"


def _edited(pattern: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a pattern with one letter left out, changed or added."""
    for place in range(len(pattern) + 1):
        yield (*pattern[:place], ".", *pattern[place:])
        if place < len(pattern):
            yield (*pattern[:place], *pattern[place + 1 :])
            yield (*pattern[:place], ".", *pattern[place + 1 :])


def literal(text: str) -> str:
    """Return the regular expression of a text."""
    return re.sub(r"([^\w])", r"\\\1", text)
