"""Measure the test cluster beside bare requests: python -m tests.opensearch python -m tests.opensearch.measure.

Prints one line a figure. Both sides send the same JSON and ask the same questions, one after the other.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from opensearchpy import OpenSearch, helpers  # noqa: E402

from search.engine.contract import EngineRequest, FacetRequest, FacetSelection  # noqa: E402
from search.engine.opensearch.answering import Answerer  # noqa: E402
from search.engine.opensearch.documents import source_of  # noqa: E402
from search.engine.opensearch.engine import ArticleEngine  # noqa: E402
from search.tree import Term  # noqa: E402
from tests.opensearch.corpus import WORDS, articles  # noqa: E402
from tests.search.engine.contract.engines import HOSTS, new_engine  # noqa: E402

ARTICLES = int(os.environ.get("DATELINE_MEASURE_ARTICLES", "200000"))
TEXT_WORDS = 300
ROUNDS = 30
LOADS = 2  # of which the quicker counts: other work on the machine can only slow one down
FACETS = {facet: FacetRequest(10) for facet in ("actor", "location", "source", "language")}
QUESTIONS = {
    "everything": EngineRequest(facets=FACETS, interval="auto"),
    "a word": EngineRequest(text=Term(WORDS[0]), sort="relevance", facets=FACETS, interval="auto"),
    "a value": EngineRequest(
        selections={"actor": FacetSelection((frozenset({"3"}),))}, facets=FACETS, interval="month"
    ),
}


def seconds(act: Callable[[], Any]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def bare_bulk(engine: ArticleEngine, path: Path) -> None:
    """Load JSON with the client's own helper, as its documentation shows."""
    client = OpenSearch([f"http://{host}" for host in HOSTS.split(",")], timeout=60)
    index = engine.indices.draft()
    with path.open() as lines:
        actions = ({"_index": index, "_id": (found := json.loads(line))["id"], "_source": found} for line in lines)
        for _ in helpers.streaming_bulk(client, actions, chunk_size=1_000, max_chunk_bytes=10_000_000):
            pass
    engine.keeper._complete(index)
    client.close()


def measure_indexing(engine: ArticleEngine, folder: Path) -> None:
    """Print the rates of a rebuild and of a bare bulk load of the same JSON."""
    path = folder / "articles.jsonl"
    with path.open("w") as out:
        out.writelines(f"{json.dumps(source_of(each))}\n" for each in articles(ARTICLES, words=TEXT_WORDS))
    documents = list(articles(ARTICLES, words=TEXT_WORDS))
    bare = ours = float("inf")
    for _ in range(LOADS):
        bare = min(bare, seconds(partial(bare_bulk, engine, path)))
        ours = min(ours, seconds(partial(engine.rebuild, documents)))
    report("indexing, articles a second", ARTICLES / ours)
    report("bare bulk load of the same JSON, articles a second", ARTICLES / bare)
    report("ratio", bare / ours)
    report("JSON, bytes an article", path.stat().st_size / ARTICLES)


def measure_searching(engine: ArticleEngine) -> None:
    """Print the times of questions, and of the bare requests that they are made of."""
    for name, asked in QUESTIONS.items():
        bodies = recorded(engine, asked)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(seconds(partial(engine.answer, asked)))
            bare.append(seconds(partial(repeat, engine, bodies)))
        report(f"{name}: Dateline, ms", 1000 * median(ours))
        report(f"{name}: the bare requests ({len(bodies)}), ms", 1000 * median(bare))
        report(f"{name}: overhead, %", 100 * (median(ours) / median(bare) - 1))


def recorded(engine: ArticleEngine, asked: EngineRequest) -> list[tuple[Any, ...]]:
    """Return the requests that an answer takes."""
    found: list[tuple[Any, ...]] = []
    read = engine.cluster.read

    def recording(method: str, path: str, body: Any = None, **params: Any) -> Any:
        params.pop("patience")
        found.append((method, path, body, params))
        return read(method, path, body, patience=answerer.patience, **params)

    answerer = Answerer(engine.cluster, engine.name, asked)
    engine.cluster.read = recording  # type: ignore[method-assign]
    answerer.answer()
    engine.cluster.read = read  # type: ignore[method-assign]
    return found


def repeat(engine: ArticleEngine, requests: Iterable[tuple[Any, ...]]) -> None:
    for method, path, body, params in requests:
        engine.cluster._client.transport.perform_request(method, path, params=dict(params), body=body)


def report(name: str, value: float) -> None:
    print(f"{name}: {value:,.2f}", flush=True)


def main() -> None:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder, new_engine("opensearch", Path(folder)) as engine:
        assert isinstance(engine, ArticleEngine)
        engine.create()
        measure_indexing(engine, Path(folder))
        measure_searching(engine)


if __name__ == "__main__":
    sys.exit(main())
