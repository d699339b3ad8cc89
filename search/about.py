"""The page about an actor or a location as a value: its names, and what a search for it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from corpus.models import Actor, Location, Mention
from corpus.names import fold_name
from search import service
from search.facets import FACET_BY_NAME
from search.headline import with_article
from search.labels import ANCESTORS
from search.links import Addresses, about_url, export_url, facet_url, search_url
from search.marking import spot
from search.panels import told_apart
from search.presentation import HitRow, Link, hit_row
from search.results import FacetGroup, FacetValue, Results
from search.state import Choice, SearchState
from search.strip import Strip, strip

LATEST: Final = 5
MOST_VALUES: Final = 8
MOST_COUNTED: Final = 40
MOST_NAMES: Final = 12
MOST_MENTIONS: Final = 5_000  # the latest, read for the words that an actor or location is called by
MOST_INNER: Final = 20
MOST_LEVELS: Final = 6

HEADINGS: Final = {
    ("", "actor"): "Who",
    ("", "location"): "Where",
    ("", "source"): "Sources",
    ("actor", "actor"): "With whom",
    ("location", "location"): "Together with",
}

Entity = Actor | Location


@dataclass(frozen=True, slots=True)
class Share:
    """Something that occurs together with the subject: `url` finds the articles with both, `about` is its own page."""

    label: str
    count: str
    share: int
    url: str
    about: str = ""
    about_label: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A list of shares under a heading; `all_url` lists the rest."""

    name: str
    label: str
    rows: tuple[Share, ...]
    all_url: str = ""
    all_label: str = ""


@dataclass(frozen=True, slots=True)
class AboutPage:
    """Everything the page says; `above` leads from the country downwards to what the location lies in."""

    title: str
    name: str
    look: str
    kind: str
    above: tuple[Link, ...]
    spot: str
    also: tuple[str, ...]
    rest_of_also: tuple[str, ...]
    written: tuple[str, ...]
    count: str
    search_label: str
    search_url: str
    feed_url: str
    url: str
    strip: Strip | None
    columns: tuple[Column, ...]
    rows: tuple[HitRow, ...]


def about_page(subject: Entity, *, today: date) -> AboutPage:
    """Return the page about an actor or a location. Raises the engine's errors."""
    facet = "actor" if isinstance(subject, Actor) else "location"
    state = SearchState().toggle(facet, str(subject.pk))
    results = service.search(_required(state, facet), inner=MOST_INNER if facet == "location" else 0)
    addresses = Addresses(state)
    above = _above(subject) if isinstance(subject, Location) else []
    kind, country = _kind(subject), _country(subject) if isinstance(subject, Actor) else ""
    also = _also(subject)
    inside = f" in {above[-1].name}" if above else ""
    return AboutPage(
        title=f"{subject.name}, {kind.lower()}{inside}",
        name=subject.name,
        look=FACET_BY_NAME[facet].colour,
        kind=f"{kind}, {country}" if country else kind,
        above=tuple(Link(each.name, about_url("location", each.pk)) for each in above),
        spot=spot(subject) if isinstance(subject, Location) else "",
        also=tuple(also[:MOST_NAMES]),
        rest_of_also=tuple(also[MOST_NAMES:]),
        written=tuple(_written(subject)),
        count=f"{results.total:,} {'article' if results.total == 1 else 'articles'}",
        search_label=_search_label(results.total),
        search_url=search_url(state),
        feed_url=export_url("feed", state),
        url=about_url(facet, subject.pk),
        strip=strip(results.dates, state, today=today),
        columns=tuple(column for column in _columns(facet, str(subject.pk), state, results) if column.rows),
        rows=tuple(hit_row(hit, addresses, place) for place, hit in enumerate(results.hits, start=1)),
    )


def _required(state: SearchState, facet: str) -> SearchState:
    """Return the same search with the value under `.all`: then its own facet is counted together with it."""
    return state.with_choice(facet, Choice(all=state.choice(facet).any)).changed(size=LATEST, facet_limit=MOST_COUNTED)


