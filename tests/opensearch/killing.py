"""A plugin for pytest: a node is killed in the middle of the tests and stays away (python -m tests.opensearch)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.opensearch.nodes import NUMBERS, Nodes

VICTIM = 3
SOON = 0.05  # seconds into a test
NODES = pytest.StashKey[Nodes]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the cluster, and choose the one in whose middle the node dies."""
    kept = [item for item in items if "opensearch" in item.nodeid.rpartition("[")[2]]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
    if items:
        items[len(items) // 2].stash[NODES] = Nodes(Path(os.environ["DATELINE_TEST_OPENSEARCH_FOLDER"]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Kill the node while the chosen test runs."""
    nodes = item.stash.get(NODES, None)
    if nodes is None:
        return (yield)
    nodes.wait_for(len(NUMBERS), status="green")
    killer = threading.Timer(SOON, nodes.kill, (VICTIM,))
    killer.start()
    try:
        return (yield)
    finally:
        killer.join()
        nodes.wait_for(len(NUMBERS) - 1)


def pytest_sessionfinish() -> None:
    """Start it again."""
    Nodes(Path(os.environ["DATELINE_TEST_OPENSEARCH_FOLDER"])).complete()
