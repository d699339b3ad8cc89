"""How a document writes its words, by itself, whatever its length."""

from __future__ import annotations

import pytest

from corpus.extract.written import SEARCHED_CHARACTERS, Written

TEXT = (
    "Harrow votes today. The harbour of Dunmere, Mercy said, is closed; Ferry staff are on strike.\n"
    "Mercy “harvest” and re-elect were heard. SpaceX flew in June2 and the QUARRY reopened. İzmir listens."
)
LONG = TEXT + "\n" + "0 " * (SEARCHED_CHARACTERS // 2)


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["short", "long"])
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("harbour", True),
        ("harvest", True),  # in quotes
        ("listens", True),
        ("harb", False),  # the beginning of a word
        ("elect", True),  # a hyphen parts words
        ("re-elect", False),
        ("harrow", False),  # only with a capital
        ("mercy", False),
    ],
)
def test_a_word_is_found_in_lower_case_by_itself(text: str, word: str, expected: bool) -> None:
    assert Written(text).in_lower_case(word) is expected


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["short", "long"])
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("dunmere", True),
        ("mercy", True),  # behind a comma
        ("ferry", True),  # behind a semicolon
        ("quarry", True),
        ("june", True),
        ("harrow", False),  # at the head of the text
        ("spacex", False),  # at the head of a sentence
        ("dun", False),
        ("re-elect", False),
    ],
)
def test_a_capital_counts_where_no_sentence_begins(text: str, word: str, expected: bool) -> None:
    assert Written(text).with_capital(word) is expected
    assert Written(text.replace("İ", "I")).with_capital(word) is expected
