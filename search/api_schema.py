"""What the API takes and gives, as its OpenAPI description says it."""

from __future__ import annotations

from typing import Any, Final, Literal

from ninja import Schema

from search.facets import FACETS
from search.state import AXES, INTERVALS, MAX_FACET_LIMIT, MAX_PAGE, MAX_SIZE, SORTS


class ErrorDetail(Schema):
    """What was wrong; `position` counts characters of the query text from 0."""

    code: str
    message: str
    parameter: str | None
    position: int | None


class Error(Schema):
    """An answer other than 200."""

    error: ErrorDetail


class ActorTag(Schema):
    """An actor of an article."""

    id: int
    name: str
    kind: str


class LocationTag(Schema):
    """A location of an article; `country` is ISO 3166-1 alpha-2 or empty."""

    id: int
    name: str
    country: str


class ArticleFound(Schema):
    """An article found; `snippets` are HTML with nothing but <mark>, `published` is ISO 8601 to its precision."""

    id: int
    external_id: str
    permalink: str
    title: str
    source: str
    url: str
    published: str | None
    published_precision: Literal["day", "month", "year"] | None
    score: float | None
    copies: int
    snippets: list[str]
    actors: list[ActorTag]
    locations: list[LocationTag]


class Query(Schema):
    """The query as it was understood."""

    parsed: str
    state: dict[str, str | list[str]]


class Note(Schema):
    """Something to tell about a search."""

    code: str
    level: Literal["error", "note"]
    message: str
    parameter: str | None
    position: int | None


class Value(Schema):
    """A facet value and the number of articles it would give."""

    id: int | str
    label: str
    count: int
    selected: bool


class LocationValue(Value):
    """A location; `parent` is the id of the one it lies in."""

    parent: int | None


class FacetCounts(Schema):
    """A facet: distinct values, articles without any, and the commonest values."""

    total: int
    missing: int
    values: list[Value]


class LocationCounts(FacetCounts):
    """The locations."""

    values: list[LocationValue]  # type: ignore[assignment]


class DateCounts(Schema):
    """The histogram: bars + coarser + missing = total on the published axis.

    A bar is {from, to, label, count}; its days are inclusive.
    """

    interval: Literal["day", "week", "month", "quarter", "year"]
    coarser: int
    missing: int
    values: list[dict[str, str | int]]


class Facets(Schema):
    """The counts of a search."""

    actor: FacetCounts
    location: LocationCounts
    source: FacetCounts
    language: FacetCounts
    date: DateCounts


class SearchAnswer(Schema):
    """The answer to a search; `next` is the cursor of the following page."""

    query: Query
    total: int
    took_ms: float
    next: str | None
    messages: list[Note]
    results: list[ArticleFound]
    facets: Facets


class RemovedLine(Schema):
    """A line that cleaning took out."""

    text: str
    rule: str


class MentionFound(Schema):
    """A mention; `start` and `end` are code points into `field`, null when the record itself supplied it.

    Actors and locations carry `id`; locations also geonameid, country, admin1, lat, lon; dates from, to, precision.
    """

    start: int | None
    end: int | None
    text: str
    field: Literal["title", "text"]
    kind: str
    name: str
    confidence: float
    rule: str


class Version(Schema):
    """An article of a story; `published` is ISO 8601 to its precision."""

    id: int
    permalink: str
    title: str
    source: str
    published: str | None


class Story(Schema):
    """The articles that are one piece of writing, the one published first (`id`) before the others, at most 100."""

    id: int
    permalink: str
    copies: int
    outlets: int
    articles: list[Version]


class ArticleWhole(ArticleFound):
    """An article with its text and the evidence."""

    text: str
    author: str
    language: str
    published_status: str
    added: str
    removed: list[RemovedLine]
    mentions: list[MentionFound]
    story: Story | None


class FacetAnswer(Schema):
    """A page of all the values of a facet."""

    facet: str
    total: int
    missing: int
    page: int
    pages: int
    messages: list[Note]
    values: list[Value | LocationValue]


class SuggestedValue(Schema):
    """A facet value whose `name` begins with what was typed."""

    facet: str
    id: int
    label: str
    name: str
    kind: str
    country: str
    inside: str
    count: int
    url: str


class SuggestAnswer(Schema):
    """Suggestions, the commonest first."""

    suggestions: list[SuggestedValue]


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "in": "query",
        "name": name,
        "schema": schema,
        "required": False,
        "description": description,
        "allowEmptyValue": True,
        "style": "form",
        "explode": True,
    }


def _facet_parameters() -> list[dict[str, Any]]:
    many: dict[str, Any] = {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}
    made = []
    for facet in FACETS:
        what = f"An id, {'' if facet.numbered else 'code, '}name, or “none” ({facet.none_label})"
        made.append(_parameter(facet.name, many, f"{what}; several are OR-ed."))
        made.append(_parameter(f"{facet.name}.all", many, f"{facet.many.capitalize()} that must all be there."))
        made.append(_parameter(f"{facet.name}.not", many, f"{facet.many.capitalize()} that must not be there."))
    return made


_TEXT: Final = {"type": "string"}
_CLAMPED: Final = {"type": "integer", "minimum": 1, "maximum": 10**12 - 1}  # read as their limit when they are greater
_DATE: Final = r"^([0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2})?)?|-[0-9]{1,5}d)?$"
STATE_PARAMETERS: Final[list[dict[str, Any]]] = [
    _parameter("q", _TEXT, "The query text, in Dateline's query language."),
    *_facet_parameters(),
    _parameter(
        "from",
        {"type": "string", "pattern": _DATE, "examples": ["2021-09"]},
        "First day: 2021, 2021-09, 2021-09-05 or -30d.",
    ),
    _parameter("to", {"type": "string", "pattern": _DATE, "examples": ["2021-12-31"]}, "Last day, inclusive."),
    _parameter("date", {"type": "string", "enum": ["none"]}, "“none”: undated articles too."),
    _parameter("axis", {"type": "string", "enum": list(AXES)}, "Which dates from and to are about."),
    _parameter("interval", {"type": "string", "enum": list(INTERVALS)}, "Width of the histogram's bars."),
    _parameter("sort", {"type": "string", "enum": list(SORTS)}, "Order; default relevance with q, else -date."),
    _parameter(
        "group",
        {"type": "string", "enum": ["article", "story"]},
        "What is counted: every article, or copies of one text once, as a story.",
    ),
    _parameter("facet_limit", _CLAMPED, f"Values a facet; at most {MAX_FACET_LIMIT:,}."),
]
PAGE_PARAMETER: Final = _parameter("page", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}, "Page, from 1.")
PAGING_PARAMETERS: Final[list[dict[str, Any]]] = [
    PAGE_PARAMETER,
    _parameter("size", _CLAMPED, f"Articles a page; at most {MAX_SIZE}."),
    _parameter("cursor", _TEXT, "The “next” of the answer before."),
]
LISTING_PARAMETERS: Final[list[dict[str, Any]]] = [
    PAGE_PARAMETER,
    _parameter("prefix", _TEXT, "Only values whose label begins so, without case and accents."),
    _parameter("contains", _TEXT, "Only values whose label holds this."),
    _parameter("order", {"type": "string", "enum": ["count", "label"]}, "Order of the values."),
]
SUGGEST_PARAMETERS: Final[list[dict[str, Any]]] = [
    _parameter("q", _TEXT, "What was typed so far."),
    _parameter("facet", {"type": "string", "enum": ["actor", "location", "source"]}, "Only values of this facet."),
    _parameter("in", _TEXT, "The query string of the search to count in; default all articles."),
]
