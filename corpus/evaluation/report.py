"""Prints the table: Markdown for people, plain objects for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpus.evaluation.calibration import Bin, Observation, calibration_error, reliability
from corpus.evaluation.rows import Row

_HEAD = "| set | measure | n | value | precision | recall | target | met | note |"
_RULE = "|---|---|--:|--:|--:|--:|--:|:-:|---|"
_CALIBRATION_HEAD = "| what | rule | confidence | n | mean confidence | precision |"
_CALIBRATION_RULE = "|---|---|---|--:|--:|--:|"
CALIBRATED = {"PER": "person", "ORG": "organisation", "LOC": "location", "place": "answer of the gazetteer"}


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of the Markdown table."""
    yield _HEAD
    yield _RULE
    for row in rows:
        figure = _figure(row.value, row.unit) if row.n else "–"
        cells = (row.set, row.measure, f"{row.n:,}", figure, _share(row.precision))
        yield f"| {' | '.join((*cells, _share(row.recall), _target(row), _met(row), row.note))} |"


def calibration_table(observed: Iterable[Observation]) -> Iterator[str]:
    """Yield the lines of the reliability table: by kind, by rule within it, and over all of a kind."""
    held = list(observed)
    yield _CALIBRATION_HEAD
    yield _CALIBRATION_RULE
    for label, name in CALIBRATED.items():
        of_kind = [one for one in held if one.label == label]
        rules = sorted({one.rule for one in of_kind})
        for rule in rules:
            bins = reliability(one for one in of_kind if one.rule == rule)
            for one in bins:
                edges = f"{one.low:.2f}–{one.high:.2f}"
                yield f"| {name} | {rule} | {edges} | {one.n:,} | {one.confidence:.3f} | {one.precision:.3f} |"
            yield _error_line(name, rule, bins)
        if len(rules) > 1:
            yield _error_line(name, "all", reliability(of_kind))


def _error_line(name: str, rule: str, bins: list[Bin]) -> str:
    n = sum(one.n for one in bins)
    mean, right = (sum(one.n * value for one, value in zip(bins, values, strict=True)) / n for values in _columns(bins))
    return f"| {name} | {rule} | calibration error {calibration_error(bins):.3f} | {n:,} | {mean:.3f} | {right:.3f} |"


def _columns(bins: list[Bin]) -> tuple[list[float], list[float]]:
    return [one.confidence for one in bins], [one.precision for one in bins]


def as_objects(rows: Iterable[Row], observed: Iterable[Observation]) -> dict[str, Any]:
    """Return rows and reliability as plain objects."""
    held = list(observed)
    return {
        "rows": [
            {
                "set": row.set,
                "measure": row.measure,
                "n": row.n,
                "value": round(row.value, 4) if row.n else None,
                "precision": None if row.precision is None else round(row.precision, 4),
                "recall": None if row.recall is None else round(row.recall, 4),
                "target": row.target.value if row.target else None,
                "met": row.target.met(row.value) if row.target and row.n else None,
                "note": row.note,
            }
            for row in rows
        ],
        "calibration": {
            name: [
                {"from": one.low, "to": one.high, "n": one.n, "confidence": round(one.confidence, 4),
                 "precision": round(one.precision, 4)}
                for one in reliability(each for each in held if each.label == label)
            ]
            for label, name in CALIBRATED.items()
        },
    }  # fmt: skip


def _figure(value: float, unit: str) -> str:
    if value > 1.0 or unit:
        return f"{value:,.1f} {unit}".strip()
    return f"{value:.3f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _target(row: Row) -> str:
    if row.target is None:
        return ""
    sign = "≤" if row.target.at_most else "≥"
    return f"{sign} {row.target.value:g}"


def _met(row: Row) -> str:
    if row.target is None or not row.n:
        return ""
    return "yes" if row.target.met(row.value) else "no"
