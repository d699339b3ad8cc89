"""The differences of two versions, as a reader gets them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.stories.differences import AROUND, differences
from tests.corpus.stories.texts import TEXT


def shown(first: str, second: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text.strip()) for part in differences(first, second)]


def test_what_is_gone_stands_before_what_has_come() -> None:
    assert shown("The port of Vessna opened at noon.", "The port of Vessna closed at noon.") == [
        ("same", "The port of Vessna"),
        ("gone", "opened"),
        ("come", "closed"),
        ("same", "at noon."),
    ]


def test_a_long_passage_in_common_is_skipped_and_counted() -> None:
    parts = differences(TEXT, TEXT.replace("Thursday", "Friday"))
    skipped = [part for part in parts if part.kind == "skipped"]
    assert len(skipped) == 2
    assert sum(part.words for part in parts if part.kind in ("same", "skipped", "gone")) == len(TEXT.split())
    assert max(part.words for part in parts if part.kind == "same") <= 3 * AROUND


def test_quotation_marks_of_another_shape_are_no_change() -> None:
    assert {part.kind for part in differences("He said: “It’s open.”", 'He said: "It\'s open."')} == {"same"}


def test_capitals_are_no_change() -> None:
    assert {part.kind for part in differences("Port Opens Again", "Port opens again")} == {"same"}


def test_a_word_or_two_between_changes_belong_to_the_change() -> None:
    assert shown(
        "Long before noon the old red boat sank again there.", "Long before noon a big red ship sank again there."
    ) == [
        ("same", "Long before noon"),
        ("gone", "the old red boat"),
        ("come", "a big red ship"),
        ("same", "sank again there."),
    ]


def test_an_empty_text_is_compared() -> None:
    assert shown("", "The port opened.") == [("come", "The port opened.")]
    assert shown("", "") == []


WORDS = st.lists(
    st.sampled_from(["a", "harbour", "of", "the", "coast", "opened", "\n\n", "3", "“port”"]), max_size=30
).map(" ".join)


@given(WORDS, WORDS)
def test_nothing_is_lost(first: str, second: str) -> None:
    parts = differences(first, second)
    for kind, text in (("gone", first), ("come", second)):
        read = sum(part.words for part in parts if part.kind in ("same", "skipped", kind))
        assert read == len(text.split())
