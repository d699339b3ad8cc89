"""The help page: what it offers to try is what the query language reads."""

from __future__ import annotations

import pytest
from django.test import Client

from search.help import EXAMPLES, examples
from search.query import parse
from tests.search.page import Page, state_of, words

QUERIES = [query for _, rows in EXAMPLES for query, _ in rows]


@pytest.mark.parametrize("query", QUERIES)
def test_every_example_is_understood(query: str) -> None:
    parsed = parse(query)
    assert parsed.node is not None
    assert parsed.messages == ()


def test_every_example_is_a_link_that_asks_it(client: Client, db: None) -> None:
    page = Page(client, "/help/")
    links = page.all("dt a")
    assert [words(each) for each in links] == QUERIES
    assert [state_of(each.get("href")).q for each in links] == QUERIES
    assert len(examples()) == len(page.all(".guide dl"))


def test_every_page_leads_to_it(client: Client, db: None) -> None:
    assert Page(client, "/nowhere/").link("Help") == "/help/"
