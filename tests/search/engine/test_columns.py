"""Counts of a facet's values, whichever way they are made, are what counting by hand gives."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engine.whoosh import combinations
from search.engine.whoosh.columns import FacetColumn, Records
from search.engine.whoosh.postings import Subset
from search.engine.whoosh.terms import offsets_of, sizes_of

VALUES = st.lists(st.lists(st.integers(0, 9), unique=True, max_size=8), min_size=1, max_size=80)


def column_of(values: list[list[int]]) -> FacetColumn:
    """Return a column in which each document has these values of ten."""
    numbers = np.array([number for each in values for number in each], dtype=np.uint16)
    offsets = offsets_of(np.array([len(each) for each in values], dtype=np.int64))
    totals = offsets_of(np.bincount(numbers, minlength=10))
    terms = SimpleNamespace(count=len(values), dictionary=range(10), offsets=totals)
    return FacetColumn(cast(Any, terms), numbers, offsets)


@given(VALUES, st.data())
def test_counts_are_those_of_the_chosen_documents(values: list[list[int]], data: st.DataObject) -> None:
    chosen = sorted(data.draw(st.sets(st.integers(0, len(values) - 1))))
    column, subset = column_of(values), Subset(np.array(chosen, dtype=np.intp), len(values))
    expected = Counter(number for document in chosen for number in values[document])
    having = sum(1 for document in chosen if values[document])
    for counts, found in (column.counts(subset), cast(Records, column.records).counts(subset)):
        assert (counts.tolist(), found) == ([expected[number] for number in range(10)], having)


def test_more_values_than_two_bytes_hold_and_documents_of_very_different_size() -> None:
    values = 70_000
    sizes = np.array([0, 1, 3, 60, 2, 0, 69_000])
    numbers = np.concatenate([np.arange(size) + 1_000 for size in sizes]).astype(np.uint32)
    records = Records(numbers, offsets_of(sizes), sizes, values)
    for chosen in ([0, 1], [3, 4, 5], [1, 6], list(range(7))):
        counts, having = records.counts(Subset(np.array(chosen), len(sizes)))
        held = np.concatenate([np.arange(sizes[document]) + 1_000 for document in chosen])
        assert (counts == np.bincount(held, minlength=values)).all()
        assert having == int((sizes[chosen] > 0).sum())
        assert sizes_of(offsets_of(sizes)).tolist() == sizes.tolist()


@given(VALUES, st.data())
def test_counts_by_sets_of_values_are_the_same(values: list[list[int]], data: st.DataObject) -> None:
    values = [sorted(each) for each in values] * combinations.FEW
    chosen = sorted(data.draw(st.sets(st.integers(0, len(values) - 1), max_size=100)))
    column, subset = column_of(values), Subset(np.array(chosen, dtype=np.intp), len(values))
    expected = Counter(number for document in chosen for number in values[document])
    if not any(values):
        assert column.combinations is None
        return
    assert column.combinations is not None
    counts, having = column.combinations.counts(subset)
    assert counts.tolist() == [expected[number] for number in range(10)]
    assert having == sum(1 for document in chosen if values[document])


def test_sets_that_are_many_or_in_another_order_are_not_counted_by_set() -> None:
    assert column_of([[number % 10] for number in range(40)]).combinations is None
    assert column_of([[1, 2], [2, 1]] * combinations.FEW).combinations is None


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.data())
def test_one_of_few_values_is_counted(values: list[int], data: st.DataObject) -> None:
    chosen = sorted(data.draw(st.sets(st.integers(0, len(values) - 1))))
    terms = SimpleNamespace(
        count=len(values), dictionary=range(4), offsets=offsets_of(np.bincount(values, minlength=4))
    )
    column = FacetColumn(cast(Any, terms), np.array(values, dtype=np.uint8), None)
    counts, having = column.counts(Subset(np.array(chosen, dtype=np.intp), len(values)))
    assert (counts.tolist(), having) == (
        [[values[each] for each in chosen].count(number) for number in range(4)],
        len(chosen),
    )


@given(st.lists(st.integers(0, 5), min_size=400, max_size=400), st.integers(1, 60))
def test_the_commonest_are_found_from_those_frequent_everywhere(counts: list[int], limit: int) -> None:
    totals = np.array([count + number % 7 for number, count in enumerate(counts)])
    terms = SimpleNamespace(count=9_999, dictionary=range(400), offsets=offsets_of(totals))
    column = FacetColumn(cast(Any, terms), np.zeros(0, dtype=np.uint8), None)
    if sum(1 for count in counts if count) <= limit:
        return
    least = sorted(counts, reverse=True)[limit - 1]
    expected = [number for number, count in enumerate(counts) if count >= least]
    assert sorted(column.commonest(np.array(counts), limit).tolist()) == expected
