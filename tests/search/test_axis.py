"""axis=mentioned on the page: the switch, the words, and bars that keep their promise."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.models import Mention
from tests.search.page import state_of, words
from tests.search.stories import Stories, tell_stories

pytestmark = pytest.mark.usefixtures("engine")

DATES = {
    "ferry": ["2021-07-01/2021-07-31", "2021-09-03/2021-09-03"],
    "dykes": ["2021-03-01/2021-05-31", "2021-04-02/2021-04-02"],
    "vote": ["2021-10-11/2021-10-11", "2021-10-11/2021-10-11", "2021-01-01/2021-12-31"],
}


@pytest.fixture
def stories(db: None) -> Stories:
    made = tell_stories()
    for key, written in DATES.items():
        for days in written:
            first, last = map(date.fromisoformat, days.split("/"))
            Mention.objects.create(article=made.articles[key], surface="then", kind="date", date_from=first,
                                   date_to=last, precision="day", rule="date")  # fmt: skip
    return made


def mentioned_inside(first: str, last: str) -> int:
    """Return how many articles mention a date inside these days: the semantics as the design words them."""
    asked = date.fromisoformat(first), date.fromisoformat(last)
    dates = [(article, date_from, date_to) for article, date_from, date_to in
             Mention.objects.filter(kind="date", article__hidden=False).values_list("article", "date_from", "date_to")
             if date_from]  # fmt: skip
    return len({article for article, begin, end in dates if asked[0] <= begin and end <= asked[1]})


@pytest.mark.parametrize("interval", ["day", "week", "month", "quarter", "year"])
def test_a_bar_counts_the_articles_that_mention_a_date_inside_it(visit, interval):
    page = visit(f"/?axis=mentioned&interval={interval}")
    rows = page.all(".strip tbody tr")
    assert rows
    for row in rows:
        address = row.xpath(".//a")[0].get("href")
        state = state_of(address)
        count = int(words(row[1]))
        assert state.axis == "mentioned"
        assert count == mentioned_inside(state.first, state.last) == visit(address).total()


def test_those_that_mention_no_date_are_a_choice(visit):
    page = visit("/?axis=mentioned")
    assert page.text("label[for=date-none]") == "mentions no date 4"
    assert visit("/?axis=mentioned&date=none").total() == 4


def test_the_switch_stands_at_when_and_says_which_dates(visit):
    chosen = visit("/?axis=mentioned").one("#axis [selected]")
    assert (chosen.get("value"), words(chosen)) == ("mentioned", "mentioned")
    switch = visit("/").one("select#axis")
    assert switch.get("form") == "query"
    assert [each.get("value") for each in switch] == ["published", "mentioned"]
    assert visit("/").one("#axis [selected]").get("value") == "published"


def test_the_page_says_that_the_dates_are_those_in_the_text(visit):
    assert visit("/?axis=mentioned").text(".rest") == "By the dates that the text mentions"
    assert "may stand in several bars" in visit("/?axis=mentioned").text(".under")
    ranged = visit("/?axis=mentioned&from=2021-04&to=2021-04")
    assert ranged.total() == 1
    assert ranged.text(".rest") == "Mentioning dates in April 2021"
    assert "Remove When: mentioning dates in April 2021" in {each.get("aria-label") for each in ranged.all(".chip")}
    assert not visit("/").all(".rest")
