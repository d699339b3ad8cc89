"""The own labels hold ids, offsets and answers, never text, and point at whole words."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.evaluation.furniture_texts import KEY_DIGITS
from corpus.evaluation.own_texts import DEVELOPMENT_SETS, LABEL_SETS
from corpus.evaluation.pairs import PAIR_SETS, PARTS
from tests.quality.labelling import Drawn, date_answer, drawn_of, parse_notes, part_of, place_surfaces
from tests.quality.line_labelling import DRAWN, draw_lines

LABELS = Path(__file__).parent / "labels"
SETS = (*LABEL_SETS, *DEVELOPMENT_SETS)
KINDS = {"person", "group", "organisation", "government", "location", "date", "ignore"}


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of labels."""
    return [json.loads(line) for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", SETS)
def test_labels_hold_offsets_and_answers_only(name: str) -> None:
    allowed = {"field", "start", "end", "kind", "via", "country", "geonameid", "first", "last", "precision"}
    for row in rows(name):
        assert set(row) == {"id", "part", "labels"}
        assert row["part"] in (("development", "unseen") if name in DEVELOPMENT_SETS else ("open", "held-out"))
        for label in row["labels"]:
            assert set(label) <= allowed
            assert label["kind"] in KINDS
            assert label["start"] < label["end"]
            assert label.get("first", "") <= label.get("last", "")
            assert len(label.get("country", "XX")) == 2


def test_lines_and_dates_hold_no_text_either() -> None:
    for row in rows("lines"):
        assert set(row) == {"id", "part", "lines"}
        assert all(kind in ("furniture", "ignore") and start <= end for start, end, kind in row["lines"])
    for row in rows("development_lines"):
        assert set(row) == {"set", "id", "lines"}
        assert all(len(key) == KEY_DIGITS and kind in ("furniture", "ignore") for key, kind in row["lines"])
    for row in rows("later_lines"):
        assert set(row) == {"set", "id", "draw", "lines"}
        assert all(len(key) == KEY_DIGITS and kind in ("furniture", "ignore") for key, kind in row["lines"])
    for row in rows("published"):
        assert set(row) == {"id", "published"}
        assert all(len(day) == 10 for day in row["published"])


def test_pairs_hold_ids_and_answers_only() -> None:
    held = rows("pairs")
    assert len(held) >= 300
    assert len({(row["set"], row["a"], row["b"]) for row in held}) == len(held)
    for row in held:
        assert set(row) == {"set", "a", "b", "answer", "drawn", "part"}
        assert row["set"] in PAIR_SETS
        assert row["answer"] in ("copy", "not", "doubt")
        assert row["part"] in PARTS
        assert row["a"] < row["b"]


def test_no_article_of_a_held_out_pair_was_read_in_the_third_draw() -> None:
    held = rows("pairs")
    unread = {(row["set"], row[side]) for row in held if row["part"] == "held-out" for side in "ab"}
    read = {(row["set"], row[side]) for row in held if row["part"] == "development" for side in "ab"}
    assert read
    assert not read & unread


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_labels_point_at_whole_words_of_the_articles_drawn(name: str, shared: Path) -> None:
    drawn = {one.id: one for one in drawn_of(name, shared / "data")}
    held = rows(name)
    assert len(held) == len({row["id"] for row in held}) == (50 if name in LABEL_SETS else len(drawn))
    for row in held:
        article = drawn[row["id"]]
        assert row["part"] == part_of(name, article)
        texts = {"title": article.title, "text": article.text}
        last = ("title", 0)
        for label in row["labels"]:
            text, start, end = texts[label["field"]], label["start"], label["end"]
            assert text[start:end] == text[start:end].strip() != ""
            assert not (start and text[start - 1].isalnum() and text[start].isalnum())
            assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
            assert last[0] != label["field"] or last[1] <= start, "labels do not overlap"
            last = (label["field"], end)


@pytest.mark.shared
def test_labelled_lines_are_whole_lines(shared: Path) -> None:
    drawn = {one.id: one for one in draw_lines(shared / "data")}
    for row in rows("lines"):
        text = drawn[row["id"]].text
        for start, end, _kind in row["lines"]:
            assert start == 0 or text[start - 1] == "\n"
            assert text[end : end + 1] in ("\n", "")
            assert "\n" not in text[start:end]


def test_the_draws_of_lines_share_no_article() -> None:
    drawn = rows("development_lines")
    assert Counter(row["set"] for row in drawn) == DRAWN
    assert not {row["id"] for row in drawn} & {row["id"] for row in rows("lines")}
    later = [row["id"] for row in rows("later_lines")]
    assert len(set(later)) == len(later)
    assert not set(later) & {row["id"] for row in (*drawn, *rows("lines"))}


NOTES = """## rss 1
P: Anselm; Vera Anselm; Vera@2
L: Ostrava[province]=CZ!; Nowhere?=XX
D: Monday=2021-09-06
"""


def test_notes_become_offsets() -> None:
    article = Drawn("1", "ANSELM SPEAKS", "Vera Anselm left Ostrava province; Ostrava slept. Vera Monday", "", False)
    ((name, key, surfaces),) = parse_notes(NOTES)
    labels, faults = place_surfaces(article, surfaces)

    assert (name, key, faults) == ("rss", "1", [])
    texts = {"title": article.title, "text": article.text}
    assert [(texts[one["field"]][one["start"] : one["end"]], one["kind"]) for one in labels] == [
        ("ANSELM", "person"),
        ("Vera Anselm", "person"),
        ("Ostrava", "location"),
        ("Vera", "person"),
        ("Monday", "date"),
    ]


def test_a_surface_that_is_not_there_is_a_fault() -> None:
    ((_name, _key, surfaces),) = parse_notes("## rss 1\nP: Anselm\n")

    assert place_surfaces(Drawn("1", "", "Anselmo", "", False), surfaces)[1] == ["1: 'Anselm'  not found"]


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2021-09-05", "2021-09-05", "2021-09-05", "day"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
        ("2021-07..2021-09/quarter", "2021-07-01", "2021-09-30", "quarter"),
        ("2021-09-05..2021-09-07", "2021-09-05", "2021-09-07", "interval"),
    ],
)
def test_written_intervals(written: str, first: str, last: str, precision: str) -> None:
    assert date_answer(written) == {"first": first, "last": last, "precision": precision}
