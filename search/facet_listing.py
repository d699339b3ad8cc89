"""The page with all values of a facet as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from search import service
from search.facets import Facet
from search.links import NOT_IN_PAGES, Addresses, search_url, with_query
from search.panels import Row, told_apart, value_row
from search.presentation import Link, number_links
from search.state import SearchState

ORDERS: Final = (("count", "Most articles"), ("label", "A–Z"))


@dataclass(frozen=True, slots=True)
class FacetListing:
    """Everything the page says; `asked` is what the values are narrowed to."""

    name: str
    title: str
    summary: str
    state: SearchState
    asked: str
    find_label: str
    rows: tuple[Row, ...]
    orders: tuple[Link, ...]
    pages: tuple[Link, ...]
    hidden: tuple[tuple[str, str], ...]
    back_url: str
    suggests: bool
    query: str


def list_facet(facet: Facet, state: SearchState, asked: Mapping[str, str], *, order: str) -> FacetListing:
    """Return a page of the values of a facet in a search. Raises the engine's errors."""
    found = service.facet_values(
        state, facet.name, prefix=asked["prefix"], contains=asked["contains"], order=order, page=state.page
    )
    whole = state.changed(cursor="")
    addresses = Addresses(whole)
    most = max((value.count for value in found.values), default=1) or 1

    def address(order: str, page: int = 1) -> str:
        pairs = [*whole.changed(page=page).pairs(), *((key, value) for key, value in asked.items() if value)]
        query = urlencode(pairs + ([("order", order)] if order != "count" else []))
        return with_query(reverse("facet", args=[facet.name]), query)

    return FacetListing(
        name=facet.name,
        title=f"{facet.label}: all {facet.many}",
        summary=_summary(facet, found.total, state, asked),
        state=state,
        asked=asked["contains"] or asked["prefix"],
        find_label=f"Find {'an' if facet.one[0] in 'aeiou' else 'a'} {facet.one}",
        rows=tuple(value_row(facet, value, addresses, most=most) for value in told_apart(found.values)),
        orders=tuple(Link(label, address(name), current=name == order) for name, label in ORDERS),
        pages=number_links(found.page, found.pages, lambda page: address(order, page)),
        hidden=(*whole.pairs(), *([("order", order)] if order != "count" else [])),
        back_url=search_url(whole),
        suggests=facet.numbered,
        query=whole.changed(**NOT_IN_PAGES).query_string(),
    )


def _summary(facet: Facet, total: int, state: SearchState, asked: Mapping[str, str]) -> str:
    called = f"{total:,} {facet.one if total == 1 else facet.many}"
    holding = f" with “{asked['contains']}” in the name" if asked["contains"] else ""
    beginning = f" beginning with “{asked['prefix']}”" if asked["prefix"] else ""
    return f"{called}{holding}{beginning} in {'this search' if state.q or state.has_filters else 'all articles'}"
