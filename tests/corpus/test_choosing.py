"""Which records a retry reads again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.choosing import Choice, Only, choose_failed

Rows = list[tuple[str, bool]]
ROWS = st.lists(st.tuples(st.sampled_from(["", "a.csv", "b.csv"]), st.booleans()), max_size=40)


def taken(rows: Rows, only: Only | None) -> list[int]:
    """Return the places of the records that a choice takes when the file is read as before."""
    choice = Choice(only)
    return [place for place, (member, _) in enumerate(rows) if choice.takes(member)]


def test_without_a_choice_every_record_counts() -> None:
    assert taken([("", True), ("", False)], None) == [0, 1]


def test_nothing_failed_is_no_choice() -> None:
    assert choose_failed([("", False), ("", False)], only=None, finished=True) is None


@given(ROWS, st.booleans())
def test_read_as_before_exactly_the_failed_records_count(rows: Rows, finished: bool) -> None:
    only = choose_failed(rows, only=None, finished=finished)
    failed = [place for place, (_, has_failed) in enumerate(rows) if has_failed]
    assert (taken(rows, only) if only else []) == failed


@given(ROWS, st.data())
def test_a_retry_of_a_retry_counts_what_failed_twice(rows: Rows, data: st.DataObject) -> None:
    first = choose_failed(rows, only=None, finished=True)
    if first is None:
        return
    again = taken(rows, first)
    outcomes = [data.draw(st.booleans()) for _ in again]
    second = choose_failed(
        [(rows[place][0], failed) for place, failed in zip(again, outcomes, strict=True)], only=first, finished=True
    )
    failed_twice = [place for place, failed in zip(again, outcomes, strict=True) if failed]
    assert (taken(rows, second) if second else []) == failed_twice


def test_what_hid_behind_a_failure_at_the_end_counts() -> None:
    """A header that could not be read, say: with its columns mapped there are records where one error was."""
    before: Rows = [("a.csv", True), ("b.csv", False), ("b.csv", False)]
    only = choose_failed(before, only=None, finished=True)
    now: Rows = [("a.csv", False)] * 5 + [("b.csv", False)] * 2
    assert taken(now, only) == [0, 1, 2, 3, 4]


def test_members_that_were_not_reached_count() -> None:
    only = choose_failed([("a.csv", False), ("", True)], only=None, finished=True)
    assert taken([("a.csv", False), ("b.csv", False), ("b.csv", False)], only) == [1, 2]


def test_what_was_not_read_of_an_unfinished_file_does_not_count() -> None:
    only = choose_failed([("", False), ("", True)], only=None, finished=False)
    assert taken([("", False)] * 5, only) == [1]
