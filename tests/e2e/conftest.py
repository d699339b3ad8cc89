"""A browser, a served site with a handful of articles, and a watch on what the browser says and asks for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.search.stories import Stories, index_stories, tell_stories

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
MARKS = (
    pytest.mark.e2e,
    # pytest-playwright is older than pytest 9.2: its base_url fixture is an instance method.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as:pytest.PytestRemovedIn10Warning"),
)
FLAGS = [
    f"--{flag}"
    for flag in (
        *("no-sandbox", "disable-gpu", "disable-quic", "no-first-run"),
        *("disable-background-networking", "disable-component-update", "disable-sync"),
    )
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium; nothing is downloaded."""
    if not CHROMIUM.exists():
        reason = f"needs Chromium at {CHROMIUM} (apt-get install chromium, or set CHROMIUM to its path)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": FLAGS}


@pytest.fixture
def stories(index: Path, transactional_db: None) -> Stories:
    """Return a few articles, searchable."""
    made = tell_stories()
    index_stories()
    return made


class Watch:
    """What a page logged and which other hosts it asked."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.logged: list[str] = []
        self.strangers: list[str] = []

    def over(self, page: Page) -> Page:
        """Watch a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.logged.append(str(error)))
        page.on("request", self._request)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        self.logged.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.strangers.append(request.url)


@pytest.fixture
def watch(live_server: Any, stories: Stories) -> Iterator[Watch]:
    """Watch pages, and fail the test if one logs anything or asks another host."""
    made = Watch(live_server.url)
    yield made
    assert made.logged == []
    assert made.strangers == []


@pytest.fixture
def desk(page: Page, watch: Watch) -> Page:
    """Return a page of 1280 pixels on the search, with JavaScript."""
    page.set_viewport_size({"width": 1280, "height": 1000})
    watch.over(page).goto(watch.home + "/")
    return page


@pytest.fixture
def plain_desk(browser: Browser, watch: Watch) -> Iterator[Page]:
    """Return a page on the search without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 1000})
    page = watch.over(context.new_page())
    page.goto(watch.home + "/")
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser, watch: Watch) -> Iterator[Page]:
    """Return a page of 375 pixels on the search."""
    context = browser.new_context(viewport={"width": 375, "height": 780}, has_touch=True)
    page = watch.over(context.new_page())
    page.goto(watch.home + "/")
    yield page
    context.close()
