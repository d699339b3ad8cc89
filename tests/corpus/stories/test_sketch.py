"""Sketches: copies share numbers, other texts do not, and a long text costs no more than others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.stories.reading import Reading
from corpus.stories.sketch import LEAST_SHARED, MOST, sketch
from tests.corpus.stories.texts import COPIES, OTHERS, TEXT, TITLE


def numbers(text: str) -> set[int]:
    return set(sketch(Reading(TITLE, text).words))


@pytest.mark.parametrize("change", COPIES)
def test_copies_share_numbers(change: str) -> None:
    assert len(numbers(TEXT) & numbers(COPIES[change][1])) >= LEAST_SHARED


def test_other_texts_on_the_same_event_share_none() -> None:
    assert not numbers(TEXT) & numbers(OTHERS["the same event by another hand"][1])


def test_a_passage_is_found_in_a_text_ten_times_as_long() -> None:
    around = " ".join(f"filling{number} of another kind" for number in range(150))
    assert len(numbers(TEXT) & numbers(f"{TEXT} {around}")) >= LEAST_SHARED


@pytest.mark.parametrize("place", range(0, 70, 5))
def test_a_sentence_is_found_in_a_summary_wherever_it_stands(place: int) -> None:
    sentence = TEXT.split()[:19]
    around = [f"filling{number}" for number in range(70)]
    summary = " ".join(around[:place] + sentence + around[place:])
    assert len(numbers(" ".join(sentence)) & numbers(summary)) >= LEAST_SHARED


def test_a_short_text_has_no_sketch() -> None:
    assert sketch(("one", "two", "three")) == ()


@given(st.lists(st.text("abcdefg", min_size=1, max_size=3), max_size=300))
def test_numbers_are_few_ascending_and_fit_the_database(words: list[str]) -> None:
    made = sketch(tuple(words))
    assert len(made) <= MOST
    assert list(made) == sorted(set(made))
    assert all(0 <= number < 2**63 for number in made)


WORDS = ("a", "ferry", "sank", "at", "its", "moorings", "nine", "days", "ago", "in", "port")


def test_other_processes_make_the_same_numbers() -> None:
    code = f"from corpus.stories.sketch import sketch; print(sketch({WORDS}))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert made == {f"{sketch(WORDS)}\n"}
