"""The project's own labels: actors, locations and dates, in an open half, one held out, and a set for development."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.evaluation.calibration import Observation
from corpus.evaluation.data import Setting, read_records
from corpus.evaluation.documents import published_days
from corpus.evaluation.own_texts import DEVELOPMENT_SETS, LABEL_SETS, LabelSet, identifier, published
from corpus.evaluation.rows import Counts, Row, Target, f1_row, share_row
from corpus.evaluation.spans import LABEL_OF_KIND, LABELS, LEFT_OUT, Span, compare, named_spans, total, trimmed
from corpus.evaluation.toponyms import is_near
from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.mention import Document, FoundMention

PARTS = ("open", "held-out")
UNSEEN = "unseen"  # stands for the modern newswire of the targets
NEWER_PARTS = ("development", UNSEEN)  # their dates are not labelled
Label = dict[str, Any]
_UNIT_BEFORE = re.compile(r"^(?:(?:province|district|city|town|state|county|region)\s+of\s+)", re.IGNORECASE)
_UNIT_AFTER = re.compile(r"\s+(?:province|district|city|state|county|region|governorate|valley|river)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled article with its text."""

    set: str
    part: str
    document: Document
    labels: list[Label]

    @property
    def texts(self) -> dict[str, str]:
        """Return the two fields by name."""
        return {"title": self.document.title, "text": self.document.text}


@dataclass(slots=True)
class Sums:
    """What is counted over the articles of one part."""

    articles: int = 0
    names: dict[str, Counts] = field(default_factory=lambda: {label: Counts() for label in LABELS})
    kinds: list[int] = field(default_factory=lambda: [0, 0])
    places: list[int] = field(default_factory=lambda: [0, 0])
    countries: list[int] = field(default_factory=lambda: [0, 0])
    demonyms: Counts = field(default_factory=Counts)
    roles: Counts = field(default_factory=Counts)
    metonyms: list[int] = field(default_factory=lambda: [0, 0])
    dates: Counts = field(default_factory=Counts)
    intervals: list[int] = field(default_factory=lambda: [0, 0])


def labelled_articles(setting: Setting, sets: Mapping[str, LabelSet] = LABEL_SETS) -> list[Labelled]:
    """Return the labelled articles of all sets, the first `limit` of each. Raises DataMissing."""
    articles = []
    for name, chosen in sets.items():
        labels = read_records(setting.labels / f"{name}.jsonl", setting.limit)
        wanted = {one["id"] for one in labels}
        rows = {identifier(row): row for row in read_records(setting.data / chosen.file) if identifier(row) in wanted}
        for one in labels:
            row = rows[one["id"]]
            days = published_days(published(row))
            source = row["source"] if chosen.has_source else ""
            document = Document(*chosen.fields(row), source=source, published=days)
            articles.append(Labelled(name, one["part"], document, one["labels"]))
    return articles


def own(setting: Setting) -> list[Row]:
    """Own labels, by part."""
    return _measured(setting, LABEL_SETS, PARTS)


def development(setting: Setting) -> list[Row]:
    """Own labels of longer, more modern articles: those that were tuned on, and those labelled afterwards."""
    return _measured(setting, DEVELOPMENT_SETS, NEWER_PARTS)


def _measured(setting: Setting, sets: Mapping[str, LabelSet], parts: Sequence[str]) -> list[Row]:
    articles = labelled_articles(setting, sets)
    sums = {part: Sums() for part in parts}
    by_set: dict[tuple[str, str], Counts] = {}
    for article, mentions in zip(articles, setting.extract(one.document for one in articles), strict=True):
        held = sums[article.part]
        held.articles += 1
        names = _score_names(setting, article, mentions, held)
        by_set.setdefault((article.part, article.set), Counts()).add(total(names.values()))
        _score_places(setting, article, mentions, held)
        _score_left_out(article, mentions, held)
        _score_dates(article, mentions, held)
    return [row for part in parts for row in _rows(part, sums[part], by_set)]


def _spans(article: Labelled, wanted: Iterable[Label]) -> Iterator[tuple[Span, Label]]:
    for label in wanted:
        kind = LABEL_OF_KIND.get(label["kind"], "")
        span = Span(label["field"], label["start"], label["end"], kind)
        yield without_unit(article.texts, trimmed(article.texts[span.field], span)), label


def without_unit(texts: Mapping[str, str], span: Span) -> Span:
    """Return a location's span without an administrative word: "Kandahar Province" and "Kandahar" are the same."""
    if span.label != "LOC":
        return span
    surface = texts[span.field][span.start : span.end]
    before, after = _UNIT_BEFORE.match(surface), _UNIT_AFTER.search(surface)
    start = span.start + (before.end() if before else 0)
    end = span.start + (after.start() if after else len(surface))
    return Span(span.field, start, end, span.label) if start < end else span


