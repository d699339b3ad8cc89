"""What a search returns to page, API, feed and export alike; what there are dozens of is a tuple, made faster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from search.cursor import write_cursor
from search.engine.contract import Interval
from search.messages import Message
from search.state import SearchState


class Tag(NamedTuple):
    """An actor or location of a hit."""

    id: int
    name: str
    kind: str
    country: str = ""


class Hit(NamedTuple):
    """One article found. `snippets` are safe HTML: escaped text with <mark>. `dateline` = its main location, or ""."""

    id: int
    external_id: str
    permalink: str
    title: str
    title_html: str
    source: str
    source_id: int
    url: str
    author: str
    language: str
    published_from: date | None
    published_to: date | None
    published: str  # ISO 8601 to its precision: 2021, 2021-09, 2021-09-05, "" = undated
    published_precision: str
    published_status: str
    published_label: str  # 5 Sept 2021
    collected: datetime | None
    added: datetime
    score: float | None
    copies: int
    snippets: tuple[str, ...]
    dateline: str
    actors: tuple[Tag, ...]
    locations: tuple[Tag, ...]
    outlets: int = 0  # that its copies appeared in
    story: int = 0  # the id of the article that leads its story; 0 = it has no copies


class FacetValue(NamedTuple):
    """A value of a facet with the number of articles it would give.

    `parent` = id of the location it lies in, or "", `inside` = the name of that one.
    """

    id: str
    label: str
    count: int  # type: ignore[assignment] # hides tuple.count, which nobody asks for
    selected: bool = False
    required: bool = False  # in .all
    excluded: bool = False  # in .not
    parent: str = ""
    kind: str = ""
    country: str = ""
    inside: str = ""


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet's values, count down then label; selected ones are always among them."""

    name: str
    values: tuple[FacetValue, ...]
    total: int
    missing: int
    missing_selected: bool = False
    missing_excluded: bool = False


class DateBar(NamedTuple):
    """A bar of the histogram; its inclusive days and its label (Sept 2021)."""

    first: date
    last: date
    label: str
    count: int  # type: ignore[assignment] # hides tuple.count, which nobody asks for


@dataclass(frozen=True, slots=True)
class DateGroup:
    """The histogram: sum of bars + coarser + missing = total on the published axis."""

    interval: Interval
    values: tuple[DateBar, ...]
    coarser: int
    missing: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a state."""

    state: SearchState
    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, FacetGroup]
    dates: DateGroup | None
    messages: tuple[Message, ...]
    parsed: str  # the query as understood, in the query language
    page: int
    pages: int
    took_ms: float
    follows: int = 0  # the place of the hit behind the last one shown; 0 = there is none
    names: dict[str, dict[str, str]] | None = None  # facet -> chosen value -> label, for chips and the headline

    @property
    def next_cursor(self) -> str | None:
        """The cursor for the hits that follow; None = there are none."""
        return write_cursor(self.state, self.follows) if self.follows else None
