"""The conventions of faceted search that a reader may rely on, each as a test of the page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from corpus.models import Mention
from tests.search.page import state_of, words

pytestmark = pytest.mark.usefixtures("engine")


def test_locations_stand_inside_what_they_lie_in(visit, stories):
    page = visit()
    looks = [page.row(f"location-{stories.id(name)}").get("class") for name in ("Afghanistan", "Panjshir", "Bazarak")]
    assert looks == ["value", "value level-1", "value level-2"]


def test_a_tag_narrows_what_is_chosen(visit, stories):
    board, guild = stories.id("River Board"), stories.id("Ferrymen’s Guild")
    page = visit(f"/?actor={board}")
    tag = next(each for each in page.all(".tags a") if each.text_content() == "Ferrymen’s Guild")
    assert state_of(tag.get("href")).query_string() == f"actor={board}&actor.all={guild}"
    assert visit(tag.get("href")).total() == 2


def test_undated_articles_are_a_choice(visit):
    page = visit()
    assert page.text("label[for=date-none]") == "undated 1"
    assert visit("/?date=none").total() == 1


def test_a_value_can_be_excluded_and_shown_struck_through(visit, stories):
    page = visit(f"/?actor.not={stories.id('River Board')}")
    assert page.total() == 4
    row = page.row(f"actor-{stories.id('River Board')}")
    assert "not" in row.get("class").split()
    box = row.find("input")
    assert (box.get("name"), box.get("checked") is not None) == ("actor.not", True)
    assert "not" in page.one("a.chip").get("class").split()


def test_ticked_values_can_all_be_asked_for(visit, stories):
    board, guild = stories.id("River Board"), stories.id("Ferrymen’s Guild")
    page = visit(f"/?actor={board}&actor={guild}")
    assert page.total() == 4
    every = page.link("all of these")
    assert visit(every).total() == 2
    assert state_of(visit(every).link("any of these")) == state_of(f"/?actor={board}&actor={guild}")


def test_facet_links_are_not_for_robots(visit, stories):
    page = visit(f"/?actor={stories.id('River Board')}")
    for link in page.all(".filters a, .chip, .strip a, .tools a, .tags a"):
        assert "nofollow" in link.get("rel")
    assert page.all("meta[name=robots]")


def test_paging_says_where_one_is(visit):
    page = visit("/?size=2&page=2")
    assert page.text(".paging [aria-current=page]") == "2"
    assert page.link("Next →") == "/?size=2&page=3"
    assert page.one("ol.hits").get("start") == "3"
    assert visit("/?page=99").response.status_code == 200


def test_nothing_on_the_page_is_inline(visit, stories):
    for address in ("/?q=toll", f"/articles/{stories.id('ferry')}/", "/facets/actor/", "/nowhere/"):
        source = visit(address).source
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", source), address
        assert not re.search(r"<script(?![^>]*\ssrc=)", source), address
        others = r'(?:src|href)="(?:https?:)?//(?!www\.geonames\.org|courier\.example|testserver/)'
        assert not re.findall(others, source), address


def test_htmx_gets_only_the_part_and_the_canonical_address(visit):
    whole = visit("/?q=toll&from=")
    part = visit("/?q=toll&from=", {"HX-Request": "true"})
    assert part.response.headers["HX-Push-Url"] == "/?q=toll"
    assert "<html" not in part.source
    assert part.source.strip() in whole.source
    assert "HX-Request" in whole.response.headers["Vary"]
    restored = visit("/?q=toll", {"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.source


def test_the_article_marks_mentions_and_keeps_its_words(visit, stories):
    page = visit(f"/articles/{stories.id('ferry')}/")
    text = stories.articles["ferry"].text
    assert [each.text_content() for each in page.all(".text > p")] == text.split("\n\n")
    marks = {each.text_content(): each for each in page.all(".text a.m")}
    assert "who" in marks["River Board"].get("class")
    assert "where" in marks["Bazarak"].get("class")
    assert "when" in marks["9 September 2021"].get("class")
    evidence = page.text(marks["Bazarak"].get("href"))
    for said in ("town, Panjshir, Afghanistan", "35.31 N 69.52 E", "gazetteer", "0.93", "written by hand"):
        assert said in evidence


def test_the_article_says_what_was_removed_and_by_which_rule(visit, stories):
    page = visit(f"/articles/{stories.id('ferry')}/")
    assert page.text(".removed summary") == "2 lines removed as boilerplate"
    assert page.text(".removed li") == "Sign up for our morning letter · newsletter"
    assert page.all(".removed li s")


def test_only_web_addresses_become_links(visit, stories):
    original = visit(f"/articles/{stories.id('ferry')}/").one(".facts a")
    assert original.get("href") == "https://courier.example/ferry"
    assert {"nofollow", "noopener"} <= set(original.get("rel").split())
    assert not visit(f"/articles/{stories.id('lamps')}/").all(".facts a")


def test_a_text_that_is_not_english_says_so(visit, stories):
    assert "French" in visit(f"/articles/{stories.id('french')}/").text(".notice")
    assert not visit(f"/articles/{stories.id('ferry')}/").all(".notice")


def test_an_article_leads_back_to_its_search(visit):
    page = visit("/?q=toll&sort=date")
    article = visit(page.one(".hit-row h3 a").get("href"))
    assert article.link("Back to the search") == "/?q=toll&sort=date"
    second = visit("/?q=toll&sort=date").all(".hit-row h3 a")[1].get("href")
    assert article.response.client.get(article.link("next →")).headers["Location"] == second


def test_a_way_back_never_leaves_the_site(visit, stories):
    page = visit(f"/articles/{stories.id('ferry')}/?back=//evil.example/%3Fq%3Dx&n=1")
    assert urlsplit(page.link("Back to the search")).netloc == ""


def test_words_read_twice_lead_to_both_readings(visit, stories):
    article = stories.articles["market"]
    place = article.mentions.get(location=stories.locations["Kabul"])
    actor = stories.actors["Lamp Society"]
    Mention.objects.create(article=article, start=place.start, end=place.end, surface="Kabul", kind="organisation",
                           actor=actor, rule="metonym")  # fmt: skip
    page = visit(f"/articles/{article.pk}/")
    mark = next(each for each in page.all(".text a.m") if each.text_content() == "Kabul")
    assert "both" in mark.get("class").split()
    assert {words(each.find("b")) for each in page.all(".evidence") if "Kabul" in words(each.find("p"))} >= {
        "Kabul",
        "Lamp Society",
    }
    other = page.one(f"{mark.get('href')} .also").get("href")
    assert other != mark.get("href")
    assert page.all(other)


def test_mentions_that_cross_or_reach_too_far_keep_the_words(visit, stories):
    article = stories.articles["dykes"]
    end = len(article.text)
    for start, stop in ((0, 40), (20, 60), (30, end), (end - 5, end + 50), (end + 5, end + 9)):
        Mention.objects.create(article=article, start=start, end=stop, surface="x", kind="person",
                               actor=stories.actors["Oren Talvik"], rule="model")  # fmt: skip
    page = visit(f"/articles/{article.pk}/")
    assert [each.text_content() for each in page.all(".text > p")] == article.text.split("\n\n")
