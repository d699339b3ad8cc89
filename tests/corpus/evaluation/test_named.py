"""Which gold spans count in sets of labelled names."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.evaluation.named import is_sport, labelled, named_only
from corpus.evaluation.spans import Span


def record(text: str, *entities: tuple[str, str]) -> dict[str, Any]:
    """Return a record whose entities are the first occurrences of surfaces."""
    starts = [(text.index(surface), surface, label) for surface, label in entities]
    return {
        "text": text,
        "entities": [{"start": start, "end": start + len(one), "label": label} for start, one, label in starts],
    }


def surfaces(text: str, spans: set[Span]) -> set[tuple[str, str]]:
    """Return text and label of spans."""
    return {(text[one.start : one.end], one.label) for one in spans}


@pytest.mark.parametrize(
    ("headline", "sport"),
    [
        ("SOCCER - HARBOUR TOWN BEAT LOWDALE 2-1.", True),
        ("Boxing-Varga quits after defeat.", True),
        ("RUGBY UNION - RESULTS.", True),
        ("Soccer fans riot in Lowdale.", False),
        ("Lowdale votes on its budget.", False),
    ],
)
def test_sport_is_told_by_the_keyword_that_opens_the_headline(headline: str, sport: bool) -> None:
    assert is_sport({"text": f"{headline}\nLOWDALE 2001-01-01\nText"}) is sport


def test_unmapped_labels_are_dropped() -> None:
    text = "The Harbour Union met Vera Anselm on Unity Day."
    gold, neutral = labelled(
        record(text, ("The Harbour Union", "ORG"), ("Unity Day", "MISC")), {"ORG": "ORG", "PER": "PER"}
    )

    assert surfaces(text, gold) == {("Harbour Union", "ORG")}
    assert neutral == set()


def test_pronouns_and_common_nouns_are_neutral() -> None:
    text = "They met the villagers, a tribal leader and General Vera Anselm of the Harbour Relief Fund near the river."
    gold, neutral = named_only(
        record(
            text, ("They", "Organisation"), ("the villagers", "Person"), ("a tribal leader", "Person"),
            ("General Vera Anselm", "Person"), ("the Harbour Relief Fund", "Organisation"), ("the river", "Location"),
        )
    )  # fmt: skip

    assert surfaces(text, gold) == {("Vera Anselm", "PER"), ("Harbour Relief Fund", "ORG")}
    assert ("a tribal leader", "PER") in surfaces(text, neutral)


def test_a_country_that_acts_is_a_location_and_titles_alone_are_no_names() -> None:
    text = "Iraq thanked the Prime Minister and Syrian fighters."
    gold, _neutral = named_only(
        record(text, ("Iraq", "Organisation"), ("the Prime Minister", "Person"), ("Syrian fighters", "Organisation"))
    )

    assert surfaces(text, gold) == {("Iraq", "LOC")}


def test_of_nested_names_the_longest_is_to_be_found() -> None:
    text = "The Harbour Ministry of Works spoke."
    gold, neutral = named_only(
        record(text, ("The Harbour Ministry of Works", "Organisation"), ("Ministry of Works", "Organisation"))
    )

    assert surfaces(text, gold) == {("Harbour Ministry of Works", "ORG")}
    assert surfaces(text, neutral) == {("Ministry of Works", "ORG")}
