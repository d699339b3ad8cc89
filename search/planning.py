"""From a state to an engine request: text parsed, names turned into ids, dates into days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from django.conf import settings

from search.cursor import read_cursor
from search.engine.contract import (
    Axis,
    DateSelection,
    EngineRequest,
    FacetRequest,
    FacetSelection,
    Group,
    Interval,
    Sort,
)
from search.facets import FACET_BY_NAME, FACETS
from search.labels import Label, ids_of_names, is_id
from search.languages import NAMES, UNKNOWN
from search.messages import Message
from search.query import ParsedQuery, parse
from search.state import NONE, SearchState, partial_days
from search.tree import And, FacetName, FacetTerm, Node, Not, Or

DATE: Final = "date"
MOST_LISTED: Final = 8  # actors or locations of one name that a message lists


@dataclass(frozen=True, slots=True)
class Plan:
    """A state made ready for the engine. `named` = facet -> name as written -> the ids that go by it."""

    state: SearchState
    parsed: ParsedQuery
    node: Node | None
    selections: Mapping[str, FacetSelection]
    dates: DateSelection
    sort: Sort
    offset: int
    named: Mapping[str, Mapping[str, tuple[str, ...]]]
    messages: tuple[Message, ...]

    def chosen(self, facet: str) -> frozenset[str]:
        """Return every id or code chosen in a facet, in whatever mode."""
        selection = self.selections.get(facet)
        return frozenset().union(*selection.any, *selection.all, selection.excluded) if selection else frozenset()

    def ids(self, facet: str, value: str) -> tuple[str, ...]:
        """Return the ids that a chosen value stands for."""
        return (value,) if is_id(facet, value) else self.named.get(facet, {}).get(value, ())

    def request(
        self, facets: Sequence[str] = (), *, limit: int | None = None, also: Mapping[str, frozenset[str]] | None = None
    ) -> EngineRequest:
        """Return the request for the hits of the state's page (`limit` None: all) and these facets, "date" too.

        `also` names values to be counted beside the commonest and the chosen ones.
        """
        more = also or {}
        wanted = [facet.name for facet in FACETS if facet.name in facets]
        interval = cast("Interval", self.state.interval)  # "auto" too
        return EngineRequest(
            text=self.node,
            selections=self.selections,
            dates=self.dates,
            sort=self.sort,
            offset=self.offset if limit is not None else 0,
            limit=limit,
            facets={
                name: FacetRequest(self.state.facet_limit, self.chosen(name) | more.get(name, frozenset()))
                for name in wanted
            },
            interval=interval if DATE in facets else None,
            max_bars=int(settings.DATELINE["max_bars"]),
            seconds=settings.DATELINE["query_seconds"],
            group=cast(Group, self.state.group),
        )


def plan(state: SearchState, *, today: date | None = None) -> Plan:
    """Return the plan of a state; at most one SQL query a facet, for names."""
    parsed = parse(state.q)
    named = _named(state, parsed)
    dates, date_faults = _dates(state, today or date.today())
    offset, cursor_faults = _offset(state)
    return Plan(
        state=state,
        parsed=parsed,
        node=_resolved(parsed.node, named) if parsed.node is not None else None,
        selections={facet.name: _selection(state, facet.name, named) for facet in FACETS if state.choice(facet.name)},
        dates=dates,
        sort=cast(Sort, state.order if parsed.node is not None or state.order != "relevance" else "-date"),
        offset=offset,
        named=named,
        messages=(*parsed.messages, *date_faults, *cursor_faults),
    )


def _named(state: SearchState, parsed: ParsedQuery) -> dict[str, dict[str, tuple[str, ...]]]:
    if not state.choices and not parsed.positions:
        return {}
    names: dict[str, set[str]] = {}
    for facet in FACETS:
        choice = state.choice(facet.name)
        names[facet.name] = {value for value in (*choice.any, *choice.all, *choice.excluded) if value != NONE}
    for facet_name, name in _facet_names(parsed.node):
        names[facet_name].add(name)
    written = {facet: {name for name in found if not is_id(facet, name)} for facet, found in names.items()}
    return {facet: ids_of_names(facet, found) for facet, found in written.items() if found}


def _facet_names(node: Node | None) -> Iterator[tuple[str, str]]:
    if isinstance(node, FacetName):
        yield node.facet, node.name
    elif isinstance(node, Not):
        yield from _facet_names(node.child)
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _facet_names(child)


def _resolved(node: Node, named: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Node:
    """Return the tree with names turned into ids."""
    if isinstance(node, FacetName):
        if is_id(node.facet, node.name):
            return FacetTerm(node.facet, frozenset((str(int(node.name)),)))
        return FacetTerm(node.facet, frozenset(named[node.facet][node.name]))
    if isinstance(node, Not):
        return Not(_resolved(node.child, named))
    if isinstance(node, And | Or):
        return replace(node, children=tuple(_resolved(child, named) for child in node.children))
    return node


def _selection(state: SearchState, facet: str, named: Mapping[str, Mapping[str, tuple[str, ...]]]) -> FacetSelection:
    choice = state.choice(facet)
    nothing = {NONE, UNKNOWN} if facet == "language" else {NONE}

    def group(value: str) -> frozenset[str]:
        return frozenset((value,) if is_id(facet, value) else named.get(facet, {}).get(value, ()))

    return FacetSelection(
        any=tuple(group(value) for value in choice.any if value not in nothing),
        all=tuple(group(value) for value in choice.all if value != NONE),
        excluded=frozenset().union(*(group(value) for value in choice.excluded if value not in nothing)),
        missing=not nothing.isdisjoint(choice.any),
        present=not nothing.isdisjoint(choice.excluded),
    )


def _dates(state: SearchState, today: date) -> tuple[DateSelection, list[Message]]:
    if not state.first and not state.last:
        return DateSelection(missing=state.date_missing, axis=cast(Axis, state.axis)), []
    first, last = partial_days(state.first, today), partial_days(state.last, today)
    faults = [
        Message(f"“{text[:50]}” is not a date.", code="bad_parameter", level="error", parameter=parameter)
        for parameter, text, days in (("from", state.first, first), ("to", state.last, last))
        if text and days is None
    ]
    selection = DateSelection(
        first=first[0] if first else None,
        last=last[1] if last else None,
        missing=state.date_missing,
        axis=cast(Axis, state.axis),
    )
    return selection, faults


def _offset(state: SearchState) -> tuple[int, list[Message]]:
    if not state.cursor:
        return (state.page - 1) * state.size, []
    offset = read_cursor(state)
    if offset is not None:
        return offset, []
    fault = "This cursor belongs to another search; leave it out to begin at the first page."
    return 0, [Message(fault, code="bad_cursor", level="error", parameter="cursor")]


def name_notes(plan: Plan, labels: Mapping[str, Mapping[str, Label]]) -> list[Message]:
    """Return notes on names that nothing or several things go by, and on ids that do not exist."""
    notes = []
    for facet in FACETS:
        for parameter, value, position in _values_written(plan, facet.name):
            text, code = _name_note(facet.name, value, plan.ids(facet.name, value), labels.get(facet.name, {}))
            if text:
                notes.append(Message(text, code=code, parameter=parameter, position=position))
    return notes


def _values_written(plan: Plan, facet: str) -> Iterator[tuple[str, str, int | None]]:
    choice = plan.state.choice(facet)
    for suffix, values in (("", choice.any), (".all", choice.all), (".not", choice.excluded)):
        yield from ((facet + suffix, value, None) for value in values if value != NONE)
    for (name_facet, name), position in plan.parsed.positions.items():
        if name_facet == facet:
            yield "q", name, position


def _name_note(facet: str, value: str, ids: Sequence[str], labels: Mapping[str, Label]) -> tuple[str, str]:
    one, many = FACET_BY_NAME[facet].one, FACET_BY_NAME[facet].many
    if facet == "language":
        base = ids[0].partition("-")[0] if ids else ""
        known = base in NAMES or (len(base) in (2, 3) and base.isalpha())
        return ("", "") if known else (f"No language is called “{value}”.", "unknown_name")
    if is_id(facet, value):
        known = value in labels or str(int(value[:30])) in labels
        return ("", "") if known else (f"There is no {one} with the number {value}.", "unknown_id")
    if not ids:
        return f"No {one} is called “{value}”.", "unknown_name"
    if len(ids) == 1:
        return "", ""
    listed = ", ".join(_described(each, labels) for each in ids[:MOST_LISTED])
    more = f" and {len(ids) - MOST_LISTED} more" if len(ids) > MOST_LISTED else ""
    return f"“{value}” is the name of {len(ids)} {many}, any of which counts: {listed}{more}.", "ambiguous_name"


def _described(value: str, labels: Mapping[str, Label]) -> str:
    label = labels.get(value)
    if label is None:
        return value
    about = ", ".join(part for part in (label.kind, label.country) if part and part != "unknown")
    return f"{label.name} ({about})" if about else label.name
