"""Accessibility and layout: axe finds nothing, nothing scrolls sideways, the phone has its bar."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MARKS, Watch
from tests.search.stories import Stories

pytestmark = list(MARKS)

PAGES = {
    "results": "/?q=toll",
    "filters": "/?actor={River Board}&actor.not={Oren Talvik}&location={Panjshir}&from=2021&to=2021",
    "nothing": "/?q=zeppelin&actor={River Board}",
    "errors": "/?from=yesterday&q=%22toll",
    "article": "/articles/{ferry}/?back=q%3Dtoll&n=1",
    "french": "/articles/{french}/",
    "facet": "/facets/actor/",
    "few": "/?q=toll+dykes&axis=mentioned",
    "actor": "/actors/{River Board}/",
    "location": "/locations/{Panjshir}/",
    "help": "/help/",
    "missing": "/articles/999999/",
}


def address(name: str, stories: Stories) -> str:
    return re.sub(r"{([^}]+)}", lambda match: str(stories.id(match[1])), PAGES[name])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, watch: Watch, stories: Stories, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(watch.home + address(name, stories))
    if name == "article":
        page.locator(".text a.m").first.click()
        page.locator(".removed summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(page: Page, watch: Watch, stories: Stories, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(watch.home + address(name, stories))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_phone_keeps_filters_behind_one_button(phone: Page, stories: Stories) -> None:
    expect(phone.locator(".filters")).to_be_hidden()
    bar = phone.locator(".bottom-bar")
    expect(bar).to_contain_text("Show 7 articles")
    bar.get_by_role("link", name="Filters").click()
    expect(phone.locator(".filters")).to_be_visible()
    expect(phone.locator(".results")).to_be_hidden()
    phone.locator(f"#actor-{stories.id('River Board')}").check()
    expect(bar).to_contain_text("Filters (1)")
    expect(phone.locator(".filters")).to_be_visible()
    bar.get_by_role("link", name="Show 3 articles").click()
    expect(phone.locator(".filters")).to_be_hidden()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()


def test_targets_on_a_phone_are_24_pixels(phone: Page) -> None:
    small = phone.evaluate(
        """() => [...document.querySelectorAll('a, button, label')]
        .filter(each => each.getClientRects().length && !each.closest('.vh, .skip, p.dateline, h3, svg, footer'))
        .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24)
        .map(([text, box]) => `${text}: ${box.width}×${box.height}`)"""
    )
    assert small == []


def test_the_printed_page_leaves_the_instrument_out(page: Page, watch: Watch) -> None:
    page.goto(watch.home + "/")
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".hits")).to_be_visible()
