"""Draws the times of queries as an SVG: both axes logarithmic, a line for each engine. The table says the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 420
LEFT: Final = 70
RIGHT: Final = 200
TOP: Final = 40
BOTTOM: Final = 50
COLOURS: Final = ("#1b4f72", "#b03a2e", "#7d6608", "#5b2c6f", "#0e6251")
MILLION: Final = 1_000_000
DASHES: Final = ("", "6 3", "2 3", "8 3 2 3", "1 2")  # told apart without colours too

Point = tuple[float, float]


def picture(
    title: str,
    lines: Mapping[str, Sequence[Point]],
    *,
    axes: tuple[str, str] = ("hits", "ms"),
    dots: Sequence[Point] = (),
) -> str:
    """Return the picture of hits against milliseconds, or what `axes` says; every value is above 0.

    `dots`: points that are marked, such as those that were measured.
    """
    points = [point for line in lines.values() for point in line]
    across = _Scale([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = _Scale([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="#222"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 10}" text-anchor="end">{escape(axes[0])}</text>',
        f'<text x="{LEFT - 8}" y="{TOP - 6}" text-anchor="end">{escape(axes[1])}</text>',
        *(_across(each, across.at(each)) for each in across.ticks()),
        *(_up(each, up.at(each)) for each in up.ticks()),
    ]
    looks = zip(COLOURS * len(lines), DASHES * len(lines), strict=True)
    for (name, line), (colour, dash) in zip(lines.items(), looks, strict=False):
        parts.append(_line(name, [(across.at(x), up.at(y)) for x, y in line], colour, dash))
    parts += [f'<circle cx="{across.at(x)}" cy="{up.at(y)}" r="3"/>' for x, y in dots]
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    """A logarithmic axis from one end of the picture to another."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.first, self.last = first, last

    def at(self, value: float) -> float:
        """Return where a value lies."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 1)

    def ticks(self) -> list[float]:
        """Return the powers of ten."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def _across(value: float, x: float) -> str:
    line = f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
    return f'{line}<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{_number(value)}</text>'


def _up(value: float, y: float) -> str:
    line = f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>'
    return f'{line}<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{_number(value)}</text>'


def _number(value: float) -> str:
    if value >= MILLION:
        return f"{value / MILLION:,.0f} M"
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _line(name: str, points: Sequence[Point], colour: str, dash: str) -> str:
    path = "M" + "L".join(f"{x} {y}" for x, y in sorted(points))
    last = max(points)
    drawn = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    return f'{drawn}<text x="{last[0] + 8}" y="{last[1] + 4}" fill="{colour}">{escape(name)}</text>'
