"""What is measured of the cluster, each as figures beside their targets (measure.py)."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from search.engine.contract import Engine, EngineRequest, FacetRequest, IndexDocument
from search.engine.opensearch.documents import source_of
from search.engine.opensearch.engine import ArticleEngine
from search.tree import Term
from tests.benchmarks.corpus import say
from tests.benchmarks.engines.dateline import document
from tests.benchmarks.rows import Corpus
from tests.benchmarks.tables import Verdict, at_least, at_most, middle, table, told
from tests.opensearch.counting import FACETS, Vocabulary, mismatches, sql_rows
from tests.opensearch.load import under_load
from tests.opensearch.timing import ROUNDS, Compared, Spent, bare_bulk, compared, spent
from tests.search.engine.contract.engines import new_engine

COUNTED = 100_000
STATES = int(os.environ.get("DATELINE_COUNT_STATES", "1000"))
SEED = os.environ.get("DATELINE_COUNT_SEED") or str(secrets.randbelow(10**9))
REBUILT = 50_000
INDEXED = 200_000
LOADS = int(
    os.environ.get("DATELINE_MEASURE_LOADS", "3")
)  # of which the quickest counts: others can only slow one down
COPIES_EVERY = 15  # articles, of which one is taken as a copy of the one before it
SHARDS = "?shards=3&replicas=1"


def documents(corpus: Corpus, count: int, *, version: int = 1, stories: bool = False) -> Iterator[IndexDocument]:
    """Yield the first articles of the corpus."""
    for row in islice(corpus, count):
        story = row.id - 1 if stories and row.id % COPIES_EVERY == 0 else None
        yield replace(document(row), version=version, story=story)


def cluster_engine(stack: ExitStack) -> ArticleEngine:
    """Return an engine over the cluster, with an empty index."""
    engine = stack.enter_context(new_engine("opensearch", Path(), SHARDS))
    assert isinstance(engine, ArticleEngine)
    engine.create()
    return engine


def file_engine(stack: ExitStack) -> Engine:
    """Return an engine over files, with an empty index."""
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    engine = stack.enter_context(new_engine("whoosh", Path(folder)))
    engine.create()
    return engine


def counts(corpus: Corpus, articles: int) -> Iterator[Verdict]:
    """Compare the numbers of both engines and of SQL."""
    articles = min(COUNTED, articles)
    about = corpus.about
    words = tuple(dict.fromkeys((*about.words, *about.rarer)))
    with ExitStack() as stack:
        engines = (file_engine(stack), cluster_engine(stack))
        for engine in engines:
            assert engine.rebuild(documents(corpus, articles, stories=True)).written == articles
        database = stack.enter_context(closing(sql_rows(documents(corpus, articles, stories=True), words)))
        vocabulary = Vocabulary.of(documents(corpus, articles), words)
        say(f"DATELINE_COUNT_SEED={SEED}")
        random = Random(SEED)
        found = mismatches(engines, database, told_every_hundred(vocabulary.request(random) for _ in range(STATES)))
    for each in found[:3]:
        say(str(each))
    name = f"mismatches of facet counts, Whoosh, OpenSearch and SQL, {articles:,} articles × {STATES:,} states"
    yield at_most(name, len(found), 0, unit="")


def told_every_hundred(requests: Iterable[EngineRequest]) -> Iterator[EngineRequest]:
    """Yield requests, and tell how far it is."""
    for number, each in enumerate(requests):
        if number % 100 == 0:
            say(f"  {number:,} of {STATES:,} states")
        yield each


def rebuild(corpus: Corpus, articles: int) -> Iterator[Verdict]:
    """Rebuild the index while it is searched."""
    articles = min(REBUILT, articles)
    asked = EngineRequest(
        text=Term(corpus.about.words[-1]),
        facets={facet: FacetRequest() for facet in FACETS},
        seconds=20,
        interval="auto",
    )
    with ExitStack() as stack:
        engine = cluster_engine(stack)
        engine.rebuild(documents(corpus, articles))
        expected = replace(engine.answer(asked), hits=())
        with under_load(lambda: replace(engine.answer(asked), hits=())) as load:
            for version in (2, 3):
                engine.rebuild(documents(corpus, articles, version=version))
    short = sum(answer != expected for answer in load.answers)
    name = f"two rebuilds of {articles:,} articles under {len(load.answers):,} searches"
    yield at_most(f"{name}: failed", len(load.failures), 0, unit="")
    yield at_most(f"{name}: short", short, 0, unit="")
    yield told(f"{name}: the longest", 1_000 * load.longest, unit=" ms")


def indexing(corpus: Corpus, articles: int) -> Iterator[Verdict]:
    """Index articles, and load the same JSON with the client's own helper."""
    articles = min(INDEXED, articles)
    ours: list[Spent] = []
    bare: list[Spent] = []
    with ExitStack() as stack:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "articles.jsonl"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(f"{json.dumps(source_of(each))}\n" for each in documents(corpus, articles))
        size = path.stat().st_size / articles
        engine = cluster_engine(stack)
        for turn in range(1, LOADS + 1):
            bare.append(spent(partial(bare_bulk, engine, path)))
            ours.append(spent(partial(engine.rebuild, documents(corpus, articles, version=turn))))
            say(f"  bare {bare[-1].wall:.1f} s, ours {ours[-1].wall:.1f} s")
    rows = [
        (name, articles / (best := min(found)).wall, best.wall, best.here, best.nodes)
        for name, found in (("Dateline: cut, stemmed, sent", ours), ("opensearch-py's bulk helper, ready JSON", bare))
    ]
    columns = ("indexing", "articles a second", "wall s", "CPU s here", "CPU s of the nodes")
    table(f"{articles:,} articles, {size:,.0f} bytes of JSON each, the quickest of {LOADS}", columns, rows)
    yield told("indexing, articles a second", articles / min(ours).wall, unit="")
    yield at_least("indexing, of the rate of a bare bulk load of the same JSON", min(bare).wall / min(ours).wall, 0.8)
    cpu = (min(each.cpu for each in bare), min(each.cpu for each in ours))
    yield told("the same by CPU time of all processes", cpu[0] / cpu[1])


