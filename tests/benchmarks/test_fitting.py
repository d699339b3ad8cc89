"""Curves go through what they were made of, foretell it, and the better one is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.fitting import fit, fits

SIZES = (10_000.0, 30_000.0, 100_000.0, 200_000.0)
amounts = st.floats(min_value=1e-3, max_value=1e6)


@given(start=amounts, slope=amounts)
def test_a_straight_line_is_found_again(start: float, slope: float) -> None:
    found = next(each for each in fits([(size, start + slope * size) for size in SIZES]) if each.model == "linear")
    assert found.at(1e9) == pytest.approx(start + slope * 1e9, rel=1e-3)
    assert found.worst < 1e-6
    assert found.held_out == pytest.approx(0, abs=1e-6)


@given(factor=amounts, power=st.floats(min_value=-0.5, max_value=2))
def test_a_power_is_found_again(factor: float, power: float) -> None:
    found = next(each for each in fits([(size, factor * size**power) for size in SIZES]) if each.model == "power")
    assert found.at(1e8) == pytest.approx(factor * 1e8**power, rel=1e-6)


def test_the_curve_that_foretells_the_largest_size_is_taken() -> None:
    assert fit([(size, 5.0 + size / 100) for size in SIZES]).model == "linear"
    assert fit([(size, size**0.6) for size in SIZES]).model == "power"


@given(st.lists(amounts, min_size=2, max_size=6))
def test_no_estimate_is_negative(values: list[float]) -> None:
    points = [(10_000.0 * 3**place, value) for place, value in enumerate(values)]
    assert all(each.at(1e9) >= 0 for each in fits(points))


def test_three_sizes_leave_too_few_to_hold_one_out_and_one_gives_no_curve() -> None:
    assert fit([(size, size) for size in SIZES[:3]]).held_out is None
    with pytest.raises(ValueError, match="two sizes"):
        fit([(10.0, 1.0), (10.0, 2.0)])


def test_a_curve_says_what_it_is() -> None:
    assert fit([(size, 2 * size) for size in SIZES]).formula("bytes").endswith("· n bytes")
