"""A whole site on the cluster, its own processes: readers ask and articles come in while the cluster is away."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

from config.serve import Supervisor
from tests.faults.site import ROOT, Site, kill, lines, record, until
from tests.faults.test_slow_clients import free_port
from tests.opensearch.nodes import NUMBERS, Nodes, is_full
from tests.search.engine.contract.engines import HOSTS, remove_index

AWAY_SECONDS = 60.0 if is_full() else 8.0
MOST_SECONDS = 2.0
ADDRESSES = ("/?q=ferry", "/api/v1/search?q=ferry", "/search/feed.atom?q=ferry", "/search/export.csv?q=ferry")
UPLOAD = 25  # records in each


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Iterator[Site]:
    """Give a site whose index is in the cluster."""
    url = f"opensearch://{HOSTS}/test{uuid.uuid4().hex[:12]}"
    yield Site.copy(template, tmp_path / "site", SEARCH_URL=url, DJANGO_SETTINGS_MODULE="tests.opensearch.settings")
    remove_index(url)


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve the site with gunicorn, as `make serve` does; gives its address."""
    supervisor = Supervisor()
    supervisor.port = str(free_port())
    [command, _] = supervisor._commands()
    with (site.folder / "gunicorn.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command[1:]],
            cwd=ROOT, env=site.process_environment(), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{supervisor.port}"
        until(lambda: get(address, "/healthz")[0] == 200, "the site answers")
        yield address
    finally:
        kill(process)


def get(address: str, path: str) -> tuple[int, str]:
    """Return status and text of a page; 0 = nobody is there."""
    try:
        with urllib.request.urlopen(address + path, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except urllib.error.URLError:
        return 0, ""


@dataclass
class Readers:
    """What readers got, by when they asked."""

    answers: list[tuple[float, str, int, float]] = field(default_factory=list)

    def since(self, moment: float) -> list[tuple[str, int, float]]:
        """Return address, status and seconds of what was asked after a moment."""
        return [(path, status, took) for when, path, status, took in self.answers if when >= moment]


@contextmanager
def read(address: str) -> Iterator[Readers]:
    """Ask for pages again and again."""
    found = Readers()
    done = threading.Event()

    def run(path: str) -> None:
        while not done.wait(0.1):
            began = time.monotonic()
            status, _ = get(address, path)
            found.answers.append((began, path, status, time.monotonic() - began))

    threads = [threading.Thread(target=run, args=(path,)) for path in ADDRESSES]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        done.set()
        for thread in threads:
            thread.join()


def total(address: str) -> int:
    status, text = get(address, "/api/v1/search?q=ferry")
    return int(json.loads(text)["total"]) if status == 200 else -1


def hand_over(site: Site, number: int) -> int:
    """Queue an upload of records that no other has."""
    first = UPLOAD * number
    return site.hand_over((f"{number}.jsonl", lines(*(record(each) for each in range(first, first + UPLOAD)))))


def test_while_the_cluster_is_away_pages_say_so_and_nothing_is_lost(site: Site, nodes: Nodes) -> None:
    with site.worker() as worker, served(site) as address, read(address) as readers:
        site.wait_for(hand_over(site, 0))
        until(lambda: total(address) == UPLOAD, "the first upload is found")
        for number in NUMBERS:
            nodes.kill(number)
        away = time.monotonic()
        uploads = [0]
        while time.monotonic() < away + AWAY_SECONDS or len(uploads) < 3:
            uploads.append(hand_over(site, len(uploads)))
            site.wait_for(uploads[-1])  # the database takes articles in as ever
            status, text = get(address, "/?q=ferry")
            assert status == 503
            assert "search" in text.lower()
        told = readers.since(away)
        for number in NUMBERS:
            nodes.start(number)
        expected = UPLOAD * len(uploads)
        until(lambda: total(address) == expected, "everything is found, and nobody had to do anything")
        assert worker.poll() is None
    assert told
    assert [each for each in told if each[1] != 503] == []
    times = sorted(took for _, _, took in told)
    print(f"{len(times):,} pages while the cluster was away: median {median(times):.2f} s, longest {times[-1]:.2f} s")
    assert median(times) < MOST_SECONDS  # the longest says how busy the machine is, too
    # 400 = “too costly”, as long as servers that have just started share a machine with everything else.
    assert {status for _, status, _ in readers.since(0)} <= {200, 400, 503}
    assert site.one("SELECT count(*) FROM corpus_article") == expected
    assert "rebuilt" not in site.log()  # nothing was damaged
    site.assert_consistent()
