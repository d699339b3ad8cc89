"""What the index is like as a whole: its stamp, and the version of every article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from search.engine.opensearch import mapping
from search.engine.opensearch.answering import KEPT_OPEN, point_in_time
from search.engine.opensearch.cluster import MANAGING_SECONDS, Cluster, Json, Patience

STAMP_SECONDS: Final = 1.5
READING_SECONDS: Final = 3_600.0  # for all versions of the largest index
_STAMP: Final = "indices.*.uuid,indices.*.primaries.refresh.external_total,indices.*.primaries.indexing.index_total"


def stamp_of(cluster: Cluster, index: str) -> str:
    """Return a value that changes whenever the index is refreshed. Raises IndexUnavailableError."""
    found = cluster.read(
        "GET",
        f"/{index}/_stats/refresh,indexing",
        patience=Patience(STAMP_SECONDS),
        filter_path=_STAMP,
    )
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:24]


def versions_of(cluster: Cluster, index: str) -> Mapping[int, int]:
    """Return article id -> version of every document."""
    found: dict[int, int] = {}
    patience = Patience(READING_SECONDS)
    with point_in_time(cluster, index, Patience(MANAGING_SECONDS)) as point:
        body: Json = {
            "size": mapping.MOST_PAGE,
            "_source": False,
            "track_total_hits": False,
            "sort": [{mapping.ID: "asc"}, {mapping.VERSION: "asc"}],
            "pit": {"id": point, "keep_alive": KEPT_OPEN},
        }
        while hits := _page(cluster, body, patience):
            found |= {int(article_id): int(version) for article_id, version in (hit["sort"] for hit in hits)}
            body["search_after"] = hits[-1]["sort"]
    return found


def _page(cluster: Cluster, body: Json, patience: Patience) -> list[Json]:
    answer = cluster.ask("POST", "/_search", body, patience=patience, filter_path="hits.hits.sort")
    return list(answer.get("hits", {}).get("hits", []))
