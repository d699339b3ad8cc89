"""The search page as a value: every address, count and label that the template prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from search.copies import in_words as copies_in_words
from search.facets import FACET_BY_NAME
from search.headline import Chip, Headline, chips, headline, with_article
from search.links import NOT_IN_PAGES, Addresses, about_url, export_url, search_url, story_url
from search.messages import Message
from search.offers import Alternative
from search.panels import ALWAYS_SHOWN, DatePanel, Panel, date_panel, panels
from search.requests import faults
from search.results import Hit, Results, Tag
from search.state import DEFAULT_SIZE, SearchState
from search.strip import Strip, strip

MOST_TAGS: Final = 4  # of each kind, so that they fit a line
MOST_ABOUT: Final = 2  # pages about an actor or location that a search leads to
MOST_NEAR: Final = 5  # articles with any of the words, shown below the few with all of them
PAGES_AROUND: Final = 2
SORT_LABELS: Final = (
    ("relevance", "Relevance"),
    ("-date", "Newest"),
    ("date", "Oldest"),
    ("-added", "Recently added"),
)
GROUP_LABELS: Final = (("article", "Articles"), ("story", "Stories"))
IN_THE_FORM: Final = ("q", "from", "to", "date", "axis", "page", "cursor", "facet_limit")
NO_PAGE: Final = "…"


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `current` marks where the reader is, `look` is its class, `says` its name for those who hear it."""

    label: str
    url: str
    current: bool = False
    look: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class HitRow:
    """A result as the list shows it."""

    url: str
    title: SafeString
    place: str
    place_url: str
    date: str
    date_iso: str
    date_url: str
    source: str
    source_url: str
    snippets: tuple[SafeString, ...]
    tags: tuple[Link, ...]
    copies: str
    copies_url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A way out of an empty search: what to let go of or write instead, and how many articles that gives."""

    label: str
    url: str
    count: str


@dataclass(frozen=True, slots=True)
class Near:
    """Articles with any of the words, apart from the hits: `url` is their whole search, `count` its articles."""

    count: str
    url: str
    rows: tuple[HitRow, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything the search page says.

    `show` is the button of the phone's bar, `hidden` goes along in the form, `about` are pages on what is chosen,
    `past_end` leads back from beyond the last page, `query` is the search as suggestions are counted in it.
    """

    state: SearchState
    title: str
    count: str
    heading: str
    rest: str
    chips: tuple[Link, ...]
    clear_url: str
    start_over_url: str
    errors: tuple[Message, ...]
    notes: tuple[Message, ...]
    panels: tuple[Panel, ...]
    dates_after: int
    dates: DatePanel
    strip: Strip | None
    sorts: tuple[Link, ...]
    groups: tuple[Link, ...]
    exports: tuple[Link, ...]
    feed_url: str
    rows: tuple[HitRow, ...]
    first_number: int
    pages: tuple[Link, ...]
    hidden: tuple[tuple[str, str], ...]
    filters: int
    show: str
    offers: tuple[Offer, ...]
    near: Near | None
    about: tuple[Link, ...]
    past_end: str
    query: str
    url: str


def hit_row(hit: Hit, addresses: Addresses, position: int) -> HitRow:
    """Return a result with every attribute as a filter."""
    place = next((tag for tag in hit.locations if tag.name == hit.dateline), None)
    shown_locations = [tag for tag in hit.locations if tag is not place][:MOST_TAGS]
    tags = [_tag("actor", tag, addresses) for tag in hit.actors[:MOST_TAGS]]
    tags += [_tag("location", tag, addresses) for tag in shown_locations]
    first, last = (day.isoformat() if day else "" for day in (hit.published_from, hit.published_to))
    source = str(hit.source_id)
    chosen = source in addresses.state.choice("source").any
    return HitRow(
        url=addresses.article(hit.id, position),
        title=mark_safe(hit.title_html),  # noqa: S308 - made of escaped text by search.snippets
        place=hit.dateline,
        place_url=addresses.narrowed("location", str(place.id)) if place else "",
        date=hit.published_label,
        date_iso=hit.published,
        date_url=addresses.dated(first, last) if first else "",
        source=hit.source,
        source_url=search_url(addresses.state) if chosen else addresses.toggled("source", source),
        snippets=tuple(mark_safe(snippet) for snippet in hit.snippets),  # noqa: S308 - likewise
        tags=tuple(tags),
        copies=copies_in_words(hit.copies, hit.outlets),
        copies_url=story_url(hit.story, hit.id if hit.story != hit.id else 0) if hit.copies else "",
    )


def _tag(facet: str, tag: Tag, addresses: Addresses) -> Link:
    look = "who" if facet == "actor" else "where"
    return Link(tag.name, addresses.narrowed(facet, str(tag.id)), look=look)


def sort_links(state: SearchState) -> tuple[Link, ...]:
    """Return the orders to choose from; relevance needs a query."""
    default = state.changed(sort="").order
    return tuple(
        Link(label, search_url(state.changed(sort="" if sort == default else sort)), current=sort == state.order)
        for sort, label in SORT_LABELS
        if state.q or sort != "relevance"
    )


def group_links(state: SearchState) -> tuple[Link, ...]:
    """Return what can be counted: every article, or the copies of a text once."""
    return tuple(
        Link(label, search_url(state.changed(group=group)), current=group == state.group)
        for group, label in GROUP_LABELS
    )


