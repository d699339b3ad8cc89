"""The query tree: what a reader's text means, without any engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

TextField = Literal["title", "body", ""]  # "" = title and body


@dataclass(frozen=True, slots=True)
class Term:
    """A word, analysed by the engine."""

    text: str
    field: TextField = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order; `slop` = how many positions they may lie apart (0: next to each other)."""

    text: str
    field: TextField = ""
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word with up to `edits` (1 or 2) letters changed."""

    text: str
    edits: int = 1
    field: TextField = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so (3 letters or more)."""

    text: str
    field: TextField = ""


@dataclass(frozen=True, slots=True)
class FacetName:
    """`actor:`, `location:`, `source:` as written; the service turns it into a FacetTerm before the engine sees it."""

    facet: str
    name: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class FacetTerm:
    """Articles that carry one of these facet values; none of them = no article."""

    facet: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles whose whole publication date lies in the days from `first` to `last` (None = open)."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """All articles but these."""

    child: Node


Node = Term | Phrase | Fuzzy | Prefix | FacetName | FacetTerm | DateRange | And | Or | Not
