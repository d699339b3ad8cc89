"""Stretches that only look like names."""

from __future__ import annotations

import pytest

from corpus.extract.ordinary import is_firm, names_nothing, tickers


@pytest.mark.parametrize(
    "surface",
    [
        "QTR",
        "Inc.",
        "Co Inc",
        "Ltd",
        "U.S. Dlrs",
        "Class A",
        "NOTE",
        "Latin American",
        "West Africans",
        "A-2",
        "Western",
    ],
)
def test_units_forms_and_adjectives_of_regions_name_nothing(surface: str) -> None:
    assert names_nothing(surface)


@pytest.mark.parametrize(
    "surface", ["Harrow Motors Corp", "Senate", "M23", "G9", "Caribbean", "North America", "Harrow"]
)
def test_names_stay_names(surface: str) -> None:
    assert not names_nothing(surface)


def test_a_firm_ends_with_its_form() -> None:
    assert is_firm("Harrow Motors Corp")
    assert is_firm("Dunmere & Sons Ltd.")
    assert not is_firm("Corp")
    assert not is_firm("Harrow Council")


def test_stock_symbols_are_found() -> None:
    text = "Harrow Motors <HRW> and Dunmere (NYSE: DNM) sold <Ashby Mills> (ASH.N) to the (UN)."

    assert [text[start:end] for start, end in tickers(text)] == ["<HRW>", "(NYSE: DNM)", "(ASH.N)"]
