"""Candidate names by capitals alone."""

from __future__ import annotations

import pytest

from corpus.extract.casing import Casing
from corpus.extract.lines import split_lines
from corpus.extract.mention import Document
from corpus.extract.rules import capital_sequences


def sequences(text: str) -> list[str]:
    lines = split_lines(Document("", text))
    casing = Casing(lines)
    return [line.text[start:end] for line in lines for start, end in capital_sequences(line.text, casing)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Nadia Kowalczyk in Harrow.", ["Nadia Kowalczyk", "Harrow"]),
        ("The Bank of England raised rates.", ["Bank of England"]),
        ("The president of Marenia left for Harrow.", ["Marenia", "Harrow"]),
        ("Meanwhile the council of Dunmere met.", ["Dunmere"]),
        ("She told Varga. The Harrow Council agreed.", ["Varga", "Harrow Council"]),
        ("They saw J. R. Varga and Abdul al-Rashid there.", ["J. R. Varga", "Abdul al-Rashid"]),
        ("On Monday Harrow fell.", ["Harrow"]),
        ("Then Harrow Bank Chairman Tomas Varga spoke.", ["Harrow Bank", "Tomas Varga"]),
        ("Troops left. Troops came back.", []),
        ("A bid by Harrow and Co Inc failed.", ["Harrow and Co Inc"]),
        ("It told the Food and Drug Administration.", ["Food and Drug Administration"]),
        ("They met Harrow and Dunmere Bank there.", ["Harrow", "Dunmere Bank"]),
        ("She saw Secretary of State Nadia Kowalczyk.", ["Nadia Kowalczyk"]),
        ("New Marenia voted. New laws came.", ["New Marenia"]),
        ("At Nadia O’Neill’s house the St. Dunstan choir sang.", ["Nadia O’Neill", "St. Dunstan"]),
    ],
)
def test_sequences_are_names_and_not_mere_sentence_starts(text: str, expected: list[str]) -> None:
    assert sequences(text) == expected
