"""How much a first visit and an update weigh, compressed."""

from __future__ import annotations

import gzip
import re
from typing import Final

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.search.page import Page
from tests.search.rows import make_actor, make_article, make_location
from tests.search.stories import answer_from_memory

FIRST_VISIT: Final = 60_000  # bytes
UPDATE: Final = 15_000
WORDS: Final = [
    "harbour",
    "lamp",
    "toll",
    "ferry",
    "guild",
    "valley",
    "board",
    "market",
    "notice",
    "river",
    "dyke",
    "delegate",
    "pause",
    "harvest",
    "city",
]


def weight(content: bytes) -> int:
    """Return the size as sent by a server that only knows gzip."""
    return len(gzip.compress(content, 6))


@pytest.fixture
def full_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill every list of the page with names that have little in common."""
    actors = [make_actor(f"{WORDS[n % 15].title()} {WORDS[n * 7 % 13].title()} Society {n}") for n in range(30)]
    places = [make_location(f"{WORDS[n * 4 % 15].title()}bridge {n}") for n in range(30)]
    for n in range(40):
        text = " ".join(WORDS[(n * k + k * k) % 15] for k in range(1, 120))
        make_article(
            f"{WORDS[n % 15].title()} of {n} {WORDS[n * 3 % 15]}s closes the {WORDS[n * 5 % 14]}",
            text,
            published=f"{2015 + n % 8}-{n % 12 + 1:02}-{n % 28 + 1:02}",
            actors=[actors[(n * k) % 30] for k in range(1, 7)],
            locations=[places[(n * k + 1) % 30] for k in range(1, 7)],
        )
    answer_from_memory(monkeypatch)


@pytest.mark.usefixtures("full_page")
def test_a_first_visit_is_light(client: Client) -> None:
    page = Page(client, "/?q=harbour")
    assert len(page.all(".hit-row")) == 20
    files = re.findall(r'(?:src|href)="/static/([^"]+)"', page.source)
    assert sorted(each.rpartition(".")[2] for each in files) == ["css", "js", "js", "svg"]
    whole = weight(page.response.content)
    for name in files:
        found = finders.find(name)
        assert isinstance(found, str), name
        with open(found, "rb") as file:
            whole += weight(file.read())
    assert whole <= FIRST_VISIT


@pytest.mark.usefixtures("full_page")
def test_an_update_is_light(client: Client) -> None:
    response = client.get("/?q=harbour", headers={"HX-Request": "true"})
    assert weight(response.content) <= UPDATE
