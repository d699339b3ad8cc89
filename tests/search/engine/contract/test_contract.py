"""What every engine does: words, limits, refusals, versions, rebuilding, and what is said when there is no index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from search.engine.contract import (
    DateSelection,
    Engine,
    EngineError,
    EngineRequest,
    FacetRequest,
    FacetSelection,
    IndexDocument,
    IndexUnavailableError,
)
from search.query import MAX_LEVELS, MAX_TERMS, parse
from search.tree import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Term
from tests.search.engine.corpus import document

VALLEY = [
    document(1, "The valley’s fighters held Universität Kabul against the U.S. army.", title="Fighting in the valley"),
    document(2, "Ministers met in Kábul at 3.30; the valley was quiet.", title="Talks"),
    document(3, "La vallée est calme. Les combats, les valleys.", title="Vallée", language="fr"),
    document(4, "北京 talks, ½ of them naïve; e\u0301toile ﷺ end", title="Odd words", language=""),
    document(5, "a b x c a b c", title="The Who"),
    document(6, "", title=""),
]


def found(engine: Engine, text: str) -> set[int]:
    """Return what a query of a reader's finds."""
    node = parse(text).node
    assert node is not None, text
    return ids(engine, node)


def ids(engine: Engine, node: Node) -> set[int]:
    answer = engine.answer(EngineRequest(text=node, limit=None))
    assert answer.total == len(answer.hits)
    return {hit.id for hit in answer.hits}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("valley", {1, 2}),  # in French text "valleys" is another word
        ("valleys", {1, 2, 3}),
        ("fighter", {1}),
        ("fighting", {1}),
        ("FIGHT*", {1}),
        ("kabul", {1, 2}),
        ("universitat", {1}),
        ("universe", set()),
        ("U.S.", {1}),
        ('"the u.s. army"', {1}),
        ("3.30", {2}),
        ("naive", {4}),
        ("étoile", {4}),
        ("北京", {4}),
        ("京北", set()),
        ("½", {4}),
        ("ﷺ", {4}),
        ("vallee", {3}),
        ("title:valley", {1}),
        ("body:talks", {4}),
        ("talks", {2, 4}),
        ('"the who"', {5}),
        ('"a c"', set()),
        ('"a b c"', {5}),
        ('"a x c"', set()),
        ('"a x c"~1', {5}),
        ('"b a"~2', {5}),
        ('"c x"~9', set()),
        ('"a b x c a b c"~3', {5}),
        ("valey~", {1, 2}),
        ("kabol~1", {1, 2}),
        ("who~", {5}),
        ("wh~", {5}),
        ("wo~2 title:the", {5}),
        ("valley -talks", {1}),
        ("NOT valley", {3, 4, 5, 6}),
        ("valley OR (talks -valley)", {1, 2, 4}),
        ("-(valley OR talks) -who", {3, 6}),
    ],
)
def test_words_are_found_alike(engine: Engine, text: str, expected: set[int]) -> None:
    engine.write(VALLEY)
    assert found(engine, text) == expected


def test_words_that_a_snippet_marks(engine: Engine) -> None:
    engine.write(VALLEY)
    assert engine.stem("Fighting") == engine.stem("fights") == "fight"
    assert engine.words_matched(Term("Fighters")) == {engine.stem("fighters")}
    assert engine.words_matched(Prefix("fight")) == {engine.stem("fighters"), engine.stem("fighting")}
    assert engine.words_matched(Prefix("fight", "body")) == {engine.stem("fighters")}
    assert engine.words_matched(Fuzzy("valey")) - {"valey"} == {engine.stem("valley")}  # no text has "valey" itself
    assert engine.words_matched(And((Term("talks"), Not(Term("kabul"))))) == {"talk"}
    assert engine.words_matched(Or((Phrase("U.S. army"), Term("")))) == {engine.stem("u.s"), engine.stem("army")}


def test_spellings_are_those_of_articles_that_are_there(engine: Engine) -> None:
    engine.write(VALLEY)
    assert engine.words_like("vally") == ["valley", "vallee", "valleys"]  # fewest changes first, then the commonest
    assert engine.words_like("valleys") == ["vallee"]  # not "valley", which the word finds anyway
    assert engine.words_like("vally", 1) == ["valley"]
    assert engine.words_like("mnisters") == ["ministers"]
    assert engine.words_like("42") == engine.words_like("two words") == engine.words_like("") == []
    engine.write([], deleted=[2])
    assert engine.words_like("mnisters") == []


