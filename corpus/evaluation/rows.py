"""What a measurement yields: counts, and rows of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """True positives, false positives and false negatives."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: Counts) -> None:
        """Add the counts of another document."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def gold(self) -> int:
        """Return how many there are to find."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """Return the share of the found that is right; 1 if nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the gold that was found; 1 if there is none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """What a value should reach; `at_most` turns it round."""

    value: float
    at_most: bool = False

    def met(self, value: float) -> bool:
        """Tell whether the value, rounded as it is printed, reaches the target."""
        shown = round(value, 3)
        return shown <= self.value if self.at_most else shown >= self.value


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `value` is the headline figure; precision and recall stand beside it where they apply.

    `n` is how many gold items (or documents) it rests on.
    """

    set: str
    measure: str
    value: float
    n: int
    precision: float | None = None
    recall: float | None = None
    target: Target | None = None
    unit: str = ""
    note: str = ""


def f1_row(name: str, measure: str, counts: Counts, *, target: Target | None = None, note: str = "") -> Row:
    """Return the row of an F1 with its precision and recall."""
    return Row(name, measure, counts.f1, counts.gold, counts.precision, counts.recall, target, note=note)


def share_row(
    name: str, measure: str, right: int, n: int, *, target: Target | None = None, note: str = "", unit: str = ""
) -> Row:
    """Return the row of a share: so many of `n` are right."""
    return Row(name, measure, right / n if n else 0.0, n, target=target, note=note, unit=unit)
