"""From the reader's query tree to Whoosh's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from whoosh import query as whoosh_query

from search.engine.whoosh import words
from search.engine.whoosh.snapshot import FIRST_FIELD, LAST_FIELD
from search.facets import FACET_BY_NAME
from search.tree import And, DateRange, FacetName, FacetTerm, Fuzzy, Node, Not, Or, Phrase, Prefix, Term, TextField

TITLE: Final = "title"
BODY: Final = "text"
TITLE_WEIGHT: Final = 2.0
MOST_EDITS: Final = 2
_EVERYTHING: Final = whoosh_query.Every()


def fields_of(field: TextField) -> tuple[str, ...]:
    """Return the index fields that a query field means."""
    return {"title": (TITLE,), "body": (BODY,), "": (TITLE, BODY)}[field]


def to_query(node: Node) -> Any:
    """Return the query of Whoosh's that a tree means; conditions on facets and dates score nothing."""
    if isinstance(node, And):
        return (
            whoosh_query.And([to_query(child) for child in node.children]) if node.children else unscored(_EVERYTHING)
        )
    if isinstance(node, Or):
        return whoosh_query.Or([to_query(child) for child in node.children])
    if isinstance(node, Not):
        return whoosh_query.Not(to_query(node.child))
    if isinstance(node, FacetTerm):
        field = FACET_BY_NAME[node.facet].index_field
        return unscored(whoosh_query.Or([whoosh_query.Term(field, value) for value in sorted(node.values)]))
    if isinstance(node, DateRange):
        return _published(node)
    if isinstance(node, FacetName):
        raise TypeError(f"{node.facet}:{node.name} must be looked up before the engine is asked.")
    return whoosh_query.Or([in_field(node, field) for field in fields_of(node.field)])


def unscored(query: Any) -> Any:
    """Return a query that matches the same and scores nothing."""
    return whoosh_query.ConstantScoreQuery(query, 0.0)


def in_field(node: Term | Phrase | Fuzzy | Prefix, field: str) -> Any:
    """Return the query for a word or words in one field of the index."""
    boost = TITLE_WEIGHT if field == TITLE else 1.0
    found = words.folded_words(node.text)
    if not found:
        return whoosh_query.NullQuery
    if isinstance(node, Prefix):
        return whoosh_query.Prefix(field, found[0], boost=boost)
    if isinstance(node, Fuzzy):
        return whoosh_query.FuzzyTerm(field, found[0], boost=boost, maxdist=min(node.edits, MOST_EDITS), prefixlength=1)
    if len(found) == 1:
        return whoosh_query.Term(field, words.searched(found[0]), boost=boost)
    slop = node.slop if isinstance(node, Phrase) else 0
    return whoosh_query.Phrase(field, [words.searched(word) for word in found], slop=slop + 1, boost=boost)


def _published(node: DateRange) -> Any:
    """Return the query for articles whose whole date of publication lies inside."""
    first, last = (None if day is None else _midnight(day) for day in (node.first, node.last))
    return unscored(
        whoosh_query.And(
            [whoosh_query.DateRange(FIRST_FIELD, first, None), whoosh_query.DateRange(LAST_FIELD, None, last)]
        )
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