def test_the_largest_queries_are_answered(engine: Engine) -> None:
    engine.write(VALLEY)
    assert found(engine, " OR ".join(["valley", *(f"w{number}*" for number in range(100, 99 + MAX_TERMS))])) == {1, 2}
    assert found(engine, " ".join(["valley"] * MAX_TERMS)) == {1, 2}
    deep = "(valley OR " * MAX_LEVELS + "talks" + " -who)" * MAX_LEVELS
    assert found(engine, deep) == {1, 2, 4}


@pytest.mark.parametrize("sort", ["relevance", "-date", "date", "-added"])
def test_pages_join_however_deep_they_lie(engine: Engine, sort: Any, small: None) -> None:
    days = [None, date(2021, 1, 1), date(2021, 1, 2), date(1, 1, 1), date(9999, 12, 31)]
    engine.write(
        [document(number, "valley " * (number % 3 + 1), published=days[number % 5]) for number in range(1, 24)]
    )
    for text in (None, Term("valley")):
        whole = [hit.id for hit in engine.answer(EngineRequest(text=text, sort=sort, limit=None)).hits]
        assert sorted(whole) == list(range(1, 24))
        pages = [
            [hit.id for hit in engine.answer(EngineRequest(text=text, sort=sort, offset=start, limit=4)).hits]
            for start in range(0, 28, 4)
        ]
        assert [number for page in pages for number in page] == whole
    dated = [hit.id for hit in engine.answer(EngineRequest(sort="date", limit=None)).hits]
    assert dated[:4] == [3, 8, 13, 18]  # the year 1; ties by id
    assert dated[-4:] == [5, 10, 15, 20]  # undated


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the cluster's engine meet its limits in a small index."""
    from search.engine.opensearch import facets, mapping, stories

    monkeypatch.setattr(mapping, "MOST_PAGE", 5)
    monkeypatch.setattr(facets, "AT_ONCE", 3)
    monkeypatch.setattr(facets, "A_PART", 4)
    monkeypatch.setattr(stories, "LOOKED_UP", 2)


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 10, None])
def test_many_values_are_counted_exactly(engine: Engine, limit: int | None, small: None) -> None:
    engine.write(
        [document(number, actors=tuple(str(each) for each in range(number, 25))) for number in range(1, 13)]
        + [document(30), document(31, actors=("x",))]
    )
    counts = {str(each): min(each, 12) for each in range(1, 25)} | {"x": 1}
    wanted = FacetRequest(limit, frozenset({"2", "99"}))
    answer = engine.answer(EngineRequest(facets={"actor": wanted})).facets["actor"]
    assert (answer.total, answer.missing) == (25, 1)
    kept = {"2", "99"} | (set(counts) if limit is None or limit > 13 else {str(each) for each in range(12, 25)})
    kept = kept if limit else {"2", "99"} if limit == 0 else kept
    assert dict(answer.values) == {value: counts.get(value, 0) for value in kept}


def test_copies_count_once_however_many_there_are(engine: Engine, small: None) -> None:
    engine.write(
        [
            document(number, actors=("1",) if number % 2 else ("2",), published=date(2021, 1, 1))
            for number in range(1, 9)
        ]
        + [
            document(number, actors=("1", "3"), published=date(2021, 1, 2), story=number - 10)
            for number in range(11, 19)
        ]
        + [document(21, story=20), document(22, actors=("3",), story=20)]
    )
    asked = EngineRequest(group="story", limit=None, facets={"actor": FacetRequest()}, interval="day", sort="-date")
    answer = engine.answer(asked)
    assert answer.total == 9
    assert [hit.id for hit in answer.hits] == [*range(11, 19), 21]
    assert dict(answer.facets["actor"].values) == {"1": 8, "3": 9, "2": 4}
    assert answer.facets["actor"].missing == 1
    assert answer.histogram is not None
    assert [bar.count for bar in answer.histogram.bars] == [8, 8]
    page = engine.answer(replace(asked, offset=3, limit=2, selections={"actor": FacetSelection((frozenset({"2"}),))}))
    assert (page.total, [hit.id for hit in page.hits]) == (4, [8])


