"""An engine that looks at every document for every question: slow, and plainly right."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from corpus.names import fold_name
from search.engine.contract import (
    Bar,
    DateSelection,
    EngineAnswer,
    EngineHit,
    EngineRequest,
    FacetCounts,
    FacetSelection,
    Histogram,
    IndexDocument,
    Interval,
    WriteReport,
)
from search.tree import And, DateRange, FacetTerm, Fuzzy, Node, Not, Or, Phrase, Prefix, Term

Days = tuple[date, date]
INTERVALS: tuple[Interval, ...] = ("day", "week", "month", "quarter", "year")


class MemoryEngine:
    """Implements search.engine.contract.Engine over a dictionary."""

    def __init__(self, documents: Iterable[IndexDocument] = (), stem: Callable[[str], str] = fold_name) -> None:
        self.documents = {document.id: document for document in documents}
        self.stem_word = stem
        self.commits = 0
        self.requests: list[EngineRequest] = []

    def answer(self, request: EngineRequest) -> EngineAnswer:
        """Search by trying every document."""
        self.requests.append(request)
        found = self.matching(request)
        firsts: dict[int, IndexDocument] = {}
        for each in sorted(found, key=lambda document: self.order(request, document)):
            firsts.setdefault(counted_as(each, request), each)
        ordered = [*firsts.values()]
        last = None if request.limit is None else request.offset + request.limit
        scored = request.text is not None
        hits = [EngineHit(each.id, self.score(request, each) if scored else None) for each in ordered]
        return EngineAnswer(
            total=len(ordered),
            hits=tuple(hits[request.offset : last]),
            facets={name: self.counts(request, name) for name in request.facets},
            histogram=self.histogram(request, found) if request.interval else None,
        )

    def matching(self, request: EngineRequest) -> list[IndexDocument]:
        """Return the documents that pass the text, every facet and the dates."""
        return [
            document
            for document in self.documents.values()
            if (request.text is None or self.holds(request.text, document))
            and all(passes(selection, values(document, facet)) for facet, selection in request.selections.items())
            and in_dates(request.dates, document)
        ]

    def counts(self, request: EngineRequest, facet: str) -> FacetCounts:
        """Count a facet's values without its own plain ones."""
        wanted = request.facets[facet]
        own = request.selections.get(facet, FacetSelection())
        others = {**request.selections, facet: replace(own, any=(), missing=False)}
        found = self.matching(replace(request, selections=others))
        having = {(value, counted_as(document, request)) for document in found for value in values(document, facet)}
        numbers = Counter(value for value, _ in having)
        ranked = sorted(numbers.items(), key=lambda each: (-each[1], each[0]))
        limit = len(ranked) if wanted.limit is None else wanted.limit
        least = ranked[limit - 1][1] if 0 < limit <= len(ranked) else 1
        shown = [each for each in ranked if each[1] >= least] if limit else []
        listed = {value for value, _ in shown}
        shown += [(value, numbers[value]) for value in sorted(wanted.always - listed)]
        missing = len({counted_as(document, request) for document in found if not values(document, facet)})
        return FacetCounts(tuple(shown), len(numbers), missing)

    def holds(self, node: Node, document: IndexDocument) -> bool:
        """Return whether a document matches a tree."""
        if isinstance(node, And):
            return all(self.holds(child, document) for child in node.children)
        if isinstance(node, Or):
            return any(self.holds(child, document) for child in node.children)
        if isinstance(node, Not):
            return not self.holds(node.child, document)
        if isinstance(node, FacetTerm):
            return bool(node.values & set(values(document, node.facet)))
        if isinstance(node, DateRange):
            return document.published is not None and inside(document.published, (node.first, node.last))
        return self.occurrences(node, document) > 0

    def occurrences(self, node: Node, document: IndexDocument) -> int:
        """Return how often the words of a tree stand in a document."""
        if isinstance(node, And | Or):
            return sum(self.occurrences(child, document) for child in node.children)
        if not isinstance(node, Term | Phrase | Fuzzy | Prefix):
            return 0
        parts = {"title": [document.title], "body": [document.text]}.get(node.field, [document.title, document.text])
        return sum(self.occurrences_in(node, words(part)) for part in parts)

    def occurrences_in(self, node: Term | Phrase | Fuzzy | Prefix, text: list[str]) -> int:
        """Return how often a leaf stands in a list of words."""
        if isinstance(node, Prefix):
            return sum(1 for word in text if word.startswith(fold_name(node.text)))
        if isinstance(node, Fuzzy):
            return sum(1 for word in text if distance(word, fold_name(node.text)) <= node.edits)
        stems = [self.stem_word(word) for word in text]
        wanted = [self.stem_word(word) for word in words(node.text)]
        slop = node.slop if isinstance(node, Phrase) else 0
        return sum(1 for start in range(len(stems)) if wanted and follow(stems, wanted, start, slop))

    def score(self, request: EngineRequest, document: IndexDocument) -> float:
        """Return the number of matching words."""
        return float(self.occurrences(request.text, document)) if request.text is not None else 0.0

    def order(self, request: EngineRequest, document: IndexDocument) -> tuple[float, int]:
        """Return the sort key: undated last, ties by id."""
        if request.sort == "relevance":
            return -self.score(request, document), document.id
        if request.sort == "-added":
            return -document.added.timestamp(), document.id
        if document.published is None:
            return float("inf"), document.id
        day = document.published[0].toordinal()
        return (-day if request.sort == "-date" else day), document.id

    def histogram(self, request: EngineRequest, found: list[IndexDocument]) -> Histogram:
        """Count the documents found by their dates."""
        limits = (request.dates.first, request.dates.last)
        axis = request.dates.axis
        dates = {each.id: [days for days in axis_days(each, axis) if inside(days, limits)] for each in found}
        everything = [days for each in dates.values() for days in each]
        first = limits[0] or min((days[0] for days in everything), default=None)
        last = limits[1] or max((days[1] for days in everything), default=None)
        auto = request.interval == "auto"
        interval, bars = self.bars(first, last, limits, INTERVALS if auto else (request.interval,), request.max_bars)
        owner = {each.id: counted_as(each, request) for each in found}
        held = [
            {owner[each] for each, known in dates.items() if any(inside(days, bar) for days in known)} for bar in bars
        ]
        counted = [Bar(*bar, len(owners)) for bar, owners in zip(bars, held, strict=True)]
        coarser = len({owner[each] for each, known in dates.items() if known} - set().union(*held))
        missing = len({owner[each.id] for each in found if not axis_days(each, axis)})
        return Histogram(interval, tuple(counted), coarser, missing)

    def bars(
        self, first: date | None, last: date | None, limits: tuple, intervals: tuple, most: int
    ) -> tuple[Interval, list[Days]]:
        """Return the bars from the first to the last day, in the finest interval that gives few enough."""
        if first is None or last is None or first > last:
            return intervals[-1], []
        for interval in intervals:
            bars = []
            day = first
            while day <= last:
                begin, end = period(day, interval)
                bars.append((max(begin, limits[0] or begin), min(end, limits[1] or end)))
                day = end + timedelta(days=1)
            if len(bars) <= most:
                break
        return interval, bars

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int] = ()) -> WriteReport:
        """Take documents in and others out."""
        written = [*documents]
        self.documents |= {document.id: document for document in written}
        gone = [self.documents.pop(each, None) for each in deleted]
        self.commits += 1
        return WriteReport(len(written), len(gone))

    def rebuild(self, documents: Iterable[IndexDocument]) -> WriteReport:
        """Begin anew."""
        self.documents = {}
        return self.write(documents)

    def versions(self) -> Mapping[int, int]:
        """Return the version of every document."""
        return {document.id: document.version for document in self.documents.values()}

    def words_like(self, word: str, limit: int = 5) -> list[str]:
        """Return words one or two letters away."""
        known = {each for document in self.documents.values() for each in words(document.title + " " + document.text)}
        near = sorted((distance(each, fold_name(word)), each) for each in known)
        return [each for away, each in near if away <= 2][:limit]

    def words_matched(self, node: Node) -> frozenset[str]:
        """Return the stems that match a tree's leaves."""
        if isinstance(node, And | Or):
            return frozenset().union(*(self.words_matched(child) for child in node.children))
        if not isinstance(node, Term | Phrase | Fuzzy | Prefix):
            return frozenset()
        if isinstance(node, Term | Phrase):
            return frozenset(self.stem_word(word) for word in words(node.text))
        known = {each for document in self.documents.values() for each in words(document.title + " " + document.text)}
        return frozenset(self.stem_word(word) for word in known if self.occurrences_in(node, [word]))

    def stem(self, word: str) -> str:
        """Return the index term of a word."""
        return self.stem_word(fold_name(word))

    def stamp(self) -> str:
        """Return the number of commits."""
        return str(self.commits)


