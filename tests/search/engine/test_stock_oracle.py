"""The evaluator against stock Whoosh, over the same arrays and over an index that stock Whoosh wrote.

For random corpora and random queries the hits are the same. The scores are the same where the formula is (BM25F with
ArticleWeighting's idf), but for these differences, each on purpose and each tested in test_differences.py:

- documents that are deleted count nowhere: not in the idf, not in the average length;
- all words of a prefix, wildcard, fuzzy word, regular expression or range of terms count as one term;
- a Not matches and scores nothing (Whoosh adds 1 for it within an And);
- a boost multiplies the scores of its own subtree and of nothing else;
- AndNot and Require match what they say (Whoosh's AndNot may let its first document slip through, its Require is one);
- AndMaybe always adds what it may add (Whoosh's forgets it for the first document after a gap that others made);
- the best of several (DisjunctionMax) is the best of those that match (Whoosh also looks at those yet to come).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from haystack.exceptions import SearchBackendError
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.matching import AndMaybeMatcher, AndNotMatcher

from search.engine.whoosh import stock
from search.engine.whoosh.fields import Text
from search.engine.whoosh.parsing import ArticleQueryParser
from search.engine.whoosh.snapshot import ArticleWeighting, Snapshot, deleted_numbers
from search.engine.whoosh.words import searched
from tests.search.engine.indexes import FIRST, FULL, Batches, array_index, batches, schema, stock_index
from tests.search.engine.query_trees import (
    SPELT,
    TEXTS,
    WORDS,
    any_queries,
    evaluated,
    few,
    gone_of,
    scored_queries,
    snapshot_of,
)


@pytest.fixture(autouse=True, scope="module")
def matchers_mended() -> Iterator[None]:
    """Mend AndNot, which doesn't always look at its first document and may fail at the end, and AndMaybe."""
    find_next, skip = AndNotMatcher._find_next, AndMaybeMatcher.skip_to

    def find(matcher: Any) -> Any:
        return find_next(matcher) if matcher.a.is_active() and matcher.b.is_active() else False

    def skip_to(matcher: Any, id: int) -> None:
        skip(matcher, id)
        matcher._first_b()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AndMaybeMatcher, "skip_to", skip_to)
        patch.setattr(AndNotMatcher, "_find_first", find)
        patch.setattr(AndNotMatcher, "_find_next", find)
        yield


def mended(wanted: Any) -> Any:
    """Return a query that means the same to Whoosh, without Require."""
    if isinstance(wanted, query.Require):
        return query.AndNot(mended(wanted.a), query.Not(mended(wanted.b)))
    return wanted if wanted.is_leaf() else wanted.apply(mended)


def stock_scores(index: Any, wanted: Any) -> dict[int, float]:
    with index.searcher(weighting=ArticleWeighting()) as searcher:
        return {hit.docnum: hit.score for hit in searcher.search(mended(wanted), limit=None)}


@few
@given(batches(), st.sets(st.integers(0, 50), max_size=4), st.lists(any_queries(), min_size=4, max_size=8))
def test_hits_are_those_of_stock_whoosh(found: Batches, numbers: set[int], queries: list[Any]) -> None:
    gone = gone_of(found, numbers)
    arrays, written = array_index(found, gone), stock_index(found, gone)
    snapshot = snapshot_of(arrays)
    for wanted in queries:
        hits = set(evaluated(snapshot, wanted))
        assert hits == set(stock_scores(written, wanted)), wanted
        assert hits == set(stock_scores(arrays, wanted)), wanted


@few
@given(batches(), st.lists(scored_queries(), min_size=4, max_size=8))
def test_scores_are_those_of_stock_whoosh(found: Batches, queries: list[Any]) -> None:
    arrays, written = array_index(found), stock_index(found)
    snapshot = snapshot_of(arrays)
    for wanted in queries:
        scores = evaluated(snapshot, wanted)
        for index in (arrays, written):
            expected = stock_scores(index, wanted)
            assert scores == {number: pytest.approx(score, rel=1e-4) for number, score in expected.items()}, wanted


