"""Merged segments hold what the segments held, whatever was deleted before and meanwhile."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine.contract import EngineAnswer, EngineRequest, FacetRequest, IndexDocument
from search.engine.whoosh import merging, tidying
from search.engine.whoosh.articles import ArticleEngine
from search.engine.whoosh.merging import LEVEL_DOCUMENTS, MOST_MERGED, MOST_OF_A_LEVEL, level, to_merge
from search.tree import Phrase, Prefix, Term
from tests.search.engine.corpus import document, engine_in

SPOKEN = ["valley", "valleys", "army", "the", "of", "peace", "talks", "talk", "naïve", "北京", "U.S.", "fighting"]
ASKED = [Term("valley"), Term("talks"), Phrase("peace talks", slop=1), Prefix("fight"), Term("naive", "title"), None]


def some_documents(seed: int, count: int, first: int = 1) -> list[IndexDocument]:
    """Return documents with texts, values and dates of all kinds."""
    draw = random.Random(seed)
    return [
        document(
            number,
            " ".join(draw.choices(SPOKEN, k=draw.randrange(30))),
            title=" ".join(draw.choices(SPOKEN, k=draw.randrange(4))),
            actors=tuple({str(draw.randrange(9)) for _ in range(draw.randrange(4))}),
            locations=tuple({str(draw.randrange(5)) for _ in range(draw.randrange(3))}),
            source=draw.choice(["1", "2", ""]),
            language=draw.choice(["en", "en", "de", ""]),
        )
        for number in range(first, first + count)
    ]


def answers(engine: ArticleEngine) -> list[EngineAnswer]:
    """Return what the engine says to a few questions, all hits in order."""
    facets = {name: FacetRequest(None) for name in ("actor", "location", "source", "language")}
    return [
        engine.answer(EngineRequest(text=text, facets=facets, limit=None, sort="relevance" if text else "-added"))
        for text in ASKED
    ]


def rounded(found: Sequence[EngineAnswer]) -> list[Any]:
    return [
        (each.total, [(hit.id, None if hit.score is None else round(hit.score, 9)) for hit in each.hits], each.facets)
        for each in found
    ]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), sizes=st.lists(st.integers(0, 12), min_size=2, max_size=5), data=st.data())
def test_merged_segments_answer_as_one_index_built_anew(
    tmp_path_factory: pytest.TempPathFactory, seed: int, sizes: list[int], data: st.DataObject
) -> None:
    engine = engine_in(tmp_path_factory.mktemp("merged"))
    kept: dict[int, IndexDocument] = {}
    for place, size in enumerate(sizes):
        new = some_documents(seed + place, size, first=1 + 100 * place)
        gone = data.draw(st.lists(st.sampled_from(sorted(kept)), unique=True)) if kept else []
        engine.write(new, deleted=gone)
        kept = {each: kept[each] for each in kept if each not in gone} | {each.id: each for each in new}
    before = rounded(answers(engine))
    with engine.index.writer() as writer:
        writer.optimize = True
    anew = engine_in(tmp_path_factory.mktemp("anew"), *kept.values())
    assert len(engine.snapshot().segments) <= 1
    assert rounded(answers(engine)) == before == rounded(answers(anew))
    assert engine.versions() == anew.versions()


def test_the_policy_keeps_segments_few_and_rewrites_what_is_mostly_deleted() -> None:
    assert level(LEVEL_DOCUMENTS) == 0
    assert level(LEVEL_DOCUMENTS + 1) == 1
    assert to_merge([3] * MOST_OF_A_LEVEL, [0] * MOST_OF_A_LEVEL) == []
    assert to_merge([9_000, 3, 3, 3, 3, 3], [0] * 6) == [1, 2, 3, 4, 5]
    assert to_merge([9_000, 40], [10, 41]) == [1]
    counts: list[int] = []
    for _ in range(2_000):
        counts.append(100)
        while places := to_merge(counts, [0] * len(counts)):
            counts = [each for place, each in enumerate(counts) if place not in places] + [
                sum(counts[place] for place in places)
            ]
        assert len(counts) <= 3 * MOST_OF_A_LEVEL
    assert sum(counts) == 200_000


def test_no_merge_makes_more_than_may_be_in_a_segment() -> None:
    counts = [90_000] * 12
    while places := to_merge(counts, [0] * len(counts)):
        together = sum(counts[place] for place in places)
        assert together <= MOST_MERGED
        counts = [each for place, each in enumerate(counts) if place not in places] + [together]
    assert len(counts) <= 2 * MOST_OF_A_LEVEL
    assert to_merge([MOST_MERGED] * 10, [0] * 10) == []


def untidy_engine(path: Path, monkeypatch: pytest.MonkeyPatch) -> ArticleEngine:
    """Return an engine with more segments of one level than the policy allows."""
    monkeypatch.setattr(merging, "MOST_OF_A_LEVEL", 100)
    engine = engine_in(path)
    for place in range(6):
        engine.write(some_documents(place, 10, first=1 + 10 * place))
    monkeypatch.setattr(merging, "MOST_OF_A_LEVEL", 4)
    return engine


def test_what_happens_during_a_merge_in_the_background_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = untidy_engine(tmp_path, monkeypatch)
    merged = tidying.write_merged
    with monkeypatch.context() as patch:

        def merged_while_others_write(*given: Any) -> Any:
            found = merged(*given)
            patch.setattr(merging, "MOST_OF_A_LEVEL", 100)
            engine.write([document(1, "changed meanwhile"), document(99, "new meanwhile")], deleted=[2, 33])
            return found

        patch.setattr(tidying, "write_merged", merged_while_others_write)
        assert engine.is_untidy()
        assert engine.tidy()
    assert len(engine.snapshot().segments) == 2
    assert sorted(engine.versions()) == [number for number in [*range(1, 61), 99] if number not in (2, 33)]
    assert engine.answer(EngineRequest(text=Term("meanwhile"))).total == 2
    assert not engine.tidy()


def test_a_merge_of_segments_that_are_gone_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = untidy_engine(tmp_path, monkeypatch)
    merged = tidying.write_merged

    def merged_while_rebuilt(*given: Any) -> Any:
        found = merged(*given)
        engine.rebuild(some_documents(1, 5))
        return found

    monkeypatch.setattr(tidying, "write_merged", merged_while_rebuilt)
    assert not engine.tidy()
    assert sorted(engine.versions()) == [1, 2, 3, 4, 5]
    assert list((tmp_path / "index").glob("building-*")) == []
