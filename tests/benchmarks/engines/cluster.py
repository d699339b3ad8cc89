"""Dateline on an OpenSearch cluster (BENCH_CLUSTER), over the database that the engine `service` has filled."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from tests.benchmarks.engines import service
from tests.benchmarks.engines.site import start_site
from tests.benchmarks.rows import About, Row

VARIABLE = "BENCH_CLUSTER"


class Engine(service.Engine):
    """The whole of Dateline but HTTP, its index in a cluster under a name of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        url = urlsplit(os.environ[VARIABLE])
        self.url = url._replace(path=f"/bench{crc32(str(folder).encode()):x}").geturl()

    def index(self, rows: Iterable[Row], about: About) -> dict[str, float]:
        """Build the index from the database as `manage.py index --rebuild` does; tell its bytes without replicas."""
        start_site(self.folder, self.url)
        from search import indexing

        started = time.perf_counter()
        written = indexing.rebuild().written
        took = time.perf_counter() - started
        return {"written": written, "seconds": took, "bytes": self._bytes()}

    def remove(self) -> None:
        """Take the index out of the cluster."""
        from tests.search.engine.contract.engines import remove_index

        remove_index(self.url)

    def _bytes(self) -> float:
        from search.engine import get_engine
        from search.engine.opensearch.cluster import MANAGING_SECONDS, Patience

        held: Any = get_engine()
        path = f"/{held.engine.name}/_stats/store"
        stats = held.engine.cluster.ask("GET", path, patience=Patience(MANAGING_SECONDS))
        return float(stats["_all"]["primaries"]["store"]["size_in_bytes"])
