"""Where an outlet is at home, by its name or address."""

from __future__ import annotations

import pytest

from corpus.extract.geography import load_geography


@pytest.mark.parametrize(
    ("source", "country"),
    [
        ("Kabul Times", "AF"),
        ("Times of India", "IN"),
        ("The Korean Herald", "KR"),
        ("Chicago Tribune", "US"),
        ("harbour-courier.co.uk", "GB"),
        ("https://www.lecourrier.fr/", "FR"),
        ("timesofindia.example.com", "IN"),
    ],
)
def test_names_and_addresses_tell_the_country(source: str, country: str) -> None:
    assert load_geography().home(source) == country


@pytest.mark.parametrize(
    "source", ["", "unknown", "Harbour Courier", "Sky News", "dateline.tv", "short.ly", "a.co", "."]
)
def test_most_names_tell_nothing(source: str) -> None:
    assert load_geography().home(source) == ""
