"""Text, dates and furniture of pages."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from corpus.clean.source_lines import line_key
from corpus.evaluation.data import DataMissing, read_page
from corpus.evaluation.furniture import line_counts, text_counts
from corpus.evaluation.furniture_texts import KEY_DIGITS, LineText
from corpus.evaluation.pages import found_day, shingle_scores, shingles


def test_shingles_are_runs_of_four_words() -> None:
    assert shingles("One two, three four five.") == {
        ("One", "two", "three", "four"): 1,
        ("two", "three", "four", "five"): 1,
    }
    assert shingles("Two words") == {("Two", "words"): 1}
    assert shingles("") == {}


@pytest.mark.parametrize(
    ("gold", "found", "scores"),
    [
        ("a b c d e", "a b c d e", (1.0, 1.0)),
        ("a b c d e", "a b c d e x", (2 / 3, 1.0)),
        ("a b c d e f", "a b c d", (1.0, 1 / 3)),
        ("a b c d", "", (0.0, 0.0)),
        ("", "", (1.0, 1.0)),
        ("", "a b c d", (0.0, 0.0)),
        ("a b c d a b c d", "a b c d", (1.0, 1 / 5)),
    ],
)
def test_shingle_precision_and_recall(gold: str, found: str, scores: tuple[float, float]) -> None:
    assert shingle_scores(gold, found) == pytest.approx(scores)


def test_the_day_of_a_page_and_none_where_there_is_none() -> None:
    stamp = '<meta property="article:published_time" content="2019-11-19T08:00:00Z">'
    body = "<body><p>Harbour news.</p></body>"

    assert found_day(f"<html><head>{stamp}</head>{body}</html>") == "2019-11-19"
    assert found_day(f"<html>{body}</html>") == ""


def test_a_missing_page_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="--data"):
        read_page(tmp_path / "none.html.gz")

    (tmp_path / "page.html.gz").write_bytes(gzip.compress("<p>Straße".encode()))
    assert read_page(tmp_path / "page.html.gz") == "<p>Straße"


def test_furniture_lines_are_counted_line_by_line() -> None:
    lines = [
        "The harbour was closed for a second day on Monday, its master told this paper.",
        "Read more: Why the harbour is closed",
        "Ferries lay at anchor, and travellers waited in the rain for news of their ships.",
        "The queue of the weary",
        "Copyright 2020 The Harbour Courier. All rights reserved.",
    ]
    text = "\n".join(lines)

    def at(index: int, kind: str) -> tuple[int, int, str]:
        start = text.index(lines[index])
        return start, start + len(lines[index]), kind

    record = {"title": "Harbour closed", "text": text}
    counts = line_counts(record, [at(1, "furniture"), at(3, "furniture"), at(4, "ignore")])

    assert (counts.right, counts.wrong, counts.missed) == (1, 0, 1)
    assert line_counts(record, [at(1, "furniture")]).wrong == 1


def test_lines_of_the_second_draw_are_known_by_their_keys() -> None:
    lines = [
        "The harbour was closed for a second day on Monday, its master told this paper. Read more...",
        "Ferries lay at anchor, and travellers waited in the rain for news of their ships.",
        "The queue of the weary",
        "Copyright 2020 The Harbour Courier. All rights reserved.",
    ]
    one = LineText("rss", "1", "Harbour closed", "\n\n".join(lines))
    keys = [line_key(line)[:KEY_DIGITS] for line in lines]
    counts = text_counts(one, {keys[2]: "furniture", keys[3]: "furniture"})

    assert (counts.right, counts.wrong, counts.missed) == (1, 0, 1)
    assert text_counts(one, {keys[3]: "ignore"}).wrong == 0
    assert text_counts(one, {}).wrong == 1
