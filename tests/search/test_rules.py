"""The twenty conventions of faceted search that a reader may rely on; those that need a browser are in tests/e2e."""

from __future__ import annotations

import re

import pytest
from lxml.html import HtmlElement

from search.panels import panels
from search.results import FacetGroup, FacetValue, Results
from search.state import SearchState
from tests.search.page import state_of, words
from tests.search.rows import as_document, make_actor, make_article

pytestmark = pytest.mark.usefixtures("engine")

HOST = "http://testserver"


def sends(control: HtmlElement) -> bool:
    return control.get("type") != "checkbox" or control.get("checked") is not None


def test_rule_01_values_of_a_facet_widen_and_facets_narrow(visit, stories):
    board, lamps = stories.id("River Board"), stories.id("Lamp Society")
    one = visit(f"/?actor={board}").total()
    both = visit(f"/?actor={board}&actor={lamps}").total()
    assert (one, both) == (3, 5)
    assert visit(f"/?actor={board}&actor={lamps}&source={stories.id('Valley Post')}").total() < both


def test_rule_02_the_counts_of_a_facet_ignore_its_own_choice_and_respect_all_others(visit, stories):
    board, lamps, kabul = (stories.id(name) for name in ("River Board", "Lamp Society", "Kabul"))
    page = visit(f"/?q=the&actor={board}&location={kabul}")
    instead = page.count(f"actor-{lamps}")
    assert instead == visit(f"/?q=the&actor={lamps}&location={kabul}").total() > 0
    assert instead < visit("/").count(f"actor-{lamps}")


def test_rule_03_every_count_is_what_the_value_gives_alone(visit, stories):
    page = visit(f"/?actor={stories.id('River Board')}&location={stories.id('Afghanistan')}")
    for box in page.all("input[type=checkbox]"):
        name, value = box.get("name"), box.get("value")
        if "." in name or name == "date":
            continue
        state = state_of("/?" + page.one("link[rel=canonical]").get("href").partition("?")[2])
        alone = state.without(name).toggle(name, value)
        assert page.count(box.get("id")) == visit("/?" + alone.query_string()).total(), (name, value)


def test_rule_03_counts_have_their_thousands_apart():
    group = FacetGroup("actor", (FacetValue("7", "River Board", 12_345),), 1, 0)
    results = Results(SearchState(), 12_345, (), {"actor": group}, None, (), "", 1, 1, 0.0)
    assert panels(results)[0].rows[0].count == "12,345"


def test_rule_04_a_selected_value_is_ticked_in_place_and_a_chip_removes_only_it(visit, stories):
    board, herat = stories.id("River Board"), stories.id("Herat")
    page = visit(f"/?actor={board}&location={herat}")
    assert page.one(f"#actor-{board}").get("checked") is not None
    chip = next(each for each in page.all("a.chip") if "River Board" in each.text_content())
    assert chip.get("aria-label") == "Remove Who: River Board"
    assert state_of(chip.get("href")).query_string() == f"location={herat}"


def test_rule_05_clearing_filters_keeps_the_words_and_starting_over_clears_all(visit, stories):
    page = visit(f"/?q=toll&actor={stories.id('River Board')}&from=2021")
    assert page.link("Clear filters") == "/?q=toll"
    assert page.link("Start over") == "/"


def test_rule_06_a_selected_value_never_vanishes(visit, stories):
    lamps = stories.id("Lamp Society")
    page = visit(f"/?q=dykes&actor={lamps}")
    assert page.total() == 0
    assert page.count(f"actor-{lamps}") == 0
    assert page.one(f"#actor-{lamps}").get("checked") is not None


@pytest.mark.parametrize("chosen", ["", "&actor={River Board}"])
def test_rule_07_ten_values_then_a_link_to_all_with_search_and_order(visit, stories, engine, chosen):
    many = [make_actor(f"Boatman {letter}") for letter in "ABCDEFGHIJKL"]
    regatta = as_document(make_article("Regatta", actors=many))
    engine.documents[regatta.id] = regatta
    page = visit("/?" + re.sub("{(.*?)}", lambda match: str(stories.id(match[1])), chosen))
    who = page.one("fieldset")
    assert len(who.xpath(".//li[not(contains(@class, 'missing'))]")) == 10
    every = next(each for each in who.xpath(".//a") if words(each).startswith("all 17…"))
    assert who.xpath(".//input[@type='search']")[0].get("aria-label") == "Find an actor"
    listing = visit(every.get("href"))
    assert len(listing.all(".columns li")) == 17
    assert {"Most articles", "A–Z"} <= set(listing.texts(".tools a"))
    by_name = visit(listing.link("A–Z")).texts(".columns .name")
    assert by_name == sorted(by_name)


