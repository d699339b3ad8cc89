"""A node is killed in the middle, an index is rebuilt under load: readers get the same answers, and no error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from search.engine.contract import (
    Engine,
    EngineAnswer,
    EngineHit,
    EngineRequest,
    FacetRequest,
    FacetSelection,
    IndexDocument,
)
from search.tree import Term
from tests.opensearch.load import under_load
from tests.opensearch.nodes import Nodes
from tests.search.engine.contract.engines import new_engine
from tests.search.engine.corpus import document

ARTICLES = 3_000
FACETS = {name: FacetRequest(20) for name in ("actor", "location", "source", "language")}
SECONDS = 20.0  # the tests share a machine; what is looked for are errors, not time
REQUESTS = (
    EngineRequest(facets=FACETS, interval="auto"),
    EngineRequest(text=Term("valley"), sort="date", facets=FACETS, interval="month"),
    EngineRequest(selections={"actor": FacetSelection((frozenset({"3"}),))}, facets=FACETS, limit=None, sort="-added"),
    EngineRequest(text=Term("hill"), group="story", facets=FACETS, interval="week", sort="date"),
)


def articles(version: int = 1) -> Iterator[IndexDocument]:
    """Yield a corpus, always the same."""
    random = Random(7)
    for number in range(1, ARTICLES + 1):
        yield document(
            number,
            random.choice(("valley", "hill", "river")) + f" word{number % 97}",
            version=version,
            actors=tuple({str(random.randrange(40)) for _ in range(random.randrange(4))}),
            locations=tuple({str(random.randrange(20)) for _ in range(random.randrange(3))}),
            published=date(2021, 1, 1) + timedelta(days=random.randrange(300)) if random.random() < 0.9 else None,
            story=number - 1 if number % 20 == 0 else None,
        )


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give an engine of three shards and one replica with the corpus."""
    with new_engine("opensearch", tmp_path, "?shards=3&replicas=1") as made:
        made.create()
        made.write(articles())
        yield made


def answers(engine: Engine) -> list[EngineAnswer]:
    """Return what is asked, without scores: a shard counts replaced articles until it has merged them away."""
    return [without_scores(answer(engine, request)) for request in REQUESTS]


def answer(engine: Engine, request: EngineRequest) -> EngineAnswer:
    return engine.answer(replace(request, seconds=SECONDS))


def without_scores(answer: EngineAnswer) -> EngineAnswer:
    return replace(answer, hits=tuple(EngineHit(hit.id, None) for hit in answer.hits))


@pytest.mark.parametrize("number", [1, 3])
def test_a_node_killed_under_load_is_not_noticed(engine: Engine, nodes: Nodes, number: int) -> None:
    before = answers(engine)
    whole = answer(engine, REQUESTS[0])
    with under_load(lambda: answer(engine, REQUESTS[0])) as load:
        nodes.kill(number)
        try:
            nodes.wait_for(2)
            assert answers(engine) == before
            report = engine.write([document(1, "valley", version=2)], deleted=[2])
            assert (report.written, report.deleted) == (1, 1)
            engine.write(articles(version=3))
            assert answers(engine) == before
        finally:
            nodes.start(number)
        nodes.wait_for(3, status="green")
    assert load.failures == []
    assert {found.total for found in load.answers} <= {whole.total, ARTICLES - 1}
    assert answers(engine) == before


def test_no_search_fails_or_falls_short_while_the_index_is_rebuilt(engine: Engine, nodes: Nodes) -> None:
    expected = answers(engine)
    with under_load(lambda: answers(engine)) as load:
        for version in (2, 3):
            assert engine.rebuild(articles(version)).written == ARTICLES
    assert load.failures == []
    assert load.answers
    assert all(found == expected for found in load.answers)
    assert set(engine.versions().values()) == {3}


def test_an_export_goes_on_over_the_index_that_was_replaced(engine: Engine) -> None:
    """A deep reading holds a point in time of the index that a rebuild replaces meanwhile."""
    from search.engine.opensearch.answering import Answerer
    from search.engine.opensearch.engine import ArticleEngine

    assert isinstance(engine, ArticleEngine)
    reading = Answerer(engine.cluster, engine.name, EngineRequest(limit=None, sort="date", seconds=60))
    body = reading._body(500, {})
    rows = reading.rows(reading.walk(body))
    first = [next(rows) for _ in range(10)]
    engine.rebuild([document(1, "all else is gone")])
    assert len([*first, *rows]) == ARTICLES
    assert engine.answer(EngineRequest()).total == 1
