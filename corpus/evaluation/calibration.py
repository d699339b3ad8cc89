"""Holds confidence against what turned out right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Observation:
    """One mention: what it was found as (PER, ORG, LOC, or "place" for the answer of the gazetteer), and if right."""

    label: str
    rule: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The mentions whose confidence lies above `low` up to `high`."""

    low: float
    high: float
    n: int
    confidence: float
    precision: float


def reliability(observed: Iterable[Observation], edges: tuple[float, ...] = EDGES) -> list[Bin]:
    """Return the reliability table: for each bin the mean confidence beside the precision; empty bins left out."""
    ordered = list(observed)
    bins = []
    for low, high in pairwise(edges):
        inside = [one for one in ordered if low < one.confidence <= high]
        if inside:
            mean = sum(one.confidence for one in inside) / len(inside)
            precision = sum(one.right for one in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), mean, precision))
    return bins


def calibration_error(bins: Iterable[Bin]) -> float:
    """Return the expected calibration error: the mean gap between confidence and precision, weighted by size."""
    held = list(bins)
    n = sum(one.n for one in held)
    return sum(one.n * abs(one.confidence - one.precision) for one in held) / n if n else 0.0
