"""These tests need the cluster that `make test-opensearch` starts; without it they are not collected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.opensearch.nodes import NUMBERS, Nodes
from tests.search.engine.contract.engines import HOSTS

collect_ignore_glob = [] if HOSTS else ["test_*.py"]


@pytest.fixture
def nodes() -> Iterator[Nodes]:
    """Give the cluster's processes; what a test has killed is started again."""
    found = Nodes(Path(os.environ["DATELINE_TEST_OPENSEARCH_FOLDER"]))
    found.wait_for(len(NUMBERS), status="green")
    yield found
    found.complete()
