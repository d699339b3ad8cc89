"""A walk over every address: it answers, has one heading and a title of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from corpus.models import StoryMember
from tests.search.page import Page
from tests.search.stories import Stories, answer_from_memory, tell_stories

STORY = {"article_id": "ferry", "actor_id": "River Board", "location_id": "Panjshir"}
FACET_NAMES = ("actor", "location", "source", "language")
NOT_PAGES = {"hit": 302, "feed": 200, "export-csv": 200, "export-jsonl": 200, "opensearch": 200, "healthz": 200}


@pytest.fixture
def stories(db: None, monkeypatch: pytest.MonkeyPatch) -> Stories:
    made = tell_stories()
    lead = made.id(STORY["article_id"])
    StoryMember.objects.bulk_create(StoryMember(article_id=each, story=lead) for each in (lead, made.id("vote")))
    answer_from_memory(monkeypatch)
    return made


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address of the site itself; admin and API have tests of their own."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield str(entry.name), route
        elif entry.namespace is None:
            yield from walk(entry, route)


def addresses(stories: Stories) -> Iterator[tuple[str, str]]:
    """Yield the name of every address with examples of it."""
    for name, route in walk(get_resolver()):
        if "<slug:facet>" in route:
            yield from ((name, "/" + route.replace("<slug:facet>", facet)) for facet in FACET_NAMES)
            continue
        yield name, "/" + re.sub(r"<int:(\w+)>", lambda match: str(stories.id(STORY[match[1]])), route)


def test_every_address_answers_and_every_page_has_one_heading_and_a_title_of_its_own(
    client: Client, stories: Stories
) -> None:
    more = [("search", "/?q=toll"), ("article", f"/articles/{stories.id('vote')}/"), ("missing", "/nowhere/")]
    titles = []
    for name, address in [*addresses(stories), *more]:
        assert "<" not in address, address
        if name in NOT_PAGES:
            assert client.get(address).status_code == NOT_PAGES[name], address
            continue
        page = Page(client, address)
        assert page.response.status_code == (404 if name == "missing" else 200), address
        assert len(page.all("h1")) == 1, address
        assert len(page.all("main")) == 1, address
        assert page.tree.get("lang") == "en-GB"
        assert page.all("a.skip"), address
        titles.append(page.text("title"))
    assert len(set(titles)) == len(titles) >= 12


def test_every_link_of_a_page_leads_somewhere(client: Client, stories: Stories) -> None:
    seen: set[str] = set()
    about = (f"/actors/{stories.id('River Board')}/", f"/locations/{stories.id('Panjshir')}/")
    for start in ("/", f"/articles/{stories.id('ferry')}/", "/facets/location/", "/help/", *about):
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
