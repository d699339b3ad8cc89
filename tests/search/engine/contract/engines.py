"""The engines that the contract is tested on: Whoosh always, OpenSearch where a cluster runs (make test-opensearch)."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from search.engine.contract import Engine, EngineAnswer, EngineRequest
from search.engine.opensearch.address import read_address
from search.engine.opensearch.cluster import MANAGING_SECONDS, Cluster, Patience, cluster_at
from search.engine.opensearch.engine import ArticleEngine as ClusterEngine
from search.engine.opensearch.mapping import index_body
from search.engine.whoosh.articles import ArticleEngine as FileEngine
from search.engine.whoosh.fields import build_schema

HOSTS = os.environ.get("DATELINE_TEST_OPENSEARCH", "")  # host:port,host:port
ENGINES = ("whoosh", "opensearch") if HOSTS else ("whoosh",)


SECONDS = 20.0  # three servers share a machine with the tests: what is looked for are wrong answers, not slow ones


class PatientEngine(ClusterEngine):
    """The cluster's engine, with more time for a request that doesn't say how much it has."""

    def answer(self, request: EngineRequest) -> EngineAnswer:
        """Search."""
        is_said = request.seconds != EngineRequest().seconds
        return super().answer(request if is_said else replace(request, seconds=SECONDS))


def declared_fields() -> dict[str, Any]:
    """Return Haystack's fields of the article index."""
    from search.search_indexes import ArticleIndex

    return {field.index_fieldname: field for field in ArticleIndex().fields.values()}


def cluster_engine(name: str, options: str = "") -> ClusterEngine:
    """Return an engine over the cluster that is there for tests."""
    address = read_address(f"opensearch://{HOSTS}/{name}{options}")
    return PatientEngine(cluster_at(address), index_body(address, declared_fields()))


def remove(cluster: Cluster, name: str) -> None:
    """Delete every index whose name begins so."""
    found = cluster.ask("GET", f"/{name}-*/_alias", patience=Patience(MANAGING_SECONDS))
    for index in found:
        cluster.ask("DELETE", f"/{index}", patience=Patience(MANAGING_SECONDS))


def remove_index(url: str) -> None:
    """Delete the index of a SEARCH_URL."""
    address = read_address(url)
    remove(cluster_at(address), address.name)


@contextmanager
def new_engine(kind: str, folder: Path, options: str = "") -> Iterator[Engine]:
    """Give an engine of a kind without an index, and clear up behind it."""
    if kind == "whoosh":
        yield FileEngine(folder / "index", build_schema(declared_fields())[1])
        return
    name = f"test{uuid.uuid4().hex[:12]}"
    engine = cluster_engine(name, options)
    try:
        yield engine
    finally:
        remove(engine.cluster, name)
