"""Times what Dateline does with the cluster beside bare requests: by the clock, and by the CPU of all processes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from opensearchpy import OpenSearch, helpers

from search.engine.contract import Engine, EngineRequest
from search.engine.opensearch.answering import Answerer
from search.engine.opensearch.engine import ArticleEngine
from tests.benchmarks.engines.dateline import request
from tests.benchmarks.questions import Question, UnsupportedError, kinds_asked, rarer_asked, words_asked
from tests.benchmarks.rows import About
from tests.benchmarks.tables import middle
from tests.opensearch.nodes import Nodes
from tests.search.engine.contract.engines import HOSTS

ROUNDS: Final = 9
MILLISECONDS: Final = 1_000
Recorded = tuple[str, str, Any, dict[str, Any]]


class Spent(NamedTuple):
    """Seconds: on the clock, of this process's CPU, of the nodes' CPU."""

    wall: float
    here: float
    nodes: float

    @property
    def cpu(self) -> float:
        """CPU of all processes."""
        return self.here + self.nodes


def spent(act: Callable[[], Any]) -> Spent:
    """Return what something takes."""
    nodes = Nodes(Path(os.environ["DATELINE_TEST_OPENSEARCH_FOLDER"]))
    before = time.perf_counter(), time.process_time(), nodes.cpu_seconds()
    act()
    return Spent(time.perf_counter() - before[0], time.process_time() - before[1], nodes.cpu_seconds() - before[2])


def bare_bulk(engine: ArticleEngine, path: Path) -> None:
    """Load JSON with the client's own helper, as its documentation shows, into an index like the engine's."""
    client = OpenSearch([f"http://{host}" for host in HOSTS.split(",")], timeout=60)
    index = engine.indices.draft()
    with path.open(encoding="utf-8") as lines:
        actions = ({"_index": index, "_id": (found := json.loads(line))["id"], "_source": found} for line in lines)
        for _ in helpers.streaming_bulk(client, actions, chunk_size=1_000, max_chunk_bytes=10_000_000):
            pass
    engine.keeper._complete(index)
    client.close()


@dataclass(frozen=True)
class Compared:
    """One question: median milliseconds on Whoosh, on OpenSearch, and of the bare requests that the latter takes."""

    label: str
    hits: int
    file: float
    ours: float
    requests: int
    bare: float
    here: float  # CPU of this process for our answer

    @property
    def overhead(self) -> float:
        """What our layer adds to the bare requests, in percent."""
        return 100 * (self.ours / self.bare - 1)


def compared(about: About, cluster: ArticleEngine, file: Engine) -> list[Compared]:
    """Ask the benchmark's questions of both engines and repeat the bare requests, in turn."""
    found = []
    for asked in (*words_asked(about), *rarer_asked(about), *kinds_asked(about)):
        try:
            found.append(_compared(asked, request(asked), cluster, file))
        except UnsupportedError:
            continue
    return found


def _compared(asked: Question, wanted: EngineRequest, cluster: ArticleEngine, file: Engine) -> Compared:
    bodies = recorded(cluster, wanted)
    answers = [engine.answer(wanted) for engine in (cluster, file)]
    assert answers[0].total == answers[1].total, asked.label
    assert answers[0].facets == answers[1].facets, asked.label
    ways = (partial(file.answer, wanted), partial(cluster.answer, wanted), partial(repeat, cluster, bodies))
    times: list[list[float]] = [[], [], []]
    here = []
    for _ in range(ROUNDS):
        for place, act in enumerate(ways):
            began = time.perf_counter(), time.thread_time()
            act()
            times[place].append(MILLISECONDS * (time.perf_counter() - began[0]))
            if place == 1:
                here.append(MILLISECONDS * (time.thread_time() - began[1]))
    on_file, ours, bare = map(middle, times)
    return Compared(asked.label, answers[0].total, on_file, ours, len(bodies), bare, middle(here))


def recorded(engine: ArticleEngine, asked: EngineRequest) -> list[Recorded]:
    """Return the requests that an answer takes."""
    found: list[Recorded] = []
    read = engine.cluster.read

    def recording(method: str, path: str, body: Any = None, **params: Any) -> Any:
        patience = params.pop("patience")
        found.append((method, path, body, dict(params)))
        return read(method, path, body, patience=patience, **params)

    engine.cluster.read = recording  # type: ignore[method-assign]
    try:
        Answerer(engine.cluster, engine.name, asked).answer()
    finally:
        engine.cluster.read = read  # type: ignore[method-assign]
    return found


def repeat(engine: ArticleEngine, requests: Sequence[Recorded]) -> None:
    """Send requests as they are."""
    for method, path, body, params in requests:
        engine.cluster._client.transport.perform_request(method, path, params=dict(params), body=body)
