"""A page as a person sees it, for tests: parts are found by simple CSS selectors."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from django.test import Client
from lxml import html
from lxml.html import HtmlElement

from search.state import SearchState

_SIMPLE = re.compile(r"(?P<tag>^[\w]+)|#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)|\[(?P<key>[\w-]+)(?:=(?P<value>[^\]]+))?\]")


def xpath(selector: str) -> str:
    """Return a selector of tags, #ids, .classes, [attributes], descendants and children as XPath."""
    ways = []
    for one in selector.split(","):
        way = ""
        axis = "//"
        for part in one.split():
            if part == ">":
                axis = "/"
                continue
            way += axis + _compound(part)
            axis = "//"
        ways.append("." + way)
    return " | ".join(ways)


def _compound(part: str) -> str:
    tag, tests = "*", ""
    for match in _SIMPLE.finditer(part):
        if match["tag"]:
            tag = match["tag"]
        elif match["id"]:
            tests += f'[@id="{match["id"]}"]'
        elif match["class"]:
            tests += f'[contains(concat(" ", normalize-space(@class), " "), " {match["class"]} ")]'
        elif match["value"]:
            tests += f'[@{match["key"]}="{match["value"]}"]'
        else:
            tests += f"[@{match['key']}]"
    return tag + tests


def words(element: HtmlElement) -> str:
    """Return the text of an element with its spaces collapsed."""
    return " ".join(element.text_content().split())


class Page:
    """A page that was asked for."""

    def __init__(self, client: Client, address: str, headers: dict[str, str] | None = None) -> None:
        self.response = client.get(address, headers=headers)
        self.source = self.response.content.decode()
        self.tree = html.fromstring(self.source)

    def all(self, selector: str) -> list[HtmlElement]:
        return self.tree.xpath(xpath(selector))

    def one(self, selector: str) -> HtmlElement:
        found = self.all(selector)
        assert found, f"nothing on the page is {selector!r}"
        return found[0]

    def text(self, selector: str) -> str:
        return words(self.one(selector))

    def texts(self, selector: str) -> list[str]:
        return [words(each) for each in self.all(selector)]

    def total(self) -> int:
        return int(self.text("h1 .n").split()[0].replace(",", ""))

    def count(self, element: str) -> int:
        return int(self.text(f"label[for={element}] .n").replace(",", ""))

    def row(self, element: str) -> HtmlElement:
        return self.one(f"#{element}").getparent()

    def link(self, name: str) -> str:
        for each in self.all("a"):
            if name in (each.get("aria-label") or words(each)):
                return str(each.get("href"))
        raise AssertionError(f"no link {name!r}")


def state_of(address: str) -> SearchState:
    """Return the state of an address of the search page."""
    return SearchState.parse(parse_qsl(urlsplit(address).query))[0]


Visit = Callable[..., Page]  # of an address, with headers if need be
