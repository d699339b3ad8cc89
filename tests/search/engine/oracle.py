"""The contract in plain Python, document by document: slow, and easy to check by reading."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import Stemmer
from whoosh.util.numeric import byte_to_length, length_to_byte

from corpus.names import fold_name
from search.engine.contract import (
    Bar,
    DateSelection,
    EngineRequest,
    FacetCounts,
    FacetRequest,
    FacetSelection,
    Histogram,
    IndexDocument,
    Interval,
)
from search.tree import And, DateRange, FacetTerm, Fuzzy, Node, Not, Or, Phrase, Prefix, Term
from tests.search.memory_engine import distance, period

stem = Stemmer.Stemmer("english").stemWord
INTERVALS: tuple[Interval, ...] = ("day", "week", "month", "quarter", "year")
Days = tuple[date, date]


def words(text: str) -> list[str]:
    """Return the folded words of plain text."""
    return [fold_name(word) for word in re.findall(r"\w+", text)]


def values(document: IndexDocument, facet: str) -> set[str]:
    """Return the values of a document in a facet."""
    one = {"source": document.source, "language": document.language}
    many = {"actor": document.actors, "location": document.locations}
    return set(many[facet]) if facet in many else {one[facet]} - {""}


def same(document: IndexDocument, word: str, query: str) -> bool:
    """Return whether a word of the document is found by a word of a query."""
    if document.language.split("-")[0] in ("", "en", "und"):
        return bool(stem(word) == stem(query))
    return word == query


def in_order(document: IndexDocument, text: Sequence[str], query: Sequence[str], slop: int) -> bool:
    """Return whether the words of a query stand in a text in order, at most `slop` further on than next."""

    def follows(at: int, rest: Sequence[str]) -> bool:
        if not rest:
            return True
        places = range(at + 1, min(len(text), at + 2 + slop))
        return any(same(document, text[place], rest[0]) and follows(place, rest[1:]) for place in places)

    return any(same(document, word, query[0]) and follows(at, query[1:]) for at, word in enumerate(text))


def texts(document: IndexDocument, field: str) -> list[list[str]]:
    """Return the words of the fields a query field means."""
    fields = {"title": [document.title], "body": [document.text], "": [document.title, document.text]}[field]
    return [words(text) for text in fields]


def matches(document: IndexDocument, node: Node) -> bool:
    """Return whether a document matches a query tree."""
    match node:
        case And(children):
            return all(matches(document, child) for child in children)
        case Or(children):
            return any(matches(document, child) for child in children)
        case Not(child):
            return not matches(document, child)
        case Term(text, field):
            return any(in_order(document, found, words(text), 0) for found in texts(document, field))
        case Phrase(text, field, slop):
            return any(in_order(document, found, words(text), slop) for found in texts(document, field))
        case Prefix(text, field):
            return any(word.startswith(fold_name(text)) for found in texts(document, field) for word in found)
        case Fuzzy(text, edits, field):
            query = fold_name(text)
            all_words = [word for found in texts(document, field) for word in found]
            return any(word[0] == query[0] and distance(word, query) <= edits for word in all_words)
        case FacetTerm(facet, wanted):
            return bool(values(document, facet) & wanted)
        case DateRange(first, last):
            return document.published is not None and lies_in(document.published, first, last)
    raise TypeError(node)


def lies_in(days: Days, first: date | None, last: date | None) -> bool:
    """Return whether days lie inside a range."""
    return (first is None or days[0] >= first) and (last is None or days[1] <= last)


def chosen(document: IndexDocument, facet: str, selection: FacetSelection) -> bool:
    """Return whether a document has one of the plain values chosen (or none was chosen)."""
    if not selection.any and not selection.missing:
        return True
    found = values(document, facet)
    return any(found & group for group in selection.any) or (selection.missing and not found)


def kept(document: IndexDocument, facet: str, selection: FacetSelection) -> bool:
    """Return whether a document passes what is required and excluded in a facet."""
    found = values(document, facet)
    required = all(found & group for group in selection.all)
    return required and not found & selection.excluded and (bool(found) or not selection.present)


def dated(document: IndexDocument, dates: DateSelection) -> bool:
    """Return whether a document passes the date filter."""
    if dates.first is None and dates.last is None and not dates.missing:
        return True
    known = days_of(document, dates)
    ranged = dates.first is not None or dates.last is not None
    inside = ranged and any(lies_in(days, dates.first, dates.last) for days in known)
    return inside or (dates.missing and not known)


def days_of(document: IndexDocument, dates: DateSelection) -> list[Days]:
    """Return the dates of a document on the axis chosen."""
    if dates.axis == "mentioned":
        return list(document.mentioned)
    return [document.published] if document.published else []


def hits(documents: Iterable[IndexDocument], request: EngineRequest, but: str = "") -> list[IndexDocument]:
    """Return the documents that pass everything, but for the plain values of one facet."""
    return [
        each
        for each in documents
        if (request.text is None or matches(each, request.text))
        and dated(each, request.dates)
        and all(kept(each, facet, selection) for facet, selection in request.selections.items())
        and all(chosen(each, facet, chosen_) for facet, chosen_ in request.selections.items() if facet != but)
    ]


def counted_as(document: IndexDocument, group: str) -> int:
    """Return what a document counts for: itself, or its story."""
    return (document.story or document.id) if group == "story" else document.id


def count(found: Sequence[IndexDocument], facet: str, wanted: FacetRequest, group: str = "article") -> FacetCounts:
    """Return the counts of a facet."""
    having: dict[str, set[int]] = {}
    for each in found:
        for value in values(each, facet):
            having.setdefault(value, set()).add(counted_as(each, group))
    counts = {value: len(counted) for value, counted in having.items()}
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if wanted.limit is not None:
        least = ranked[wanted.limit - 1][1] if 0 < wanted.limit <= len(ranked) else (0 if wanted.limit else math.inf)
        ranked = [item for item in ranked if item[1] >= least]
    listed = dict(ranked) | {value: counts.get(value, 0) for value in wanted.always}
    missing = len({counted_as(each, group) for each in found if not values(each, facet)})
    return FacetCounts(tuple(sorted(listed.items(), key=lambda item: (-item[1], item[0]))), len(counts), missing)


def histogram(found: Sequence[IndexDocument], request: EngineRequest) -> Histogram:
    """Return the histogram."""
    if request.interval != "auto":
        return _histogram(found, request, request.interval or "day")
    made = [_histogram(found, request, interval) for interval in INTERVALS]
    fitting = [each for each in made if len(each.bars) <= request.max_bars] or [made[-1]]
    return next((each for each in fitting if any(bar.count for bar in each.bars)), fitting[0])


def _histogram(found: Sequence[IndexDocument], request: EngineRequest, interval: Interval) -> Histogram:
    first, last = request.dates.first, request.dates.last
    barred: dict[date, set[int]] = {}
    missing, coarse, fitting = set(), set(), set()
    for each in found:
        counted = counted_as(each, request.group)
        known = days_of(each, request.dates)
        kept_days = [days for days in known if lies_in(days, first, last)]
        starts = {
            period(days[0], interval)[0] for days in kept_days if period(days[0], interval) == period(days[1], interval)
        }
        for start in starts:
            barred.setdefault(start, set()).add(counted)
        if not known:
            missing.add(counted)
        if kept_days:
            (fitting if starts else coarse).add(counted)
    low = period(first, interval)[0] if first else min(barred, default=None)
    high = period(last, interval)[0] if last else max(barred, default=None)
    bars: list[Bar] = []
    while low is not None and high is not None and low <= high:
        end = period(low, interval)[1]
        bars.append(Bar(max(low, first or low), min(end, last or end), len(barred.get(low, ()))))
        low = end + timedelta(days=1)
    return Histogram(interval, tuple(bars), len(coarse - fitting), len(missing))


def order(found: Sequence[IndexDocument], sort: str, group: str = "article") -> list[int]:
    """Return the ids of documents in the order of a sort that is not relevance; of each story only the first."""

    def key(each: IndexDocument) -> tuple[object, ...]:
        if sort == "-added":
            return (-each.added.timestamp(), each.id)
        day = each.published[0].toordinal() if each.published else 0
        return (each.published is None, -day if sort == "-date" else day, each.id)

    firsts: dict[int, int] = {}
    for each in sorted(found, key=key):
        firsts.setdefault(counted_as(each, group), each.id)
    return list(firsts.values())


def term_scores(documents: Sequence[IndexDocument], query: str) -> dict[int, float]:
    """Return the BM25F score of a one-word query for each document that has it in title or body."""
    scores: dict[int, float] = {}
    for field, weight in (("title", 2.0), ("text", 1.0)):
        counts = {each.id: sum(same(each, word, query) for word in words(getattr(each, field))) for each in documents}
        lengths = {each.id: len(words(getattr(each, field))) for each in documents}
        average = sum(lengths.values()) / len(lengths) or 1
        frequency = sum(1 for number in counts.values() if number)
        rarity = math.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
        for article_id, number in counts.items():
            if number:
                saturated = number * 2.5 / (number + 1.5 * (0.25 + 0.75 * coarse(lengths[article_id]) / average))
                scores[article_id] = scores.get(article_id, 0) + rarity * saturated * weight
    return scores


def coarse(length: int) -> int:
    """Return a length as the index keeps it: in one byte."""
    return int(byte_to_length(length_to_byte(length))) if length else 0
