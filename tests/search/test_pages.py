"""The conventions of faceted search that a reader may rely on, each as a test of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client

from corpus.models import Mention
from search.state import SearchState
from tests.search.memory_engine import MemoryEngine
from tests.search.page import Page, state_of, words
from tests.search.stories import Stories, answer_from_memory, tell_stories


@pytest.fixture
def stories(db: None) -> Stories:
    return tell_stories()


@pytest.fixture(autouse=True)
def engine(stories: Stories, monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    return answer_from_memory(monkeypatch)


Visit = Callable[..., Page]


@pytest.fixture
def visit(client: Client) -> Visit:
    return lambda address="/", headers=None: Page(client, address, headers)


def test_values_of_a_facet_widen_and_facets_narrow(visit, stories):
    board, lamps = stories.id("River Board"), stories.id("Lamp Society")
    one = visit(f"/?actor={board}").total()
    both = visit(f"/?actor={board}&actor={lamps}").total()
    assert (one, both) == (3, 5)
    assert visit(f"/?actor={board}&actor={lamps}&source={stories.id('Valley Post')}").total() < both


def test_every_count_is_what_the_value_gives_alone(visit, stories):
    page = visit(f"/?actor={stories.id('River Board')}&location={stories.id('Afghanistan')}")
    for box in page.all("input[type=checkbox]"):
        name, value = box.get("name"), box.get("value")
        if "." in name or name == "date":
            continue
        state = state_of("/?" + page.one("link[rel=canonical]").get("href").partition("?")[2])
        alone = state.without(name).toggle(name, value)
        assert page.count(box.get("id")) == visit("/?" + alone.query_string()).total(), (name, value)


def test_a_selected_value_is_ticked_in_place_and_a_chip_removes_only_it(visit, stories):
    board, herat = stories.id("River Board"), stories.id("Herat")
    page = visit(f"/?actor={board}&location={herat}")
    assert page.one(f"#actor-{board}").get("checked") is not None
    chip = next(each for each in page.all("a.chip") if "River Board" in each.text_content())
    assert chip.get("aria-label") == "Remove Who: River Board"
    assert state_of(chip.get("href")).query_string() == f"location={herat}"


def test_clearing_filters_keeps_the_words_and_starting_over_clears_all(visit, stories):
    page = visit(f"/?q=toll&actor={stories.id('River Board')}&from=2021")
    assert page.link("Clear filters") == "/?q=toll"
    assert page.link("Start over") == "/"


def test_a_selected_value_never_vanishes(visit, stories):
    lamps = stories.id("Lamp Society")
    page = visit(f"/?q=dykes&actor={lamps}")
    assert page.total() == 0
    assert page.count(f"actor-{lamps}") == 0
    assert page.one(f"#actor-{lamps}").get("checked") is not None


def test_values_come_by_count_then_name_and_missing_last(visit):
    rows = visit().one("fieldset").xpath(".//li/label")
    labels, counts = zip(*((words(each[0]), int(words(each[1]))) for each in rows), strict=True)
    assert labels[-1] == "none named"
    named = list(zip(labels, counts, strict=True))[:-1]
    assert named == sorted(named, key=lambda each: (-each[1], each[0]))


def test_locations_stand_inside_what_they_lie_in(visit, stories):
    page = visit()
    looks = [page.row(f"location-{stories.id(name)}").get("class") for name in ("Afghanistan", "Panjshir", "Bazarak")]
    assert looks == ["value", "value level-1", "value level-2"]


def test_values_without_articles_are_hidden_and_useless_facets_too(visit, stories):
    page = visit(f"/?q=lamp&source={stories.id('Valley Post')}")
    assert "Mira Solane" not in page.text(".filters")
    assert "Language" not in page.texts(".filters h2")


def test_the_address_is_canonical_and_any_change_goes_to_page_one(visit, stories):
    page = visit(f"/?to=&page=2&q=toll&from=&size=1&actor={stories.id('River Board')}&actor=")
    canonical = page.one("link[rel=canonical]").get("href")
    assert canonical == f"/?q=toll&actor={stories.id('River Board')}&size=1&page=2"
    for link in page.all(".filters a, .chips a, .tools nav a"):
        assert "page=" not in link.get("href")


def test_the_form_carries_what_no_control_stands_for(visit, stories):
    page = visit("/?sort=date&size=50&actor=Nobody+Atall")
    hidden = {(each.get("name"), each.get("value")) for each in page.all("input[type=hidden][form=query]")}
    assert {("sort", "date"), ("size", "50"), ("actor", "Nobody Atall")} <= hidden


def test_the_form_alone_gives_the_state_again(visit, stories):
    board, kabul, talvik = stories.id("River Board"), stories.id("Kabul"), stories.id("Oren Talvik")
    address = f"/?q=the&actor={board}&actor.not={talvik}&location.all={kabul}&from=2020&to=2022&sort=date&language=en"
    page = visit(address)
    pairs = [
        (each.get("name"), each.get("value") or "")
        for each in page.all("#query input, input[form=query]")
        if each.get("type") != "checkbox" or each.get("checked") is not None
    ]
    assert SearchState.parse(pairs)[0].query_string() == state_of(address).query_string()


def test_the_heading_title_and_button_say_the_count(visit):
    page = visit("/?q=toll")
    assert page.text("h1").startswith("2 articles")
    assert page.text("title").startswith("2 articles")
    assert page.text(".bottom-bar .show") == "Show 2 articles"
    assert len(page.all("h1")) == 1
    assert len(page.all("[role=status]")) == 1


def test_no_results_repeats_the_search_and_offers_ways_on_with_counts(visit, stories):
    page = visit(f"/?q=toll&actor={stories.id('Lamp Society')}&location={stories.id('Herat')}")
    assert page.total() == 0
    assert page.one("#q").get("value") == "toll"
    offers = page.all(".nothing li > a")
    assert offers
    for offer in offers:
        promised = int(words(offer.getnext()))
        assert visit(offer.get("href")).total() == promised > 0
    assert "Search tips" in page.source


def test_relevance_is_offered_only_with_words(visit):
    assert visit().texts(".tools nav a") == ["Newest", "Oldest", "Recently added"]
    page = visit("/?q=toll")
    assert page.texts(".tools nav a") == ["Relevance", "Newest", "Oldest", "Recently added"]
    assert page.text(".tools nav [aria-current]") == "Relevance"
    assert visit("/?q=toll&sort=-date").text(".tools nav [aria-current]") == "Newest"


def test_each_hit_has_its_dateline_headline_and_tags_as_filters(visit, stories):
    hit = next(each for each in visit("/?q=toll").all(".hit-row") if "Guild threatens" in words(each))
    assert words(hit.find("p")) == "Herat, 3 Sept 2021 — River Courier"
    assert hit.xpath(".//mark")
    addresses = {words(each): each.get("href") for each in hit.xpath(".//a")}
    assert addresses["River Board"] == f"/?q=toll&actor={stories.id('River Board')}"


def test_a_tag_narrows_what_is_chosen(visit, stories):
    board, guild = stories.id("River Board"), stories.id("Ferrymen’s Guild")
    page = visit(f"/?actor={board}")
    tag = next(each for each in page.all(".tags a") if each.text_content() == "Ferrymen’s Guild")
    assert state_of(tag.get("href")).query_string() == f"actor={board}&actor.all={guild}"
    assert visit(tag.get("href")).total() == 2


def test_titles_and_words_are_escaped(visit):
    page = visit("/?q=%3Cscript%3Ealert(1)%3C/script%3E&from=%3Cb%3E")
    assert "<script>alert" not in page.source
    assert "<b>" not in page.source
    assert "&lt;Dushanbe&gt; &amp; nobody" in visit("/?q=lamp").source.replace("<mark>", "").replace("</mark>", "")


def test_a_bad_date_is_explained_beside_its_field_and_loses_nothing(visit, stories):
    page = visit(f"/?from=yesterday&to=2022&actor={stories.id('River Board')}")
    field = page.one("#from")
    assert field.get("value") == "yesterday"
    assert "not a date" in page.text("#" + field.get("aria-describedby"))
    assert page.total() == 3
    assert "yesterday" in page.text(".messages")


def test_bars_narrow_to_their_days_and_crumbs_lead_back(visit):
    page = visit()
    bars = page.all(".strip svg a")
    rows = page.all(".strip tbody tr")
    assert len(bars) == len(rows) > 1
    for bar, row in zip(bars, rows, strict=True):
        assert bar.get("href") == row.xpath(".//a")[0].get("href")
        assert visit(bar.get("href")).total() == int(words(row[1]))
    down = visit("/?from=2021-09-03&to=2021-09-03")
    assert down.texts(".crumbs a") == ["All dates", "2021", "Sept 2021"]
    assert down.text(".crumbs [aria-current]") == "3 Sept 2021"
    assert down.all(".crumbs a")[1].get("href") == "/?from=2021&to=2021"


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
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!www\.geonames\.org|courier\.example)', source), address


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
