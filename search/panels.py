"""The column of filters: every row's label, count, share, state and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from search.facets import DATE_NONE_LABEL, FACETS, Facet
from search.links import Addresses, facet_url, search_url
from search.messages import Message
from search.results import DateGroup, FacetGroup, FacetValue, Results
from search.state import AXES, NONE, SearchState

MOST_LEVELS: Final = 3
MOST_INNER: Final = 5  # locations shown inside a chosen one
SHOWN_PERIODS: Final = 6
ALWAYS_SHOWN: Final = ("actor", "location")
KIND_LABELS: Final = {"admin1": "province", "admin2": "district", "city": "town"}
AXIS_LABELS: Final = {"published": "published", "mentioned": "mentioned"}


@dataclass(frozen=True, slots=True)
class Row:
    """A value to tick: `parameter` and `value` are what its checkbox sends; `classes` are its look."""

    element: str
    parameter: str
    value: str
    label: str
    count: str
    share: str
    classes: str
    checked: bool
    toggle_url: str
    exclude_url: str
    exclude_label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A facet as the page shows it. `join_url` changes between any and all of the ticked values."""

    name: str
    label: str
    rows: tuple[Row, ...]
    total: str
    all_url: str
    all_label: str
    find_label: str
    join_url: str
    join_label: str
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A year, month or day with articles, as a link."""

    label: str
    count: str
    share: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class DatePanel:
    """The dates: the two fields as the reader filled them, their faults, the commonest view of periods."""

    first: str
    last: str
    first_fault: str
    last_fault: str
    axes: tuple[tuple[str, str, bool], ...]
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]


def panels(results: Results) -> tuple[Panel, ...]:
    """Return the panels worth showing, in the order of the facet table."""
    addresses = Addresses(results.state)
    made = (_panel(facet, results, addresses) for facet in FACETS if facet.name in results.facets)
    return tuple(panel for panel in made if panel)


def _panel(facet: Facet, results: Results, addresses: Addresses) -> Panel | None:
    group, state = results.facets[facet.name], results.state
    useful = group.total + (1 if group.missing else 0)
    if not state.choice(facet.name) and useful < (1 if facet.name in ALWAYS_SHOWN else 2):
        return None
    values = told_apart(_shown(group, state, (results.names or {}).get(facet.name, {})))
    most = max([group.missing, *(value.count for value in group.values), 1])
    rows = [value_row(facet, value, addresses, most=most, level=level) for value, level in _as_tree(values)]
    if missing := _missing_row(facet, group, addresses, most):
        rows.append(missing)
    shown_values = sum(1 for value in values if value.count)
    more = group.total > shown_values
    join_url, join_label = _joined(facet, state)
    return Panel(
        name=facet.name,
        label=facet.label,
        rows=tuple(rows),
        total=f"{group.total:,} {facet.one if group.total == 1 else facet.many}",
        all_url=facet_url(facet.name, state) if more else "",
        all_label=f"all {group.total:,}…",
        find_label=f"Find {'an' if facet.one[0] in 'aeiou' else 'a'} {facet.one}" if more and facet.numbered else "",
        join_url=join_url,
        join_label=join_label,
        hidden=tuple(state.changed(page=1).pairs()) if more else (),
    )


def _shown(group: FacetGroup, state: SearchState, names: Mapping[str, str]) -> list[FacetValue]:
    """Return the commonest values and every chosen one, with what those lie in and what lies in them."""
    choice = state.choice(group.name)
    known = {value.id: value for value in group.values}
    wanted = {value.id for value in group.values[: int(settings.DATELINE["facet_limit"])]}
    for value in group.values:
        if _is_chosen(value, state, group):
            wanted |= {value.id, *_above(value, known)}
            if not value.excluded and value.id not in choice.excluded:
                wanted |= {each.id for each in [each for each in group.values if each.parent == value.id][:MOST_INNER]}
    shown = [value for value in group.values if value.id in wanted and (value.count or _is_chosen(value, state, group))]
    for missed in (*choice.any, *choice.all, *choice.excluded):
        if (
            missed != NONE
            and missed not in known
            and missed in names
            and (missed.isdigit() or group.name == "language")
        ):
            shown.append(FacetValue(missed, names[missed], 0))
    return shown


def _above(value: FacetValue, known: Mapping[str, FacetValue]) -> list[str]:
    """Return what a value lies in, from the nearest upwards, as far as it is known."""
    above: list[str] = []
    while value.parent in known and value.parent not in above:
        above.append(value.parent)
        value = known[value.parent]
    return above


def told_apart(values: Sequence[FacetValue]) -> list[FacetValue]:
    """Return the values with their kind and what they lie in behind labels that several of them have."""
    often = Counter(value.label for value in values)

    def label(value: FacetValue) -> str:
        kind = KIND_LABELS.get(value.kind, value.kind)
        where = value.inside or ("" if value.kind == "country" else value.country)
        about = ", ".join(filter(None, (kind, where)))
        return f"{value.label} ({about})" if about else value.label

    return [value._replace(label=label(value)) if often[value.label] > 1 else value for value in values]


def _is_chosen(value: FacetValue, state: SearchState, group: FacetGroup) -> bool:
    choice = state.choice(group.name)
    chosen = value.id in choice.any or value.id in choice.all or value.id in choice.excluded
    return chosen or value.selected or value.required or value.excluded


def _as_tree(values: Iterable[FacetValue]) -> list[tuple[FacetValue, int]]:
    """Return the values with their depth, each after what it lies in, otherwise in their order."""
    values = list(values)
    known = {value.id for value in values}
    below: dict[str, list[FacetValue]] = {}
    for value in values:
        below.setdefault(value.parent if value.parent in known and value.parent != value.id else "", []).append(value)
    ordered: list[tuple[FacetValue, int]] = []
    seen: set[str] = set()
    waiting = [(value, 0) for value in reversed(below.get("", []))]
    while waiting:
        value, level = waiting.pop()
        if value.id in seen:
            continue
        seen.add(value.id)
        ordered.append((value, min(level, MOST_LEVELS)))
        waiting.extend((child, level + 1) for child in reversed(below.get(value.id, [])))
    return ordered + [(value, 0) for value in values if value.id not in seen]


def value_row(facet: Facet, value: FacetValue, addresses: Addresses, *, most: int, level: int = 0) -> Row:
    """Return the row of a facet value; `most` is the count of a full bar."""
    choice = addresses.state.choice(facet.name)
    excluded, required = value.id in choice.excluded, value.id in choice.all
    chosen = value.id in choice.any or required or excluded
    suffix = ".not" if excluded else ".all" if required else ""
    look = "not" if excluded else "on" if chosen or value.selected or value.required else ""
    return Row(
        element=f"{facet.name}-{value.id}",
        parameter=facet.name + suffix,
        value=value.id,
        label=value.label,
        count="" if excluded else f"{value.count:,}",
        share=_share(0 if excluded else value.count, most),
        classes=_classes(look, f"level-{level}" if level else ""),
        checked=chosen,
        toggle_url=_let_go(facet, value.id, addresses) if chosen else addresses.toggled(facet.name, value.id),
        exclude_url=addresses.toggled(facet.name, value.id, "not"),
        exclude_label=f"Stop excluding {value.label}" if excluded else f"Exclude {value.label}",
    )


def _let_go(facet: Facet, value: str, addresses: Addresses) -> str:
    return search_url(addresses.state.without(facet.name, value))


def _share(count: int, most: int) -> str:
    """Return the length of a row's bar in percent."""
    return str(round(100 * count / most))


