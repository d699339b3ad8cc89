"""The conventions of faceted search that need a browser; the others are in tests/search/test_rules.py."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MARKS
from tests.e2e.test_reading import heading
from tests.search.stories import Stories

pytestmark = list(MARKS)


def query(page: Page) -> str:
    """Return the query string of the page's address."""
    return urlsplit(page.url).query


def test_rule_04_a_chip_takes_away_only_its_value(desk: Page, stories: Stories) -> None:
    desk.goto(f"{desk.url}?actor={stories.id('River Board')}&location={stories.id('Herat')}")
    desk.get_by_role("link", name="Remove Where: Herat").click()
    heading(desk, "3 articles")
    expect(desk.locator(f"#actor-{stories.id('River Board')}")).to_be_checked()
    expect(desk.locator(".chip")).to_have_count(1)


def test_rule_05_clear_and_start_over_do_what_they_say(desk: Page, stories: Stories) -> None:
    address = f"{desk.url}?q=toll&actor={stories.id('River Board')}"
    desk.goto(address)
    desk.get_by_role("link", name="Clear filters").click()
    heading(desk, "2 articles")
    assert query(desk) == "q=toll"
    desk.goto(address)
    desk.get_by_role("link", name="Start over").click()
    heading(desk, "7 articles")
    assert query(desk) == ""


def test_rule_06_a_ticked_value_stays_when_nothing_is_left(desk: Page, stories: Stories) -> None:
    box = desk.locator(f"#actor-{stories.id('Lamp Society')}")
    box.check()
    heading(desk, "2 articles")
    desk.get_by_label("Search the articles").fill("dykes")
    desk.keyboard.press("Enter")
    heading(desk, "0 articles")
    expect(box).to_be_checked()
    expect(desk.locator(f"label[for=actor-{stories.id('Lamp Society')}] .n")).to_have_text("0")


def test_rule_10_reloading_and_sharing_give_the_same_page(desk: Page, stories: Stories) -> None:
    desk.locator(f"#actor-{stories.id('River Board')}").check()
    heading(desk, "3 articles")
    desk.locator("#from").fill("2021-09")
    desk.locator("#from").press("Enter")
    heading(desk, "2 articles")
    said = desk.locator("#browse").inner_text()
    desk.reload()
    assert desk.locator("#browse").inner_text() == said
    other = desk.context.new_page()
    other.goto(desk.url)
    assert other.locator("#browse").inner_text() == said


def test_rule_11_back_steps_through_states_and_typing_adds_none(desk: Page, stories: Stories) -> None:
    desk.locator(f"#actor-{stories.id('River Board')}").check()
    heading(desk, "3 articles")
    desk.get_by_role("link", name="Oldest").click()
    expect(desk).to_have_url(re.compile("sort=date"))
    entries = desk.evaluate("history.length")
    desk.get_by_label("Search the articles").press_sequentially("toll")
    expect(desk.locator("#q")).to_have_value("toll")
    assert desk.evaluate("history.length") == entries
    desk.go_back()
    expect(desk).not_to_have_url(re.compile("sort=date"))
    heading(desk, "3 articles")
    desk.go_back()
    heading(desk, "7 articles")


def test_rule_13_a_new_query_keeps_filters_and_order(desk: Page, stories: Stories) -> None:
    desk.goto(f"{desk.url}?actor={stories.id('River Board')}&sort=date")
    desk.get_by_label("Search the articles").fill("dykes")
    desk.keyboard.press("Enter")
    heading(desk, "2 articles")
    assert query(desk) == f"q=dykes&actor={stories.id('River Board')}&sort=date"
    expect(desk.get_by_role("link", name="Remove Who: River Board")).to_be_visible()


def test_rule_14_with_javascript_filters_act_at_once_without_scrolling(desk: Page, stories: Stories) -> None:
    desk.set_viewport_size({"width": 1280, "height": 500})
    expect(desk.get_by_role("button", name="Apply filters")).to_be_hidden()
    box = desk.locator(f"#location-{stories.id('Kabul')}")
    desk.evaluate("scrollTo(0, 300)")
    before = desk.evaluate("scrollY")
    box.check()
    heading(desk, "3 articles")
    expect(box).to_be_focused()
    assert desk.evaluate("scrollY") == before > 0


def test_rule_14_without_javascript_there_is_a_button(plain_desk: Page, stories: Stories) -> None:
    plain_desk.locator("#axis").select_option("mentioned")
    plain_desk.get_by_role("button", name="Apply filters").click()
    expect(plain_desk).to_have_url(re.compile("axis=mentioned"))
    expect(plain_desk.get_by_text("By the dates that the text mentions")).to_be_visible()


def test_rule_15_the_count_is_in_heading_title_and_one_live_region(desk: Page, stories: Stories) -> None:
    desk.get_by_label("Search the articles").fill("toll")
    desk.keyboard.press("Enter")
    heading(desk, "2 articles")
    expect(desk).to_have_title(re.compile("^2 articles"))
    expect(desk.locator("[role=status]")).to_have_text("2 articles")
    expect(desk.locator("[role=status]")).to_have_count(1)


def test_rule_16_a_way_out_of_nothing_gives_what_it_says(desk: Page, stories: Stories) -> None:
    desk.goto(f"{desk.url}?q=toll&actor={stories.id('Lamp Society')}&location={stories.id('Herat')}")
    heading(desk, "0 articles")
    desk.locator(".nothing").get_by_role("link", name="Without the filter Who: Lamp Society").click()
    heading(desk, "1 article")


@pytest.mark.parametrize("width", [320, 375])
def test_rule_19_a_phone_has_one_button_for_filters_and_one_for_results(
    phone: Page, stories: Stories, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 700})
    phone.goto(f"{phone.url}?q=toll&actor={stories.id('River Board')}")
    bar = phone.locator(".bottom-bar")
    expect(bar.get_by_role("link", name="Filters (1)")).to_be_in_viewport()
    expect(bar.get_by_role("link", name="Show 1 article")).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth") <= width
    bar.get_by_role("link", name="Filters (1)").click()
    expect(phone.locator(".filters")).to_be_visible()
    expect(bar.get_by_role("link", name="Show 1 article")).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth") <= width


def test_rule_20_a_bad_date_is_told_beside_its_field_and_loses_nothing(desk: Page, stories: Stories) -> None:
    desk.locator(f"#actor-{stories.id('River Board')}").check()
    heading(desk, "3 articles")
    desk.locator("#from").fill("last week")
    desk.locator("#from").press("Enter")
    expect(desk.locator("#from-fault")).to_contain_text("is not a date")
    expect(desk.locator("#from")).to_have_value("last week")
    heading(desk, "3 articles")
