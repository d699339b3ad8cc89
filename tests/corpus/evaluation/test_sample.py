"""The labelled texts of the project itself: they need no other data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from corpus.evaluation.data import Setting
from corpus.evaluation.sample import MARKED, NAMES, SAMPLE, Names, read_marked, read_names, sample
from corpus.extract import ExtractorName, make_extractor

LABELS = Path(__file__).resolve().parents[2] / "quality" / "labels"
# A little below what was measured, so that quality cannot fall unseen even where nothing else is at hand.
FLOORS: dict[ExtractorName, dict[str, float]] = {
    "rules": {"sample corpus": 0.93, "own hard texts": 0.70},
    "spacy": {"sample corpus": 0.93, "own hard texts": 0.78},
}


@pytest.mark.parametrize("name", list(FLOORS))
def test_quality_does_not_fall(name: ExtractorName) -> None:
    setting = Setting(Path("/nowhere"), LABELS, make_extractor(name), name)

    rows = {row.set: row.value for row in sample(setting) if row.measure == "PER/ORG/LOC F1"}

    assert {key: round(rows[key], 3) for key, least in FLOORS[name].items() if rows[key] < least} == {}


def test_every_english_article_of_the_sample_is_labelled_and_every_label_occurs() -> None:
    records = {one["id"]: one for one in map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines())}
    labelled = read_names(LABELS / NAMES)

    assert set(records) - set(labelled) == {"ad-20230809-buc", "so-20231122-gao"}
    for identifier, names in labelled.items():
        text = f"{records[identifier]['title']}\n{records[identifier]['text']}"
        missing = [name for listed in names.by_label.values() for name in listed if name not in text]
        assert missing == [], identifier


def test_the_longest_name_wins_and_only_whole_words_count() -> None:
    names = Names({"LOC": ["Mexico", "Mexico City"], "PER": ["Harrow"]})

    text = "Mexico City, Mexico: Harrowdale's Harrow."
    found = [(text[one.start : one.end], one.label) for one in names.spans({"text": text})]

    assert found == [("Mexico City", "LOC"), ("Mexico", "LOC"), ("Harrow", "PER")]


def test_marks_are_taken_out_and_the_spans_count_in_the_plain_text() -> None:
    for document, spans in read_marked(LABELS / MARKED):
        texts = {"title": document.title, "text": document.text}
        assert "{" not in document.title + document.text
        assert all(texts[one.field][one.start : one.end].strip() for one in spans)


def test_it_runs_without_the_other_data(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", "--set", "sample", "--extractor", "rules", "--limit", "2", "--data", "/nowhere")

    out = capsys.readouterr().out
    assert "| sample corpus | PER/ORG/LOC F1 |" in out
    assert "| person | capitals | calibration error" in out or "| location | capitals | calibration error" in out