def test_rule_08_values_come_by_count_then_name_and_missing_last(visit):
    rows = visit().one("fieldset").xpath(".//li/label")
    labels, counts = zip(*((words(each[0]), int(words(each[1]))) for each in rows), strict=True)
    assert labels[-1] == "none named"
    named = list(zip(labels, counts, strict=True))[:-1]
    assert named == sorted(named, key=lambda each: (-each[1], each[0]))


def test_rule_08_dates_stand_in_their_natural_order(visit):
    page = visit("/?interval=year")
    assert page.texts(".strip tbody a") == ["2020", "2021", "2022"]


def test_rule_09_values_without_articles_are_hidden_and_useless_facets_too(visit, stories):
    page = visit(f"/?q=lamp&source={stories.id('Valley Post')}")
    assert "Mira Solane" not in page.text(".filters")
    assert "Language" not in page.texts(".filters h2")


def test_rule_10_the_address_is_canonical(visit, stories):
    page = visit(f"/?to=&page=2&q=toll&from=&size=1&actor={stories.id('River Board')}&actor=")
    canonical = page.one("link[rel=canonical]").get("href")
    assert canonical == f"{HOST}/?q=toll&actor={stories.id('River Board')}&size=1&page=2"


def test_rule_12_any_change_goes_to_page_one(visit, stories):
    page = visit(f"/?q=toll&page=2&size=1&actor={stories.id('River Board')}")
    links = [link.get("href") for link in page.all(".filters a, .chips a, .tools nav a")]
    assert links
    assert not [link for link in links if "page=" in link]


def test_rule_10_the_address_holds_the_whole_state(visit, stories):
    address = f"/?q=toll&actor={stories.id('River Board')}&from=2021&axis=mentioned&sort=date&size=5"
    page = visit(address)
    assert page.one("link[rel=canonical]").get("href") == f"{HOST}/?" + state_of(address).query_string()
    assert visit(page.one("link[rel=canonical]").get("href")).source == page.source


def test_rule_13_the_form_carries_what_no_control_stands_for(visit, stories):
    page = visit("/?sort=date&size=50&actor=Nobody+Atall")
    hidden = {(each.get("name"), each.get("value")) for each in page.all("input[type=hidden][form=query]")}
    assert {("sort", "date"), ("size", "50"), ("actor", "Nobody Atall")} <= hidden


def test_rule_13_a_new_query_keeps_filters_and_order(visit, stories):
    board = stories.id("River Board")
    page = visit(f"/?q=toll&actor={board}&from=2021&sort=date")
    sent = [(each.get("name"), each.get("value")) for each in page.all("input[form=query]") if sends(each)]
    state = SearchState.parse([("q", "dykes"), *sent])[0]
    assert state.query_string() == f"q=dykes&actor={board}&from=2021&sort=date"
    assert {"Remove Who: River Board"} <= {
        each.get("aria-label") for each in visit("/?" + state.query_string()).all(".chip")
    }


def test_rule_14_the_form_alone_gives_the_state_again(visit, stories):
    board, kabul, talvik = stories.id("River Board"), stories.id("Kabul"), stories.id("Oren Talvik")
    address = f"/?q=the&actor={board}&actor.not={talvik}&location.all={kabul}&from=2020&to=2022&sort=date&language=en"
    page = visit(address)
    pairs = [
        (each.get("name"), each.get("value") or "")
        for each in page.all("#query input, input[form=query]")
        if each.get("type") != "checkbox" or each.get("checked") is not None
    ]
    assert SearchState.parse(pairs)[0].query_string() == state_of(address).query_string()


def test_rule_15_the_heading_title_and_button_say_the_count(visit):
    page = visit("/?q=toll")
    assert page.text("h1").startswith("2 articles")
    assert page.text("title").startswith("2 articles")
    assert page.text(".bottom-bar .show") == "Show 2 articles"
    assert len(page.all("h1")) == 1
    assert len(page.all("[role=status]")) == 1


