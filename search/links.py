"""Addresses of pages for a search state."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from search.state import DEFAULT_FACET_LIMIT, DEFAULT_SIZE, SearchState

NOT_IN_PAGES: Final = {"facet_limit": DEFAULT_FACET_LIMIT, "cursor": ""}


def with_query(path: str, query: str) -> str:
    """Return a path with a query string behind it, if there is one."""
    return f"{path}?{query}" if query else path


def search_url(state: SearchState) -> str:
    """Return the address of the search page for a state."""
    return with_query(reverse("search"), state.query_string())


def export_url(name: str, state: SearchState) -> str:
    """Return the address of an export or feed of the whole search, whatever page it shows."""
    whole = state.changed(size=DEFAULT_SIZE, **NOT_IN_PAGES)
    return with_query(reverse(name), whole.query_string())


def facet_url(facet: str, state: SearchState) -> str:
    """Return the address of the page with all values of a facet."""
    return with_query(reverse("facet", args=[facet]), state.changed(**NOT_IN_PAGES).query_string())


def article_url(article_id: int, state: SearchState, position: int) -> str:
    """Return the address of an article that remembers the search and the place in it (from 1)."""
    query = state.changed(page=1, cursor="").query_string()
    return with_query(reverse("article", args=[article_id]), urlencode({"back": query, "n": position}))


def value_url(facet: str, value: object) -> str:
    """Return the address of the search for one value of a facet."""
    return search_url(SearchState().toggle(facet, str(value)))


def about_url(facet: str, value: object) -> str:
    """Return the address of the page about an actor or a location."""
    return reverse(facet, args=[value])


def with_value_url(state: SearchState, facet: str, value: str) -> str:
    """Return the address of a search with a value among the plain ones of its facet."""
    return search_url(state.changed() if value in state.choice(facet).any else state.toggle(facet, value))


def hit_url(state: SearchState, position: int) -> str:
    """Return the address that leads to the article at a place (from 1) of a search."""
    query = state.changed(page=1, cursor="").query_string()
    return with_query(reverse("hit"), urlencode({"back": query, "n": position}))
