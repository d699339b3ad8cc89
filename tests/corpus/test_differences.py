"""What changed from one text to another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus import differences as room
from corpus.differences import differences

TEXTS = st.text(alphabet="ab \n.,é", max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(text for change, text in pieces if change != "come") == before
    assert "".join(text for change, text in pieces if change != "gone") == after
    assert all(text for _, text in pieces)


def test_only_the_words_that_changed_are_marked() -> None:
    assert differences("The ferry sails on Monday.", "The ferry sails on Friday.") == [
        ("same", "The ferry sails on "),
        ("gone", "Monday"),
        ("come", "Friday"),
        ("same", "."),
    ]


def test_texts_that_are_too_long_to_compare_are_shown_whole() -> None:
    before, after = "a\n" * (room.MOST_LINES + 1), "b\n"
    assert differences(before, after) == [("gone", before), ("come", after)]
