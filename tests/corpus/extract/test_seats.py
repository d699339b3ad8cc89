"""Seats of government that act, and those that are only where something happens."""

from __future__ import annotations

import pytest

from tests.corpus.extract.test_roles import metonyms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The governor was appointed by Moscow in 2022.", ["Moscow"]),
        ("Talks between Kabul and Islamabad broke down.", ["Kabul", "Islamabad"]),
        ("The truce was brokered by Cairo and Doha.", ["Cairo", "Doha"]),
        ("Moscow's decision to leave was criticised.", ["Moscow"]),
        ("It conveyed Paris’s blunt refusal.", ["Paris"]),
        ("The Tehran-backed militia left.", ["Tehran"]),
        ("Relations with Beijing have soured.", ["Beijing"]),
        ("Western sanctions against Pyongyang were tightened.", ["Pyongyang"]),
        ("He blamed Damascus for the attack.", ["Damascus"]),
        ("Washington has accused Tehran of it.", ["Washington", "Tehran"]),
        ("They have the backing of Riyadh.", ["Riyadh"]),
    ],
)
def test_a_capital_that_acts_is_its_government(text: str, expected: list[str]) -> None:
    assert [surface for surface, _key in metonyms(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The train between Moscow and Minsk was late.",
        "The road between Kabul and Jalalabad was closed.",
        "Moscow's mayor opened a bridge.",
        "The protest in Cairo's main square grew.",
        "The house by Beijing airport burned down.",
        "He flew from Tehran to Baghdad.",
        "The London-based group counted forty dead.",
        "A meeting in Vienna lasted an hour.",
        "Residents of Damascus said they heard blasts.",
        "The war in Kabul reached the suburbs.",
    ],
)
def test_a_capital_where_something_happens_is_a_place(text: str) -> None:
    assert metonyms(text) == []