def _score_names(setting: Setting, article: Labelled, mentions: list[FoundMention], sums: Sums) -> dict[str, Counts]:
    plain = [
        one for one in article.labels if one.get("via") not in ("role", "demonym") and one["kind"] in LABEL_OF_KIND
    ]
    gold = dict(_spans(article, plain))
    others = [one for one in article.labels if one.get("via") in ("role", "demonym") or one["kind"] == "ignore"]
    neutral = {span for span, _label in _spans(article, others)}
    found = {
        without_unit(article.texts, span): mention for span, mention in named_spans(article.texts, mentions).items()
    }
    counts = compare(gold.keys(), found.keys(), neutral)
    for label, one in counts.items():
        sums.names[label].add(one)
    for span, mention in found.items():
        if span in gold or not any(span.overlaps(other) for other in neutral):
            setting.observed.append(Observation(span.label, mention.rule, mention.confidence, span in gold))
        if span in gold and span.label == "ORG":
            sums.kinds[1] += 1
            sums.kinds[0] += mention.kind == gold[span]["kind"]
    return counts


def _score_places(setting: Setting, article: Labelled, mentions: list[FoundMention], sums: Sums) -> None:
    """Count, of the labelled locations with an answer, those found (overlap) with the right place or country."""
    located = [one for one in mentions if one.kind == "location" and one.place is not None and one.rule != "demonym"]
    for label in article.labels:
        if label["kind"] != "location" or label.get("via") == "demonym" or "country" not in label:
            continue
        over = [
            one for one in located
            if one.field == label["field"] and one.start < label["end"] and label["start"] < one.end
        ]  # fmt: skip
        sums.countries[1] += 1
        sums.countries[0] += any(one.place is not None and one.place.country == label["country"] for one in over)
        gold = default_gazetteer().by_id(label["geonameid"]) if "geonameid" in label else None
        if gold is None or gold.lat is None or gold.lon is None:
            continue
        right = [is_near(one.place, gold.lat, gold.lon, gold.geonameid) for one in over if one.place is not None]
        sums.places[1] += 1
        sums.places[0] += any(right)
        for one, good in zip(over, right, strict=True):
            setting.observed.append(Observation("place", one.rule, one.confidence, good))


def _score_left_out(article: Labelled, mentions: list[FoundMention], sums: Sums) -> None:
    """Count demonyms and roles by exact span, and metonyms whose government was found."""
    for via, counts in (("demonym", sums.demonyms), ("role", sums.roles)):
        gold = {span for span, label in _spans(article, article.labels) if label.get("via") == via}
        found = {
            trimmed(article.texts[one.field], Span(one.field, one.start, one.end, LABEL_OF_KIND[one.kind]))
            for one in mentions
            if one.rule == via and one.rule in LEFT_OUT
        }
        # A demonym inside a role, or a role read as a demonym, is a matter of where to draw the line.
        neutral = [
            span
            for span, label in _spans(article, article.labels)
            if label["kind"] == "ignore" or label.get("via") in {"role", "demonym"} - {via}
        ]
        for one in compare(gold, found, neutral).values():
            counts.add(one)
    for label in article.labels:
        if label.get("via") == "metonym":
            sums.metonyms[1] += 1
            sums.metonyms[0] += any(
                one.kind == "government" and one.field == label["field"]
                and one.start < label["end"] and label["start"] < one.end and one.country == label.get("country")
                for one in mentions
            )  # fmt: skip


def _score_dates(article: Labelled, mentions: list[FoundMention], sums: Sums) -> None:
    gold = [(span, label) for span, label in _spans(article, article.labels) if label["kind"] == "date"]
    ignored = [span for span, label in _spans(article, article.labels) if label["kind"] == "ignore"]
    found = [(Span(one.field, one.start, one.end, ""), one) for one in mentions if one.kind == "date"]
    for span, label in gold:
        over = [one for other, one in found if other.overlaps(span)]
        sums.dates.right += bool(over)
        sums.dates.missed += not over
        if over and "first" in label:
            sums.intervals[1] += 1
            sums.intervals[0] += any(
                one.first is not None and one.last is not None
                and (one.first.isoformat(), one.last.isoformat()) == (label["first"], label["last"])
                for one in over
            )  # fmt: skip
    known = [span for span, _label in gold] + ignored
    sums.dates.wrong += sum(not any(span.overlaps(other) for other in known) for span, _one in found)


def _rows(part: str, sums: Sums, by_set: Mapping[tuple[str, str], Counts]) -> Iterator[Row]:
    name = f"own labels, {part}"
    newswire = Target(0.85) if part == UNSEEN else None
    yield f1_row(name, "PER/ORG/LOC F1", total(sums.names.values()), target=newswire, note=f"{sums.articles} articles")
    for label in LABELS:
        yield f1_row(name, f"{label} F1", sums.names[label])
    for (of_part, of_set), counts in by_set.items():
        if of_part == part:
            yield f1_row(name, f"PER/ORG/LOC F1, {of_set}", counts)
    yield share_row(name, "kind of the actors found (group, organisation, government)", *sums.kinds)
    places = Target(0.8) if part == UNSEEN else None
    yield share_row(name, "locations found (overlap) and within 161 km", *sums.places, target=places)
    yield share_row(name, "locations found (overlap) in the right country", *sums.countries)
    yield f1_row(name, "demonyms F1", sums.demonyms)
    yield f1_row(name, "roles F1", sums.roles)
    yield share_row(name, "metonyms: government found", *sums.metonyms)
    if part in NEWER_PARTS:
        return
    yield f1_row(name, "dates F1 (overlap)", sums.dates)
    yield share_row(name, "dates found with the exact interval", *sums.intervals)
