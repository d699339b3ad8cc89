"""Facets as Haystack asks for them: of fields, of spans of dates, of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from haystack.exceptions import SearchBackendError

from search.engine.opensearch.cluster import Json
from search.engine.opensearch.facets import ALL
from search.engine.opensearch.queries import Query
from search.engine.whoosh.fields import ArticleText, Moment
from search.engine.whoosh.results import _edges, _with_none

MOST_VALUES: Final = 20_000
MOST_SPANS: Final = 10_000
_EPOCH: Final = datetime(1970, 1, 1)


def facet_aggregations(
    schema: Any, facets: Iterable[str], date_facets: Mapping[str, Any], query_facets: Mapping[str, Query]
) -> Json:
    """Return the aggregations of facets. Raises SearchBackendError for a field that cannot be counted."""
    found: Json = {}
    for name in facets:
        field = _counted(schema, name)
        found[f"field {name}"] = {"terms": {"field": field, "size": MOST_VALUES, "shard_size": ALL}}
        found[f"none {name}"] = {"missing": {"field": field}}
    for name, wanted in date_facets.items():
        found[f"date {name}"] = {"date_range": {"field": name, "ranges": _ranges(_spans(schema, name, wanted))}}
    return found | {f"query {key}": {"filter": query} for key, query in query_facets.items()}


def read_facets(
    schema: Any,
    answer: Json,
    facets: Iterable[str],
    date_facets: Mapping[str, Any],
    query_facets: Mapping[str, Query],
) -> dict[str, Any]:
    """Return facets in the shape of the Whoosh engine; None stands for documents without a value."""
    found = answer.get("aggregations", {})
    if not found:
        return {}
    total = int(answer["hits"]["total"]["value"])
    return {
        "fields": {name: _values(schema, name, found) for name in facets},
        "dates": {
            name: _dates(_spans(schema, name, wanted), found[f"date {name}"]["buckets"], total)
            for name, wanted in date_facets.items()
        },
        "queries": {key: found[f"query {key}"]["doc_count"] for key in query_facets},
    }


def _counted(schema: Any, name: str) -> str:
    if name not in schema:
        raise SearchBackendError(f"The index has no field {name!r} to count.")
    return f"{name}_forms" if isinstance(schema[name], ArticleText) else name


def _values(schema: Any, name: str, found: Json) -> list[tuple[Any, int]]:
    counted = found[f"field {name}"]
    if counted["sum_other_doc_count"]:
        raise SearchBackendError(f"The field {name!r} has more than {MOST_VALUES:,} values to count.")
    values = [(_value(schema[name], bucket), int(bucket["doc_count"])) for bucket in counted["buckets"]]
    listed: list[tuple[Any, int]] = _with_none(values, int(found[f"none {name}"]["doc_count"]))
    return listed


def _value(kind: Any, bucket: Mapping[str, Any]) -> Any:
    if isinstance(kind, Moment):
        return _EPOCH + timedelta(milliseconds=bucket["key"])
    return bucket["key"]


def _spans(schema: Any, name: str, wanted: Mapping[str, Any]) -> list[tuple[datetime, datetime]]:
    if not isinstance(schema._fields.get(name), Moment):
        raise SearchBackendError(f"{name!r} is no field of dates.")
    edges = _edges(wanted)
    if len(edges) > MOST_SPANS:
        raise SearchBackendError(f"More than {MOST_SPANS} date buckets were asked for.")
    return list(pairwise(edges))


def _ranges(spans: Sequence[tuple[datetime, datetime]]) -> list[Json]:
    return [{"key": str(place), "from": _iso(start), "to": _iso(end)} for place, (start, end) in enumerate(spans)]


def _dates(
    spans: Sequence[tuple[datetime, datetime]], buckets: Iterable[Json], total: int
) -> list[tuple[tuple[datetime, datetime] | None, int]]:
    counts = [(spans[int(bucket["key"])], int(bucket["doc_count"])) for bucket in buckets if bucket["doc_count"]]
    listed: list[Any] = _with_none(counts, total - sum(count for _, count in counts))
    return listed


def _iso(moment: datetime) -> str:
    plain = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return f"{plain.isoformat(timespec='milliseconds')}Z"