def queries(corpus: Corpus, articles: int) -> Iterator[Verdict]:
    """Ask the benchmark's questions of both engines, and repeat the bare requests."""
    with ExitStack() as stack:
        cluster, file = cluster_engine(stack), file_engine(stack)
        for engine in (cluster, file):
            engine.rebuild(documents(corpus, articles))
        while file.tidy():
            pass
        found = compared(corpus.about, cluster, file)
    _show(found, articles)
    yield told("faceted query, Dateline on Whoosh, median", middle([each.file for each in found]), unit=" ms")
    yield told("faceted query, Dateline on OpenSearch, median", middle([each.ours for each in found]), unit=" ms")
    yield at_most("our layer over the bare requests, median", middle([each.overhead for each in found]), 20, unit=" %")
    yield told("the same, worst question", max(each.overhead for each in found), unit=" %")


def _show(found: Sequence[Compared], articles: int) -> None:
    columns = (
        "question",
        "hits",
        "Whoosh ms",
        "OpenSearch ms",
        "bare requests",
        "bare ms",
        "overhead %",
        "CPU here ms",
    )
    rows = [
        (each.label, each.hits, each.file, each.ours, each.requests, each.bare, each.overhead, each.here)
        for each in found
    ]
    table(f"Faceted queries, {articles:,} articles, medians of {ROUNDS} rounds", columns, rows)


MEASURES: Final[dict[str, Callable[[Corpus, int], Iterator[Verdict]]]] = {
    "counts": counts,
    "rebuild": rebuild,
    "indexing": indexing,
    "queries": queries,
}
