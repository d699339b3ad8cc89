"""Where an outlet is at home, by its name or address."""

from __future__ import annotations

import pytest

from corpus.extract.geography import load_geography
from corpus.extract.home import is_called_after, outlet_key, town_in


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


@pytest.mark.parametrize(
    ("source", "place", "called"),
    [
        ("theharrownews.com", "harrow", True),
        ("The Old Harrow Herald", "old harrow", True),
        ("https://www.harrow-news.co.uk/a", "harrow", True),
        ("Tideland Post", "harrow", False),
        ("", "harrow", False),
        ("The Sun", "sun", False),
    ],
)
def test_an_outlet_may_be_called_after_a_place(source: str, place: str, called: bool) -> None:
    assert is_called_after(outlet_key(source), place) is called


def test_the_country_s_ending_of_an_address_stays_beside_the_name() -> None:
    assert outlet_key("harrow-news.uk") == "harrownews.uk"
    assert outlet_key("harrow-news.com") == outlet_key("harrow.news.tv").replace(".", "") == "harrownews"


@pytest.mark.parametrize(
    ("source", "town"),
    [
        ("theharrownews.com", "harrow"),
        ("The Harrow Sunday Post", "harrow"),
        ("https://www.harrow-news.co.uk/a", "harrow"),
        ("onlineharrow.com", "harrow"),
        ("harrow.com", ""),
        ("The Daily Mail", ""),
        ("", ""),
    ],
)
def test_press_words_around_a_town_are_left_out(source: str, town: str) -> None:
    assert town_in(outlet_key(source)) == town
