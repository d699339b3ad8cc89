"""The matcher's protocol, over posting lists of more than one block."""

from __future__ import annotations

from typing import Any

import pytest
from whoosh import query, scoring
from whoosh.matching import ReadTooFar

from search.engine.whoosh.matchers import BLOCK
from tests.search.engine.indexes import array_index, stock_index


def long_index() -> Any:
    """Return a segment with a term in every third of 1,000 documents, thrice in the later ones."""
    return array_index([[{"text": "a" if number % 3 else "b a " * (1 + 2 * (number > 800))} for number in range(1000)]])


def matcher_of(term: str = "b", weighting: Any = scoring.Frequency) -> Any:
    searcher = long_index().searcher(weighting=weighting())
    return searcher.postings("text", term)


def test_the_matcher_walks_skips_copies_and_resets() -> None:
    matcher = matcher_of()
    assert (matcher.id(), matcher.term()) == (0, ("text", b"b"))
    crossed = [number for number in range(1, 334) if matcher.next()]
    assert crossed == [BLOCK, 2 * BLOCK]
    with pytest.raises(IndexError):
        matcher.block_max_id() and matcher._ids[BLOCK]
    matcher.reset()
    assert not matcher.skip_to(2)
    assert matcher.id() == 3
    assert matcher.skip_to(601)
    assert matcher.id() == 603
    assert not matcher.skip_to(5)
    assert matcher.id() == 603
    twin = matcher.copy()
    twin.next()
    assert (matcher.id(), twin.id()) == (603, 606)
    assert list(twin.all_ids()) == list(range(606, 1000, 3))
    assert matcher.replace() is matcher
    matcher.skip_to(2**40)
    assert not matcher.is_active()
    assert not matcher.replace().is_active()
    for act in (matcher.next, matcher.value, matcher.weight, lambda: matcher.skip_to(1)):
        with pytest.raises(ReadTooFar):
            act()


def test_block_qualities_are_those_of_the_block() -> None:
    matcher = matcher_of()
    assert matcher.supports_block_quality()
    assert (matcher.max_quality(), matcher.block_quality()) == (3.0, 1.0)
    assert (matcher.block_min_id(), matcher.block_max_id()) == (0, 3 * (BLOCK - 1))
    assert (matcher.block_min_length(), matcher.block_max_length()) == (2, 2)
    assert matcher.skip_to_quality(1.0) == 2
    assert matcher.id() == 6 * BLOCK
    assert (matcher.block_quality(), matcher.block_max_length()) == (3.0, 6)
    assert matcher.block_max_id() == 999
    assert matcher.skip_to_quality(3.0) == 1
    assert not matcher.is_active()
    assert matcher.block_quality() == 3.0  # a union asks after the end


def test_a_union_of_long_lists_is_not_pruned_wrongly() -> None:
    documents = [
        {"text": "a " * (1 + number % 7) + ("b " * (number % 5)) + ("c" if number % 11 == 0 else "")}
        for number in range(900)
    ]
    ours, stock = array_index([documents]).searcher(), stock_index([documents]).searcher()
    wanted = query.Or([query.Term("text", each) for each in "abc"])
    for limit in (1, 5, 20):
        best = stock.search(wanted, limit=None)
        top = ours.search(wanted, limit=limit)
        assert [hit.score for hit in top] == pytest.approx([hit.score for hit in best[:limit]])