@pytest.mark.parametrize("interval", ["auto", "day", "week", "month", "quarter", "year"])
def test_the_ends_of_the_calendar_are_drawn(engine: Engine, interval: Any) -> None:
    engine.write(
        [
            document(1, published=date.min, mentioned=((date.min, date.min), (date.max, date.max))),
            document(2, published=date.max),
            replace(document(3), published=(date.min, date.max), mentioned=((date(2021, 1, 1), date(2021, 12, 31)),)),
            document(4),
        ]
    )
    for axis, missing in (("published", 1), ("mentioned", 2)):
        answer = engine.answer(EngineRequest(interval=interval, dates=DateSelection(axis=axis)))  # type: ignore[arg-type]
        assert answer.histogram is not None
        assert (answer.histogram.interval, answer.histogram.missing) == ("year", missing)
        assert (answer.histogram.bars[0].first, answer.histogram.bars[-1].last) == (date.min, date.max)


def test_one_bad_document_does_not_stop_the_others(engine: Engine) -> None:
    engine.write([document(number, "valley") for number in (1, 2, 3)])
    report = engine.write(
        [document(1, "hill"), replace(document(2), text="a\x00b"), document(4, "hill")], deleted=[3, 9]
    )
    assert (report.written, report.deleted, [error.article_id for error in report.refused]) == (2, 1, [2])
    assert ids(engine, Term("hill")) == {1, 4}
    assert ids(engine, Term("valley")) == set()
    assert engine.versions() == {1: 1, 4: 1}


def test_an_article_is_removed_and_comes_back(engine: Engine) -> None:
    engine.write([document(1, "valley", version=7)])
    assert engine.write([], deleted=[1]).deleted == 1
    assert engine.write([], deleted=[1]).deleted == 0
    assert engine.write([document(1, "valley", version=7)]).written == 1
    assert engine.versions() == {1: 7}


def test_the_stamp_changes_with_every_commit_and_only_then(engine: Engine) -> None:
    stamps = [engine.stamp()]
    for number in (1, 2):
        engine.write([document(number)])
        stamps.append(engine.stamp())
    engine.write([], deleted=[1])
    stamps.append(engine.stamp())
    assert len(set(stamps)) == 4
    engine.write([])
    engine.answer(EngineRequest(text=Term("valley")))
    assert engine.stamp() == stamps[-1]


def test_a_rebuild_takes_the_place_of_the_index_at_once(engine: Engine) -> None:
    engine.write([document(number, "valley") for number in range(1, 6)])
    seen: list[int] = []

    def new() -> Iterator[IndexDocument]:
        for number in range(100, 103):
            seen.append(engine.answer(EngineRequest(text=Term("valley"))).total)
            yield document(number, "hill")
        yield replace(document(103), title="\ud800")

    report = engine.rebuild(new())
    assert (report.written, [error.article_id for error in report.refused]) == (3, [103])
    assert seen == [5, 5, 5]
    assert set(engine.versions()) == {100, 101, 102}
    engine.write([document(1, "hill")])
    assert ids(engine, Term("hill")) == {1, 100, 101, 102}


def test_a_rebuild_that_fails_changes_nothing(engine: Engine) -> None:
    engine.write([document(1, "valley")])

    def broken() -> Iterator[IndexDocument]:
        yield document(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        engine.rebuild(broken())
    assert engine.versions() == {1: 1}


def test_an_index_is_never_made_unasked_or_twice(unmade: Engine) -> None:
    assert not unmade.exists()
    for act in (lambda: unmade.answer(EngineRequest()), lambda: unmade.write([document(1)]), unmade.versions):
        with pytest.raises(IndexUnavailableError):
            act()
    with pytest.raises(IndexUnavailableError):
        unmade.stamp()
    assert not unmade.exists()
    unmade.create()
    assert unmade.exists()
    with pytest.raises(EngineError, match="already"):
        unmade.create()
    assert unmade.answer(EngineRequest(interval="auto", facets={"actor": FacetRequest()})).total == 0