@few
@given(batches(), st.lists(WORDS, min_size=1, max_size=3), TEXTS, st.integers(1, 4))
def test_words_in_all_their_forms(found: Batches, chosen: list[str], field: str, slop: int) -> None:
    arrays = array_index(found)
    marked = [searched(word) for word in chosen]
    every_word = [query.Term(field, word) for word in marked]
    for wanted in (query.Or(every_word), query.And(every_word), query.Phrase(field, marked, slop=slop)):
        expected = stock_scores(arrays, wanted)
        scores = evaluated(snapshot_of(arrays), wanted)
        assert scores == {number: pytest.approx(score, rel=1e-4) for number, score in expected.items()}, wanted


@cache
def large() -> tuple[Snapshot, Any, Any]:
    """Return a corpus in which words are common and rare, so that sets are handled as masks and as lists."""
    chance = random.Random(7)
    documents = [_document(chance, number) for number in range(900)]
    found = [documents[:500], documents[500:880], documents[880:]]
    gone = set(chance.sample(range(900), 30))
    arrays = array_index(found, gone)
    return snapshot_of(arrays), stock_index(found, gone), stock_index(found)


def _document(chance: random.Random, number: int) -> dict[str, Any]:
    words = chance.choices(SPELT[:-3], weights=range(len(SPELT) - 3, 0, -1), k=chance.randrange(30))
    words += (
        ["rare"] * (number % 97 == 0) + ["rarely", "the"] * (number % 211 == 5) + ["oft"] * (100 * (number % 50 == 3))
    )
    actors = chance.sample(["1", "2", "30", "Ann, Lee"], number % 3)
    return {
        **FULL,
        "id": f"x.{number}",
        "title": Text(" ".join(words[:3]), "en"),
        "text": Text(" ".join(words), "en" if number % 3 else "fr"),
        "actor": actors,
        "actor_exact": actors,
        "published": FIRST + timedelta(hours=number % 300),
        "number": number % 450,
    }


@settings(few, max_examples=30)
@given(st.lists(any_queries(), min_size=4, max_size=8))
def test_hits_in_a_large_corpus(queries: list[Any]) -> None:
    snapshot, written, _ = large()
    for wanted in queries:
        assert set(evaluated(snapshot, wanted)) == set(stock_scores(written, wanted)), wanted


@settings(few, max_examples=30)
@given(st.lists(scored_queries(), min_size=4, max_size=8))
def test_scores_in_a_large_corpus(queries: list[Any]) -> None:
    snapshot, _, written = large()
    undeleted = Snapshot("test", schema(), snapshot.segments, [deleted_numbers(())] * 3)
    for wanted in queries:
        expected = {number: pytest.approx(score, rel=1e-4) for number, score in stock_scores(written, wanted).items()}
        assert evaluated(undeleted, wanted) == expected, wanted


PIECES = [
    "valley",
    "Fighting",
    "universities",
    "the",
    "who's",
    "U.S.",
    "fi*",
    "*e*",
    "val?ey",
    "vally~",
    "teh~2/1",
    '"the',
]
PIECES += [
    'valley"',
    '"the valley"~3',
    "AND",
    "OR",
    "NOT",
    "ANDNOT",
    "ANDMAYBE",
    "REQUIRE",
    "(",
    ")",
    "^2",
    "title:",
    "-",
]
PIECES += [
    "actor:1",
    'actor:"Ann, Lee"',
    "published:[20210901 TO 20210905]",
    "published:2021",
    "added:soon",
    "number:5",
]
PIECES += [
    "number:[-20 TO]",
    "number:x",
    "note:fights",
    "note:[a TO the]",
    "flag:yes",
    "[a TO f]",
    "{a TO the}",
    "*:*",
    "*",
]
PIECES += [
    "unknown:valley",
    "published:*",
    "grams:val",
    "share:0.5",
    "北京",
    "\\",
    "'the who'",
    "~",
    "++",
    "id:x.1",
    "",
]


@settings(few, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=7))
def test_whatever_is_typed_finds_what_whoosh_finds(pieces: list[str]) -> None:
    snapshot, _, _ = large()
    text = " ".join(pieces)
    try:
        wanted = ArticleQueryParser("text", schema()).parse(text)
    except SearchBackendError:
        reject()
    with stock.searcher(snapshot) as searcher:
        expected = {hit.docnum for hit in searcher.search(mended(wanted), limit=None)}
    assert set(evaluated(snapshot, wanted)) == expected, (text, wanted)
