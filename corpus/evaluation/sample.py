"""The sample corpus with its labels: texts written for the project, so that quality shows without any other data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.evaluation.calibration import Observation
from corpus.evaluation.data import Setting, read_records
from corpus.evaluation.rows import Counts, Row, f1_row
from corpus.evaluation.spans import LABELS, Span, compare, named_spans, total, trimmed
from corpus.extract.mention import Document

SAMPLE = Path(__file__).resolve().parents[1] / "sample" / "articles.jsonl"
NAMES = "sample.txt"
MARKED = "marked.txt"
NEUTRAL = "?"
_SEPARATOR = ": "
_MARK = re.compile(r"\{(?P<label>PER|ORG|LOC|\?)\|(?P<name>[^{}]+)\}")


@dataclass(slots=True)
class Names:
    """The names a reader found in an article, by label; NEUTRAL holds what counts neither way."""

    by_label: dict[str, list[str]] = field(default_factory=dict)

    def spans(self, texts: Mapping[str, str]) -> Iterator[Span]:
        """Yield every occurrence of every name, whole words only; where names overlap, of the longest."""
        labels = {name: label for label, names in self.by_label.items() for name in names}
        if not labels:
            return
        longest_first = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
        pattern = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")
        for of_field, text in texts.items():
            for match in pattern.finditer(text):
                yield Span(of_field, *match.span(), labels[match[0]])


def read_names(path: Path) -> dict[str, Names]:
    """Return the names of each article by its id."""
    found: dict[str, Names] = {}
    names = Names()
    for line in path.read_text(encoding="utf-8").splitlines():
        label, separator, listed = line.partition(_SEPARATOR)
        if separator and label in (*LABELS, NEUTRAL):
            names.by_label[label] = [name.strip() for name in listed.split(";")]
        elif line and not line.startswith("#"):
            names = found[line.strip()] = Names()
    return found


def read_marked(path: Path) -> Iterator[tuple[Document, list[Span]]]:
    """Yield the texts whose names are marked in place, each with its spans."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for text in "\n".join(lines).strip().split("\n\n"):
        title, _, body = text.strip().partition("\n")
        spans: list[Span] = []
        yield Document(_unmarked("title", title, spans), _unmarked("text", body, spans)), spans


def _unmarked(of_field: str, marked: str, spans: list[Span]) -> str:
    """Return a text without its marks, and add what they mark."""
    plain = ""
    last = 0
    for match in _MARK.finditer(marked):
        plain += marked[last : match.start()]
        spans.append(Span(of_field, len(plain), len(plain) + len(match["name"]), match["label"]))
        plain += match["name"]
        last = match.end()
    return plain + marked[last:]


def sample(setting: Setting) -> list[Row]:
    """Names in the sample corpus and in further texts of the project; articles in other languages are not labelled."""
    labelled = read_names(setting.labels / NAMES)
    records = [one for one in read_records(SAMPLE) if one["id"] in labelled]
    articles = [
        (document, list(labelled[one["id"]].spans({"title": document.title, "text": document.text})))
        for one in records
        for document in [Document(one["title"], one["text"], source=one.get("source", ""))]
    ]
    return [
        *_rows(setting, "sample corpus", articles[: setting.limit]),
        *_rows(setting, "own hard texts", list(read_marked(setting.labels / MARKED))[: setting.limit]),
    ]


def _rows(setting: Setting, name: str, articles: Sequence[tuple[Document, list[Span]]]) -> list[Row]:
    counts = {label: Counts() for label in LABELS}
    for (document, spans), mentions in zip(articles, setting.extract(one for one, _ in articles), strict=True):
        texts = {"title": document.title, "text": document.text}
        gold = {trimmed(texts[span.field], span) for span in spans if span.label in LABELS}
        neutral = [span for span in spans if span.label == NEUTRAL]
        found = named_spans(texts, mentions)
        for label, one in compare(gold, found, neutral).items():
            counts[label].add(one)
        for span, mention in found.items():
            if span in gold or not any(span.overlaps(one) for one in neutral):
                setting.observed.append(Observation(span.label, mention.rule, mention.confidence, span in gold))
    every = f1_row(name, "PER/ORG/LOC F1", total(counts.values()), note=f"{len(articles)} articles")
    return [every, *(f1_row(name, f"{label} F1", counts[label]) for label in LABELS)]
