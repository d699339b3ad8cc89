"""The histogram across the page: bars as links, its labels, its table and the way back up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from search.day_labels import label_days
from search.links import Addresses, search_url
from search.results import DateBar, DateGroup
from search.state import SearchState, partial_days

TOP: Final = 16  # pixels above the highest bar, for its count; the stylesheet gives the strip 106 in all
HEIGHT: Final = 72
TICK_LINE: Final = str(TOP + HEIGHT + 14)
GAP_SHARE: Final = 0.06
WIDEST: Final = 8.0  # percent of the strip: few bars stay bars
LEAST_HEIGHT: Final = 2
MOST_TICKS: Final = 7


@dataclass(frozen=True, slots=True)
class StripBar:
    """A bar with articles: `x` and `width` in percent of the strip, `y` and `height` in pixels."""

    x: str
    width: str
    slot_x: str
    slot_width: str
    y: str
    height: str
    label: str
    count: str
    url: str
    peak: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A label in the strip at `x` percent; `look`: most (over the highest bar), middle (left out in little room)."""

    label: str
    x: str
    y: str
    anchor: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A wider range of days to go back to; no address = where the reader is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The histogram as the page shows it; `remainder` says what no bar holds."""

    bars: tuple[StripBar, ...]
    ticks: tuple[Tick, ...]
    crumbs: tuple[Crumb, ...]
    interval: str
    summary: str
    remainder: str
    height: str = str(TOP + HEIGHT)


def strip(dates: DateGroup | None, state: SearchState, *, today: date) -> Strip | None:
    """Return the histogram of a search, or nothing when no article found is dated."""
    if dates is None or not any(bar.count for bar in dates.values):
        return None
    most = max(bar.count for bar in dates.values)
    highest = [number for number, bar in enumerate(dates.values) if bar.count == most]
    peak = highest[0] if len(highest) == 1 else None
    slot, addresses = 100 / len(dates.values), Addresses(state)
    bars = [
        _bar(bar, number * slot, slot, addresses=addresses, share=bar.count / most, peak=number == peak)
        for number, bar in enumerate(dates.values)
        if bar.count
    ]
    return Strip(
        bars=tuple(bars),
        ticks=_ticks(dates) if peak is None else (*_ticks(dates), _peak_tick(dates, peak)),
        crumbs=_crumbs(state, today),
        interval=dates.interval,
        summary=f"By {dates.interval}{' mentioned' if state.axis == 'mentioned' else ''}, as a table",
        remainder=_remainder(dates, state),
    )


def _bar(bar: DateBar, x: float, slot: float, *, addresses: Addresses, share: float, peak: bool) -> StripBar:
    height = max(LEAST_HEIGHT, round(share * HEIGHT))
    width = min(slot * (1 - GAP_SHARE), WIDEST)
    url = addresses.dated(bar.first.isoformat(), bar.last.isoformat(), keep_interval=False)
    return StripBar(
        x=f"{x + (slot - width) / 2:.2f}%",
        width=f"{width:.2f}%",
        slot_x=f"{x:.2f}%",
        slot_width=f"{slot:.2f}%",
        y=str(TOP + HEIGHT - height),
        height=str(height),
        label=bar.label,
        count=f"{bar.count:,}",
        url=url,
        peak=peak,
    )


def _ticks(dates: DateGroup) -> tuple[Tick, ...]:
    """Return labels of bars at about even distances, the first and the last among them."""
    last = len(dates.values) - 1
    if last == 0:
        return (_tick(dates, 0, ""),)
    count = min(MOST_TICKS, last + 1)
    chosen = [round(number * last / (count - 1)) for number in range(count)]
    return tuple(_tick(dates, number, "" if number in (0, chosen[count // 2], last) else "middle") for number in chosen)


def _tick(dates: DateGroup, number: int, look: str) -> Tick:
    count = len(dates.values)
    x, anchor = 100 * (number + 0.5) / count, "middle"
    if number == 0 and count > 1:
        x, anchor = 0, "start"
    elif number == count - 1 > 0:
        x, anchor = 100, "end"
    label = dates.values[number].label.removeprefix("week of ")
    return Tick(label, f"{x:.2f}%", TICK_LINE, anchor, look)


def _peak_tick(dates: DateGroup, peak: int) -> Tick:
    """Return the count over the highest bar, kept inside the strip."""
    bar, share = dates.values[peak], (peak + 0.5) / len(dates.values)
    anchor = "start" if share < 0.08 else "end" if share > 0.92 else "middle"
    x = {"start": 0.0, "end": 100.0}.get(anchor, 100 * share)
    return Tick(f"{bar.label}: {bar.count:,}", f"{x:.2f}%", str(TOP - 4), anchor, "most")


def _crumbs(state: SearchState, today: date) -> tuple[Crumb, ...]:
    """Return the way from all dates down to the range shown."""
    first, last = partial_days(state.first, today), partial_days(state.last, today)
    if not (first or last):
        return ()
    crumbs = [Crumb("All dates", search_url(state.without("date")))]
    if not (first and last):
        label = f"from {label_days(*first)}" if first else f"to {label_days(*last)}" if last else ""
        return (*crumbs, Crumb(label, ""))
    begin, end = first[0], last[1]
    year = (date(begin.year, 1, 1), date(begin.year, 12, 31))
    if begin.year == end.year and (begin, end) != year:
        crumbs.append(_wider(state, str(begin.year), str(begin.year)))
        month = f"{begin:%Y-%m}"
        if begin.month == end.month and partial_days(month, today) != (begin, end):
            days = partial_days(month, today)
            crumbs.append(_wider(state, label_days(*days) if days else month, month))
    return (*crumbs, Crumb(label_days(begin, end), ""))


def _wider(state: SearchState, label: str, period: str) -> Crumb:
    return Crumb(label, search_url(state.with_dates(period, period).changed(interval="auto")))


def _remainder(dates: DateGroup, state: SearchState) -> str:
    parts = []
    if dates.coarser:
        dated = "dated" if state.axis == "published" else "with a date"
        parts.append(f"{dates.coarser:,} {dated} less finely than a {dates.interval}")
    if dates.missing:
        parts.append(f"{dates.missing:,} {'undated' if state.axis == 'published' else 'mentioning no date'}")
    if state.axis == "mentioned":
        parts.append("an article may stand in several bars")
    elif state.group == "story":
        parts.append("a story may stand in several bars")
    return "; ".join(parts)
