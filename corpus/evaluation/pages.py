"""Web pages: the article's text, its publication date, and lines of page furniture."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import fmean

from corpus.clean import clean_article, without_source_lines
from corpus.clean.html import page_metadata
from corpus.clean.published import parse_published, published_from_url
from corpus.clean.source_lines import line_key
from corpus.evaluation.data import DataMissing, Record, Setting, read_records
from corpus.evaluation.own_texts import LINES_FILE
from corpus.evaluation.rows import Counts, Row, Target, f1_row
from corpus.learning.evidence import Repeated, repeated_lines
from corpus.learning.topics import Occurrence

SHINGLE_WORDS = 4
TODAY = date(2026, 1, 1)
FOLDER = "html-scrapinghub"
LEAST_SOURCE = 8  # articles, as corpus.learning.study asks for
_WORD = re.compile(r"\w+")
_NAME_WORD = re.compile(r"[^\W\d_]{4,}")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text with their counts; a shorter text is one run."""
    words = _WORD.findall(text)
    runs = (tuple(words[start : start + SHINGLE_WORDS]) for start in range(max(1, len(words) - SHINGLE_WORDS + 1)))
    return Counter(run for run in runs if run)


def shingle_scores(gold: str, found: str) -> tuple[float, float]:
    """Return precision and recall of a text, as article-extraction-benchmark defines them."""
    wanted, had = shingles(gold), shingles(found)
    right = (wanted & had).total()
    wrong, missed = had.total() - right, wanted.total() - right
    if not wrong and not missed:
        return 1.0, 1.0
    return (right / (right + wrong) if right + wrong else 0.0), (right / (right + missed) if right + missed else 0.0)


def article_text(setting: Setting) -> list[Row]:
    """Word-shingle F1 of the article's text on whole pages: mean precision and mean recall, then their F1."""
    scores = []
    for record in setting.records(f"{FOLDER}/gold.jsonl"):
        page = read_page(setting.data / FOLDER / record["html"])
        clean = clean_article(title="", text="", html=page, whole_page=True, url=record["url"])
        scores.append(shingle_scores(record["text"], clean.text))
    precision, recall = fmean(one[0] for one in scores), fmean(one[1] for one in scores)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return [Row("html-scrapinghub", "article text, shingle F1", f1, len(scores), precision, recall, Target(0.96))]


def read_page(path: Path) -> str:
    """Return a page as text. Raises DataMissing."""
    if not path.is_file():
        raise DataMissing(f"{path} is missing; name the folder that holds it with --data.")
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


def publication_date(setting: Setting) -> list[Row]:
    """Exact day of publication, against days read off the pages: from the page alone, and with its address."""
    gold = {one["id"]: one["published"] for one in read_records(setting.labels / "published.jsonl")}
    pages = [
        (read_page(setting.data / FOLDER / one["html"]), one["url"], gold[one["id"]])
        for one in setting.records(f"{FOLDER}/gold.jsonl")
        if gold.get(one["id"])
    ]
    rows = []
    for how, with_address in (("page alone", False), ("page and address", True)):
        found = [(found_day(page, url if with_address else ""), days) for page, url, days in pages]
        right = sum(day in days for day, days in found)
        wrong = sum(day not in ("", *days) for day, days in found)
        n = max(1, len(pages))
        note = f"{len(pages) - right - wrong} not found"
        rows.append(
            Row("html-scrapinghub", f"publication date, {how}: exact day", right / n, len(pages), target=Target(0.90),
                note=note)
        )  # fmt: skip
        rows.append(
            Row("html-scrapinghub", f"publication date, {how}: wrong day", wrong / n, len(pages),
                target=Target(0.03, at_most=True))
        )  # fmt: skip
    return rows


def found_day(page: str, url: str = "") -> str:
    """Return the day of publication that cleaning finds in a page, else in its address (ISO); "" if none or coarser."""
    found = parse_published(page_metadata(page, url).published or published_from_url(url), today=TODAY)
    return found.first.isoformat() if found.first and found.first == found.last else ""


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
    counts = Counts()
    for start, end, kind in lines:
        key = _key(text[start:end])
        taken = removed[key] > 0
        removed[key] -= taken
        if kind == "furniture":
            counts.right += taken
            counts.missed += not taken
    counts.wrong += removed.total()
    return counts


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line)) or line.strip()
