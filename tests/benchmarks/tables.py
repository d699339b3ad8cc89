"""Tables and verdicts, printed as Markdown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure beside its target; `met` None = only told."""

    measure: str
    target: str
    value: str
    met: bool | None

    def words(self) -> str:
        """Return whether the target was met."""
        return {True: "met", False: "**falls short**", None: "–"}[self.met]


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, note: str = "") -> None:
    """Print a table with a title; numbers stand on the right."""
    print(f"\n### {title}\n")
    cells = [[cell(value) for value in row] for row in rows]
    widths = [
        max(len(column), *(len(row[place]) for row in cells), 3) if cells else len(column)
        for place, column in enumerate(columns)
    ]
    right = [
        bool(rows) and all(isinstance(row[place], int | float | None) for row in rows) for place in range(len(columns))
    ]
    print(_line(columns, widths, right))
    print(
        "|"
        + "|".join("-" * (width + 1) + (":" if number else "-") for width, number in zip(widths, right, strict=True))
        + "|"
    )
    for row in cells:
        print(_line(row, widths, right))
    if note:
        print(f"\n{note}")
    sys.stdout.flush()


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        text.rjust(width) if number else text.ljust(width)
        for text, width, number in zip(cells, widths, right, strict=True)
    )
    return "| " + " | ".join(padded) + " |"


def cell(value: object) -> str:
    """Return a value as a table shows it."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.1f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def verdicts(found: Sequence[Verdict]) -> None:
    """Print all figures beside their targets."""
    if found:
        rows = [(each.measure, each.target, each.value, each.words()) for each in found]
        table("Targets", ("measure", "target", "this run", "verdict"), rows)


def at_most(measure: str, value: float | None, most: float, *, unit: str = "×", peer: str = "") -> Verdict:
    """Return a verdict on a figure that should be small."""
    return _judged(measure, value, most, sign="≤", unit=unit, peer=peer)


def at_least(measure: str, value: float | None, least: float, *, unit: str = "×", peer: str = "") -> Verdict:
    """Return a verdict on a figure that should be large."""
    return _judged(measure, value, least, sign="≥", unit=unit, peer=peer)


def told(measure: str, value: float | None, *, unit: str = "×", peer: str = "") -> Verdict:
    """Return a figure without a target."""
    return Verdict(
        f"{measure} ({unit} {peer})".replace("( ", "("),
        "–",
        "not measured" if value is None else f"{cell(value)}{unit}",
        None,
    )


def _judged(measure: str, value: float | None, bound: float, *, sign: str, unit: str, peer: str) -> Verdict:
    target = f"{sign} {bound:,g}{unit} {peer}".strip()
    if value is None:
        return Verdict(measure, target, "not measured", None)
    met = value <= bound if sign == "≤" else value >= bound
    return Verdict(measure, target, f"{cell(float(value))}{unit}", met)


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return float(median(values))
