"""A walk over every address: it answers, has one heading and a title of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.search.page import Page
from tests.search.stories import Stories, answer_from_memory, tell_stories

PAGES = ("/", "/?q=toll", "/facets/actor/", "/facets/location/", "/facets/source/", "/facets/language/")
NAMED = {"search", "article", "hit", "facet", "feed", "export-csv", "export-jsonl", "opensearch", "healthz"}


@pytest.fixture
def stories(db: None, monkeypatch: pytest.MonkeyPatch) -> Stories:
    made = tell_stories()
    answer_from_memory(monkeypatch)
    return made


def names(resolver: URLResolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.name)
        elif entry.namespace is None:
            yield from names(entry)


def test_every_address_is_known_to_these_tests() -> None:
    assert set(names(get_resolver())) - NAMED == set()


def test_every_page_has_one_heading_and_a_title_of_its_own(client: Client, stories: Stories) -> None:
    pages = [*PAGES, f"/articles/{stories.id('ferry')}/", f"/articles/{stories.id('vote')}/"]
    titles = []
    for address in pages:
        page = Page(client, address)
        assert page.response.status_code == 200, address
        assert len(page.all("h1")) == 1, address
        assert page.all("main"), address
        assert page.tree.get("lang") == "en-GB"
        titles.append(page.text("title"))
    assert len(set(titles)) == len(titles)


def test_every_link_of_a_page_leads_somewhere(client: Client, stories: Stories) -> None:
    seen: set[str] = set()
    for start in ("/", f"/articles/{stories.id('ferry')}/", "/facets/location/"):
        for link in Page(client, start).all("a"):
            address = str(link.get("href"))
            if address.startswith("/") and address not in seen:
                seen.add(address)
                assert client.get(address, follow=True).status_code == 200, address
            elif address.startswith("#"):
                assert Page(client, start).all(address), address
    assert len(seen) > 20


def test_pages_are_sent_with_the_strict_policy(client: Client, stories: Stories) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
