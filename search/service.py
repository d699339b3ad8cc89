"""The one door to search: page, API, feed and export all come through here and see the same hits in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from time import perf_counter
from typing import Final

from corpus.names import fold_name
from search import engine as engines
from search.bars import date_bars
from search.engine.contract import EngineHit, FacetCounts, FacetRequest, Histogram
from search.facets import FACET_BY_NAME, FACETS
from search.hits import Mentions, Row, highlighter, load_rows, read_mentions
from search.labels import (
    Label,
    Relatives,
    batched,
    ids_of_names,
    ids_with_prefix,
    is_id,
    label_order,
    labels,
    labels_of,
    relatives,
)
from search.messages import Message
from search.offers import FEW, Alternative, alternatives, any_word
from search.planning import DATE, Plan, name_notes, plan
from search.query import parse
from search.results import DateGroup, FacetGroup, FacetValue, Hit, Results
from search.state import NONE, SearchState

__all__ = [
    "FEW",
    "Alternative",
    "FacetPage",
    "Suggestion",
    "alternatives",
    "any_word",
    "facet_values",
    "iterate",
    "iterate_rows",
    "problems",
    "resolve_unique",
    "search",
    "suggest",
]

LOCATION: Final = "location"
NUMBERED: Final = tuple(facet.name for facet in FACETS if facet.numbered)
ALL_FACETS: Final = (*(facet.name for facet in FACETS), DATE)
MOST_TAGS: Final = 6  # actors, and locations, of a hit on a page
EXPORT_BATCH: Final = 500
EXPORT_PATIENCE: Final = 10  # times the time a page may take
FACET_PAGE_SIZE: Final = 100
MOST_SUGGESTIONS: Final = 10
_NOT_CHOSEN: Final = (False, False, False)
_count_of: Final = itemgetter(FacetValue._fields.index("count"))
MOST_NAMED: Final = 2_000  # values a facet that a prefix is looked up in


@dataclass(frozen=True, slots=True)
class FacetPage:
    """One page of all the values of a facet in a search; `total` counts the values that pass the filter."""

    facet: str
    values: tuple[FacetValue, ...]
    total: int
    page: int
    pages: int
    missing: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A facet value whose name begins with what was typed; `name` is the name that does, `inside` as in FacetValue."""

    facet: str
    id: str
    label: str
    name: str
    count: int
    kind: str = ""
    country: str = ""
    inside: str = ""


