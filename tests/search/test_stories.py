"""Copies in search: counted once on demand, named on hits, compared on a page of their own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from corpus.corrections import set_hidden
from corpus.models import Article
from corpus.story_corrections import stand_alone
from tests.corpus.roles import user_of
from tests.corpus.test_ingest import record, send
from tests.corpus.test_story_pass import number, report
from tests.search.page import Page, words


@pytest.fixture(autouse=True)
def corpus(index: Path) -> None:
    """Take in a report of 4 October with copies in three outlets, and another article."""
    send(
        report(1, "Coast Agency"),
        report(2, "Tarsk Post", "another headline", published="2023-10-05"),
        report(3, "Orsk Mirror", "a corrected figure", published="2023-11-01"),
        report(4, "Tarsk Post", "small edits", published="2023-10-05"),
        record(5, title="Owls return to Nim", text="Two owls have been seen at Nim, the first for years."),
    )
    call_command("stories")


def test_hits_name_their_copies_and_lead_to_the_story(client: Client) -> None:
    page = Page(client, "/?q=Marienne&sort=date")
    assert page.total() == 4
    link = page.all(".copies")[0]
    assert words(link) == "+3 copies (2 outlets)"
    assert link.get("href") == f"/stories/{number(1)}/"
    assert words(page.all(".copies")[3]) == "+3 copies (2 outlets)"


def test_copies_can_be_counted_once(client: Client) -> None:
    page = Page(client, "/?group=story")
    assert page.text("h1") == "2 stories"
    assert "copies of a text counted once" in page.text(".rest").lower()
    assert page.texts(".hit-row h3") == ["Harbour of Vessna reopens after nine days", "Owls return to Nim"]
    current = [words(each) for each in page.all(".tools [aria-current]")]
    assert "Stories" in current
    assert Page(client, "/").total() == 5


def test_page_api_feed_and_export_count_alike(client: Client) -> None:
    query = "group=story&q=Marienne"
    answer = client.get(f"/api/v1/search?{query}").json()
    ids = [each["id"] for each in answer["results"]]
    assert (answer["total"], len(ids)) == (1, 1)
    assert answer["results"][0]["copies"] == 3
    assert sum(bar["count"] for bar in answer["facets"]["date"]["values"]) >= 1
    assert {each["label"]: each["count"] for each in answer["facets"]["source"]["values"]} == {
        "Coast Agency": 1,
        "Orsk Mirror": 1,
        "Tarsk Post": 1,
    }
    exported = list(
        csv.DictReader(io.StringIO(client.get(f"/search/export.csv?{query}").getvalue().decode("utf-8-sig")))
    )
    assert [int(each["id"]) for each in exported] == ids
    lines = client.get(f"/search/export.jsonl?{query}").getvalue().decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    assert client.get(f"/search/feed.atom?{query}").content.decode().count("<entry>") == 1


def test_exports_say_which_rows_are_copies(client: Client) -> None:
    body = client.get("/search/export.csv").getvalue().decode("utf-8-sig")
    told = {int(row["id"]): (row["dup_group"], row["is_duplicate"]) for row in csv.DictReader(io.StringIO(body))}
    lead = str(number(1))
    assert told[number(1)] == (lead, "false")
    assert told[number(3)] == (lead, "true")
    assert told[number(5)] == ("", "false")


def test_the_story_page_names_the_first_and_shows_what_another_changed(client: Client) -> None:
    page = Page(client, f"/stories/{number(1)}/?with={number(3)}")
    assert page.text(".story > .rest") == "4 versions in 3 outlets. First published by Coast Agency, 4 Oct 2023."
    assert len(page.all(".versions-list li")) == 4
    assert (page.text(".text del"), page.text(".text ins")) == ("4,200", "4,300")
    assert "words the same" in page.text(".skipped")
    assert page.text(".section-head h2") == "What Orsk Mirror changed"


def test_equal_texts_are_said_to_be_equal(client: Client) -> None:
    page = Page(client, f"/stories/{number(1)}/?with={number(2)}")
    assert page.text(".differences .notice") == "The texts are the same, word for word."
    assert page.text("h3 ins").startswith("Grain ships")


def test_the_story_of_a_copy_is_found_under_the_first(client: Client) -> None:
    response = client.get(f"/stories/{number(3)}/")
    assert response.headers["Location"] == f"/stories/{number(1)}/?with={number(3)}"
    assert client.get(f"/stories/{number(5)}/").headers["Location"] == f"/articles/{number(5)}/"
    assert client.get("/stories/999999/").status_code == 404
    assert client.get(f"/stories/{number(1)}/?with=nonsense").status_code == 404
    assert client.get(f"/stories/{2**70}/").status_code == 404


def test_the_article_page_leads_to_its_story(client: Client) -> None:
    page = Page(client, f"/articles/{number(3)}/")
    assert page.text(".versions") == "+3 copies (2 outlets) · First published by Coast Agency, 4 Oct 2023"
    assert not Page(client, f"/articles/{number(5)}/").all(".versions")


def test_the_api_tells_the_story_of_an_article(client: Client) -> None:
    told = client.get(f"/api/v1/articles/{number(3)}").json()
    assert told["copies"] == 3
    assert told["story"]["id"] == number(1)
    assert [each["source"] for each in told["story"]["articles"]] == [
        "Coast Agency",
        "Tarsk Post",
        "Tarsk Post",
        "Orsk Mirror",
    ]
    assert client.get(f"/api/v1/articles/{number(5)}").json()["story"] is None


def test_a_hidden_copy_is_not_counted_even_before_the_pass(client: Client) -> None:
    set_hidden([number(3)], hidden=True)
    call_command("index")
    assert words(Page(client, "/?q=Marienne").all(".copies")[0]) == "+2 copies (1 outlet)"
    assert len(Page(client, f"/stories/{number(1)}/").all(".versions-list li")) == 3


def test_the_last_copy_gone_leaves_a_plain_article(client: Client) -> None:
    for external_id in (2, 3, 4):
        stand_alone(number(external_id), user=None)
    call_command("index")
    assert not Page(client, "/?q=Marienne").all(".copies")
    assert Page(client, "/?group=story").total() == 5


def test_only_editors_are_offered_a_correction(client: Client) -> None:
    address = f"/stories/{number(1)}/"
    assert "not of this story?" not in Page(client, address).source
    client.force_login(user_of("reader"))
    assert "not of this story?" not in Page(client, address).source
    client.force_login(user_of("editor"))
    page = Page(client, address)
    link = next(each for each in page.all(".versions-list a") if words(each) == "not of this story?")
    assert Article.objects.get(pk=number(1)).title in Page(client, link.get("href")).source


def test_markup_in_a_text_stays_text(client: Client) -> None:
    text = "<script>alert(1)</script> & more: the ferry “Orla” was raised by divers of the coast guard at noon & sold."
    send(
        record(
            6, source="A", title="Ferry <b>Orla</b> raised and sold at once", text=f"{text} Its price was kept secret."
        ),
        record(7, source="B", title="Ferry <b>Orla</b> raised and sold at once", text=f"{text} The price is a secret."),
    )
    call_command("stories")
    page = Page(client, f"/stories/{number(6)}/")
    assert "<script>alert" not in page.source
    assert "&lt;b&gt;" not in page.text("h1")
