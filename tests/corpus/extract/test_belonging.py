"""Whose the bodies are that an article names: of which country, under which one name, of which kind."""

from __future__ import annotations

from collections import Counter

import pytest

from corpus.extract import make_extractor
from corpus.extract.belonging import country_in, country_of_article
from corpus.extract.geography import load_geography
from corpus.extract.mention import Document, FoundMention


def found(text: str, *, source: str = "") -> dict[str, FoundMention]:
    [mentions] = make_extractor("rules").extract_many([Document("", text, source=source)])
    return {one.text: one for one in mentions if one.kind not in ("location", "date")}


@pytest.mark.parametrize(
    ("name", "country", "bare"),
    [
        ("Supreme Court of India", "IN", "Supreme Court"),
        ("Bank of the Philippines", "PH", "Bank"),
        ("British Transport Police", "GB", "Transport Police"),
        ("Cuban American Foundation", "US", "Foundation"),
        ("North Korean Red Cross", "KP", "Red Cross"),
        ("University of California", "US", "University"),
        ("Georgia Institute", "", "Georgia Institute"),
        ("Harrow Institute", "", "Harrow Institute"),
    ],
)
def test_a_name_tells_the_country(name: str, country: str, bare: str) -> None:
    assert country_in(name, load_geography()) == (country, bare)


def test_a_court_is_that_of_the_country_the_article_is_about_by_whatever_name() -> None:
    actors = found(
        "India's farmers won. The Supreme Court told the Indian police so. The Supreme Court of India ruled on Monday."
    )

    short, full = actors["Supreme Court"], actors["Supreme Court of India"]
    assert (short.key, short.name, short.kind, short.country) == (full.key, full.name, full.kind, full.country)
    assert (short.name, short.kind, short.country) == ("Indian Supreme Court", "government", "IN")


def test_where_an_article_is_about_several_countries_a_ministry_is_nobody_s() -> None:
    actors = found("India and Pakistan met. The Foreign Ministry said that Indian and Pakistani envoys had agreed.")

    assert (actors["Foreign Ministry"].name, actors["Foreign Ministry"].country) == ("Foreign Ministry", "")


def test_a_country_has_no_body_that_it_calls_otherwise() -> None:
    actors = found("The United States and American firms agreed. The Foreign Ministry said so.")

    assert actors["Foreign Ministry"].country == ""


def test_congress_is_that_of_the_united_states_unless_another_country_with_one_is_spoken_of() -> None:
    assert found("On Monday Congress passed a law on farms.")["Congress"].key == "lexicon:us-congress"
    assert found("Peru voted. Peruvian farmers said that Congress had passed a law.")["Congress"].country == "PE"
    assert found("Peru and France met. On Monday Congress passed a law.")["Congress"].country == ""


def test_local_news_means_the_bodies_of_the_outlet_s_country() -> None:
    assert found("The Supreme Court ruled on farms.", source="harrow.co.ke")["Supreme Court"].country == "KE"


def test_the_police_of_a_country_are_its_government_s_and_a_liberation_army_is_not() -> None:
    actors = found("The British Transport Police agreed. The Harrow Liberation Army did not.")

    assert (actors["British Transport Police"].kind, actors["British Transport Police"].country) == ("government", "GB")
    assert actors["Harrow Liberation Army"].kind == "group"


def test_an_article_is_about_the_country_it_names_most() -> None:
    assert country_of_article(Counter({"FR": 3, "DE": 1})) == "FR"
    assert country_of_article(Counter({"FR": 2, "DE": 2})) == ""
    assert country_of_article(Counter({"FR": 1})) == ""


def test_a_firm_that_shares_its_name_with_a_word_is_known_where_it_is_a_body() -> None:
    actor = found("Shares of Dell Inc rose. Apple Inc shares fell, said an Apple spokesman.")["Apple"]

    assert (actor.key, actor.country) == ("lexicon:apple-inc", "US")


def test_a_country_that_half_the_news_speaks_of_makes_no_firm_of_a_word() -> None:
    assert "Target" not in found("The United States said that the Target was hit.")
