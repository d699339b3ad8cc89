"""What readers may type and what they find."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engine.contract import EngineRequest, QueryTooCostlyError
from search.engine.whoosh.articles import ArticleEngine
from search.tree import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Term
from tests.search.engine.corpus import document, engine_in


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArticleEngine:
    """An index of sentences that were hard for others."""
    return engine_in(
        tmp_path_factory.mktemp("words"),
        document(1, "Panjshir’s fighters bombed the so-called universities of Mr. Erdoğan."),
        document(2, "The Who played. Governments fell; the U.S. watched at 3.30 p.m."),
        document(3, "Les universités de Panjshir, univers bombs.", language="fr", title="Crise"),
        document(4, "北京大学 and ภาษาไทย and हिन्दी and العَرَبِيَّة", language="zh"),
        document(5, "The governor's men were killed and many others wounded", title="Ambush", language=""),
    )


def found(engine: ArticleEngine, node: Node) -> set[int]:
    return {hit.id for hit in engine.answer(EngineRequest(text=node, sort="relevance")).hits}


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("panjshir", {1, 3}),
        ("Panjshir's", {1, 3}),
        ("PANJSHIR’S", {1, 3}),
        ("erdogan", {1}),
        ("Erdoğan", {1}),
        ("Erdog\u0306an", {1}),
        ("called", {1}),
        ("so-called", {1}),
        ("called-so", set()),
        ("bomb", {1}),
        ("bombs", {1, 3}),
        ("university", {1}),
        ("Universités", {3}),
        ("univers", {3}),
        ("government", {2}),
        ("the", {1, 2, 5}),
        ("U.S.", {2}),
        ("北京", {4}),
        ("大京", set()),
        ("ไทย", {4}),
        ("हिन्दी", {4}),
        ("العربية", {4}),
        ("governor", {5}),
        ("???", set()),
        ("", set()),
    ],
)
def test_words(engine: ArticleEngine, word: str, ids: set[int]) -> None:
    assert found(engine, Term(word)) == ids


@pytest.mark.parametrize(
    ("node", "ids"),
    [
        (Phrase("the who"), {2}),
        (Phrase("who the"), set()),
        (Phrase("killed wounded"), set()),
        (Phrase("killed wounded", slop=2), set()),
        (Phrase("killed wounded", slop=3), {5}),
        (Phrase("fighter bombing"), {1}),
        (Prefix("governmen"), {2}),
        (Prefix("govern"), {2, 5}),
        (Prefix("université"), {3}),
        (Fuzzy("Panjsher"), {1, 3}),
        (Fuzzy("anjshir"), set()),
        (Fuzzy("Pnjsher", 2), {1, 3}),
        (Term("crise", "title"), {3}),
        (Term("crise", "body"), set()),
        (Not(Term("the")), {3, 4}),
        (And((Term("bombs"), Not(Term("universities")))), {3}),
        (Or(()), set()),
        (And(()), {1, 2, 3, 4, 5}),
    ],
    ids=str,
)
def test_trees(engine: ArticleEngine, node: Node, ids: set[int]) -> None:
    assert found(engine, node) == ids


def test_snippets_get_the_stems_to_mark(engine: ArticleEngine) -> None:
    node = And((Term("bombs"), Prefix("universit"), Not(Term("kabul")), Phrase("The Who")))
    marked = engine.words_matched(node)
    assert {engine.stem(word) for word in ("bombed", "Bombing", "universities", "who")} <= marked
    assert not {engine.stem(word) for word in ("Kabul", "Panjshir")} & marked
    assert engine.stem("Erdoğan’s") == engine.stem("erdogan")


def test_spelling_suggests_other_words_that_are_there(engine: ArticleEngine) -> None:
    assert engine.words_like("fihgters") == ["fighters"]
    assert "bombed" not in engine.words_like("bombed")
    assert engine.words_like("so-called") == []
    engine.write([document(6, "uniquelyspelt")])
    assert engine.words_like("uniquelyspelled") == []
    assert engine.words_like("uniquelyspeld") == ["uniquelyspelt"]
    engine.write([], deleted=[6])
    assert engine.words_like("uniquelyspeld") == []


def test_a_query_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, document(1, "valley"))
    with pytest.raises(QueryTooCostlyError):
        engine.answer(EngineRequest(text=Or((Term("valley"),) * 50), seconds=0.0))