def _search_label(total: int) -> str:
    if not total:
        return ""
    return "The article as a search" if total == 1 else f"All {total:,} articles"


def _kind(subject: Entity) -> str:
    return "Actor" if subject.kind == "unknown" else str(subject.get_kind_display()).capitalize()


def _country(actor: Actor) -> str:
    names = Location.objects.filter(kind="country", country=actor.country).values_list("name", flat=True)
    return next(iter(names), actor.country) if actor.country else ""


def _above(location: Location) -> list[Location]:
    """Return what a location lies in, the country first."""
    above: list[Location] = []
    parent = location.parent
    while parent is not None and len(above) < MOST_LEVELS:
        above.insert(0, parent)
        parent = parent.parent
    return above


def _also(subject: Entity) -> list[str]:
    """Return the other names, those in Latin letters first."""
    own = fold_name(subject.name)
    rows = subject.names.order_by("name", "id").values_list("key", "name")
    names = [name for key, name in rows if key != own]
    return sorted(names, key=lambda name: not name[:1].isascii())


def _written(subject: Entity) -> list[str]:
    """Return the words that articles call it by, the commonest first, without differences of case and accents."""
    shown = Mention.objects.filter(article__hidden=False, start__isnull=False)
    own = shown.filter(actor=subject) if isinstance(subject, Actor) else shown.filter(location=subject)
    latest = own.order_by("-id").values_list("surface", flat=True)[:MOST_MENTIONS]
    surfaces = Counter(" ".join(surface.split()) for surface in latest)
    commonest: dict[str, str] = {}
    for surface, _ in sorted(surfaces.items(), key=lambda each: (-each[1], each[0])):
        commonest.setdefault(fold_name(surface), surface)
    return list(commonest.values())[:MOST_NAMES]


def _columns(facet: str, own: str, state: SearchState, results: Results) -> Iterator[Column]:
    groups = results.facets
    inner = [value for value in groups["location"].values if facet == "location" and value.parent == own]
    yield _column("inside", "Inside it", inner[:MOST_INNER], state, facet="location")
    for name in ("actor", "location", "source"):
        group = groups[name]
        left_out = {own, *(_tied(group, int(own)) if facet == "location" else ())} if name == facet else set()
        values = [value for value in group.values if value.id not in left_out][:MOST_VALUES]
        heading = HEADINGS.get((facet, name), HEADINGS["", name])
        column = _column(name, heading, values, state, facet=name)
        more = name != facet and group.total > len(column.rows)
        yield replace(column, all_url=facet_url(name, state), all_label=f"all {group.total:,}…") if more else column


def _tied(group: FacetGroup, own: int) -> set[str]:
    """Return the values that lie in a location or that it lies in: an article about one is about the other."""
    rows = Location.objects.filter(pk__in=[int(value.id) for value in group.values]).values_list("id", *ANCESTORS)
    above = set(Location.objects.filter(pk=own).values_list(*ANCESTORS)[0])
    return {str(key) for key, *parents in rows if own in parents or key in above}


def _column(name: str, label: str, values: Sequence[FacetValue], state: SearchState, *, facet: str) -> Column:
    shown = [value for value in told_apart(values) if value.count]
    most = max((value.count for value in shown), default=1)
    return Column(name, label, tuple(_share(facet, value, state, most) for value in shown))


def _share(facet: str, value: FacetValue, state: SearchState, most: int) -> Share:
    has_page = facet in ("actor", "location")
    return Share(
        label=value.label,
        count=f"{value.count:,}",
        share=round(100 * value.count / most),
        url=search_url(state.toggle(facet, value.id, "all" if state.choice(facet).any else "any")),
        about=about_url(facet, value.id) if has_page else "",
        about_label=f"About {with_article(value.label)}" if has_page else "",
    )