def counted_as(document: IndexDocument, request: EngineRequest) -> int:
    """Return what a document counts for: itself, or its story."""
    return (document.story or document.id) if request.group == "story" else document.id


def words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return re.findall(r"[^\W_]+", fold_name(text))


def follow(text: list[str], wanted: list[str], start: int, slop: int) -> bool:
    """Return whether the words stand in order from `start` on, each at most `slop` further than next to the last."""
    if text[start] != wanted[0]:
        return False
    if len(wanted) == 1:
        return True
    reach = range(start + 1, min(start + 2 + slop, len(text)))
    return any(follow(text, wanted[1:], place, slop) for place in reach)


def distance(one: str, other: str) -> int:
    """Return how many letters of two words must be changed, added or left out (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def values(document: IndexDocument, facet: str) -> tuple[str, ...]:
    """Return the values of a document in a facet."""
    if facet in ("actor", "location"):
        return document.actors if facet == "actor" else document.locations
    value = document.source if facet == "source" else document.language
    return (value,) if value else ()


def passes(selection: FacetSelection, held: tuple[str, ...]) -> bool:
    """Return whether what a document holds agrees with what is chosen."""
    own = set(held)
    if selection.excluded & own or (selection.present and not own):
        return False
    if not all(group & own for group in selection.all):
        return False
    if not (selection.any or selection.missing):
        return True
    return any(group & own for group in selection.any) or (selection.missing and not own)


def axis_days(document: IndexDocument, axis: str) -> list[Days]:
    """Return the dates of a document on an axis."""
    if axis == "mentioned":
        return list(document.mentioned)
    return [document.published] if document.published else []


def inside(days: Days, limits: tuple[date | None, date | None]) -> bool:
    """Return whether days lie wholly inside limits."""
    first, last = limits
    return (first is None or days[0] >= first) and (last is None or days[1] <= last)


def in_dates(selection: DateSelection, document: IndexDocument) -> bool:
    """Return whether a document passes from, to and date=none."""
    days = axis_days(document, selection.axis)
    ranged = selection.first is not None or selection.last is not None
    if not ranged and not selection.missing:
        return True
    if selection.missing and not days:
        return True
    return ranged and any(inside(each, (selection.first, selection.last)) for each in days)


def period(day: date, interval: str) -> Days:
    """Return the first and last day of the period a day lies in."""
    if interval == "day":
        return day, day
    if interval == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[interval]
    month = (day.month - 1) // months * months + 1
    last = month + months - 1
    return date(day.year, month, 1), date(day.year, last, calendar.monthrange(day.year, last)[1])
