"""Actors named by role, and houses and capitals that stand for governments."""

from __future__ import annotations

import pytest

from corpus.extract.geography import load_geography
from corpus.extract.lexicon import fold_in_place, load_lexicon
from corpus.extract.lines import Line
from corpus.extract.roles import Possessor, find_roles, load_metonyms
from corpus.extract.spotting import Spotter

ADJECTIVES = {"SY": "Syrian", "IL": "Israeli", "US": "US", "AF": "Afghan", "RU": "Russian", "PK": "Pakistani"}


def adjective(country: str) -> str:
    return ADJECTIVES.get(country, country)


def roles(text: str, owner: str, country: str, *, demonym: bool = True) -> list[tuple[str, str, str]]:
    start = text.index(owner)
    hits = find_roles(text, [Possessor(start, start + len(owner), country, demonym)], adjective)
    return [(text[hit.start : hit.end], hit.actor.name, hit.actor.key) for hit in hits]


@pytest.mark.parametrize(
    ("text", "owner", "country", "demonym", "expected"),
    [
        (
            "the Syrian government fell",
            "Syrian",
            "SY",
            True,
            ("Syrian government", "Syrian government", "government:SY"),
        ),
        ("Syria's government fell", "Syria", "SY", False, ("Syria's government", "Syrian government", "government:SY")),
        (
            "the government of Syria fell",
            "Syria",
            "SY",
            False,
            ("government of Syria", "Syrian government", "government:SY"),
        ),
        ("Israeli forces moved", "Israeli", "IL", True, ("Israeli forces", "Israeli forces", "group:israeli forces")),
        (
            "Afghan religious scholars met",
            "Afghan",
            "AF",
            True,
            ("Afghan religious scholars", "Afghan religious scholars", "group:afghan religious scholars"),
        ),
        (
            "American officials left",
            "American",
            "US",
            True,
            ("American officials", "US officials", "group:us officials"),
        ),
        ("US troops left", "US", "US", False, ("US troops", "US troops", "group:us troops")),
    ],
)
def test_names_the_actor_of_a_role(
    text: str, owner: str, country: str, demonym: bool, expected: tuple[str, str, str]
) -> None:
    assert roles(text, owner, country, demonym=demonym) == [expected]


@pytest.mark.parametrize("text", ["Syrian bread sold well", "the Syrian people wept", "Syrian and Iraqi towns"])
def test_other_nouns_make_no_actor(text: str) -> None:
    assert roles(text, "Syrian", "SY") == []


def metonyms(text: str) -> list[tuple[str, str]]:
    lexicon = load_lexicon()
    known = load_metonyms(lexicon)
    spotter = Spotter(lexicon, load_geography(), known)
    (line,) = spotter.spot([Line("text", 0, text)], [fold_in_place(text)])
    hits = known.find(text, line.houses, line.possessors, adjective=adjective)
    return [(text[hit.start : hit.end], hit.actor.key) for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Kremlin was silent.", ("Kremlin", "government:RU")),
        ("Officials at the White House agreed.", ("White House", "government:US")),
        ("Foggy Bottom paid.", ("Foggy Bottom", "lexicon:us-state-department")),
        ("Islamabad said it would wait.", ("Islamabad", "government:PK")),
        ("Then Moscow accused them.", ("Moscow", "government:RU")),
        ("Moscow has repeatedly denied it.", ("Moscow", "government:RU")),
    ],
)
def test_houses_and_capitals_stand_for_governments(text: str, expected: tuple[str, str]) -> None:
    assert metonyms(text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["A source in Moscow said so.", "Moscow is cold.", "He flew to Islamabad.", "The mayor of Moscow denied it."],
)
def test_a_capital_that_does_nothing_is_only_a_location(text: str) -> None:
    assert metonyms(text) == []
