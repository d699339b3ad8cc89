from __future__ import annotations

import pytest

from corpus.clean import clean_article
from corpus.clean.page import page_tree
from corpus.clean.structure import furniture_lines
from tests.corpus.clean.pages import KEPT, PAGES, PROSE, TITLE, Page, page


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_of_a_page_the_story_is_left(one: Page) -> None:
    clean = clean_article(title=TITLE, text="", html=page(one), whole_page=True)

    headings = [line for line in clean.text.split("\n\n") if line[:1].isdigit()] if one.name == "live blog" else []
    assert [line for line in clean.text.split("\n\n") if line not in headings] == list(PROSE)


@pytest.mark.parametrize("one", KEPT, ids=lambda one: one.name)
def test_what_belongs_to_the_story_stays(one: Page) -> None:
    clean = clean_article(title=TITLE, text="", html=page(one), whole_page=True)

    assert clean.text.split("\n\n") == list(PROSE)


def test_a_word_of_a_sentence_that_is_a_label_elsewhere_stays() -> None:
    tags = "<div class='tag-list'><a href='/t/larn'>Larn</a></div>"
    body = f"<article><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in PROSE)}{tags}</article>"
    tree = page_tree(page(Page("cut", body)))
    assert tree is not None

    assert furniture_lines(tree, [PROSE[0], "Larn", *PROSE[1:]]) == set()
    assert furniture_lines(tree, [*PROSE, "Larn"]) == {len(PROSE)}
