"""The API keeps its word: the shapes, the refusals, and the same hits as the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from search.engine.contract import IndexUnavailableError, QueryTooCostlyError
from tests.search.memory_engine import MemoryEngine
from tests.search.page import Page
from tests.search.stories import Stories

pytestmark = pytest.mark.usefixtures("engine")

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def test_a_search_has_the_shape_it_promises(client: Client, stories: Stories) -> None:
    answer = client.get("/api/v1/search?q=toll&actor=River+Board").json()
    assert list(answer) == ["query", "total", "took_ms", "next", "messages", "results", "facets"]
    assert answer["query"] == {"parsed": "toll", "state": {"q": "toll", "actor": ["River Board"]}}
    assert answer["total"] == 1
    result = answer["results"][0]
    assert result["title"] == "Guild threatens to tie up every boat over river toll"
    assert result["published"] == "2021-09-03"
    assert result["published_precision"] == "day"
    assert "<mark>" in result["snippets"][0]
    assert {"id": stories.id("River Board"), "name": "River Board", "kind": "organisation"} in result["actors"]
    assert {"id": stories.id("Herat"), "name": "Herat", "country": "AF"} in result["locations"]
    panjshir = next(each for each in answer["facets"]["location"]["values"] if each["label"] == "Panjshir")
    assert panjshir["parent"] == stories.id("Afghanistan")
    date = answer["facets"]["date"]
    assert sum(bar["count"] for bar in date["values"]) + date["coarser"] + date["missing"] == answer["total"]


def test_the_cursor_leads_through_all_hits(client: Client) -> None:
    whole = [each["id"] for each in client.get("/api/v1/search?size=100").json()["results"]]
    found, cursor = [], ""
    while True:
        answer = client.get("/api/v1/search", {"size": 2, "cursor": cursor}).json()
        found += [each["id"] for each in answer["results"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert found == whole
    assert len(found) == 7


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("sort=best", "sort"),
        ("from=yesterday", "from"),
        ("page=0", "page"),
        ("size=many", "size"),
        ("axis=x", "axis"),
        ("actor.all=none", "actor.all"),
        ("q=%22open", "q"),
        ("cursor=nonsense", "cursor"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(client: Client, query: str, parameter: str) -> None:
    response = client.get("/api/v1/search?" + query)
    assert response.status_code == 400
    error = response.json()["error"]
    assert list(error) == ["code", "message", "parameter", "position"]
    assert error["parameter"] == parameter
    assert error["message"]


def test_a_fault_in_the_query_has_its_position(client: Client) -> None:
    assert client.get("/api/v1/search?q=toll+%22open").json()["error"]["position"] == 5


def test_a_page_past_the_end_is_empty(client: Client) -> None:
    answer = client.get("/api/v1/search?page=50").json()
    assert (answer["total"], answer["results"]) == (7, [])


def test_unknown_names_are_told_not_refused(client: Client) -> None:
    answer = client.get("/api/v1/search?actor=Nobody+Atall").json()
    assert answer["total"] == 0
    assert "Nobody Atall" in answer["messages"][0]["message"]


def test_an_article_carries_its_evidence(client: Client, stories: Stories) -> None:
    answer = client.get(f"/api/v1/articles/{stories.id('ferry')}").json()
    texts = {"title": answer["title"], "text": answer["text"]}
    for mention in answer["mentions"]:
        assert texts[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
    herat = next(each for each in answer["mentions"] if each["name"] == "Herat")
    assert (herat["kind"], herat["country"], herat["lat"], herat["rule"]) == ("location", "AF", 34.35, "dateline")
    day = next(each for each in answer["mentions"] if each["kind"] == "date")
    assert (day["from"], day["to"], day["precision"]) == ("2021-09-09", "2021-09-09", "day")
    assert answer["removed"][0]["rule"] == "newsletter"


def test_what_is_not_there_is_404(client: Client, stories: Stories) -> None:
    addresses = [
        f"articles/{stories.id('hidden')}",
        "articles/999999",
        f"articles/{10**30}",
        "facets/weather",
        "nothing",
    ]
    for address in addresses:
        response = client.get(f"/api/v1/{address}")
        assert response.status_code == 404, address
        assert response.json()["error"]["code"] == "not_found"


def test_facet_values_come_in_pages_and_by_prefix(client: Client) -> None:
    answer = client.get("/api/v1/facets/actor?prefix=MI").json()
    assert [(each["label"], each["count"]) for each in answer["values"]] == [("Mira Solane", 1)]
    assert (answer["facet"], answer["total"], answer["page"], answer["pages"]) == ("actor", 1, 1, 1)
    labels = [each["label"] for each in client.get("/api/v1/facets/actor?order=label").json()["values"]]
    assert labels == sorted(labels)
    assert client.get("/api/v1/facets/actor?order=size").status_code == 400


def test_suggestions_begin_with_what_was_typed(client: Client) -> None:
    found = client.get("/api/v1/suggest?q=pan").json()["suggestions"]
    assert [(each["facet"], each["label"]) for each in found] == [("location", "Panjshir")]
    assert client.get("/api/v1/suggest").json() == {"suggestions": []}


def test_other_methods_are_refused(client: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)("/api/v1/search")
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]
        error = response.json()["error"]
        assert error["code"] == "method_not_allowed"
        assert "it takes GET" in error["message"]


def test_index_trouble_has_its_status(client: Client, engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def trouble(error: Exception) -> None:
        def answer(*_: object) -> None:
            raise error

        monkeypatch.setattr(engine, "answer", answer)

    trouble(IndexUnavailableError("gone"))
    response = client.get("/api/v1/search")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "unavailable")
    assert response.headers["Retry-After"]
    trouble(QueryTooCostlyError("slow"))
    response = client.get("/api/v1/search?q=abc*")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "too_costly")


def test_page_and_api_agree(client: Client, stories: Stories) -> None:
    for query in ("", "q=toll", f"actor={stories.id('River Board')}&sort=date", "date=none", "q=river&size=2&page=2"):
        page, answer = Page(client, "/?" + query), client.get("/api/v1/search?" + query).json()
        assert page.total() == answer["total"]
        titles = [each["title"] for each in answer["results"]]
        assert page.texts(".hit-row h3") == titles


def test_every_path_is_documented_and_every_documented_path_exists(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()
    written = set(re.findall(r"`(/api/v1/[^`]*)`", DOCUMENT.read_text("utf-8")))
    assert written == set(description["paths"]) | {"/api/v1/openapi.json"}
    for path in re.findall(r"`(/(?:search|healthz)[^`]*)`", DOCUMENT.read_text("utf-8")):
        assert client.get(path).status_code == 200, path


def test_every_parameter_of_the_page_is_in_the_description(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()
    named = {each["name"] for each in description["paths"]["/api/v1/search"]["get"]["parameters"]}
    for name in ("q", "actor", "actor.all", "location.not", "from", "to", "date", "axis", "sort", "size", "cursor"):
        assert name in named
    assert {"200", "400", "503"} <= set(description["paths"]["/api/v1/search"]["get"]["responses"])
