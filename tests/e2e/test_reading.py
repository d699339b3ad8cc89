"""The main way of a reader: search, facet, exclude, dates, article, evidence, and back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import MARKS
from tests.search.stories import Stories

pytestmark = list(MARKS)


def heading(page: Page, text: str) -> None:
    """Wait for a heading that begins so."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(f"^\\s*{re.escape(text)}"))


def test_the_main_way(desk: Page, stories: Stories) -> None:
    heading(desk, "7 articles")
    desk.locator(f"#actor-{stories.id('River Board')}").check()
    heading(desk, "3 articles")
    expect(desk).to_have_url(re.compile(rf"\?actor={stories.id('River Board')}$"))
    expect(desk.locator(f"#actor-{stories.id('River Board')}")).to_be_focused()

    desk.get_by_role("link", name="Exclude Bazarak").click()
    heading(desk, "1 article")
    expect(desk.locator(".chip.not")).to_contain_text("Bazarak")
    desk.get_by_role("link", name=re.compile("Remove.*Bazarak")).click()
    heading(desk, "3 articles")

    desk.locator(".strip svg a").first.click()
    heading(desk, "1 article")
    expect(desk.get_by_role("navigation", name="Range of dates")).to_contain_text("All dates")

    desk.get_by_role("link", name="Guild threatens").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Guild threatens")
    desk.locator(".text a.m", has_text="Bazarak").click()
    evidence = desk.locator(".evidence:visible")
    expect(evidence).to_contain_text("Bazarak")
    expect(evidence).to_contain_text("Panjshir, Afghanistan")
    expect(evidence).to_contain_text("0.93")
    desk.get_by_text("2 lines removed").click()
    expect(desk.get_by_text("Share this page")).to_be_visible()
    desk.get_by_role("link", name="Back to the search").click()
    heading(desk, "1 article")


def test_the_same_without_javascript(plain_desk: Page, stories: Stories) -> None:
    page = plain_desk
    page.locator(f"#actor-{stories.id('River Board')}").check()
    page.get_by_role("button", name="Apply filters").click()
    heading(page, "3 articles")
    page.get_by_role("link", name="Exclude Bazarak").click()
    heading(page, "1 article")
    page.get_by_role("link", name=re.compile("Remove.*Bazarak")).click()
    page.locator(".strip svg a").first.click()
    heading(page, "1 article")
    page.get_by_role("link", name="Guild threatens").click()
    page.locator(".text a.m", has_text="Bazarak").click()
    expect(page.locator(".evidence:visible")).to_contain_text("Panjshir, Afghanistan")
    page.get_by_text("2 lines removed").click()
    expect(page.get_by_text("Share this page")).to_be_visible()
    page.get_by_role("link", name="Back to the search").click()
    heading(page, "1 article")


def test_unticking_and_words_keep_the_rest(plain_desk: Page, stories: Stories) -> None:
    page = plain_desk
    page.locator(f"#actor-{stories.id('River Board')}").check()
    page.get_by_label("Search the articles").fill("toll")
    page.get_by_role("button", name="Search").click()
    heading(page, "1 article")
    expect(page.locator(f"#actor-{stories.id('River Board')}")).to_be_checked()
    page.locator(f"#actor-{stories.id('River Board')}").uncheck()
    page.get_by_role("button", name="Apply filters").click()
    heading(page, "2 articles")


def test_back_and_forward_step_through_the_searches(desk: Page, stories: Stories) -> None:
    desk.locator(f"#actor-{stories.id('River Board')}").check()
    heading(desk, "3 articles")
    desk.go_back()
    heading(desk, "7 articles")
    expect(desk.locator(f"#actor-{stories.id('River Board')}")).not_to_be_checked()
    desk.go_forward()
    heading(desk, "3 articles")
    desk.reload()
    heading(desk, "3 articles")
    expect(desk.locator(f"#actor-{stories.id('River Board')}")).to_be_checked()


def test_the_count_is_announced_in_one_live_region(desk: Page, stories: Stories) -> None:
    region = desk.locator("[role=status]")
    expect(region).to_have_count(1)
    desk.evaluate("window.region = document.querySelector('[role=status]')")
    desk.locator(f"#actor-{stories.id('River Board')}").check()
    expect(region).to_contain_text("3 articles")
    assert desk.evaluate("window.region === document.querySelector('[role=status]')")
    expect(desk).to_have_title(re.compile("^3 articles"))


def test_slash_goes_to_the_search_box(desk: Page) -> None:
    desk.keyboard.press("/")
    expect(desk.get_by_label("Search the articles")).to_be_focused()


def test_typing_updates_once_and_keeps_filters(desk: Page, stories: Stories) -> None:
    desk.locator(f"#actor-{stories.id('River Board')}").check()
    heading(desk, "3 articles")
    entries = desk.evaluate("history.length")
    desk.keyboard.press("/")
    desk.keyboard.type("toll")
    desk.keyboard.press("Enter")
    heading(desk, "1 article")
    assert desk.evaluate("history.length") == entries + 1
    assert "q=toll" in desk.url
    assert "actor=" in desk.url


def test_evidence_opens_and_closes_without_history(desk: Page, stories: Stories) -> None:
    desk.goto(desk.url.rstrip("/") + stories.articles["ferry"].get_absolute_url())
    entries = desk.evaluate("history.length")
    mark = desk.locator(".text a.m", has_text="Herat").first
    mark.click()
    expect(desk.locator(".evidence:visible")).to_have_count(1)
    mark.click()
    expect(desk.locator(".evidence:visible")).to_have_count(0)
    mark.click()
    desk.keyboard.press("Escape")
    expect(desk.locator(".evidence:visible")).to_have_count(0)
    assert desk.evaluate("history.length") == entries


def test_next_and_previous_lead_through_the_results(desk: Page, stories: Stories) -> None:
    desk.locator(".hit-row h3 a").first.click()
    first = desk.get_by_role("heading", level=1).inner_text()
    desk.get_by_role("link", name="next →").click()
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(first)
    desk.get_by_role("link", name="← previous").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(first)
