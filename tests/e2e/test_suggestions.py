"""Names suggested while one types: by keyboard, by mouse, and not at all without JavaScript."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from corpus.models import Actor, ActorName, Mention
from corpus.names import fold_name
from tests.e2e.conftest import MARKS, Watch
from tests.e2e.test_reading import heading
from tests.search.stories import Stories, index_stories

pytestmark = list(MARKS)


def name_many(stories: Stories) -> None:
    """Name more actors than fit the panel, so that it has a box to find one."""
    for letter in "ABCDEFGHIJKL":
        actor = Actor.objects.create(name=f"Boatman {letter}", kind="person", key=f"person:boatman {letter}")
        ActorName.objects.create(actor=actor, name=actor.name, key=fold_name(actor.name))
        for key in ("vote", "market") if letter == "C" else ("market",):
            Mention.objects.create(article=stories.articles[key], surface="x", kind="person", actor=actor, rule="x")
    index_stories()


def test_a_name_is_taken_by_keyboard(desk: Page, stories: Stories) -> None:
    box = desk.get_by_label("Search the articles")
    box.press_sequentially("pan")
    options = desk.locator("#suggestions li")
    expect(options).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_role("combobox")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert Axe().run(desk).violations_count == 0
    box.press("Enter")
    heading(desk, "2 articles")
    expect(desk).to_have_url(re.compile(rf"\?location={stories.id('Panjshir')}$"))


def test_escape_and_leaving_close_the_list_and_keep_the_words(desk: Page) -> None:
    box = desk.get_by_label("Search the articles")
    for leave in ("Escape", "Tab"):
        box.fill("")
        box.press_sequentially("riv")
        expect(desk.locator("#suggestions li")).to_have_count(2)
        box.press(leave)
        expect(desk.get_by_role("listbox")).to_have_count(0)
        expect(box).to_have_attribute("aria-expanded", "false")
        expect(box).to_have_value("riv")


def test_enter_without_a_choice_searches_for_the_words(desk: Page) -> None:
    box = desk.get_by_label("Search the articles")
    box.press_sequentially("river")
    expect(desk.locator("#suggestions li")).to_have_count(2)
    box.press("ArrowDown")
    box.press("ArrowUp")
    box.press("Enter")
    expect(desk).to_have_url(re.compile(r"\?q=river$"))
    expect(desk.get_by_role("listbox")).to_have_count(0)


def test_an_actor_is_found_inside_the_search_and_added_to_it(desk: Page, watch: Watch, stories: Stories) -> None:
    name_many(stories)
    desk.goto(watch.home + f"/?location={stories.id('Kabul')}")
    box = desk.get_by_label("Find an actor")
    box.press_sequentially("boatman")
    expect(desk.locator("#suggestions li")).to_have_count(10)
    first = desk.locator("#suggestions li").first
    expect(first).to_contain_text("Boatman C")
    expect(first.locator(".n")).to_have_text("2")
    first.click()
    heading(desk, "2 articles")
    expect(desk.locator(".chip")).to_have_count(2)


def test_without_javascript_the_box_leads_to_all_values(plain_desk: Page, watch: Watch, stories: Stories) -> None:
    name_many(stories)
    plain_desk.goto(watch.home + f"/?location={stories.id('Kabul')}")
    plain_desk.get_by_label("Find an actor").fill("man c")
    plain_desk.keyboard.press("Enter")
    plain_desk.get_by_role("link", name="Boatman C 2").click()
    heading(plain_desk, "2 articles")
