"""Plain names: no rule has anything to say about them, so that they are what they are."""

from __future__ import annotations

import pytest

from corpus.extract.aliases import is_bare_noun
from corpus.extract.plain import is_plain
from corpus.extract.spans import trimmed, untitled


@pytest.mark.parametrize("name", ["Harrow", "Nadia Kowalczyk", "Álvaro Ñandú", "New Dunmere"])
def test_letters_and_spaces_are_plain_and_stay_whole(name: str) -> None:
    assert is_plain(name)
    assert trimmed(name) == untitled(name) == (0, name)
    assert not is_bare_noun(name)


@pytest.mark.parametrize(
    "name",
    [
        "President Kowalczyk",
        "Bank of Harrow",
        "The Harrow",
        "Harrow Inc",
        "Monday Harrow",
        "North American",
        "Kowalczyk Jr",
        "O'Harrow",
        "U.S.",
        "Harrow-based",
        "Harrow 2",
        "Harrow  Dunmere",
        "harrow",
        "Harrow B",
    ],
)
def test_what_a_rule_may_look_for_is_not_plain(name: str) -> None:
    assert not is_plain(name)
