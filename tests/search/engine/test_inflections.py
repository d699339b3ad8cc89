"""Frequent words whose forms were put together when the segment was written are found as those put together now."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine.contract import EngineRequest, IndexDocument
from search.engine.whoosh import inflections
from search.engine.whoosh.articles import ArticleEngine
from search.engine.whoosh.postings import Postings
from search.tree import And, Not, Or, Phrase, Prefix, Term
from tests.search.engine.corpus import document, engine_in

SPOKEN = ["talk", "talks", "talked", "talking", "army", "armies", "peace", "valley"]
ASKED = [
    Term("talks"),
    Term("armies"),
    Term("talk", "title"),
    And((Term("talk"), Term("army"))),
    Or((Term("talking"), Term("valleys"))),
    And((Term("army"), Not(Term("talked")))),
    Phrase("peace talk"),
    Prefix("talk"),
]


def some_documents(draw: random.Random, count: int, first: int) -> list[IndexDocument]:
    return [
        document(
            number,
            " ".join(draw.choices(SPOKEN, k=draw.randrange(12))),
            title=" ".join(draw.choices(SPOKEN, k=draw.randrange(3))),
            language=draw.choice(["en", "en", "de"]),
        )
        for number in range(first, first + count)
    ]


def answers(engine: ArticleEngine) -> list[Any]:
    found = [engine.answer(EngineRequest(text=text, sort="relevance", limit=None)) for text in ASKED]
    return [[(hit.id, round(hit.score or 0, 9)) for hit in each.hits] for each in found]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), gone=st.sets(st.integers(1, 30)), late=st.sets(st.integers(1, 60)))
def test_answers_are_the_same_however_segments_came_about(
    tmp_path_factory: pytest.TempPathFactory, seed: int, gone: set[int], late: set[int]
) -> None:
    made = {}
    for least in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inflections, "LEAST_DOCUMENTS", least)
            draw = random.Random(seed)
            engine = engine_in(tmp_path_factory.mktemp("forms"), *some_documents(draw, 30, 1))
            engine.write(some_documents(draw, 30, 31), deleted=gone)
            several = answers(engine)
            with engine.index.writer() as writer:
                writer.optimize = True
            engine.write([], deleted=late)
            made[least] = several, answers(engine)
            texts = [segment.text("text") for segment in engine.snapshot().segments]
            assert all((text.inflections is not None) == (least == 0) for text in texts if text)
    assert made[0] == made[10**9]


def test_a_frequent_word_is_read_in_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflections, "LEAST_DOCUMENTS", 0)
    engine = engine_in(tmp_path, document(1, "talks talk talk"), document(2, "talks"), document(3, "talked"))
    text = engine.snapshot().segments[0].text("text")
    assert text is not None
    assert text.inflections is not None
    found = text.inflections.joined(text.stems.find(b"talk"), text.postings)
    assert found is not None
    times = dict(zip(found.documents.tolist(), np.asarray(found.frequencies).tolist(), strict=True))
    assert times == {0: 3, 1: 1, 2: 1}


def test_words_too_frequent_for_a_byte_are_left_out() -> None:
    postings = [
        Postings(np.array([0, 1], dtype=np.uint32), np.array([200, 1], dtype=np.uint8)),
        Postings(np.array([0], dtype=np.uint32), np.array([100], dtype=np.uint8)),
    ]
    offsets, stem_offsets, words = np.array([0, 2, 3]), np.array([0, 2]), np.array([0, 1])
    count = inflections.LEAST_DOCUMENTS
    sizes = np.array([0, count, count + 1])
    assert not len(inflections.inflections(count, sizes, stem_offsets, words, postings.__getitem__)["mains"])
    assert inflections.inflections(count - 1, offsets, stem_offsets, words, postings.__getitem__) == {}
