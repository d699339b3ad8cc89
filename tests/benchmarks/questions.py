"""What the engines are asked, said so that each can put it into its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal

from tests.benchmarks.rows import About

Kind = Literal["every", "and", "or", "phrase", "prefix", "wildcard", "fuzzy", "not"]
FACET_LIMIT: Final = 20
HITS: Final = 20


class UnsupportedError(Exception):
    """The engine has no such query."""


@dataclass(frozen=True, slots=True)
class Question:
    """A search: hit count, top 20, the 20 commonest actors and locations, a monthly histogram.

    "not": the first word without the second. `filters`: facet -> values, or-ed in a facet, and-ed between them.
    `texts`: read what a page of hits shows, too. `hits`: how many of the best to give.
    """

    kind: Kind
    words: tuple[str, ...] = ()
    filters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    texts: bool = False
    hits: int = HITS

    @property
    def label(self) -> str:
        """How tables call it."""
        joined = {"or": " OR ", "not": " NOT "}.get(self.kind, " ").join(self.words)
        return {
            "every": "(every article)",
            "phrase": f'"{joined}"',
            "prefix": f"{joined}*",
            "wildcard": f"*{joined}",
            "fuzzy": f"{joined}~1",
        }.get(self.kind, joined)

    def as_json(self) -> dict[str, Any]:
        """Return it as it goes through a pipe."""
        return asdict(self)


def question(values: Mapping[str, Any]) -> Question:
    """Return a question that came through a pipe."""
    filters = {facet: tuple(chosen) for facet, chosen in values["filters"].items()}
    return Question(values["kind"], tuple(values["words"]), filters, values["texts"], values["hits"])


@dataclass(slots=True)
class Found:
    """An answer: ids of the top hits, and value -> articles of each facet; months are "2021-09"."""

    total: int
    ids: list[int]
    actors: dict[str, int] = field(default_factory=dict)
    locations: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)


def words_asked(about: About) -> list[Question]:
    """Return ten plain words, from rare to very common."""
    return [Question("and", (word,)) for word in about.words]


def rarer_asked(about: About) -> list[Question]:
    """Return ten plain words of which half are rare."""
    return [Question("and", (word,)) for word in about.rarer]


def kinds_asked(about: About) -> list[Question]:
    """Return one query or two of every other kind."""
    *_, rare, middle, upper, common = about.rarer
    commonest = about.words[-1]
    long, short = about.pairs
    return [
        Question("phrase", long),
        Question("phrase", short),
        Question("and", (common, upper)),
        Question("or", (rare, middle, upper, common, about.rarer[-5])),
        Question("not", (commonest, common)),
        Question("prefix", (long[0][:5],)),
        Question("prefix", (long[1][:3],)),
        Question("wildcard", ("tion",)),
        Question("fuzzy", (upper,)),
        Question("every"),
    ]


def filtered(asked: Question, found: Mapping[str, Any]) -> Question:
    """Return a question narrowed on three facets by the commonest values of its own answer."""
    chosen = {name: tuple(int(value) for value in list(found[name])[:3]) for name in ("actors", "locations", "sources")}
    return replace(asked, filters={name.removesuffix("s"): values for name, values in chosen.items()})


def with_texts(asked: Sequence[Question]) -> list[Question]:
    """Return the questions with the texts of the hits."""
    return [replace(each, texts=True) for each in asked]
