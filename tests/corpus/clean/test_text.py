"""Characters, lines and paragraphs."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean.text import MAX_MARKS, clean_characters, normalise, one_line

WIRE = (
    "The harbour office said on Friday that the ferries would run\n"
    "again within a week, after the company and the union agreed\n"
    "on the pay that is owed for the hours worked since August.\n"
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\r\nb\rc\x0cd\u2028e\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\u2029b", "a\n\nb"),
        ("cafe\u0301", "café"),
        ("so\u00adft zero\u200bwidth \ufeffmark", "soft zerowidth mark"),
        ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
        ("bell\x07 null\x00 escape\x1b", "bell null escape"),
        ("lost \ufffd stays", "lost \ufffd stays"),
        ("half a pair \ud800 is lost", "half a pair \ufffd is lost"),
        ("left\u202eright", "leftright"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("in\u200clatin", "inlatin"),
    ],
)
def test_characters(written: str, read: str) -> None:
    assert clean_characters(written) == read


def test_a_letter_keeps_only_so_many_marks() -> None:
    marked = clean_characters("a" + "\u0316\u0301" * 50_000 + "b")
    assert len(marked) <= MAX_MARKS + 2
    assert unicodedata.normalize("NFD", marked).startswith("a\u0316")
    assert marked.endswith("b")


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    assert normalise(WIRE) == " ".join(WIRE.split())


def test_indented_lines_start_paragraphs() -> None:
    text = WIRE + "    Two fishing boats have carried medicine and post since the\nstrike began.\n    It ended.\n"
    assert [paragraph.split()[0] for paragraph in normalise(text).split("\n\n")] == ["The", "Two", "It"]


def test_a_first_line_cut_short_by_its_dateline_goes_on() -> None:
    assert normalise("Marsh Co said it has opened its\n101st store, in Old Harbour.") == (
        "Marsh Co said it has opened its 101st store, in Old Harbour."
    )


def test_a_compound_broken_after_its_hyphen_stays_whole() -> None:
    text = WIRE.replace("\non the pay", " for the long-\nterm") + WIRE
    assert "for the long-term that" in normalise(text)


def test_lines_that_are_paragraphs_stay_paragraphs() -> None:
    lines = [
        "The harbour opened on Monday, two months after the strike began, and the ferries sailed at once.",
        "The crews cheered.",
        "“We are glad,” said the governor, who had promised an end of the strike before the winter.",
    ]
    assert normalise("\n".join(lines)) == "\n\n".join(lines)


def test_short_lines_are_not_run_together() -> None:
    lines = ["0 $", "2,500 $", "Support Tideland Post", "File image.", "Share on Facebook"]
    assert normalise("\n".join(lines)) == "\n\n".join(lines)


def test_a_list_in_wrapped_text_keeps_its_items() -> None:
    text = WIRE + "* boats for the island's children\n* medicine and post for the old people\n"
    assert len(normalise(text).split("\n\n")) == 3


def test_a_title_is_one_line() -> None:
    assert one_line("  Ferries\n return\t to the\u00a0island ") == "Ferries return to the island"


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_comes_out_in_normal_form(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    assert normal == unicodedata.normalize("NFC", normal)
    for paragraph in normal.split("\n\n"):
        assert paragraph == " ".join(paragraph.split(" ")).strip()
        assert "\n" not in paragraph
        assert paragraph or not normal


@settings(deadline=None)
@given(st.lists(st.sampled_from(["ab", "cde, ", "\n", "\n\n", "    ", " ", "Xy.", "-", "* ", "long" * 9]), max_size=80))
def test_no_letter_is_lost_or_moved(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert "".join(normalise(text).split()) == "".join(text.split())