def test_rule_16_no_results_repeats_the_search_and_offers_ways_on_with_counts(visit, stories):
    page = visit(f"/?q=toll&actor={stories.id('Lamp Society')}&location={stories.id('Herat')}")
    assert page.total() == 0
    assert page.one("#q").get("value") == "toll"
    offers = page.all(".nothing li > a")
    assert offers
    for offer in offers:
        promised = int(words(offer.getnext()))
        assert visit(offer.get("href")).total() == promised > 0
    assert "Search tips" in page.source


def test_rule_16_a_spelling_is_offered_only_if_it_finds_something(visit, engine, monkeypatch):
    monkeypatch.setattr(engine, "words_like", lambda _word, _limit=5: ["zeppelins", "toll"])
    page = visit("/?q=tolll")
    assert page.texts(".nothing li > a")[0] == "Did you mean “toll”?"
    assert "zeppelins" not in page.text(".nothing")
    assert visit(page.link("Did you mean")).total() == 2
    assert "Did you mean" not in visit("/?q=toll").source  # found often enough as it is written


def test_rule_16_few_results_are_followed_by_ways_on_that_give_more(visit, stories):
    page = visit(f"/?q=toll+dykes&actor={stories.id('River Board')}")
    assert page.total() == 1
    offers = page.all(".nothing li > a")
    assert [words(each) for each in offers] == ["Any of these words", "Without the words"]
    for offer in offers:
        assert visit(offer.get("href")).total() == int(words(offer.getnext())) > 1


def test_rule_16_articles_with_any_of_the_words_are_marked_as_such_and_apart(visit):
    page = visit("/?q=toll+grain")
    assert page.total() == 0
    assert not page.all(".hit-row")
    assert page.text(".near h2") == "With any of these words"
    assert "Not all of the words are in these" in page.text(".near")
    every = visit(page.link("Search for any of them"))
    assert {words(each) for each in page.all(".near li > a")} == set(every.texts(".hit-row h3"))
    assert not visit("/?q=the").all(".near")


def test_rule_17_relevance_is_offered_only_with_words(visit):
    assert visit().texts(".tools nav a") == ["Newest", "Oldest", "Recently added"]
    page = visit("/?q=toll")
    assert page.texts(".tools nav a") == ["Relevance", "Newest", "Oldest", "Recently added"]
    assert page.text(".tools nav [aria-current]") == "Relevance"
    assert visit("/?q=toll&sort=-date").text(".tools nav [aria-current]") == "Newest"


def test_rule_18_each_hit_has_its_dateline_headline_and_tags_as_filters(visit, stories):
    hit = next(each for each in visit("/?q=toll").all(".hit-row") if "Guild threatens" in words(each))
    assert words(hit.find("p")) == "Herat, 3 Sept 2021 — River Courier"
    assert hit.xpath(".//mark")
    addresses = {words(each): each.get("href") for each in hit.xpath(".//a")}
    assert addresses["River Board"] == f"/?q=toll&actor={stories.id('River Board')}"


def test_rule_18_titles_and_words_are_escaped(visit):
    page = visit("/?q=%3Cscript%3Ealert(1)%3C/script%3E&from=%3Cb%3E")
    assert "<script>alert" not in page.source
    assert "<b>" not in page.source
    assert "&lt;Dushanbe&gt; &amp; nobody" in visit("/?q=lamp").source.replace("<mark>", "").replace("</mark>", "")


def test_rule_20_a_bad_date_is_explained_beside_its_field_and_loses_nothing(visit, stories):
    page = visit(f"/?from=yesterday&to=2022&actor={stories.id('River Board')}")
    field = page.one("#from")
    assert field.get("value") == "yesterday"
    assert "not a date" in page.text("#" + field.get("aria-describedby"))
    assert page.total() == 3
    assert "yesterday" in page.text(".messages")


def test_rule_20_bars_narrow_to_their_days_and_crumbs_lead_back(visit):
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


def test_rule_20_from_and_to_forgive(visit):
    for first, last, total in (
        ("2021", "", 5),
        ("2021-9", "2021-9", 2),
        ("2021-09-03", "2021-09-03", 1),
        ("", "2020", 1),
    ):
        assert visit(f"/?from={first}&to={last}").total() == total, (first, last)
