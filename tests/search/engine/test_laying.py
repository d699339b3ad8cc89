"""Items of several segments laid out term by term, as a plain loop lays them out, whatever the size of a block."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine.whoosh import laying
from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.laying import Layout
from search.engine.whoosh.terms import offsets_of

# Of each segment: how many items it gives of some terms; the items are numbered through.
segments = st.lists(st.dictionaries(st.integers(0, 5), st.integers(0, 4)), max_size=4)


def reader(given: list[dict[int, int]], items: list[list[list[int]]]) -> Callable[[int, int, int], Array]:
    return lambda place, first, last: np.array([each for part in items[place][first:last] for each in part], np.int64)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(given=segments, block=st.integers(1, 6))
def test_items_stand_term_by_term(monkeypatch: pytest.MonkeyPatch, given: list[dict[int, int]], block: int) -> None:
    monkeypatch.setattr(laying, "BLOCK_ITEMS", block)
    ordered = [dict(sorted(each.items())) for each in given]
    items: list[list[list[int]]] = []
    next_item = 0
    for counts in ordered:
        items.append([])
        for count in counts.values():
            items[-1].append(list(range(next_item, next_item + count)))
            next_item += count
    layout = Layout(
        [np.array([*each], np.int64) for each in ordered],
        [np.array([*each.values()], np.int64) for each in ordered],
        6,
    )
    expected = [
        item
        for term in range(6)
        for counts, own in zip(ordered, items, strict=True)
        for number, found in zip(counts, own, strict=True)
        if number == term
        for item in found
    ]
    assert len(layout) == len(expected)
    assert [each for part in layout.laid(np.int64, reader(ordered, items)) for each in part.tolist()] == expected
    sizes = [sum(each.get(term, 0) for each in ordered) for term in range(6)]
    assert np.diff(layout.offsets.astype(np.int64)).tolist() == sizes


def test_no_terms_are_laid_out_as_nothing() -> None:
    layout = Layout([np.zeros(1, np.int64)], [np.zeros(1, np.int64)], 0)
    assert list(layout.laid(np.int64, lambda *_: np.zeros(0))) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(items=st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=8), block=st.integers(1, 6))
def test_items_are_added_up_term_by_term(monkeypatch: pytest.MonkeyPatch, items: list[list[int]], block: int) -> None:
    monkeypatch.setattr(laying, "BLOCK_ITEMS", block)
    joined = np.array([each for own in items for each in own], dtype=np.uint8)
    found = laying.sums(lambda chosen: joined[chosen], offsets_of(np.array([len(own) for own in items], np.int64)))
    assert found.tolist() == [sum(own) for own in items]
