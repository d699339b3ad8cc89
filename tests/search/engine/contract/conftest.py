"""An empty index of every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine.contract import Engine
from tests.search.engine.contract.engines import ENGINES, new_engine


@pytest.fixture(params=ENGINES)
def kind(request: pytest.FixtureRequest) -> str:
    """Name the engine."""
    return str(request.param)


@pytest.fixture
def engine(kind: str, tmp_path: Path) -> Iterator[Engine]:
    """Give an engine with an empty index."""
    with new_engine(kind, tmp_path) as made:
        made.create()
        yield made


@pytest.fixture
def unmade(kind: str, tmp_path: Path) -> Iterator[Engine]:
    """Give an engine without an index."""
    with new_engine(kind, tmp_path) as made:
        yield made
