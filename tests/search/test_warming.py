"""Warming up: the engine has answered before workers are forked, nothing is left open, nothing missing is a fault."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.db import connections

import search.engine
from search.engine.contract import EngineAnswer, EngineRequest, IndexUnavailableError
from search.warming import warm_up
from tests.search.memory_engine import MemoryEngine

pytestmark = pytest.mark.django_db


class Watched(MemoryEngine):
    """An engine that remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[EngineRequest] = []

    def answer(self, request: EngineRequest) -> EngineAnswer:
        self.asked.append(request)
        return super().answer(request)


class Absent(Watched):
    """An engine without an index."""

    def answer(self, request: EngineRequest) -> EngineAnswer:
        self.asked.append(request)
        raise IndexUnavailableError("There is no index yet.")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was closed, which the test's own connection must not be; what was kept from the collector is let go."""
    found: list[str] = []
    monkeypatch.setattr(connections, "close_all", lambda: found.append("all"))
    yield found
    gc.unfreeze()


@pytest.mark.parametrize("kind", [Watched, Absent])
def test_the_engine_answers_before_the_workers_are_forked(
    kind: type[Watched], closed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = kind()
    monkeypatch.setattr(search.engine, "get_engine", lambda: engine)
    warm_up()
    assert engine.asked
    assert closed == ["all"]
    assert gc.get_freeze_count() > 0


def test_a_search_cluster_is_not_asked(closed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Watched()
    monkeypatch.setattr(search.engine, "get_engine", lambda: engine)
    monkeypatch.setattr(search.engine, "is_in_files", lambda: False)
    warm_up()
    assert not engine.asked
    assert closed == ["all"]
