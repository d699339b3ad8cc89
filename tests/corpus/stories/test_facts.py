"""When two facts are one, and when one has taken the place of another."""

from __future__ import annotations

import pytest

from corpus.stories.facts import pair_off
from corpus.stories.reading import Reading


def unpaired(one: str, other: str) -> tuple[int, int]:
    first, second = Reading("", one), Reading("", other)
    places = [[place for place, is_fact in enumerate(each.facts) if is_fact] for each in (first, second)]
    return pair_off(first, places[0], second, places[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("in Virgina on", "in Virginia on"),
        ("on Oct. 17", "on October 17"),
        ("by the Acme Corporation", "by the Acme Corp"),
        ("paid 11.9 million crowns", "paid 11,908,000 crowns"),
        ("paid 4.2 million crowns", "paid 4,200,000 crowns"),
        ("about 6,400 people", "exactly 6,400 people"),
        ("a debt of 1.25 bn", "a debt of 1,250 million"),
    ],
)
def test_what_is_spelt_or_rounded_otherwise_is_the_same(one: str, other: str) -> None:
    assert unpaired(one, other) == (0, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the army of Iran", "the army of Iraq"),
        ("the north of Niger", "the north of Nigeria"),
        ("in Austria", "in Australia"),
        ("on June", "on July"),
        ("paid 58.7 million", "paid 58.8 million"),
        ("paid 3 million", "paid 3,480,000"),
        ("at 17:30", "at 17:45"),
        ("won 3-1", "won 3-2"),
        ("rose 5", "rose 50"),
        ("paid by Nan", "paid by 40"),  # which Python would take for numbers
        ("sold to Infinity", "sold to 40"),
    ],
)
def test_what_only_looks_alike_is_another(one: str, other: str) -> None:
    assert unpaired(one, other) == (1, 1)


def test_each_fact_is_paired_once() -> None:
    assert unpaired("Jansen met Jansen", "Janssen met Holt") == (1, 1)
