"""Lines that only their place tells: authors, boxes, galleries, and remarks that hide nothing behind them."""

from __future__ import annotations

import pytest

from corpus.clean import clean_article
from tests.corpus.clean.article import BODY, MORE


def cleaned(*lines: str) -> list[str]:
    return clean_article(title="Ferries return", text="\n\n".join(lines)).text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Anna Lind is a reporter for The Tideland Post.",
        "Anna Lind is the paper's harbour correspondent. She lives in Old Harbour.",
        "Dr. Bo Ek is a professor of history at Tideland College and the author of two books.",
        "Anna Lind covers the river for The Tideland Post.",
    ],
)
def test_who_the_author_is_goes_at_the_end(line: str) -> None:
    assert cleaned(BODY, MORE, line) == [BODY, MORE]
    assert cleaned(BODY, line, MORE) == [BODY, line, MORE]
    assert cleaned("By Anna Lind and Bo Ek", BODY, MORE, line) == ["By Anna Lind and Bo Ek", BODY, MORE]


def test_an_author_at_the_head_must_ask_to_be_followed() -> None:
    assert cleaned("Anna Lind is a columnist for the Post. Follow her @annalind .", BODY, MORE) == [BODY, MORE]
    line = "Anna Lind is a writer of sea songs for the islands."
    assert cleaned(line, BODY, MORE) == [line, BODY, MORE]


def test_whom_the_article_names_is_no_author() -> None:
    named = "The letter was written by Anna Lind, who asked the governor for a new quay in May, a witness said."
    line = "Anna Lind is a writer who lives on the island."
    assert cleaned(BODY, named, line) == [BODY, named, line]
    assert cleaned(line) == [line]


def test_boxes_of_headline_and_sentence_go_at_the_end() -> None:
    boxes = ["Ferry of the future: It has no crew and makes no noise.", "Sea songs 101: All that you want to sing."]
    assert cleaned(BODY, MORE, *boxes) == [BODY, MORE]
    assert cleaned(BODY, MORE, boxes[0]) == [BODY, MORE, boxes[0]]
    assert cleaned(BODY, *boxes, MORE) == [BODY, *boxes, MORE]


def test_a_list_that_the_article_ends_with_is_no_box() -> None:
    service = ["Where to go: The harbour hall is open until nine.", "What to bring: Blankets and lamps are asked for."]
    assert cleaned(BODY, MORE, *service) == [BODY, MORE, *service]


def test_numbered_pictures_of_a_gallery_go_together() -> None:
    pictures = [f"{number}/4 The quay under water on day {number}" for number in (1, 2, 3, 4)]
    assert cleaned(BODY, *pictures, MORE) == [BODY, MORE]
    assert cleaned(BODY, *pictures[:2], MORE) == [BODY, *pictures[:2], MORE]
    assert cleaned(BODY, "3/4 of the boats sank", MORE) == [BODY, "3/4 of the boats sank", MORE]


@pytest.mark.parametrize(
    "remark",
    [
        "Bo Ek in Marsh Island contributed to this report.",
        "(Reporting by Bo Ek; Editing by Anna Lind)",
        "• This article was amended on 4 November to correct the ferry's name.",
    ],
)
def test_remarks_on_the_article_stay_and_do_not_hide_furniture(remark: str) -> None:
    assert cleaned(BODY, MORE, "Reading time: 4 minutes", remark) == [BODY, MORE, remark]


def test_a_block_of_headlines_behind_a_heading_goes_with_the_sentence_among_them() -> None:
    links = [
        "The ship was lost for ten years. A boy found it in a day.",
        "What the floods did to the salt marshes",
        "Why the island is at war with its gulls",
    ]
    assert cleaned(BODY, MORE, "Read more:", *links) == [BODY, MORE]
    sentence = "The boats lay at anchor, and the travellers waited in the rain."
    assert cleaned(BODY, "Read more:", *links[1:], sentence) == [BODY, sentence]
