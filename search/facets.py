"""The facet table: index, state, pages, API, export and tests loop over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with values: its name in URLs and code, its index field, and how people read it."""

    name: str
    label: str
    index_field: str
    none_label: str
    one: str
    many: str
    colour: Literal["who", "where", "plain"] = "plain"
    hierarchical: bool = False
    numbered: bool = True  # values are ids; otherwise codes


FACETS: tuple[Facet, ...] = (
    Facet("actor", "Who", "actor", "none named", "actor", "actors", colour="who"),
    Facet("location", "Where", "location", "none named", "location", "locations", colour="where", hierarchical=True),
    Facet("source", "Source", "source", "no source", "source", "sources"),
    Facet("language", "Language", "language", "unknown", "language", "languages", numbered=False),
)
FACET_BY_NAME = {facet.name: facet for facet in FACETS}

DATE_LABEL = "When"
DATE_NONE_LABEL = "undated"
