"""Precision, recall, F1, targets and the table."""

from __future__ import annotations

import pytest

from corpus.evaluation.calibration import Observation, calibration_error, reliability
from corpus.evaluation.report import as_objects, calibration_table, table
from corpus.evaluation.rows import Counts, Row, Target, f1_row, share_row


def test_precision_recall_and_f1() -> None:
    counts = Counts(right=6, wrong=2, missed=6)

    assert (counts.precision, counts.recall, counts.gold) == (0.75, 0.5, 12)
    assert counts.f1 == pytest.approx(0.6)


def test_nothing_right_is_zero_and_nothing_there_is_no_fault() -> None:
    assert Counts(wrong=3, missed=2).f1 == 0.0
    assert (Counts().precision, Counts().recall) == (1.0, 1.0)


def test_a_target_is_met_as_the_figure_is_printed() -> None:
    assert Target(0.85).met(0.84951)
    assert not Target(0.85).met(0.8494)
    assert Target(600, at_most=True).met(600)
    assert not Target(0.03, at_most=True).met(0.031)


def test_the_table_shows_figures_beside_targets() -> None:
    rows = [
        f1_row("harbour set", "PER F1", Counts(6, 2, 6), target=Target(0.7), note="3 documents"),
        share_row("harbour set", "dates", 9, 10),
        Row("speed", "memory", 420.0, 1, target=Target(600, at_most=True), unit="MB"),
        share_row("empty set", "dates", 0, 0, target=Target(0.5)),
    ]

    assert list(table(rows))[2:] == [
        "| harbour set | PER F1 | 12 | 0.600 | 0.750 | 0.500 | ≥ 0.7 | no | 3 documents |",
        "| harbour set | dates | 10 | 0.900 |  |  |  |  |  |",
        "| speed | memory | 1 | 420.0 MB |  |  | ≤ 600 | yes |  |",
        "| empty set | dates | 0 | – |  |  | ≥ 0.5 |  |  |",
    ]


def test_reliability_puts_confidence_beside_precision() -> None:
    observed = [Observation("PER", "model", 0.9, right) for right in (True, True, True, False)]
    observed += [Observation("PER", "model", 0.4, False), Observation("PER", "model", 1.0, True)]

    bins = reliability(observed, edges=(0.0, 0.5, 0.95, 1.0))

    assert [(one.n, one.precision) for one in bins] == [(1, 0.0), (4, 0.75), (1, 1.0)]
    assert calibration_error(bins) == pytest.approx((0.4 + 4 * 0.15 + 0) / 6)


def test_every_observation_falls_in_one_bin() -> None:
    observed = [Observation("LOC", "model", step / 100, True) for step in range(1, 101)]

    assert sum(one.n for one in reliability(observed)) == 100


def test_the_answer_for_programs_holds_rows_and_reliability() -> None:
    answer = as_objects([share_row("a", "b", 1, 4, target=Target(0.2))], [Observation("PER", "model", 0.9, True)])

    assert answer["rows"][0]["value"] == 0.25
    assert answer["rows"][0]["met"] is True
    assert [one["n"] for one in answer["calibration"]["person"]] == [1]
    assert any("calibration error" in line for line in calibration_table([Observation("LOC", "model", 0.9, True)]))
