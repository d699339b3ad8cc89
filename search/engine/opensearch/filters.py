"""A request's filters: those that hold for every count, and the plain values, which a facet's own counts leave out."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.engine.contract import DateSelection, EngineRequest, FacetSelection
from search.engine.opensearch import mapping
from search.engine.opensearch.queries import (
    EVERYTHING,
    Query,
    any_of,
    exists,
    has_any,
    none_of,
    ordinal,
    to_query,
    within_days,
)
from search.facets import FACET_BY_NAME


@dataclass(frozen=True, slots=True)
class Filters:
    """The text query with the filters that hold for all counts, and the chosen plain values by facet."""

    common: Query
    chosen: dict[str, Query] = field(default_factory=dict)

    def leaving_out(self, facet: str = "") -> list[Query]:
        """Return the conditions of the chosen values, those of one facet left out."""
        return [query for name, query in self.chosen.items() if name != facet]


def filters_of(request: EngineRequest) -> Filters:
    """Return the filters of a request."""
    conditions = _dated(request.dates)
    chosen: dict[str, Query] = {}
    for name, selection in request.selections.items():
        facet_field = FACET_BY_NAME[name].index_field
        conditions += _kept(facet_field, selection)
        if selection.any or selection.missing:
            chosen[name] = _chosen(facet_field, selection)
    scored = [] if request.text is None else [to_query(request.text)]
    if not scored and not conditions:
        return Filters(EVERYTHING, chosen)
    return Filters({"bool": {"must": scored, "filter": conditions}}, chosen)


def _kept(facet_field: str, selection: FacetSelection) -> list[Query]:
    """Return the conditions of a facet that hold for its own counts too: all, excluded, present."""
    conditions = [has_any(facet_field, group) for group in selection.all]
    if selection.excluded:
        conditions.append(none_of([has_any(facet_field, selection.excluded)]))
    if selection.present:
        conditions.append(exists(facet_field))
    return conditions


def _chosen(facet_field: str, selection: FacetSelection) -> Query:
    """Return the condition of the plain values of a facet."""
    values = has_any(facet_field, frozenset().union(*selection.any))
    return any_of([values, none_of([exists(facet_field)])]) if selection.missing else values


def _dated(dates: DateSelection) -> list[Query]:
    """Return the condition of the date filter, if there is one."""
    ranged = dates.first is not None or dates.last is not None
    if not ranged and not dates.missing:
        return []
    ways: list[Query] = []
    if ranged:
        ways.append(_ranged(dates))
    if dates.missing:
        known = mapping.MENTIONED if dates.axis == "mentioned" else mapping.FIRST_DAY
        ways.append(none_of([exists(known)]))
    return [any_of(ways)]


def _ranged(dates: DateSelection) -> Query:
    first, last = ordinal(dates.first), ordinal(dates.last)
    if dates.axis == "mentioned":
        return mentioned_within(first, last)
    return {"bool": {"filter": within_days(first, last)}}


def mentioned_within(first: int | None, last: int | None) -> Query:
    """Return the condition that a mentioned date lies wholly in these days, as ordinals (None = open)."""
    bounds = {name: day for name, day in (("gte", first), ("lte", last)) if day is not None}
    return {"range": {mapping.MENTIONED_DAYS: {**bounds, "relation": "within"}}}
