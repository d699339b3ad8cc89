"""Texts of press databases: many articles in one file, and texts that only look like it."""

from __future__ import annotations

import pytest

from corpus.formats import RawArticle
from tests.corpus.formats.documents import word
from tests.corpus.formats.sending import read, titles

NEXIS = """Ferry sails again
Harbour Courier
September 5, 2021 Sunday
Copyright 2021 Harbour Courier
Length: 12 words
Byline: By Ana Lind
Body
The ferry sailed.
Notes: it was late.
Load-Date: September 6, 2021
End of Document
"""


def articles(data: bytes, name: str = "press.txt") -> list[RawArticle]:
    """Return the records of a file, which all must be articles."""
    records = read(data, name)
    assert all(isinstance(record, RawArticle) for record in records), records
    return [record for record in records if isinstance(record, RawArticle)]


def test_each_document_is_an_article_with_what_its_labels_say() -> None:
    first, second = articles((NEXIS + NEXIS.replace("Ferry", "Tram")).encode())
    assert (first.title, first.source, first.author) == ("Ferry sails again", "Harbour Courier", "Ana Lind")
    assert (first.published, first.text) == ("September 5, 2021", "The ferry sailed.\nNotes: it was late.")
    assert second.title == "Tram sails again"
    assert second.position.line == 12


def test_a_word_document_of_a_database_holds_many_articles() -> None:
    paragraphs = (NEXIS + NEXIS.replace("Ferry", "Tram")).splitlines()
    assert titles(read(word(*paragraphs), "Files (2).docx")) == ["Ferry sails again", "Tram sails again"]


def test_an_article_of_factiva_without_an_end_does_not_take_the_next_with_it() -> None:
    one = "HD Ferry sails\nPD 5 September 2021\nSN Courier\nLP The ferry sailed.\n"
    found = articles((one + one.replace("Ferry", "Tram")).encode())
    assert [(each.title, each.text) for each in found] == [
        ("Ferry sails", "The ferry sailed."),
        ("Tram sails", "The ferry sailed."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The end of the ferry\n\nLength: 12 m, said the yard.\n\nEnd of story.",
        "Section: sports\nThe ferry won.\n1 of 20 documents was found.",
        "IN the beginning\nCO was a gas\nHD is a screen\nPD too\n",
    ],
)
def test_texts_that_only_resemble_them_stay_one_article(text: str) -> None:
    [found] = articles(text.encode())
    assert found.text == text
