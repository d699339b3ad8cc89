"""The cluster stops for a while under search and ingest load: pages say so, nothing is lost, all goes on by itself."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from corpus.models import Article, OutboxRow
from search.engine import get_engine
from search.engine.contract import EngineAwayError
from search.engine.opensearch import indices, keeping, writing
from search.indexing import drain, repair
from tests.faults.site import until
from tests.opensearch.nodes import NUMBERS, Nodes, is_full

pytestmark = pytest.mark.django_db(transaction=True)
AWAY_SECONDS = 60.0 if is_full() else 6.0
MOST_SECONDS = 2.0


@contextmanager
def stopped(nodes: Nodes, *, killed: bool) -> Iterator[None]:
    """Stop all nodes for the block: killed, or mute so that nobody refuses a connection."""
    for number in NUMBERS:
        if killed:
            nodes.kill(number)
        else:
            nodes.signal(number, signal.SIGSTOP)
    try:
        yield
    finally:
        for number in NUMBERS:
            if killed:
                nodes.start(number)
            else:
                nodes.signal(number, signal.SIGCONT)


def ingest(folder: Path, first: int, count: int = 20) -> None:
    path = folder / f"{first}.jsonl"
    rows = [
        {"id": str(number), "source": "Post", "title": f"Boat {number}", "text": f"The valley has boat {number}."}
        for number in range(first, first + count)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    call_command("ingest", str(path), "--extractor", "none", "--json", stdout=StringIO())


def impatient(patched: pytest.MonkeyPatch) -> None:
    """Let writers give up after a second instead of half a minute."""
    for module, name in (
        (writing, "WRITING_SECONDS"),
        (keeping, "WRITING_SECONDS"),
        (indices, "MANAGING_SECONDS"),
        (indices, "NOTICING_SECONDS"),
    ):
        patched.setattr(module, name, 1.0)


def total(client: Client) -> tuple[int, int]:
    answer = client.get("/api/v1/search?q=valley")
    return answer.status_code, answer.json().get("total", -1)


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "mute"])
def test_a_cluster_that_is_away_is_named_and_comes_back(
    index: Path, nodes: Nodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    client = Client()
    ingest(tmp_path, 0)
    until(lambda: total(client) == (200, 20), "what came in is found")
    with stopped(nodes, killed=killed), monkeypatch.context() as patched:
        impatient(patched)
        end = time.monotonic() + AWAY_SECONDS
        round_number = 0
        while time.monotonic() < end or round_number < 3:
            for address in ("/?q=valley", "/api/v1/search?q=valley", "/search/feed.atom?q=valley", "/healthz"):
                began = time.thread_time(), time.monotonic()
                answer = client.get(address)
                took = time.monotonic() - began[1]
                assert answer.status_code == 503, address
                assert took < MOST_SECONDS + 0.5, (address, took)  # half a second for a machine that others use, too
            round_number += 1
            with pytest.raises(CommandError, match="What was saved is safe"):
                ingest(tmp_path, 1_000 * round_number)
        with pytest.raises(EngineAwayError):
            repair()
    assert Article.objects.count() == 20 + 20 * round_number
    assert OutboxRow.objects.count() == 20 * round_number
    nodes.wait_for(len(NUMBERS), status="green")
    while client.get("/healthz").status_code != 200:  # the reader's rest of a second before it asks again
        time.sleep(0.1)
    drain()
    assert OutboxRow.objects.count() == 0
    expected = (200, Article.objects.count())
    until(lambda: total(client) == expected, "what came in meanwhile is found")
    assert set(get_engine().versions()) == set(Article.objects.values_list("id", flat=True))
