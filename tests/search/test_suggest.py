"""Suggestions: names that begin so, counted where they will be asked for."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from corpus.models import ActorName
from corpus.names import fold_name
from search import service
from tests.search.memory_engine import MemoryEngine
from tests.search.page import Page
from tests.search.rows import as_document, make_actor, make_article
from tests.search.stories import Stories

pytestmark = pytest.mark.usefixtures("engine")


def suggested(client: Client, **parameters: str) -> list[dict[str, object]]:
    response = client.get("/api/v1/suggest?" + urlencode(parameters))
    assert response.status_code == 200
    return list(response.json()["suggestions"])


def test_each_count_is_what_its_address_finds(client: Client) -> None:
    found = [each for letter in "fkmorl" for each in suggested(client, q=letter)]
    assert len(found) > 5
    for each in found:
        assert Page(client, str(each["url"])).total() == each["count"], each


def test_in_a_search_they_are_counted_there_and_added_to_it(client: Client, stories: Stories) -> None:
    within = f"q=toll&source={stories.id('River Courier')}"
    [guild] = suggested(client, q="ferry", facet="actor", **{"in": within})
    assert (guild["label"], guild["count"]) == ("Ferrymen’s Guild", 1)
    assert Page(client, str(guild["url"])).total() == 1
    assert suggested(client, q="lamp", facet="actor", **{"in": within}) == []


def test_a_facet_of_its_own(client: Client) -> None:
    assert {each["facet"] for each in suggested(client, q="r")} == {"actor", "source"}
    assert {each["facet"] for each in suggested(client, q="r", facet="source")} == {"source"}
    response = client.get("/api/v1/suggest?q=r&facet=language")
    assert (response.status_code, response.json()["error"]["parameter"]) == (400, "facet")


def test_an_alternate_name_is_told_beside_the_label(client: Client, stories: Stories) -> None:
    name = "Dykes Office"
    ActorName.objects.create(actor=stories.actors["River Board"], name=name, key=fold_name(name))
    [board] = suggested(client, q="dykes")
    assert (board["label"], board["name"]) == ("River Board", "Dykes Office")
    assert suggested(client, q="panj")[0]["inside"] == "Afghanistan"


def test_the_commonest_come_first_among_very_many(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [make_actor(f"Boatman {number:03}") for number in range(300)]
    for article in (make_article("Regatta", actors=many), make_article("Again", actors=many[-1:])):
        engine.documents[article.pk] = as_document(article)
    assert next((each.label, each.count) for each in service.suggest("boat")) == ("Boatman 299", 2)


def test_odd_input_does_no_harm(client: Client) -> None:
    for parameters in ({"q": "\x00"}, {"q": "%" * 300}, {"q": "a", "in": "page=x&" * 2000}, {"q": "a", "in": "q=%22"}):
        suggested(client, **parameters)