def search(
    state: SearchState,
    *,
    messages: Sequence[Message] = (),
    today: date | None = None,
    facets: Sequence[str] | None = None,
    tags: int | None = MOST_TAGS,
    inner: int = 0,
) -> Results:
    """Return the answer to a state, its messages behind those given.

    `facets` limits what is counted ("date" = the histogram; None = everything), `tags` the actors and the locations
    of a hit (None = all). `inner` > 0 lists, beside the commonest locations, what the chosen ones lie in and so many of
    those directly inside each. Raises IndexUnavailableError, QueryTooCostlyError.
    """
    started = perf_counter()
    prepared = plan(state, today=today)
    engine = engines.get_engine()
    kin = relatives(_narrowing(prepared, LOCATION)) if inner else Relatives()
    request = prepared.request(
        ALL_FACETS if facets is None else facets, limit=state.size, also={LOCATION: kin.above | kin.below}
    )
    answer = engine.answer(request)
    mentions = read_mentions(answer.hits)
    called = _labels(prepared, answer.facets, mentions)
    marker = highlighter(prepared.node, engine)
    rows = load_rows(answer.hits, marker, mentions=mentions, called=called, most_tags=tags)
    follows = prepared.offset + state.size
    return Results(
        state=state,
        total=answer.total,
        hits=tuple(row.hit for row in rows),
        facets={
            name: _group(
                prepared, name, counts, called[name], kin=kin if name == LOCATION else Relatives(), inner=inner
            )
            for name, counts in answer.facets.items()
        },
        dates=_dates(answer.histogram),
        messages=(*messages, *prepared.messages, *name_notes(prepared, called)),
        parsed=prepared.parsed.canonical,
        page=prepared.offset // state.size + 1,
        pages=max(1, -(-answer.total // state.size)),
        took_ms=round((perf_counter() - started) * 1000, 3),
        follows=follows if follows < answer.total else 0,
        names=_names(prepared, called),
    )


def problems(state: SearchState) -> tuple[Message, ...]:
    """Return what is wrong with a state's query text; asks neither engine nor database."""
    return tuple(message for message in parse(state.q).messages if message.level == "error")


def iterate(state: SearchState, *, today: date | None = None) -> Iterator[Hit]:
    """Return every hit of a state in order, whatever its page, with all actors and locations.

    The engine is asked at once, so its errors are raised here and not while the hits are read.
    """
    return (row.hit for row in iterate_rows(state, today=today))


def iterate_rows(state: SearchState, *, today: date | None = None) -> Iterator[Row]:
    """Return every hit of a state in order with its article, as exports need it; otherwise like `iterate`."""
    prepared = plan(state, today=today)
    engine = engines.get_engine()
    request = prepared.request(limit=None)
    found = engine.answer(replace(request, seconds=request.seconds * EXPORT_PATIENCE)).hits
    marker = highlighter(prepared.node, engine)

    def rows(hits: Sequence[EngineHit]) -> Iterator[Row]:
        for batch in batched(hits, EXPORT_BATCH):
            mentions = read_mentions(batch)
            called = labels_of({facet: mentions.ids(facet) for facet in ("actor", "location")})
            yield from load_rows(batch, marker, mentions=mentions, called=called, most_tags=None)

    return rows(found)


def resolve_unique(facet: str, name: str) -> str | None:
    """Return the id (or code) of the one facet value that goes by a name; None if none, several, or already an id."""
    if name == NONE or is_id(facet, name):
        return None
    ids = ids_of_names(facet, [name])[name]
    return ids[0] if len(ids) == 1 and ids[0] != name else None


def facet_values(
    state: SearchState,
    facet: str,
    *,
    prefix: str = "",
    contains: str = "",
    order: str = "count",
    page: int = 1,
    today: date | None = None,
) -> FacetPage:
    """Return a page of all the values of a facet, by count or label, of labels that begin so and hold this."""
    prepared = plan(state, today=today)
    wanted = {facet: FacetRequest(None, prepared.chosen(facet))}
    request = replace(prepared.request(limit=0), facets=wanted)
    counts = engines.get_engine().answer(request).facets[facet]
    values = _values(prepared, facet, counts, labels(facet, _counted(prepared, facet, counts)))
    begins, holds = fold_name(prefix), fold_name(contains)
    kept = [
        value for value in values if label_order(value.label).startswith(begins) and holds in label_order(value.label)
    ]
    if order == "label":
        kept.sort(key=lambda value: (label_order(value.label), _id_order(value.id)))
    first = (page - 1) * FACET_PAGE_SIZE
    return FacetPage(
        facet=facet,
        values=tuple(kept[first : first + FACET_PAGE_SIZE]),
        total=len(kept),
        page=page,
        pages=max(1, -(-len(kept) // FACET_PAGE_SIZE)),
        missing=counts.missing,
    )


def suggest(
    prefix: str, *, state: SearchState | None = None, facets: Sequence[str] = NUMBERED, limit: int = MOST_SUGGESTIONS
) -> tuple[Suggestion, ...]:
    """Return the values of these facets with a name that begins so and hits in a search, the commonest first.

    Without a state all articles are counted. Raises IndexUnavailableError, QueryTooCostlyError.
    """
    named = {facet: ids_with_prefix(facet, prefix, MOST_NAMED) for facet in facets}
    wanted = {facet: FacetRequest(0, frozenset(found)) for facet, found in named.items() if found}
    if not wanted:
        return ()
    request = replace(plan(state or SearchState()).request(limit=0), facets=wanted)
    answer = engines.get_engine().answer(request)
    ranked = sorted(
        ((facet, value, count) for facet, counts in answer.facets.items() for value, count in counts.values if count),
        key=lambda each: (-each[2], fold_name(named[each[0]].get(each[1], "")), each[0], each[1]),
    )[:limit]
    begins = fold_name(prefix)
    called = labels_of({facet: [value for each, value, _ in ranked if each == facet] for facet in wanted})
    found = []
    for facet, value, count in ranked:
        if value in called[facet] and value in named[facet]:
            label = called[facet][value]
            name = label.name if fold_name(label.name).startswith(begins) else named[facet][value]
            found.append(Suggestion(facet, value, label.name, name, count, label.kind, label.country, label.inside))
    return tuple(sorted(found, key=lambda each: (-each.count, fold_name(each.label), each.facet, each.id)))


def _counted(prepared: Plan, facet: str, counts: FacetCounts | None) -> set[str]:
    return {value for value, _ in counts.values} | prepared.chosen(facet) if counts else set(prepared.chosen(facet))


def _labels(prepared: Plan, counted: Mapping[str, FacetCounts], mentions: Mentions) -> dict[str, dict[str, Label]]:
    """Return the labels of everything shown or chosen, by facet."""
    wanted = {}
    for facet in FACETS:
        written = {
            value
            for (name_facet, name) in prepared.parsed.positions
            if name_facet == facet.name
            for value in prepared.ids(facet.name, name)
        }
        wanted[facet.name] = (
            _counted(prepared, facet.name, counted.get(facet.name)) | written | mentions.ids(facet.name)
        )
    return labels_of(wanted)


def _narrowing(prepared: Plan, facet: str) -> frozenset[str]:
    """Return the values of a facet that a hit must or may have, nothing of what is excluded."""
    selection = prepared.selections.get(facet)
    return frozenset().union(*selection.any, *selection.all) if selection else frozenset()


def _group(
    prepared: Plan, facet: str, counts: FacetCounts, called: Mapping[str, Label], *, kin: Relatives, inner: int
) -> FacetGroup:
    choice = prepared.state.choice(facet)
    values = _values(prepared, facet, counts, called)
    limit = prepared.state.facet_limit
    related = {value.id for value in values if value.id in kin.above} | _innermost(values, kin, inner)
    shown = [
        value
        for place, value in enumerate(values)
        if (value.count and (place < limit or value.id in related))
        or value.selected
        or value.required
        or value.excluded
    ]
    return FacetGroup(
        name=facet,
        values=tuple(shown),
        total=counts.total,
        missing=counts.missing,
        missing_selected=NONE in choice.any,
        missing_excluded=NONE in choice.excluded,
    )


def _innermost(values: Iterable[FacetValue], kin: Relatives, inner: int) -> set[str]:
    """Return the first `inner` values inside each location."""
    inside: dict[str, list[str]] = {}
    for value in values:
        if value.id in kin.below:
            inside.setdefault(value.parent, []).append(value.id)
    return {value for found in inside.values() for value in found[:inner]}


def _values(prepared: Plan, facet: str, counts: FacetCounts, called: Mapping[str, Label]) -> list[FacetValue]:
    """Return the values counted or chosen, count down, then label, then id."""
    selection = prepared.selections.get(facet)
    picked = frozenset().union(*selection.any) if selection else frozenset()
    required = frozenset().union(*selection.all) if selection else frozenset()
    excluded = selection.excluded if selection else frozenset()
    numbers = dict.fromkeys(prepared.chosen(facet), 0) | dict(counts.values)
    values = []
    for value, count in sorted(numbers.items(), key=itemgetter(1), reverse=True):
        label = called.get(value) or Label(f"{FACET_BY_NAME[facet].one} {value}")
        chosen = (value in picked, value in required, value in excluded) if selection else _NOT_CHOSEN
        values.append(
            FacetValue(value, label.name, count, *chosen, label.parent, label.kind, label.country, label.inside)
        )
    return [value for _, equal in groupby(values, key=_count_of) for value in _by_label(list(equal))]


def _by_label(values: list[FacetValue]) -> list[FacetValue]:
    """Return values of equal counts by label, then id."""
    if len(values) > 1:
        values.sort(key=lambda each: (label_order(each.label), _id_order(each.id)))
    return values


def _id_order(value: str) -> tuple[int, str]:
    return len(value) if value.isdigit() else 0, value


def _dates(histogram: Histogram | None) -> DateGroup | None:
    if histogram is None:
        return None
    return DateGroup(histogram.interval, date_bars(histogram), histogram.coarser, histogram.missing)


def _names(prepared: Plan, called: Mapping[str, Mapping[str, Label]]) -> dict[str, dict[str, str]]:
    """Return what every chosen value is called."""
    names: dict[str, dict[str, str]] = {}
    for facet in FACETS:
        choice = prepared.state.choice(facet.name)
        chosen: Iterable[str] = (*choice.any, *choice.all, *choice.excluded)
        known = {value: _name(prepared, facet.name, value, called[facet.name]) for value in chosen}
        if known:
            names[facet.name] = known
    return names


def _name(prepared: Plan, facet: str, value: str, called: Mapping[str, Label]) -> str:
    if value == NONE:
        return FACET_BY_NAME[facet].none_label
    ids = prepared.ids(facet, value)
    if len(ids) == 1 and ids[0] in called:
        return called[ids[0]].name
    return f"{FACET_BY_NAME[facet].one} {value}" if is_id(facet, value) else value
