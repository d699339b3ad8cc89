"""The histogram: what to ask of the cluster, which interval to take, and its bars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from search.engine.contract import Bar, DateSelection, EngineRequest, Histogram, Interval
from search.engine.opensearch import mapping
from search.engine.opensearch.cluster import Json
from search.engine.opensearch.facets import ALL
from search.engine.opensearch.filters import mentioned_within
from search.engine.opensearch.periods import INTERVALS, days_of, period
from search.engine.opensearch.queries import Query, any_of, exists, ordinal

MOST_BARS: Final = 5_000  # of an interval asked for by name; years are never refused
MOST_YEARS: Final = 10_000

Ask = Callable[[Json], Json]


@dataclass(frozen=True, slots=True)
class Scale:
    """The counts of an interval's periods and its range; not `whole` = there are too many bars to be drawn."""

    interval: Interval
    counts: Mapping[int, int] = field(default_factory=dict)
    low: int = 0
    high: int = -1
    barred: int = 0  # articles that stand in a bar
    whole: bool = True

    @property
    def bars(self) -> int:
        """How many bars there are."""
        return self.high - self.low + 1


class Drawing:
    """Draws the dates of a request."""

    def __init__(self, request: EngineRequest) -> None:
        assert request.interval is not None
        self.interval: Interval | Literal["auto"] = request.interval
        self.dates: DateSelection = request.dates
        self.max_bars = request.max_bars
        self.of_mentions = request.dates.axis == "mentioned"
        self.fields = mapping.MENTIONED_PERIOD if self.of_mentions else mapping.PUBLISHED_PERIOD
        self.known = mapping.MENTIONED if self.of_mentions else mapping.FIRST_DAY

    def asking(self) -> Json:
        """Return the aggregations of the first request."""
        found: Json = {"missing": {"missing": {"field": self.known}}}
        intervals = INTERVALS if self.interval == "auto" else (self.interval,)
        for interval in intervals:
            found |= self._asking(interval)
        return found

    def draw(self, answer: Json, total: int, ask: Ask) -> Histogram:
        """Return the histogram of `total` hits; `ask` gets the counts of a coarser interval, if need be."""
        scale = self._choose(answer, ask)
        missing = answer["missing"]["doc_count"]
        return Histogram(scale.interval, self._bars(scale), total - missing - scale.barred, missing)

    def periods_of(self, dates: Iterable[tuple[int, int]], interval: Interval) -> set[int] | None:
        """Return the bars, by number, in which some dates lie; None = no date lies in the range searched."""
        first, last = ordinal(self.dates.first), ordinal(self.dates.last)
        inside = [
            (date.fromordinal(start), date.fromordinal(end))
            for start, end in dates
            if (first is None or start >= first) and (last is None or end <= last)
        ]
        if not inside:
            return None
        ends = ((period(start, interval), period(end, interval)) for start, end in inside)
        return {low for low, high in ends if low == high}

    def _choose(self, answer: Json, ask: Ask) -> Scale:
        """Return the finest scale that fits, of those that hold an article if any does."""
        if self.interval != "auto":
            return self._named(self.interval, answer, ask)
        scales = [self._read(interval, answer) for interval in INTERVALS]
        fitting = [scale for scale in scales if scale.whole and scale.bars <= self.max_bars] or scales[-1:]
        return next((scale for scale in fitting if any(scale.counts.values())), fitting[0])

    def _named(self, interval: Interval, answer: Json, ask: Ask) -> Scale:
        scale = self._read(interval, answer)
        for coarser in INTERVALS[INTERVALS.index(interval) + 1 :]:
            if scale.whole and scale.bars <= MOST_BARS:
                break
            scale = self._read(coarser, ask(self._asking(coarser)))
        return scale

    def _most(self, interval: Interval) -> int:
        if interval == "year":
            return MOST_YEARS
        return self.max_bars if self.interval == "auto" else MOST_BARS

    def _ends(self, interval: Interval) -> tuple[int | None, int | None]:
        first, last = self.dates.first, self.dates.last
        return None if first is None else period(first, interval), None if last is None else period(last, interval)

    def _clipped(self) -> bool:
        """Return whether dates outside the range searched must be left out: an article may mention several."""
        return self.of_mentions and (self.dates.first is not None or self.dates.last is not None)

    def _asking(self, interval: Interval) -> Json:
        most = self._most(interval)
        low, high = self._ends(interval)
        if low is not None and high is not None and high - low >= most:
            return {}
        if not self._clipped():
            periods: Json = {"terms": {"field": self.fields[interval], "size": most + 1, "shard_size": ALL}}
            return {interval: periods} | self._barred(interval, [exists(self.fields[interval])])
        return self._asking_inside(interval, low, high)

    def _barred(self, interval: Interval, ways: list[Query]) -> Json:
        return {f"{interval} barred": {"filter": any_of(ways)}} if self.of_mentions else {}

    def _asking_inside(self, interval: Interval, low: int | None, high: int | None) -> Json:
        """Return what counts dates in the range: whole periods by number, those at its ends by their days."""
        bounds = {
            name: number
            for name, number in (("min", None if low is None else low + 1), ("max", None if high is None else high - 1))
            if number is not None
        }
        ends = {str(number): mentioned_within(*self._days(number, interval)) for number in {low, high} - {None}}
        asked: Json = {f"{interval} ends": {"filters": {"filters": ends}}}
        ways = list(ends.values())
        if bounds.get("min", 0) <= bounds.get("max", bounds.get("min", 0)):
            name = self.fields[interval]
            inside = {"histogram": {"field": name, "interval": 1, "min_doc_count": 1, "hard_bounds": bounds}}
            asked[interval] = inside
            limits = {bound: bounds[end] for bound, end in (("gte", "min"), ("lte", "max")) if end in bounds}
            ways.append({"range": {name: limits}})
        return asked | self._barred(interval, ways)

    def _days(self, number: int | None, interval: Interval) -> tuple[int, int]:
        """Return the days of a period as far as they lie in the range searched, as ordinals."""
        assert number is not None
        first, last = self._clip(days_of(number, interval))
        return first.toordinal(), last.toordinal()

    def _clip(self, days: tuple[date, date]) -> tuple[date, date]:
        first, last = days
        return max(first, self.dates.first or first), min(last, self.dates.last or last)

    def _read(self, interval: Interval, answer: Json) -> Scale:
        if not any(key in answer for key in (interval, f"{interval} ends")):
            return Scale(interval, whole=False)
        found = answer.get(interval, {"buckets": []})
        counts = {int(bucket["key"]): int(bucket["doc_count"]) for bucket in found["buckets"]}
        ends = answer.get(f"{interval} ends", {"buckets": {}})["buckets"]
        counts |= {int(key): bucket["doc_count"] for key, bucket in ends.items() if bucket["doc_count"]}
        low, high = self._range(interval, counts)
        barred = answer[f"{interval} barred"]["doc_count"] if self.of_mentions else sum(counts.values())
        return Scale(interval, counts, low, high, barred, whole=not found.get("sum_other_doc_count", 0))

    def _range(self, interval: Interval, counts: Mapping[int, int]) -> tuple[int, int]:
        low, high = self._ends(interval)
        low = min(counts, default=None) if low is None else low
        high = max(counts, default=None) if high is None else high
        return (0, -1) if low is None or high is None or high < low else (low, high)

    def _bars(self, scale: Scale) -> tuple[Bar, ...]:
        return tuple(self._bar(number, scale) for number in range(scale.low, scale.high + 1))

    def _bar(self, number: int, scale: Scale) -> Bar:
        return Bar(*self._clip(days_of(number, scale.interval)), scale.counts.get(number, 0))


def nothing_found(intervals: Iterable[Interval] = INTERVALS) -> Json:
    """Return an answer without articles."""
    empty: Sequence[Json] = ()
    found: Json = {"missing": {"doc_count": 0}}
    for interval in intervals:
        found |= {interval: {"buckets": empty}, f"{interval} barred": {"doc_count": 0}}
    return found
