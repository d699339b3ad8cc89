"""Random corpora and requests: the engine against the contract in plain Python."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine.contract import DateSelection, EngineRequest, FacetRequest, FacetSelection, IndexDocument
from search.engine.whoosh.articles import ArticleEngine
from search.tree import And, DateRange, FacetTerm, Fuzzy, Node, Not, Or, Phrase, Prefix, Term
from tests.search.engine import oracle
from tests.search.engine.corpus import article_schema

# Few words, so that they meet: stems that are words in their own right, and words that share a stem.
WORDS = ["bomb", "Bombs", "general", "generous", "univers", "universal", "the", "Erdoğan"]
VALUES = ["1", "2", "3", "12", "Massoud, Ahmad"]
FACETS = ("actor", "location", "source", "language")
START = date(2020, 12, 20)


@st.composite
def days(draw: st.DrawFn) -> tuple[date, date]:
    day = START + timedelta(days=draw(st.integers(0, 400)))
    precision = draw(st.sampled_from(["day", "day", "month", "year", "interval"]))
    if precision == "interval":
        return day, day + timedelta(days=draw(st.integers(0, 20)))
    return oracle.period(day, precision)


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


text = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@st.composite
def document(draw: st.DrawFn, article_id: int) -> IndexDocument:
    return IndexDocument(
        id=article_id,
        version=draw(st.integers(1, 9)),
        title=draw(text),
        text=draw(text),
        actors=draw(some(VALUES)),
        locations=draw(some(VALUES)),
        source=draw(st.sampled_from(["1", "2"])),
        language=draw(st.sampled_from(["en", "en-GB", "", "fr"])),
        published=draw(st.none() | days()),
        mentioned=tuple(draw(st.lists(days(), max_size=3, unique=True))),
        added=datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 3))),
        story=draw(st.none() | st.integers(1, article_id)),
    )


field = st.sampled_from(["", "", "title", "body"])
leaf = st.one_of(
    st.builds(Term, st.sampled_from(WORDS), field),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join), field, st.integers(0, 2)),
    st.builds(Prefix, st.sampled_from(["bom", "gener", "universa", "ERDO"]), field),
    st.builds(Fuzzy, st.sampled_from(["bombs", "genral", "universel", "erdoqan"]), st.integers(1, 2), field),
    st.builds(FacetTerm, st.sampled_from(["actor", "location"]), st.frozensets(st.sampled_from(VALUES), max_size=2)),
    st.builds(DateRange, st.none() | st.just(date(2021, 1, 10)), st.none() | st.just(date(2021, 6, 30))),
)
tree: st.SearchStrategy[Node] = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=4,
)
group = st.frozensets(st.sampled_from([*VALUES, "en", "fr"]), max_size=2)
selection = st.builds(
    FacetSelection,
    any=st.lists(group, max_size=2).map(tuple),
    all=st.lists(st.frozensets(st.sampled_from(VALUES), min_size=1, max_size=2), max_size=1).map(tuple),
    excluded=st.frozensets(st.sampled_from(VALUES), max_size=1),
    missing=st.booleans(),
    present=st.sampled_from([False, False, True]),
)
bound = st.none() | st.integers(0, 500).map(lambda number: START + timedelta(days=number))


@st.composite
def dates(draw: st.DrawFn) -> DateSelection:
    first, last = draw(bound), draw(bound)
    if first and last and first > last:
        first, last = last, first
    return DateSelection(
        first, last, draw(st.sampled_from([False, True])), draw(st.sampled_from(["published", "mentioned"]))
    )


facet_request = st.builds(
    FacetRequest, st.none() | st.integers(0, 3), st.frozensets(st.sampled_from([*VALUES, "99"]), max_size=2)
)
request = st.builds(
    EngineRequest,
    text=st.none() | tree,
    selections=st.dictionaries(st.sampled_from(FACETS), selection, max_size=2),
    dates=st.just(DateSelection()) | dates(),
    sort=st.sampled_from(["-date", "date", "-added"]),
    limit=st.none(),
    facets=st.fixed_dictionaries(dict.fromkeys(FACETS, facet_request)),
    interval=st.sampled_from(["auto", *oracle.INTERVALS]),
    max_bars=st.sampled_from([3, 20, 60]),
    group=st.sampled_from(["article", "story"]),
)


@st.composite
def corpus(draw: st.DrawFn, least: int = 0) -> list[IndexDocument]:
    count = draw(st.integers(least, 14))
    return [draw(document(number + 1)) for number in range(count)]


def build(folder: str, documents: list[IndexDocument]) -> ArticleEngine:
    """Index in three commits; some articles are replaced, and one is removed, in a segment that lives on."""
    engine = ArticleEngine(Path(folder) / "index", article_schema())
    engine.create()
    replaced = documents[::3]
    kept = [each for each in documents if each not in replaced]
    engine.write([*kept, *(document_of(each.id) for each in replaced), document_of(90)])
    engine.write(replaced[::2])
    engine.write(replaced[1::2], deleted=[90])
    return engine


def document_of(article_id: int) -> IndexDocument:
    return IndexDocument(
        article_id, 1, "bomb", "the who", ("1", "7"), ("2",), "1", "en", None, (), datetime(2021, 1, 1, tzinfo=UTC)
    )


@settings(max_examples=60, deadline=None, print_blob=True)
@given(documents=corpus(), requests=st.lists(request, min_size=3, max_size=10), page=st.integers(1, 5))
def test_engine_agrees_with_the_contract_in_plain_python(
    documents: list[IndexDocument], requests: list[EngineRequest], page: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = build(folder, documents)
        assert engine.versions() == {each.id: each.version for each in documents}
        for asked in requests:
            compare(engine, documents, asked)
            pages_join(engine, asked, page)


def compare(engine: ArticleEngine, documents: list[IndexDocument], asked: EngineRequest) -> None:
    answer = engine.answer(asked)
    found = oracle.hits(documents, asked)
    assert answer.total == len({oracle.counted_as(each, asked.group) for each in found})
    assert [hit.id for hit in answer.hits] == oracle.order(found, asked.sort, asked.group)
    for facet, wanted in asked.facets.items():
        assert answer.facets[facet] == oracle.count(
            oracle.hits(documents, asked, but=facet), facet, wanted, asked.group
        ), facet
    assert answer.histogram == oracle.histogram(found, asked)
    if asked.dates.axis == "published" and asked.group == "article" and answer.histogram:
        bars = answer.histogram
        assert sum(bar.count for bar in bars.bars) + bars.coarser + bars.missing == answer.total


def pages_join(engine: ArticleEngine, asked: EngineRequest, size: int) -> None:
    """All pages joined are all hits, each once, for every sort."""
    for sort in ("relevance", asked.sort):
        every = replace(asked, facets={}, interval=None, sort=sort)
        whole = engine.answer(every)
        joined: list[int] = []
        while len(joined) < whole.total:
            part = engine.answer(replace(every, offset=len(joined), limit=size))
            assert part.hits
            joined += [hit.id for hit in part.hits]
        assert joined == [hit.id for hit in whole.hits]


@settings(max_examples=40, deadline=None, print_blob=True)
@given(documents=corpus(), asked=request)
def test_a_shown_count_is_what_the_click_gives(documents: list[IndexDocument], asked: EngineRequest) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = build(folder, documents)
        answer = engine.answer(asked)
        for facet in FACETS:
            kept = asked.selections.get(facet, FacetSelection())
            for value, count in answer.facets[facet].values:
                plain = FacetSelection((frozenset([value]),), kept.all, kept.excluded, False, kept.present)
                clicked = replace(asked, selections={**asked.selections, facet: plain})
                assert engine.answer(clicked).total == count
        assert answer.histogram is not None
        for bar in answer.histogram.bars:
            narrowed = DateSelection(bar.first, bar.last, axis=asked.dates.axis)
            clicked = replace(asked, dates=narrowed)
            assert engine.answer(clicked).total == bar.count


@settings(max_examples=30, deadline=None, print_blob=True)
@given(documents=corpus(1), query=st.sampled_from(["bomb", "general", "the", "universal"]))
def test_scores_are_bm25f_over_the_articles_that_are_there(documents: list[IndexDocument], query: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        answer = build(folder, documents).answer(EngineRequest(text=Term(query), sort="relevance", limit=None))
    expected = oracle.term_scores(documents, query)
    assert {hit.id: hit.score for hit in answer.hits} == {each: pytest.approx(expected[each]) for each in expected}
    scores = [hit.score or 0 for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
