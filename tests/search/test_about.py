"""The pages about an actor and a location: names, neighbours, and numbers that hold."""

from __future__ import annotations

import pytest
from django.test import Client

from corpus.models import ActorName, LocationName, Mention
from corpus.names import fold_name
from tests.search.memory_engine import MemoryEngine
from tests.search.page import Page, Visit, state_of, words
from tests.search.rows import as_document, make_actor, make_location
from tests.search.stories import Stories

pytestmark = pytest.mark.usefixtures("engine")


def column(page: Page, name: str) -> dict[str, int]:
    """Return label -> count of a column."""
    rows = page.one(f"[aria-labelledby=with-{name}]").xpath(".//li")
    return {words(row.xpath(".//a/span")[0]): int(words(row.xpath(".//a/span")[1])) for row in rows}


def test_an_actor_has_names_neighbours_and_latest_articles(visit: Visit, stories: Stories) -> None:
    board = stories.actors["River Board"]
    ActorName.objects.create(actor=board, name="Board of the River", key=fold_name("Board of the River"))
    page = visit(f"/actors/{board.pk}/")
    assert page.text("title") == "River Board, organisation · Dateline"
    assert page.text("h1") == "River Board"
    assert "Organisation" in page.text(".rest")
    assert "Board of the River" in page.texts(".names")[0]
    assert page.texts(".names")[1] == "In the articles “River Board”"
    assert page.text(".tally .n") == "3 articles"
    assert page.link("All 3 articles") == f"/?actor={board.pk}"
    assert page.link("Feed") == f"/search/feed.atom?actor={board.pk}"
    assert column(page, "actor") == {"Ferrymen’s Guild": 2, "Mira Solane": 1}
    assert column(page, "location")["Afghanistan"] == 3
    assert column(page, "source") == {"River Courier": 2, "Valley Post": 1}
    assert page.texts(".hit-row h3")[0] == "Grain sellers close for an hour"
    assert len(page.all(".strip tbody tr")) == 2


def test_a_location_has_what_it_lies_in_and_what_lies_in_it(visit: Visit, stories: Stories) -> None:
    page = visit(f"/locations/{stories.id('Panjshir')}/")
    assert page.text("title") == "Panjshir, province in Afghanistan · Dateline"
    assert [each.get("href") for each in page.all(".crumbs a")] == [f"/locations/{stories.id('Afghanistan')}/"]
    assert "Province · 35.45 N 69.75 E" in page.text(".rest")
    assert column(page, "inside") == {"Bazarak": 2}
    together = column(page, "location")
    assert together == {"Herat": 1, "Kabul": 1}  # not Afghanistan and Bazarak, of which every article here could be
    country = visit(f"/locations/{stories.id('Afghanistan')}/")
    assert column(country, "inside") == {"Kabul": 3, "Panjshir": 2, "Herat": 1}
    assert not country.all(".crumbs")
    assert not country.all("[aria-labelledby=with-location]")


@pytest.mark.parametrize("subject", ["River Board", "Mira Solane", "Afghanistan", "Panjshir", "Kabul", "Dushanbe"])
def test_every_number_is_what_its_link_finds(visit: Visit, stories: Stories, subject: str) -> None:
    kind = "actors" if subject in stories.actors else "locations"
    page = visit(f"/{kind}/{stories.id(subject)}/")
    own = state_of(next(each.get("href") for each in page.all(".tally a")))
    links = page.all(".aside a.name")
    assert links
    for link in links:
        assert int(words(link.xpath("./span")[1])) == visit(link.get("href")).total(), words(link)
        assert str(stories.id(subject)) in own.query_string()
    for row in page.all(".strip tbody tr"):
        assert int(words(row[1])) == visit(row.xpath(".//a")[0].get("href")).total()
    assert int(page.text(".tally .n").split()[0]) == visit("/?" + own.query_string()).total()


def test_the_words_of_hidden_articles_stay_hidden(visit: Visit, stories: Stories) -> None:
    guild = stories.actors["Ferrymen’s Guild"]
    Mention.objects.create(article=stories.articles["hidden"], start=0, end=5, surface="The crooks", kind="group",
                           actor=guild, rule="model")  # fmt: skip
    assert "crooks" not in visit(f"/actors/{guild.pk}/").source


