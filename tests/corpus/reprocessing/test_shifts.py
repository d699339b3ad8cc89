"""Spans keep what they stand for when lines are taken out above them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.reprocessing.shifts import moved, only_removed


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.booleans()), max_size=8))
def test_every_span_of_a_line_that_stays_slices_to_the_same_words(lines: list[tuple[str, bool]]) -> None:
    old = "\n\n".join(line for line, _ in lines)
    new = "\n\n".join(line for line, stays in lines if stays)
    shifts = only_removed(old, new)
    assert shifts is not None
    left = 0
    for start in range(len(old)):
        for end in range(start + 1, min(len(old), start + 5) + 1):
            span = moved(start, end, shifts)
            if span is not None:
                assert new[slice(*span)] == old[start:end]
                left += span[1] - span[0] == 1
    assert left == sum(len(line) for line in new.split("\n\n"))


def test_a_text_with_anything_new_in_it_is_not_a_removal() -> None:
    assert only_removed("one\n\ntwo", "one\n\nthree") is None
    assert only_removed("one\n\ntwo", "two\n\none") is None
    assert only_removed("one", "") == []


def test_a_span_over_a_line_that_went_is_gone() -> None:
    shifts = only_removed("one\n\ntwo\n\nthree", "one\n\nthree")
    assert shifts == [(0, 3, 0), (10, 15, -5)]
    assert moved(5, 8, shifts) is None
    assert moved(0, 7, shifts) is None
    assert moved(10, 15, shifts) == (5, 10)
