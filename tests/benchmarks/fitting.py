"""Curves through measured points, to say what a size nobody has measured would need. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

Points = Sequence[tuple[float, float]]
LEAST_POINTS: Final = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """A curve y(n). `residuals`: share by which each measured value lies above it.

    `held_out`: share by which the curve through all points but the largest misses the largest; None = too few points.
    """

    model: str
    first: float
    second: float
    residuals: tuple[float, ...]
    held_out: float | None

    def at(self, count: float) -> float:
        """Return y at a number of articles."""
        return _curve(self.model, self.first, self.second)(count)

    def formula(self, unit: str = "") -> str:
        """Return the curve in words."""
        if self.model == "linear":
            return f"{self.first:.4g} + {self.second:.4g} · n {unit}".strip()
        return f"{self.first:.4g} · n^{self.second:.3f} {unit}".strip()

    @property
    def worst(self) -> float:
        """The largest residual, without its sign."""
        return max(abs(each) for each in self.residuals)


def fit(points: Points) -> Fit:
    """Return the better of a straight line and a power, judged by how well it foretells the largest from the others.

    Both are fitted to the relative error: a thousandth of 10^4 weighs as much as one of 10^6. Values must be above 0.
    """
    return min(fits(points), key=lambda each: abs(each.held_out) if each.held_out is not None else each.worst)


def fits(points: Points) -> list[Fit]:
    """Return both curves through the points."""
    ordered = sorted(points)
    if len({count for count, _ in ordered}) < 2:
        raise ValueError("A curve needs measurements at two sizes or more.")
    return [_fitted(model, ordered) for model in _MODELS]


def _fitted(model: str, points: Points) -> Fit:
    first, second = _MODELS[model](points)
    curve = _curve(model, first, second)
    residuals = tuple(value / curve(count) - 1 for count, value in points)
    held_out = None
    if len(points) > LEAST_POINTS:
        *others, (largest, value) = points
        held_out = _curve(model, *_MODELS[model](others))(largest) / value - 1
    return Fit(model, first, second, residuals, held_out)


def _linear(points: Points) -> tuple[float, float]:
    """Least squares of the relative error; a negative slope or start is none, so it is left at 0."""
    weights = [1 / value**2 for _, value in points]
    total = sum(weights)
    middle = sum(weight * count for weight, (count, _) in zip(weights, points, strict=True)) / total
    mean = sum(weight * value for weight, (_, value) in zip(weights, points, strict=True)) / total
    across = sum(
        weight * (count - middle) * (value - mean) for weight, (count, value) in zip(weights, points, strict=True)
    )
    spread = sum(weight * (count - middle) ** 2 for weight, (count, _) in zip(weights, points, strict=True))
    slope = max(0.0, across / spread)
    start = mean - slope * middle
    if start >= 0:
        return start, slope
    squares = sum((count / value) ** 2 for count, value in points)
    return 0.0, sum(count / value for count, value in points) / squares


def _power(points: Points) -> tuple[float, float]:
    """Least squares of the logarithms."""
    logs = [(math.log(count), math.log(value)) for count, value in points]
    middle, mean = fmean(x for x, _ in logs), fmean(y for _, y in logs)
    power = sum((x - middle) * (y - mean) for x, y in logs) / sum((x - middle) ** 2 for x, _ in logs)
    return math.exp(mean - power * middle), power


_MODELS: Final[dict[str, Callable[[Points], tuple[float, float]]]] = {"linear": _linear, "power": _power}


def _curve(model: str, first: float, second: float) -> Callable[[float], float]:
    if model == "linear":
        return lambda count: first + second * count
    return lambda count: first * count**second
