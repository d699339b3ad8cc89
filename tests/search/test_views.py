"""The pages answer as they should, also when asked odd things."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client

from corpus.models import Article, OutboxRow, Upload
from search import service
from search.engine.contract import IndexUnavailableError, QueryTooCostlyError
from tests.search.memory_engine import MemoryEngine
from tests.search.page import Page
from tests.search.stories import Stories, answer_from_memory, index_stories, tell_stories

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def stories(db: None) -> Stories:
    return tell_stories()


@pytest.fixture(autouse=True)
def engine(stories: Stories, monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    return answer_from_memory(monkeypatch)


@pytest.fixture
def broken(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise IndexUnavailableError("The index is missing.")

    monkeypatch.setattr(engine, "answer", refuse)


@pytest.fixture
def slow(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object) -> None:
        raise QueryTooCostlyError("too long")

    monkeypatch.setattr(engine, "answer", give_up)


def test_a_unique_name_leads_to_its_id(client: Client, stories: Stories) -> None:
    board, kabul = stories.id("River Board"), stories.id("Kabul")
    response = client.get("/?actor=river+board&location.not=KABUL&q=toll")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/?q=toll&actor={board}&location.not={kabul}"


def test_an_unknown_name_finds_nothing_and_says_so(client: Client) -> None:
    page = Page(client, "/?actor=Nobody+Atall")
    assert page.response.status_code == 200
    assert page.total() == 0
    assert "Nobody Atall" in page.text(".notes")


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=999999999999999",
        "size=-1",
        "actor=99999999999999999999999",
        "actor=%00",
        "q=%22open",
        "q=((",
        "q=%FF%FE",
        "q=" + "x" * 5_000,
        "from=2021-13&to=-1d",
        "to=9999-12-31",
        "from=0001-01-01",
        "sort=best&axis=x&interval=century&date=some&group=y",
        "location=%F0%9F%98%80&location.all=none",
        "cursor=nonsense",
        "unknown=1&q[]=2",
    ],
)
def test_odd_parameters_never_break_the_page(
    client: Client, query: str, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the real engine: what is odd to one need not be to another
    index_stories()
    page = Page(client, "/?" + query)
    assert page.response.status_code == 200
    assert len(page.all("h1")) == 1


def test_errors_are_told_and_what_is_bad_is_left_out(client: Client) -> None:
    page = Page(client, "/?sort=best&q=toll")
    assert "sort=best" in page.text(".messages")
    assert page.total() == 2


@pytest.mark.usefixtures("broken")
def test_while_the_index_is_rebuilt_pages_say_so(client: Client) -> None:
    for address in ("/", "/facets/actor/", "/search/hit?n=1", "/search/feed.atom", "/search/export.csv"):
        response = client.get(address)
        assert response.status_code == 503, address
        assert int(response.headers["Retry-After"]) > 0
    assert "being rebuilt" in client.get("/").content.decode()


@pytest.mark.usefixtures("slow")
def test_a_query_too_costly_is_explained(client: Client) -> None:
    page = Page(client, "/?q=a*")
    assert page.response.status_code == 400
    assert "took too long" in page.text(".messages")
    assert page.one("#q").get("value") == "a*"
    for address in ("/search/export.csv?q=a*", "/search/feed.atom?q=a*"):
        assert client.get(address).status_code == 400


@pytest.mark.usefixtures("broken")
def test_articles_are_read_without_the_index(client: Client, stories: Stories) -> None:
    assert client.get(f"/articles/{stories.id('ferry')}/").status_code == 200


def test_hidden_and_unknown_articles_are_not_found(client: Client, stories: Stories) -> None:
    for number in (stories.id("hidden"), 999_999, 10**30):
        page = Page(client, f"/articles/{number}/")
        assert page.response.status_code == 404
        assert "nothing at this address" in page.text("h1")


@pytest.mark.parametrize("way", ["back=%00%FF&n=-1", "back=" + quote("actor=1&" * 2_000) + "&n=1", "n=99999999999999"])
def test_an_odd_way_back_does_no_harm(client: Client, stories: Stories, way: str) -> None:
    assert client.get(f"/articles/{stories.id('ferry')}/?{way}").status_code == 200
    assert client.get(f"/search/hit?{way}").status_code == 302


def test_only_get_is_answered(client: Client) -> None:
    for address in ("/", "/facets/actor/", "/search/export.csv", "/healthz", "/opensearch.xml"):
        assert client.post(address).status_code == 405, address


def test_a_facet_page_lists_all_values_with_counts(client: Client, stories: Stories) -> None:
    page = Page(client, "/facets/actor/")
    assert page.texts(".columns .name")[0] == "Ferrymen’s Guild 3"
    assert Page(client, "/facets/actor/?order=label").texts(".columns .name")[0] == "Ferrymen’s Guild 3"
    assert Page(client, "/facets/actor/?contains=SOL").texts(".columns .name") == ["Mira Solane 1"]
    assert Page(client, "/facets/actor/?prefix=riv&q=toll").texts(".columns .name") == ["River Board 1"]
    assert Page(client, "/facets/actor/?q=toll").link("River Board") == f"/?q=toll&actor={stories.id('River Board')}"
    assert client.get("/facets/weather/").status_code == 404


def test_the_csv_holds_every_hit(client: Client, stories: Stories) -> None:
    response = client.get("/search/export.csv?q=toll&size=1&page=9")
    name = response.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="dateline-search-')
    assert name.endswith('.csv"')
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert {int(row["id"]) for row in rows} == {stories.id("ferry"), stories.id("vote")}


def test_the_jsonl_has_the_order_of_the_pages(client: Client) -> None:
    lines = b"".join(client.get("/search/export.jsonl?sort=date")).decode().splitlines()
    found = [json.loads(line)["id"] for line in lines]
    paged = [
        result["id"]
        for page in range(1, 5)
        for result in client.get(f"/api/v1/search?sort=date&size=2&page={page}").json()["results"]
    ]
    assert found == paged


def test_exports_and_feed_refuse_what_is_bad(client: Client) -> None:
    for address in ("/search/export.csv?sort=best", "/search/export.jsonl?q=%22open", "/search/feed.atom?page=x"):
        response = client.get(address)
        assert response.status_code == 400, address
        assert response.headers["Content-Type"].startswith("text/plain")
        assert response.content


def test_the_feed_has_the_articles_added_last(client: Client, stories: Stories) -> None:
    moment = datetime(2030, 1, 2, tzinfo=UTC)
    Article.objects.filter(pk=stories.id("lamps")).update(added=moment, title="Lamp \x0b lit & <b>on</b>")
    feed = ElementTree.fromstring(client.get("/search/feed.atom?q=lamp").content)
    assert feed.find(f"{ATOM}title").text.startswith("Dateline: 2 articles")
    entries = feed.findall(f"{ATOM}entry")
    titles = {entry.find(f"{ATOM}title").text for entry in entries}
    assert "Lamp  lit & <b>on</b>" in titles
    links = {entry.find(f"{ATOM}link").get("href") for entry in entries}
    assert f"http://testserver/articles/{stories.id('lamps')}/" in links


def test_browsers_can_add_the_search(client: Client) -> None:
    tree = ElementTree.fromstring(client.get("/opensearch.xml").content)
    addresses = [each.get("template") for each in tree.iter() if each.tag.endswith("Url")]
    assert "http://testserver/?q={searchTerms}" in addresses


def test_health_tells_counts_and_lag(client: Client) -> None:
    OutboxRow.objects.create(article_id=1)
    response = client.get("/healthz")
    body = response.json()
    assert response.status_code == 200
    assert (body["status"], body["reasons"], body["articles"], body["indexed"]) == ("ok", [], 7, 7)
    assert body["lag"]["rows"] == 1
    assert body["generation"] == 0


def test_health_waits_for_the_sample_when_it_is_due(client: Client, settings: object) -> None:
    settings.SAMPLE = True  # type: ignore[attr-defined]
    assert client.get("/healthz").status_code == 200
    sample = Upload.objects.create(name="sample", via="sample")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "sample" in response.json()["reasons"][0]
    sample.finished = datetime.now(UTC)
    sample.save()
    assert client.get("/healthz").status_code == 200
    Article.objects.all().delete()
    Upload.objects.all().delete()
    assert client.get("/healthz").status_code == 503


@pytest.mark.usefixtures("broken")
def test_health_is_bad_without_the_index(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "index" in response.json()["reasons"][0]


def test_an_unforeseen_fault_has_a_page_of_its_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(service, "search", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "nobody foresaw" not in response.content.decode()
    assert client.get("/api/v1/search").json()["error"]["code"] == "server_error"
