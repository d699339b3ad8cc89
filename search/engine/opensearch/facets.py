"""Counts of facets, exact: every shard sends all its values, and what does not fit one answer is asked for in parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from search.engine.contract import EngineError, FacetCounts, FacetRequest
from search.engine.opensearch.cluster import Json

ALL: Final = 2**31 - 1  # values that a shard may send
AT_ONCE: Final = 10_000  # values of a facet in the first answer
A_PART: Final = 50_000  # values in one part of them; a cluster gives 65,535 in all at most
MOST_PARTS: Final = 4_096

NONE_TOO_MANY: Final[Mapping[str, int]] = {}

Ask = Callable[[Json, str], Json]  # aggregations and what of the answer is wanted -> aggregations


@dataclass(frozen=True, slots=True)
class Counted:
    """What an answer says about a facet; `least` = what values not listed among the commonest have at most."""

    values: Mapping[str, int]
    whole: bool
    least: int
    missing: int


def counting(field: str, wanted: FacetRequest) -> Json:
    """Return the aggregations that count a facet."""
    found: Json = {
        "values": {"terms": {"field": field, "size": AT_ONCE, "shard_size": ALL}},
        "missing": {"missing": {"field": field}},
    }
    if wanted.always:
        listed = sorted(wanted.always)
        found["always"] = {"terms": {"field": field, "include": listed, "size": len(listed), "shard_size": ALL}}
    return found


def read_counts(answer: Json) -> Counted:
    """Return what an answer says about a facet. Raises EngineError if a shard sent less than all it has."""
    found = answer["values"]
    if found["doc_count_error_upper_bound"]:
        raise EngineError("The search cluster counted a facet only approximately.")
    values = {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
    least = min(values.values(), default=0)
    if "always" in answer:
        values |= {bucket["key"]: bucket["doc_count"] for bucket in answer["always"]["buckets"]}
    return Counted(values, not found["sum_other_doc_count"], least, answer["missing"]["doc_count"])


def facet_counts(
    field: str, wanted: FacetRequest, counted: Counted, ask: Ask, *, too_many: Mapping[str, int] = NONE_TOO_MANY
) -> FacetCounts:
    """Return the counts of a facet; `ask` gets more of them, if need be; `too_many` is taken off the counts."""
    values = without(counted.values, too_many)
    total = len(values)
    if not counted.whole:
        if _runs_on(values, wanted.limit, counted.least):
            values = without(_all_values(field, ask), too_many)
            total = len(values)
        else:
            total = _count_values(field, ask)
    return FacetCounts(commonest(values, wanted), total, counted.missing)


def without(values: Mapping[str, int], too_many: Mapping[str, int]) -> Mapping[str, int]:
    """Return counts with some taken off."""
    return {value: number - too_many.get(value, 0) for value, number in values.items()} if too_many else values


def commonest(values: Mapping[str, int], wanted: FacetRequest) -> tuple[tuple[str, int], ...]:
    """Return the commonest values with the whole run of equal counts at the limit, and those always wanted."""
    listed = dict(values)
    if wanted.limit is not None and len(values) > wanted.limit:
        least = sorted(values.values(), reverse=True)[wanted.limit - 1] if wanted.limit else float("inf")
        listed = {value: number for value, number in values.items() if number >= least}
    listed |= {value: values.get(value, 0) for value in wanted.always}
    return tuple(sorted(listed.items(), key=lambda item: (-item[1], item[0])))


def _runs_on(values: Mapping[str, int], limit: int | None, least: int) -> bool:
    """Return whether values that are not known, of `least` documents at most, may belong to the commonest, too."""
    if limit is None or limit >= len(values):
        return True
    ranked = sorted(values.values(), reverse=True)
    return limit > 0 and ranked[limit - 1] <= least


def _all_values(field: str, ask: Ask) -> Mapping[str, int]:
    """Return every value with its count."""
    values: dict[str, int] = {}
    for answer in _parts(field, ask, ""):
        values |= {bucket["key"]: bucket["doc_count"] for bucket in answer["part"]["buckets"]}
    return values


def _count_values(field: str, ask: Ask) -> int:
    """Return how many values there are, without having them sent."""
    wanted = "timed_out,aggregations.part.sum_other_doc_count,aggregations.number.count"
    return sum(answer["number"]["count"] for answer in _parts(field, ask, wanted))


def _parts(field: str, ask: Ask, wanted: str) -> Sequence[Json]:
    """Return the answers that together have all values: more and smaller parts until each is whole."""
    for parts in (4**power for power in count(0)):
        if parts > MOST_PARTS:
            break
        answers = []
        for number in range(parts):
            answers.append(ask(_part(field, number, parts), wanted))
            if answers[-1]["part"]["sum_other_doc_count"]:
                break
        else:
            return answers
    raise EngineError("A facet has more values than the search cluster can count.")


def _part(field: str, number: int, parts: int) -> Json:
    terms: dict[str, Any] = {"field": field, "size": A_PART, "shard_size": ALL}
    if parts > 1:
        terms["include"] = {"partition": number, "num_partitions": parts}
    return {"part": {"terms": terms}, "number": {"stats_bucket": {"buckets_path": "part._count"}}}