def page_links(state: SearchState, page: int, pages: int) -> tuple[Link, ...]:
    """Return the links between the pages of a search."""
    return number_links(page, pages, lambda number: search_url(state.changed(page=number)))


def number_links(page: int, pages: int, address: Callable[[int], str]) -> tuple[Link, ...]:
    """Return previous, the pages around this one, the first and last, and next; nothing when there is one page."""
    if pages <= 1 and page <= 1:
        return ()
    around = range(max(1, page - PAGES_AROUND), min(pages, page + PAGES_AROUND) + 1)
    links = [Link("← Previous", address(min(page - 1, pages)))] if page > 1 else []
    before = 0
    for number in sorted({1, *around, pages}):
        if number > before + 1:
            links.append(Link(NO_PAGE, ""))
        links.append(Link(f"{number:,}", address(number), current=number == page))
        before = number
    if page < pages:
        links.append(Link("Next →", address(page + 1)))
    return tuple(links)


def hidden_pairs(state: SearchState, shown: Sequence[Panel]) -> tuple[tuple[str, str], ...]:
    """Return what the form must carry along because no control on the page stands for it."""
    visible = {(row.parameter, row.value) for panel in shown for row in panel.rows}
    return tuple(pair for pair in state.pairs() if pair[0] not in IN_THE_FORM and pair not in visible)


def exports(state: SearchState) -> tuple[Link, ...]:
    """Return the ways to take the whole search along."""
    return (Link("CSV", export_url("export-csv", state)), Link("JSONL", export_url("export-jsonl", state)))


def in_words(results: Results, *, today: date) -> Headline:
    """Return the search said back in words."""
    return headline(results.state, names=results.names or {}, total=results.total, parsed=results.parsed, today=today)


def chip_links(results: Results, *, today: date) -> tuple[Link, ...]:
    """Return the filters in force, each as the link that takes it away."""
    return tuple(
        Link(
            chip.label,
            search_url(chip.state),
            look=f"{_colour(chip)} not" if chip.excluded else _colour(chip),
            says=chip.remove,
        )
        for chip in chips(results.state, results.names or {}, today=today)
    )


def _colour(chip: Chip) -> str:
    return "when" if chip.facet == "date" else FACET_BY_NAME[chip.facet].colour


def about_links(results: Results) -> tuple[Link, ...]:
    """Return the pages about the actors and locations that the search is for, when they are few."""
    chosen = (
        [
            (facet, value)
            for facet in ("actor", "location")
            for value in (*results.state.choice(facet).any, *results.state.choice(facet).all)
            if value.isdigit() and value in {each.id for each in results.facets[facet].values if each.count}
        ]
        if results.facets
        else []
    )
    if len(chosen) > MOST_ABOUT:
        return ()
    names = results.names or {}
    return tuple(
        Link(f"About {with_article(names.get(facet, {}).get(value, value))}", about_url(facet, value))
        for facet, value in chosen
    )


def near_page(near: Results | None, hits: Sequence[Hit]) -> Near | None:
    """Return the articles with any of the words that are not among the hits; nothing when there are no more."""
    if near is None or near.total <= len(hits):
        return None
    shown = {hit.id for hit in hits}
    addresses = Addresses(near.state)
    rows = [hit_row(hit, addresses, place) for place, hit in enumerate(near.hits, start=1) if hit.id not in shown]
    whole = near.state.changed(size=DEFAULT_SIZE)
    return Near(f"{near.total:,}", search_url(whole), tuple(rows[:MOST_NEAR])) if rows else None


def search_page(
    results: Results,
    others: Sequence[Alternative],
    *,
    near: Results | None = None,
    raw: Mapping[str, str],
    today: date,
) -> SearchPage:
    """Return the page of an answer.

    `others` are ways on from an answer with few hits, `near` the articles with any of its words, `raw` the dates as the
    reader wrote them.
    """
    state = results.state
    said = in_words(results, today=today)
    removable = chip_links(results, today=today)
    addresses = Addresses(state)
    shown = panels(results)
    first_number = (results.page - 1) * state.size + 1
    found_wrong = faults(results.messages)
    return SearchPage(
        state=state,
        title=said.title,
        count=said.count,
        heading=said.heading,
        rest=said.rest,
        chips=removable,
        clear_url=search_url(state.without_filters()) if state.has_filters else "",
        start_over_url=search_url(SearchState()) if state.q else "",
        errors=found_wrong,
        notes=tuple(message for message in results.messages if message not in found_wrong),
        panels=shown,
        dates_after=sum(1 for panel in shown if panel.name in ALWAYS_SHOWN),
        dates=date_panel(results, raw),
        strip=strip(results.dates, state, today=today),
        sorts=sort_links(state),
        groups=group_links(state),
        exports=exports(state),
        feed_url=export_url("feed", state.changed(sort="")),
        rows=tuple(hit_row(hit, addresses, first_number + place) for place, hit in enumerate(results.hits)),
        first_number=first_number,
        pages=page_links(state, results.page, results.pages),
        hidden=hidden_pairs(state, shown),
        filters=len(removable),
        show=f"Show {said.count}",
        near=near_page(near, results.hits),
        about=about_links(results),
        past_end=search_url(state.changed()) if results.total and not results.hits and state.page > 1 else "",
        query=state.changed(**NOT_IN_PAGES).query_string(),
        offers=tuple(Offer(other.label, search_url(other.state), f"{other.total:,}") for other in others),
        url=search_url(state),
    )
