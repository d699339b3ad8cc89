"""Lines of page furniture that cleaning removes, against own labels of two draws."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from corpus.clean import clean_article, without_source_lines
from corpus.clean.source_lines import line_key
from corpus.evaluation.data import Record, Setting, read_records
from corpus.evaluation.furniture_texts import KEY_DIGITS, LineText, line_text, records_by_id
from corpus.evaluation.own_texts import LINES_FILE
from corpus.evaluation.rows import Counts, Row, Target, f1_row
from corpus.learning.evidence import Repeated, repeated_lines
from corpus.learning.topics import Occurrence

LEAST_SOURCE = 8  # articles, as corpus.learning.study asks for
_WORD = re.compile(r"\w+")
_NAME_WORD = re.compile(r"[^\W\d_]{4,}")


def furniture_lines(setting: Setting) -> list[Row]:
    """Lines of page furniture that cleaning removes, against own labels; lines labelled "ignore" count neither way."""
    labels = read_records(setting.labels / "lines.jsonl", setting.limit)
    records = {str(one["id"]): one for one in read_records(setting.data / LINES_FILE)}
    learned = learned_lines(records.values())
    rows = []
    for part in ("open", "held-out"):
        for how, lines in (("", {}), (" with learned lines", learned)):
            counts = Counts()
            for label in labels:
                if label["part"] == part:
                    record = records[label["id"]]
                    counts.add(line_counts(record, label["lines"], lines.get(record["source"], frozenset())))
            rows += _line_rows(f"own labels, {part}", how, counts)
    return rows


def _line_rows(name: str, how: str, counts: Counts) -> list[Row]:
    found = counts.right + counts.wrong
    return [
        f1_row(name, f"furniture lines F1{how}", counts),
        Row(name, f"furniture lines, precision{how}", counts.precision, found, target=Target(0.99)),
        Row(name, f"furniture lines, recall{how}", counts.recall, counts.gold, target=Target(0.95)),
    ]


def learned_lines(records: Iterable[Record]) -> dict[str, frozenset[str]]:
    """Return the keys of the lines proposed for each source, as if an editor accepted all; no label is looked at."""
    articles: dict[str, dict[int, Occurrence]] = defaultdict(dict)
    for number, record in enumerate(records):
        clean = clean_article(title=record["title"], text=record["text"])
        articles[record["source"]][number] = Occurrence(number, clean.title, clean.text)
    learned = {}
    for source, own in articles.items():
        if len(own) >= LEAST_SOURCE:
            found = _repeated(own, frozenset(_NAME_WORD.findall(source.lower())))
            learned[source] = frozenset(line_key(line.text) for line in found)
    return learned


def _repeated(articles: Mapping[int, Occurrence], own_names: frozenset[str]) -> list[Repeated]:
    def texts() -> Iterable[tuple[int, str]]:
        return ((number, article.text) for number, article in articles.items())

    def fetch(numbers: Sequence[int]) -> list[Occurrence]:
        return [articles[number] for number in numbers]

    return repeated_lines(texts, fetch=fetch, own_names=own_names)[0]


def line_counts(
    record: Record, lines: list[tuple[int, int, str]], source_lines: frozenset[str] = frozenset()
) -> Counts:
    """Return the counts of one article; a line that stands several times counts as often."""
    text = record["text"]
    clean = without_source_lines(clean_article(title=record["title"], text=text, html=""), source_lines)
    removed = Counter(_key(line.text) for line in clean.removed)
    counts = _tally(((text[start:end], kind) for start, end, kind in lines), removed)
    counts.wrong += removed.total()
    return counts


def development_lines(setting: Setting) -> list[Row]:
    """The same on the texts of the second draw, whose misses are read by those who write the rules."""
    labels = read_records(setting.labels / "development_lines.jsonl", setting.limit)
    return _line_rows("own labels, development", "", _text_counts(labels, setting))


def later_lines(setting: Setting) -> list[Row]:
    """The same on the texts of two later draws: one labelled before rules were changed, one before they were asked."""
    labels = read_records(setting.labels / "later_lines.jsonl", setting.limit)
    rows = []
    for draw in sorted({label["draw"] for label in labels}):
        counts = _text_counts([label for label in labels if label["draw"] == draw], setting)
        rows += _line_rows(f"own labels, later draw {draw}", "", counts)
    return rows


def _text_counts(labels: Iterable[Record], setting: Setting) -> Counts:
    """Return the counts of texts whose lines are labelled by their keys."""
    records: dict[str, dict[str, Record]] = {}
    counts = Counts()
    for label in labels:
        if label["set"] not in records:
            records[label["set"]] = records_by_id(label["set"], setting.data)
        one = line_text(label["set"], records[label["set"]][label["id"]], setting.data)
        counts.add(text_counts(one, dict(label["lines"])))
    return counts


def text_counts(one: LineText, kinds: Mapping[str, str]) -> Counts:
    """Return the counts of one text; the end of a line that is taken off alone counts neither way."""
    lines = [line.strip() for line in one.text.split("\n") if line.strip()]
    clean = clean_article(title=one.title, text=one.text if not one.page else "", html=one.page, whole_page=True)
    removed = Counter(_key(line.text) for line in clean.removed)
    keys = [_key(line) for line in lines]
    removed = _parted(removed, keys)
    counts = _tally(((line, kinds.get(line_key(line)[:KEY_DIGITS], "")) for line in lines), removed)
    counts.wrong += sum(number for end, number in removed.items() if not any(key.endswith(end) for key in keys))
    return counts


def _parted(removed: Counter[str], keys: Sequence[str]) -> Counter[str]:
    """Return what was removed with lines that cleaning had joined, as wrapped ones, each by itself again."""
    parted: Counter[str] = Counter()
    for found, number in removed.items():
        joined = (
            next((pair for pair in pairwise(keys) if " ".join(pair) == found), (found,)) if found not in keys else ()
        )
        for key in joined or (found,):
            parted[key] += number
    return parted


def _tally(lines: Iterable[tuple[str, str]], removed: Counter[str]) -> Counts:
    """Return the counts of lines with their labels ("" = the article's own); `removed` keeps what is none of them."""
    counts = Counts()
    for line, kind in lines:
        key = _key(line)
        taken = removed[key] > 0
        removed[key] -= taken
        if kind == "furniture":
            counts.right += taken
            counts.missed += not taken
        elif not kind:
            counts.wrong += taken
    return counts


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line)) or line.strip()
