"""What every engine takes and gives; the rest of Dateline knows only this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol

from corpus.away import IndexAwayError
from search.tree import Node

Interval = Literal["day", "week", "month", "quarter", "year"]
Sort = Literal["relevance", "-date", "date", "-added"]
Axis = Literal["published", "mentioned"]
Group = Literal["article", "story"]


class EngineError(Exception):
    """The engine could not answer."""


class IndexUnavailableError(EngineError):
    """The index is damaged or being rebuilt: answer 503, never an empty list."""


class EngineAwayError(IndexUnavailableError, IndexAwayError):
    """The engine does not answer at present: nothing is damaged, and nothing need be rebuilt."""


class QueryTooCostlyError(EngineError):
    """The query took longer than the time limit."""


class DocumentError(EngineError):
    """A document that the index cannot take, with the reason."""

    def __init__(self, article_id: int, reason: str) -> None:
        super().__init__(f"article {article_id}: {reason}")
        self.article_id = article_id
        self.reason = reason


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """An article as the index holds it. Locations include every parent; facet values are ids as decimal strings.

    `published` and `mentioned` are first and last days; `added` is UTC. `story` is the id of the article that leads the
    story of which this one is a copy; None = it has a story of its own.
    """

    id: int
    version: int
    title: str
    text: str
    actors: tuple[str, ...]
    locations: tuple[str, ...]
    source: str
    language: str
    published: tuple[date, date] | None
    mentioned: tuple[tuple[date, date], ...]
    added: datetime
    story: int | None = None


@dataclass(frozen=True, slots=True)
class FacetSelection:
    """The chosen values of one facet.

    `any`, `all`: each group is one choice, matched by any value of it (a name may stand for several ids; an unknown
    name is an empty group, which matches nothing). `any` groups and `missing` are OR-ed; `all` groups are AND-ed;
    `excluded` values must be absent; `present` (actor.not=none) asks for at least one value.
    """

    any: tuple[frozenset[str], ...] = ()
    all: tuple[frozenset[str], ...] = ()
    excluded: frozenset[str] = frozenset()
    missing: bool = False
    present: bool = False

    def __bool__(self) -> bool:
        return bool(self.any or self.all or self.excluded or self.missing or self.present)


@dataclass(frozen=True, slots=True)
class DateSelection:
    """From and to (inclusive days) on an axis; `missing` (date=none) is OR-ed with them.

    With axis "mentioned" an article matches when one of its mentioned dates lies inside; missing = mentions no date.
    """

    first: date | None = None
    last: date | None = None
    missing: bool = False
    axis: Axis = "published"


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Which values of a facet to count: the `limit` commonest (None = all), and `always` these."""

    limit: int | None = 10
    always: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """A search, fully resolved: `text` None = every article. `limit` None = all hits, in order.

    `interval` "auto" = the finest with at most `max_bars` bars; None = no histogram. With `group` "story" everything
    counts stories, and the hits are the first article of each in the order asked for.
    """

    text: Node | None = None
    selections: Mapping[str, FacetSelection] = field(default_factory=dict)
    dates: DateSelection = DateSelection()
    sort: Sort = "-date"
    offset: int = 0
    limit: int | None = 20
    facets: Mapping[str, FacetRequest] = field(default_factory=dict)
    interval: Interval | Literal["auto"] | None = None
    max_bars: int = 60
    seconds: float = 2.0
    group: Group = "article"


class EngineHit(NamedTuple):
    """An article found; score is None without a text query."""

    id: int
    score: float | None


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Counts of one facet under every filter but its own plain values and `missing` (its all, excluded, present kept).

    `values`: commonest first; when the limit falls inside a run of equal counts, the whole run is given, so that the
    caller can order it by label. `total` = distinct values with a count; `missing` = articles without a value.
    """

    values: tuple[tuple[str, int], ...]
    total: int
    missing: int


class Bar(NamedTuple):
    """Articles whose date lies in the inclusive days `first` to `last` (clipped to the range searched)."""

    first: date
    last: date
    count: int  # type: ignore[assignment] # hides tuple.count, which nobody asks for


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars without gaps; `coarser` = dated, but less finely than a bar; `missing` = undated.

    A story counts once in every bar that one of its articles lies in.
    """

    interval: Interval
    bars: tuple[Bar, ...]
    coarser: int
    missing: int


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The hits asked for, the exact total, and the counts."""

    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, FacetCounts]
    histogram: Histogram | None


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What one commit did; `refused` are the documents that had to be left out."""

    written: int
    deleted: int
    refused: tuple[DocumentError, ...] = ()


class Engine(Protocol):
    """An index that can be searched and written. Only one process writes at a time (search/indexing.py sees to it)."""

    def exists(self) -> bool:
        """Tell whether there is an index, usable or not."""
        ...

    def create(self) -> None:
        """Make an empty index where there is none."""
        ...

    def answer(self, request: EngineRequest) -> EngineAnswer:
        """Search. Raises IndexUnavailableError, QueryTooCostlyError."""
        ...

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int] = ()) -> WriteReport:
        """Replace these documents, remove those articles, and commit once, durably."""
        ...

    def rebuild(self, documents: Iterable[IndexDocument]) -> WriteReport:
        """Build a new index beside the live one and swap it in atomically."""
        ...

    def is_untidy(self) -> bool:
        """Return whether tidy() has something to do."""
        ...

    def tidy(self) -> bool:
        """Do one piece of upkeep that can wait, while others search and write; return whether there was one to do."""
        ...

    def versions(self) -> Mapping[int, int]:
        """Return article id -> version of every document, having read the whole index (for `index --check`)."""
        ...

    def words_like(self, word: str, limit: int = 5) -> list[str]:
        """Return indexed words spelt like this one, best first."""
        ...

    def words_matched(self, node: Node) -> frozenset[str]:
        """Return the folded words (stems as the analyser gives them) that a snippet should mark."""
        ...

    def stem(self, word: str) -> str:
        """Return the index term of a word, for marking snippets."""
        ...

    def stamp(self) -> str:
        """Return a value that changes with every commit (for caches and /healthz)."""
        ...