def _classes(*looks: str) -> str:
    return " ".join(("value", *filter(None, looks)))


def _missing_row(facet: Facet, group: FacetGroup, addresses: Addresses, most: int) -> Row | None:
    choice = addresses.state.choice(facet.name)
    chosen, excluded = NONE in choice.any, NONE in choice.excluded
    if not (group.missing or chosen or excluded):
        return None
    return Row(
        element=f"{facet.name}-none",
        parameter=f"{facet.name}.not" if excluded else facet.name,
        value=NONE,
        label=facet.none_label,
        count="" if excluded else f"{group.missing:,}",
        share=_share(0 if excluded else group.missing, most),
        classes=_classes("missing", "not" if excluded else "on" if chosen else ""),
        checked=chosen or excluded,
        toggle_url=addresses.toggled(facet.name, NONE),
        exclude_url=addresses.toggled(facet.name, NONE, "not"),
        exclude_label=f"Stop excluding {facet.none_label}" if excluded else f"Exclude {facet.none_label}",
    )


def _joined(facet: Facet, state: SearchState) -> tuple[str, str]:
    """Return the link that asks for all of the ticked values instead of any, or back."""
    choice = state.choice(facet.name)
    plain = [value for value in choice.any if value != NONE]
    if len(plain) + len(choice.all) >= 2 and plain:
        both = choice.having("any", set(choice.any) - set(plain)).having("all", (*choice.all, *plain))
        return search_url(state.with_choice(facet.name, both)), "all of these"
    if len(choice.all) >= 2:
        either = choice.having("any", (*choice.any, *choice.all)).having("all", ())
        return search_url(state.with_choice(facet.name, either)), "any of these"
    return "", ""


def date_panel(results: Results, raw: Mapping[str, str]) -> DatePanel:
    """Return the panel of dates; `raw` is what the reader wrote, so that a fault doesn't lose it."""
    state = results.state
    faults = {message.parameter: message.text for message in _errors(results.messages)}
    return DatePanel(
        first=raw.get("from", state.first),
        last=raw.get("to", state.last),
        first_fault=faults.get("from", ""),
        last_fault=faults.get("to", ""),
        axes=tuple((axis, AXIS_LABELS[axis], axis == state.axis) for axis in AXES),
        periods=_periods(results.dates, Addresses(state)),
        rows=_undated(results),
    )


def _errors(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if message.level == "error"]


def _periods(dates: DateGroup | None, addresses: Addresses) -> tuple[Period, ...]:
    """Return the bars that hold most articles, the latest first."""
    if dates is None:
        return ()
    fullest = sorted(dates.values, key=lambda bar: -bar.count)[:SHOWN_PERIODS]
    filled = sorted((bar for bar in fullest if bar.count), key=lambda bar: bar.first, reverse=True)
    most = max((bar.count for bar in filled), default=1)
    state, periods = addresses.state, []
    for bar in filled:
        first, last = bar.first.isoformat(), bar.last.isoformat()
        selected = (state.first, state.last) == (first, last)
        url = search_url(state.without("date")) if selected else addresses.dated(first, last)
        periods.append(Period(bar.label, f"{bar.count:,}", _share(bar.count, most), url, selected))
    return tuple(periods)


def _undated(results: Results) -> tuple[Row, ...]:
    state, dates = results.state, results.dates
    missing = dates.missing if dates else 0
    if not (missing or state.date_missing):
        return ()
    label = DATE_NONE_LABEL if state.axis == "published" else "mentions no date"
    row = Row(
        element="date-none",
        parameter="date",
        value=NONE,
        label=label,
        count=f"{missing:,}",
        share=_share(missing, max(results.total, 1)),
        classes=_classes("missing", "on" if state.date_missing else ""),
        checked=state.date_missing,
        toggle_url=search_url(state.changed(date_missing=not state.date_missing)),
        exclude_url="",
        exclude_label="",
    )
    return (row,)