def test_an_actor_without_articles_has_a_page_that_says_so(visit: Visit) -> None:
    page = visit(f"/actors/{make_actor('Nobody Yet').pk}/")
    assert page.response.status_code == 200
    assert page.text(".tally .n") == "0 articles"
    assert "No article" in page.text(".none")
    assert not page.all(".strip, .hits, .aside")


def test_unknown_numbers_are_not_found(client: Client) -> None:
    for address in ("/actors/999999/", "/locations/999999/", f"/actors/{10**30}/", "/actors/x/"):
        assert client.get(address).status_code == 404, address


def test_only_get_is_answered(client: Client, stories: Stories) -> None:
    assert client.post(f"/actors/{stories.id('River Board')}/").status_code == 405


def test_other_names_are_counted_and_the_many_are_folded_away(visit: Visit, stories: Stories) -> None:
    kabul = stories.locations["Kabul"]
    for number in range(20):
        name = f"Kabul the {number:02}th"
        LocationName.objects.create(location=kabul, name=name, key=fold_name(name))
    page = visit(f"/locations/{kabul.pk}/")
    assert page.text(".names summary") == "8 more names"
    assert "Kabul the 19th" in page.text("details.names")


def test_search_and_article_lead_to_the_pages(visit: Visit, stories: Stories) -> None:
    board, kabul = stories.id("River Board"), stories.id("Kabul")
    page = visit(f"/?actor={board}&location={kabul}")
    assert page.link("About River Board") == f"/actors/{board}/"
    assert page.link("About Kabul") == f"/locations/{kabul}/"
    assert not [each for each in visit("/").all(".chips a") if "About" in words(each)]
    assert f'href="/actors/{board}/"' in visit(f"/articles/{stories.id('ferry')}/").source


def test_where_shows_what_lies_in_the_chosen_location(visit: Visit, stories: Stories, engine: MemoryEngine) -> None:
    """However rare it is, and with counts that keep their promise."""
    panjshir = stories.locations["Panjshir"]
    valley = make_location("Anaba", parent=panjshir)
    article = stories.articles["dykes"]
    Mention.objects.create(article=article, surface="Anaba", kind="location", location=valley, rule="gazetteer")
    for number in range(30):
        other = make_location(f"Town {number}", parent=stories.locations["Tajikistan"])
        for key in ("ferry", "vote"):
            Mention.objects.create(
                article=stories.articles[key], surface="x", kind="location", location=other, rule="x"
            )
    for key in ("dykes", "ferry", "vote"):
        engine.documents[stories.id(key)] = as_document(stories.articles[key])
    assert not visit("/").all(f"#location-{valley.pk}")
    page = visit(f"/?location={panjshir.pk}")
    assert "level-2" in page.row(f"location-{valley.pk}").get("class")
    assert page.count(f"location-{valley.pk}") == visit(f"/?location={valley.pk}").total() == 1
    listed = page.all(f"#location-{stories.id('Afghanistan')}")
    assert listed, "what the chosen location lies in is shown too"
    excluded = visit(f"/?location.not={panjshir.pk}")
    assert not excluded.all(f"#location-{valley.pk}")


def test_equal_names_are_told_apart_by_kind_and_by_what_they_lie_in(
    visit: Visit, stories: Stories, engine: MemoryEngine
) -> None:
    town = make_location("Panjshir", parent=stories.locations["Panjshir"])
    far = make_location("Panjshir", parent=stories.locations["Tajikistan"], country="TJ")
    for location in (town, far):
        Mention.objects.create(
            article=stories.articles["vote"], surface="x", kind="location", location=location, rule="x"
        )
    engine.documents[stories.id("vote")] = as_document(stories.articles["vote"])
    labels = {words(each) for each in visit("/").all("label > span") if words(each).startswith("Panjshir")}
    assert labels == {
        "Panjshir (province, Afghanistan)",
        "Panjshir (town, Panjshir)",
        "Panjshir (town, Tajikistan)",
    }
