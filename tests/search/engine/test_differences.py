"""Where the evaluator differs from stock Whoosh on purpose (test_stock_oracle.py names each difference)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from tests.search.engine.indexes import Batches, array_index, batches, schema
from tests.search.engine.query_trees import any_queries, evaluated, few, gone_of, patterns, snapshot_of


@few
@given(batches(), st.sets(st.integers(0, 50), min_size=1, max_size=6), st.lists(any_queries(), min_size=2, max_size=5))
def test_deleted_documents_count_nowhere(found: Batches, numbers: set[int], queries: list[Any]) -> None:
    gone = gone_of(found, numbers)
    places = iter(range(100))
    left = [[document for document in batch if next(places) not in gone] for batch in found]
    numbered = [number for number in range(sum(map(len, found))) if number not in gone]
    before, after = snapshot_of(array_index(found, gone)), snapshot_of(array_index([batch for batch in left if batch]))
    for wanted in queries:
        expected = {numbered[number]: pytest.approx(score) for number, score in evaluated(after, wanted).items()}
        assert evaluated(before, wanted) == expected, wanted


@few
@given(batches(), patterns().filter(lambda wanted: wanted.fieldname != "actor" and wanted.boost == 1))
def test_all_words_of_a_pattern_count_as_one_term(found: Batches, wanted: Any) -> None:
    index = array_index(found)
    with index.reader() as reader:
        found_in = [each for leaf, _ in reader.leaf_readers() for each in wanted._btexts(leaf)]
    meant = {each if isinstance(each, str) else each.decode() for each in found_in}
    renamed = [[dict(document) for document in batch] for batch in found]
    for document in (document for batch in renamed for document in batch):
        for field in ("title", "text"):
            analysed = schema()[field].process_text(document[field], mode="index")
            document[field] = type(document[field])(
                " ".join("one" if word in meant else word for word in analysed), "fr"
            )
    expected = evaluated(snapshot_of(array_index(renamed)), query.Term(wanted.fieldname, "one"))
    assert evaluated(snapshot_of(index), wanted) == {number: pytest.approx(score) for number, score in expected.items()}


@few
@given(batches(), any_queries(), any_queries())
def test_a_not_adds_nothing(found: Batches, kept: Any, excluded: Any) -> None:
    snapshot = snapshot_of(array_index(found))
    wanted = evaluated(snapshot, kept)
    others = evaluated(snapshot, excluded)
    left = {number: pytest.approx(score) for number, score in wanted.items() if number not in others}
    assert evaluated(snapshot, query.And([kept, query.Not(excluded)])) == left
    assert evaluated(snapshot, query.AndNot(kept, excluded)) == left
    everything = {number for number in range(snapshot.total) if number not in others}
    assert set(evaluated(snapshot, query.Not(excluded))) == everything


@few
@given(batches(), any_queries(), any_queries())
def test_require_and_and_maybe_mean_what_they_say(found: Batches, kept: Any, other: Any) -> None:
    snapshot = snapshot_of(array_index(found))
    one, two = evaluated(snapshot, kept), evaluated(snapshot, other)
    assert evaluated(snapshot, query.Require(kept, other)) == {
        number: pytest.approx(score) for number, score in one.items() if number in two
    }
    assert evaluated(snapshot, query.AndMaybe(kept, other)) == {
        number: pytest.approx(score + two.get(number, 0)) for number, score in one.items()
    }


@few
@given(batches(), st.lists(any_queries(), min_size=1, max_size=3), st.sampled_from([0.5, 3.0]))
def test_a_boost_multiplies_its_own_subtree(found: Batches, parts: list[Any], boost: float) -> None:
    snapshot = snapshot_of(array_index(found))
    for kind in (query.And, query.Or, query.DisjunctionMax):
        plain = evaluated(snapshot, kind(parts))
        boosted = evaluated(snapshot, kind(parts, boost=boost))
        assert boosted == {number: pytest.approx(score * boost) for number, score in plain.items()}
    beside = query.Term("text", "the")
    one, other, both = (
        evaluated(snapshot, each)
        for each in (query.Or(parts, boost=boost), beside, query.Or([query.Or(parts, boost=boost), beside]))
    )
    assert both == {number: pytest.approx(one.get(number, 0) + other.get(number, 0)) for number in {*one, *other}}


@few
@given(batches(), st.lists(any_queries(), min_size=1, max_size=3))
def test_the_best_of_several_is_the_best_that_matches(found: Batches, parts: list[Any]) -> None:
    snapshot = snapshot_of(array_index(found))
    scores = [evaluated(snapshot, part) for part in parts]
    expected = {
        number: pytest.approx(max(each[number] for each in scores if number in each))
        for number in {number for each in scores for number in each}
    }
    assert evaluated(snapshot, query.DisjunctionMax(parts)) == expected


def test_a_query_that_only_whoosh_knows_is_left_to_whoosh() -> None:
    found = [[{"text": "the valley of the army"}, {"text": "army valley"}], [{"text": "army of the valley"}]]
    snapshot = snapshot_of(array_index(found, deleted={1}))
    near = query.SpanNear2([query.Term("text", "army"), query.Term("text", "valley")], slop=9, ordered=True)
    first = query.SpanFirst(query.Term("text", "army"))
    for wanted, hits in ((near, {2}), (first, {2}), (query.Variations("text", "valley"), {0, 2})):
        assert set(evaluated(snapshot, wanted)) == hits
        assert set(evaluated(snapshot, query.And([wanted, query.Term("text", "of")]))) == hits
