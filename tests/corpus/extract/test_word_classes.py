"""Verbs, adjectives and abstractions of headlines in Title Case are no names, and part of none."""

from __future__ import annotations

import pytest

from corpus.extract import make_extractor
from corpus.extract.mention import Document
from corpus.extract.word_classes import load_word_classes


def names(title: str, text: str = "") -> list[str]:
    [found] = make_extractor("rules").extract_many([Document(title, text)])
    return [mention.text for mention in found if mention.field == "title" and mention.rule != "demonym"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kherson Evacuates Last Patients Before the Winter Storm", ["Kherson"]),
        ("Russia Shrinks Garrison in Syria as Allies Look Elsewhere", ["Russia", "Syria"]),
        ("Bolster Ukraine Before Winter, Allies Tell Lawmakers", ["Ukraine"]),
        ("Joe Biden Condemns Strike on Ukraine’s Grid", ["Joe Biden", "Ukraine"]),
        ("Envoys Call Erdogan Opportunity a Fatal Mistake", ["Erdogan"]),
        ("Police Find Bodies in Recaptured Territory Near Kherson", ["Kherson"]),
    ],
)
def test_a_verb_ends_the_name_before_it_and_begins_none(title: str, expected: list[str]) -> None:
    assert names(title) == expected


def test_a_verb_that_the_text_writes_as_a_name_is_one() -> None:
    text = "The committee heard from Woodward Defends on Monday. Defends denied that the money was his."
    assert any("Defends" in name for name in names("Woodward Defends Denies Taking Money From Party", text))


def test_verbs_that_are_no_nouns_are_told_apart() -> None:
    found = load_word_classes()
    assert {"evacuate", "shrink", "annex"} <= found.verbs
    assert "evacuate" in found.plain_verbs
    assert "annex" not in found.plain_verbs
    assert "fatal" in found.adjectives
    assert "british" not in found.adjectives
    assert "opportunity" in found.abstractions
