from __future__ import annotations

import pytest

from corpus.clean import clean_article
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
