"""The search said back in words, and its chips."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest

from search.headline import Headline, chips, headline
from search.query import parse
from search.state import SearchState

NAMES = {
    "actor": {"1": "Taliban", "2": "ISIS-K", "3": "National Resistance Front", "none": "none named"},
    "location": {"7": "Panjshir", "8": "Kabul"},
    "source": {"4": "South Post"},
    "language": {"en": "English"},
}
TODAY = date(2021, 9, 20)


def say(query: str, total: int = 96) -> Headline:
    state, _ = SearchState.parse(parse_qsl(query))
    return headline(state, names=NAMES, total=total, parsed=parse(state.q).canonical, today=TODAY)


def test_the_headline_says_who_and_where_and_the_rest_below() -> None:
    said = say('q="ready for talks" resistance&actor=1&actor.not=2&location=7&from=2021-09')
    assert (said.count, said.heading) == ("96 articles", "on the Taliban in Panjshir")
    assert said.rest == "Containing “ready for talks” and resistance, not ISIS-K · from September 2021"
    assert said.title == "96 articles on the Taliban in Panjshir"


@pytest.mark.parametrize(("total", "count"), [(0, "0 articles"), (1, "1 article"), (1234567, "1,234,567 articles")])
def test_the_count_is_grouped_and_agrees_in_number(total: int, count: str) -> None:
    assert say("", total) == Headline(count, "", "", count)


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("actor=1&actor=3", "on the Taliban or the National Resistance Front"),
        ("actor.all=1&actor.all=2", "on the Taliban and ISIS-K"),
        ("actor=1&actor.all=2", "on the Taliban and on ISIS-K"),
        ("actor=1&actor=none", "on the Taliban or naming no actor"),
        ("location=7&location=8", "in Panjshir or Kabul"),
        ("location=none", "naming no location"),
        ("actor=Somebody", "on Somebody"),
    ],
)
def test_choices_of_a_facet_read_as_they_combine(query: str, heading: str) -> None:
    assert say(query).heading == heading


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("q=talks OR peace", "Containing talks or peace"),
        ("q=talks -war", "Containing talks, not war"),
        ("q=-war", "Not war"),
        ("q=a (b OR c)", "Containing a and (b or c)"),
        ("q=title:talks tali* word~", "Containing talks in the title, tali… and a word like word"),
        ('q="a b"~5', "Containing “a b” within 5 words"),
        ("q=actor:Massoud date:2021", "Containing the actor Massoud and a date in 2021"),
        ("q=(broken", ""),
        ("location.not=8", "Not in Kabul"),
        ("actor.not=none", "With an actor named"),
        ("source=4&language=en", "Published by South Post · in English"),
        ("from=2021&to=2021", "In 2021"),
        ("from=2021-09-05&to=2021-09-05", "On 5 September 2021"),
        ("from=2021-09-05&to=2021-10", "From 5 September 2021 to October 2021"),
        ("to=2021-09-05", "Until 5 September 2021"),
        ("from=-7d", "From 13 September 2021"),
        ("date=none", "Undated"),
        ("from=2021&date=none", "From January 2021 or undated"),
        ("axis=mentioned&from=2021&to=2021", "Mentioning dates in 2021"),
    ],
)
def test_the_rest_is_said_below(query: str, rest: str) -> None:
    assert say(query).rest == rest


def test_without_who_and_where_the_title_says_the_rest() -> None:
    assert say("q=talks").title == "96 articles containing talks"


def test_chips_are_the_filters_and_taking_one_away_leaves_the_others() -> None:
    state, _ = SearchState.parse(parse_qsl("q=talks&actor=1&actor.not=2&location.all=7&from=2021-09&page=4"))
    made = chips(state, NAMES, today=TODAY)
    assert [(each.facet, each.label, each.excluded) for each in made] == [
        ("actor", "Taliban", False),
        ("actor", "ISIS-K", True),
        ("location", "Panjshir", False),
        ("date", "from September 2021", False),
    ]
    assert made[1].remove == "Remove Who: not ISIS-K"
    assert made[0].state.query_string() == "q=talks&actor.not=2&location.all=7&from=2021-09"
    assert made[3].state.query_string() == "q=talks&actor=1&actor.not=2&location.all=7"


def test_a_value_chosen_in_two_ways_loses_one_of_them() -> None:
    state, _ = SearchState.parse(parse_qsl("actor=1&actor.not=1"))
    assert [each.state.query_string() for each in chips(state, NAMES)] == ["actor.not=1", "actor=1"]
