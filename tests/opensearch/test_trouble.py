"""Trouble of a cluster that is there: shards lost, too busy, read-only. Nothing is lost, and all have a name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from search.engine.contract import EngineAwayError, EngineRequest, FacetRequest
from search.engine.opensearch import cluster, keeping, writing
from search.engine.opensearch.cluster import MANAGING_SECONDS, Patience
from search.engine.opensearch.engine import ArticleEngine
from search.tree import Term
from tests.opensearch.nodes import NUMBERS, Nodes
from tests.search.engine.contract.engines import new_engine
from tests.search.engine.corpus import document

ARTICLES = 60
EVERYTHING = EngineRequest(facets={"actor": FacetRequest()}, limit=None, sort="date", seconds=20)
SMALL_REQUESTS = "network.breaker.inflight_requests.limit"


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[ArticleEngine]:
    """Give an engine whose shards have no replicas, with some articles."""
    with new_engine("opensearch", tmp_path, "?shards=6&replicas=0") as made:
        assert isinstance(made, ArticleEngine)
        made.create()
        made.write(articles())
        yield made


def articles(text: str = "valley", *, version: int = 1) -> list[Any]:
    return [
        document(number, f"{text} word{number}", actors=(str(number % 7),), version=version)
        for number in range(1, ARTICLES + 1)
    ]


def ask(engine: ArticleEngine, method: str, path: str, body: Any) -> None:
    engine.cluster.ask(method, path, body, patience=Patience(MANAGING_SECONDS))


@contextmanager
def set_for_the_cluster(engine: ArticleEngine, name: str, value: str) -> Iterator[None]:
    """Change a setting of all nodes for the block."""
    ask(engine, "PUT", "/_cluster/settings", {"transient": {name: value}})
    try:
        yield
    finally:
        ask(engine, "PUT", "/_cluster/settings", {"transient": {name: None}})


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writers give up after two seconds instead of half a minute."""
    for module in (writing, keeping):
        monkeypatch.setattr(module, "WRITING_SECONDS", 2.0)


def test_a_red_index_gives_no_short_answers_and_comes_back(bare: ArticleEngine, nodes: Nodes, impatient: None) -> None:
    before = bare.answer(EVERYTHING)
    nodes.kill(3)
    try:
        nodes.wait_for(len(NUMBERS) - 1, status="red")
        with pytest.raises(EngineAwayError, match="not ready"):
            bare.answer(EngineRequest(facets={"actor": FacetRequest()}))
        with pytest.raises(EngineAwayError):
            bare.write(articles("hill", version=2))
    finally:
        nodes.start(3)
    nodes.wait_for(len(NUMBERS), status="green")
    again = bare.answer(EVERYTHING)
    assert (again.total, again.facets) == (before.total, before.facets)
    assert bare.write(articles("hill", version=2)).refused == ()
    assert bare.answer(EngineRequest(text=Term("hill"))).total == ARTICLES


def test_a_cluster_too_busy_for_a_while_takes_everything_in_the_end(bare: ArticleEngine) -> None:
    large = [document(number, "hill " * 500, version=2) for number in range(1, ARTICLES + 1)]
    with set_for_the_cluster(bare, SMALL_REQUESTS, "20kb"):
        refused = threading.Event()
        failure = bare.cluster._failure

        def noting(*given: Any, **named: Any) -> Any:
            refused.set()
            return failure(*given, **named)

        bare.cluster._failure = noting  # type: ignore[method-assign]
        reports: list[Any] = []
        writer = threading.Thread(target=lambda: reports.append(bare.write(large)))
        writer.start()
        assert refused.wait(20)
    writer.join()
    bare.cluster._failure = failure  # type: ignore[method-assign]
    assert (reports[0].written, reports[0].refused) == (ARTICLES, ())
    assert bare.answer(EngineRequest(text=Term("hill"))).total == ARTICLES


def test_a_cluster_that_stays_too_busy_is_named_and_nothing_is_refused_for_good(
    bare: ArticleEngine, impatient: None
) -> None:
    large = [document(number, "hill " * 500, version=2) for number in range(1, ARTICLES + 1)]
    with set_for_the_cluster(bare, SMALL_REQUESTS, "20kb"), pytest.raises(EngineAwayError, match="circuit_breaking"):
        bare.write(large)
    assert bare.write(large).written == ARTICLES


@pytest.mark.parametrize("block", ["read_only", "read_only_allow_delete"])
def test_a_read_only_index_is_read_and_what_is_to_be_written_waits(
    bare: ArticleEngine, impatient: None, block: str
) -> None:
    def set_block(value: bool | None) -> None:
        ask(bare, "PUT", f"/{bare.name}/_settings", {f"index.blocks.{block}": value})

    set_block(True)
    try:
        with pytest.raises(EngineAwayError):
            bare.write(articles("hill", version=2))
        assert bare.answer(EngineRequest(text=Term("valley"))).total == ARTICLES
    finally:
        set_block(None)
    report = bare.write(articles("hill", version=2))
    assert (report.written, report.refused) == (ARTICLES, ())


def test_a_query_that_a_node_has_no_memory_for_is_too_costly(bare: ArticleEngine) -> None:
    with (
        set_for_the_cluster(bare, "indices.breaker.request.limit", "1b"),
        pytest.raises(cluster.QueryTooCostlyError, match="circuit_breaking"),
    ):
        bare.answer(EVERYTHING)
    assert bare.answer(EVERYTHING).total == ARTICLES
