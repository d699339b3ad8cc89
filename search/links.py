"""Addresses of pages for a search state, and of the searches one step away from one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus, urlencode

from django.urls import get_script_prefix, reverse

from search.facets import FACET_BY_NAME
from search.state import DEFAULT_FACET_LIMIT, DEFAULT_SIZE, Choice, Mode, SearchState

NOT_IN_PAGES: Final = {"facet_limit": DEFAULT_FACET_LIMIT, "cursor": ""}
_SUFFIXES: Final[dict[Mode, str]] = {"any": "", "all": ".all", "not": ".not"}
_DATES: Final = frozenset(("from", "to", "date"))
_PLACES: Final = frozenset(("page", "cursor"))


def with_query(path: str, query: str) -> str:
    """Return a path with a query string behind it, if there is one."""
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=64)
def _path(name: str, prefix: str) -> str:
    """Return the path of a page without arguments; `prefix` is where the site is mounted."""
    return prefix + reverse(name).removeprefix(prefix)


@lru_cache(maxsize=64)
def _around_number(name: str, prefix: str) -> tuple[str, str]:
    """Return what stands before and behind the id in the path of a page about one thing."""
    before, _, behind = reverse(name, args=[0]).removeprefix(prefix).rpartition("0")
    return prefix + before, behind


def numbered_path(name: str, number: int) -> str:
    """Return the path of the page about the article, actor or location of an id."""
    return numbered_paths(name)(number)


def numbered_paths(name: str) -> Callable[[int], str]:
    """Return what gives such paths as long as a request lasts."""
    before, behind = _around_number(name, get_script_prefix())
    return lambda number: f"{before}{number}{behind}"


def story_url(article_id: int, other_id: int = 0) -> str:
    """Return the address of the story of an article, compared with another article of it."""
    return with_query(numbered_path("story", article_id), f"with={other_id}" if other_id else "")


def search_url(state: SearchState) -> str:
    """Return the address of the search page for a state."""
    return with_query(_path("search", get_script_prefix()), state.query_string())


def export_url(name: str, state: SearchState) -> str:
    """Return the address of an export or feed of the whole search, whatever page it shows."""
    whole = state.changed(size=DEFAULT_SIZE, **NOT_IN_PAGES)
    return with_query(_path(name, get_script_prefix()), whole.query_string())


def facet_url(facet: str, state: SearchState) -> str:
    """Return the address of the page with all values of a facet."""
    return with_query(reverse("facet", args=[facet]), state.changed(**NOT_IN_PAGES).query_string())


def article_url(article_id: int, state: SearchState, position: int) -> str:
    """Return the address of an article that remembers the search and the place in it (from 1)."""
    return Addresses(state).article(article_id, position)


def value_url(facet: str, value: object) -> str:
    """Return the address of the search for one value of a facet."""
    return f"{_path('search', get_script_prefix())}?{_encoded(facet, str(value))}"


def about_url(facet: str, value: object) -> str:
    """Return the address of the page about an actor or a location."""
    return numbered_path(facet, int(str(value)))


def with_value_url(state: SearchState, facet: str, value: str) -> str:
    """Return the address of a search with a value among the plain ones of its facet."""
    return search_url(state.changed() if value in state.choice(facet).any else state.toggle(facet, value))


def hit_url(state: SearchState, position: int) -> str:
    """Return the address that leads to the article at a place (from 1) of a search."""
    query = state.changed(page=1, cursor="").query_string()
    return with_query(_path("hit", get_script_prefix()), urlencode({"back": query, "n": position}))


class Addresses:
    """The searches one step away from a state, each address as `search_url` has it.

    A page holds hundreds of them: what they have in common is encoded once, in the order of `SearchState.pairs`.
    """

    def __init__(self, state: SearchState) -> None:
        self.state = state
        self.path = _path("search", get_script_prefix())
        self.query: list[str] = []
        self.facets: dict[str, list[str]] = {name: [] for name in FACET_BY_NAME}
        self.dates: list[str] = []
        self.rest: list[str] = []
        for name, value in state.pairs():
            if name not in _PLACES:
                self._part(name).append(_encoded(name, value))
        self.same = self._address(self.query, *self.facets.values(), self.dates, self.rest)
        self._back = quote_plus(self.same.partition("?")[2])
        self._article = _around_number("article", get_script_prefix())

    def _part(self, name: str) -> list[str]:
        if name == "q":
            return self.query
        if name in _DATES:
            return self.dates
        return self.facets.get(name.partition(".")[0], self.rest)

    def _address(self, *parts: Iterable[str]) -> str:
        return with_query(self.path, "&".join([pair for part in parts for pair in part]))

    def toggled(self, facet: str, value: str, mode: Mode = "any") -> str:
        """Return the address with a value chosen in this mode, or no longer if it was."""
        choice = self.state.choice(facet)
        if choice and (value in choice.any or value in choice.all or value in choice.excluded):
            return search_url(self.state.toggle(facet, value, mode))
        own = self._chosen(facet, choice, value, mode) if choice else [_encoded(facet + _SUFFIXES[mode], value)]
        others = [own if name == facet else pairs for name, pairs in self.facets.items()]
        return self._address(self.query, *others, self.dates, self.rest)

    def _chosen(self, facet: str, choice: Choice, value: str, mode: Mode) -> list[str]:
        own = []
        for each, suffix in _SUFFIXES.items():
            chosen = {*choice.values(each), value} if each == mode else set(choice.values(each))
            own += [_encoded(facet + suffix, one) for one in sorted(chosen)]
        return own

    def narrowed(self, facet: str, value: str) -> str:
        """Return the address of the search narrowed to a value: on top of what is chosen, never beside it."""
        choice = self.state.choice(facet)
        if value in choice.any or value in choice.all:
            return self.same
        return self.toggled(facet, value, "all" if choice.any else "any")

    def dated(self, first: str, last: str, *, keep_interval: bool = True) -> str:
        """Return the address narrowed to these days (ISO 8601); without its interval, the bars get finer."""
        rest = self.rest if keep_interval else [pair for pair in self.rest if not pair.startswith("interval=")]
        return self._address(self.query, *self.facets.values(), (f"from={first}", f"to={last}"), rest)

    def article(self, article_id: int, position: int) -> str:
        """Return the address of an article that remembers the search and the place in it (from 1)."""
        before, behind = self._article
        return f"{before}{article_id}{behind}?back={self._back}&n={position}"


def _encoded(name: str, value: str) -> str:
    return f"{quote_plus(name)}={quote_plus(value)}"
