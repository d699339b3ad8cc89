"""Copies told from other articles on labelled pairs (tests/quality/pair_guidelines.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.clean import clean_article
from corpus.evaluation.data import Record, Setting, read_records
from corpus.evaluation.own_texts import identifier, published, text_alone, title_and_text, title_dateline_body
from corpus.evaluation.rows import Counts, Row, Target, share_row
from corpus.stories.comparing import is_copy
from corpus.stories.reading import Reading
from corpus.stories.sketch import LEAST_SHARED, sketch

PRECISION, RECALL = Target(0.98), Target(0.90)
PARTS = ("open", "development", "held-out")


@dataclass(frozen=True, slots=True)
class PairSet:
    """Where the articles of a set of pairs are: its files, and the title and text that were read."""

    files: tuple[str, ...]
    fields: Callable[[Mapping[str, Any]], tuple[str, str]] = title_and_text


PAIR_SETS: Mapping[str, PairSet] = {
    "neardup": PairSet(("neardup/giveme5w1h_news_cluster.jsonl.gz",)),
    "reuters": PairSet(("reuters_000-015.jsonl.gz",), title_dateline_body),
    "rss": PairSet(tuple(f"rss/news_{year}.jsonl.xz" for year in (2020, 2021, 2022))),
    "isaf": PairSet(("ner/isaf_shared.jsonl.gz",), text_alone),
    "muc": PairSet(("ner/muc34_dev.jsonl.gz",), text_alone),
    "wikinews": PairSet(("ner/wikinews_2019_2020.jsonl.gz",)),
}


def pairs(setting: Setting) -> list[Row]:
    """Precision and recall of copies as the pass finds them: by sketch, then by text; doubts count neither way."""
    labels = [row for row in read_records(setting.labels / "pairs.jsonl") if row["answer"] != "doubt"][: setting.limit]
    texts = _texts(setting, labels)
    counts: dict[str, Counts] = defaultdict(Counts)
    apart: dict[str, list[bool]] = defaultdict(list)
    for label in labels:
        one, other = (texts[label["set"], label[side]] for side in "ab")
        found, wanted = _found(one, other), label["answer"] == "copy"
        counts[label["part"]].add(Counts(found and wanted, found and not wanted, wanted and not found))
        if not wanted and label["set"] == "neardup":
            apart[label["part"]].append(not found)
    return [row for part in PARTS if part in counts for row in _rows(part, counts[part], apart[part])]


def _found(one: Reading, other: Reading) -> bool:
    shared = set(sketch(one.words)) & set(sketch(other.words))
    return len(shared) >= LEAST_SHARED and is_copy(one, other)


def _rows(part: str, counts: Counts, apart: list[bool]) -> Iterator[Row]:
    name = f"pairs, {part}"
    note = "hard pairs: as many doubtful as clear ones"
    found = counts.right + counts.wrong
    yield Row(name, "copies, precision", counts.precision, found, target=PRECISION, note=note)
    yield Row(name, "copies, recall", counts.recall, counts.gold, target=RECALL, note=note)
    yield share_row(name, "different articles kept apart, neardup", sum(apart), len(apart))


def _texts(setting: Setting, labels: list[Record]) -> dict[tuple[str, str], Reading]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for label in labels:
        wanted[label["set"]] |= {label["a"], label["b"]}
    return {
        (name, identifier(row)): _reading(row, PAIR_SETS[name])
        for name, ids in wanted.items()
        for file in PAIR_SETS[name].files
        for row in read_records(setting.data / file)
        if identifier(row) in ids
    }


def _reading(row: Record, pair_set: PairSet) -> Reading:
    title, text = pair_set.fields(row)
    clean = clean_article(title=title, text=text)
    day = _day(published(row))
    return Reading(clean.title, clean.text, (day, day) if day else None)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
