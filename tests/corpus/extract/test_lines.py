"""Cutting a document into lines, and giving headlines the capitals of a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extract.casing import Casing
from corpus.extract.lines import MAX_LINE, is_headline, is_shouted, is_table, split_lines
from corpus.extract.mention import Document


def test_each_line_stands_alone() -> None:
    lines = split_lines(Document("A title", "First line.\n\nSecond.\nThird."))

    assert [(line.field, line.text) for line in lines] == [
        ("title", "A title"),
        ("text", "First line."),
        ("text", "Second."),
        ("text", "Third."),
    ]


def test_a_wrapped_paragraph_is_one_line_of_the_same_length() -> None:
    text = (
        "The ministry said on Monday that the convoy of the Northern Valleys\n"
        "relief committee had reached the camp, where four thousand families\n"
        "wait for blankets."
    )

    (line,) = split_lines(Document("", text))

    assert len(line.text) == len(text)
    assert "Valleys relief" in line.text


def test_a_text_wrapped_at_one_width_is_read_by_its_paragraphs() -> None:
    text = (
        "    Harrow Valley Relief said that four convoys had left the port of\n"
        "Dunmere with flour, and that the council of the Northern Valleys\n"
        "Federation had let them pass.\n"
        "    The army said it knew nothing of the matter and would look into\n"
        "it, a spokesman for the general staff told the radio of the town\n"
        "of Ashby.\n"
        "    Tons 12\n"
        "    NOTE: by road"
    )

    lines = [" ".join(line.text.split()) for line in split_lines(Document("", text))]

    assert [line.split()[0] for line in lines] == ["Harrow", "The", "Tons", "NOTE:"]
    assert "Northern Valleys Federation" in lines[0]


def test_a_poem_is_not_taken_for_a_wrapped_text() -> None:
    text = "The river runs by Harrow Mill and turns its wheel no more,\nThe Harrow men are gone.\nThe mill is shut."

    assert len(split_lines(Document("", text))) == 3


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Revs 16.1 mln vs 3,971,000", True),
        ("Harrow      --    --    3.16", True),
        ("On 5 May 2021 the council of Harrow met for the third time this year.", False),
        ("The council of Harrow met.", False),
        ("HARROW, Maine -- The bridge -- built in 1990 -- is closed, said the town -- its owner -- on Monday.", False),
        ("The bridge of 1990   is closed." + " It was the longest in the county." * 8 + "   Work began.", False),
    ],
)
def test_rows_of_figures_are_told_from_sentences(text: str, table: bool) -> None:
    assert is_table(text) == table


def test_capitals_and_title_case_are_told_from_sentences() -> None:
    assert is_shouted("REBELS TAKE THE TOWN OF HARROW")
    assert not is_shouted("KABUL, Sept 5 - The council met in the morning and went home.")
    assert is_headline("Rebels Take Town As Army Withdraws From The Valley")
    assert not is_headline("Rebels took the town of Harrow as the army withdrew")
    assert not is_headline("Ban Ki-moon met Angela Merkel in Berlin.")


def test_a_headline_gets_the_capitals_of_its_body() -> None:
    headline = "Harrow Rebels Take Marenian Town As Army Withdraws"
    document = Document(headline, "The rebels of Harrow took a Marenian town on Monday as the army withdraws, he said.")
    lines = split_lines(document)

    assert Casing(lines).recase(lines[0], []) == "Harrow rebels take Marenian town as army withdraws"


def test_a_very_long_line_is_cut_between_sentences() -> None:
    text = "The council met again. " * 600

    lines = split_lines(Document("", text))

    assert max(len(line.text) for line in lines) <= MAX_LINE
    assert all(line.text.startswith("The council") for line in lines)


@given(st.text(), st.text())
def test_lines_stand_for_the_slices_they_come_from(title: str, text: str) -> None:
    for line in split_lines(Document(title, text)):
        whole = title if line.field == "title" else text
        piece = whole[line.start : line.start + len(line.text)]
        assert len(piece) == len(line.text)
        assert piece.split() == line.text.split()


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_recasing_never_moves_anything(text: str) -> None:
    lines = split_lines(Document("", text.upper()))
    casing = Casing(lines)
    assert all(len(casing.recase(line, [])) == len(line.text) for line in lines)
