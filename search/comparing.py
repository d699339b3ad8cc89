"""Whether the next index is whole, and answers as the live one does: what has to be known before readers move to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from django.db import transaction

from corpus.models import Article, OutboxRow
from search import indexing, next_index
from search.engine import LIVE, NEXT, get_engine
from search.engine.contract import (
    EngineAnswer,
    EngineRequest,
    FacetRequest,
    FacetSelection,
)
from search.facets import FACETS
from search.indexing import Difference
from search.tree import Term

ARTICLES: Final = 40  # whose words are asked for
VALUES: Final = 10  # the commonest values of each facet are chosen as filters
SECONDS: Final = 60.0  # for one question: the answer is wanted, not the time
_EVERYTHING: Final = EngineRequest(
    limit=0,
    facets={facet.name: FacetRequest(None) for facet in FACETS},
    interval="day",
    max_bars=1_000_000,
    seconds=SECONDS,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many questions were put to both indexes, and for each answered differently what differs."""

    asked: int
    different: Mapping[str, str]


def difference() -> Difference:
    """Bring in what waits, read the whole next index and compare it with the published articles. Raises EngineError.

    An article that was changed while that went on is not counted.
    """
    with indexing.indexing_lock(), next_index.lock():
        next_index.drain_held()
        found = indexing.difference_of(get_engine(NEXT))
        waiting = set(OutboxRow.objects.values_list("article_id", flat=True)) | next_index.waiting_for()
    return Difference(*(tuple(each for each in ids if each not in waiting) for ids in found.parts))


def repair() -> Difference:
    """Mend what `difference` finds; a next index that cannot be read is built anew. Raises EngineError."""
    return indexing.mended(difference, next_index.rebuild, _send_again)


def _send_again(article_ids: list[int]) -> None:
    with transaction.atomic():
        next_index.note(sorted(article_ids))
    next_index.drain()


def compare() -> Comparison:
    """Ask both indexes the same questions, while neither changes. Raises EngineError."""
    different: dict[str, str] = {}
    asked = 0
    with indexing.indexing_lock(), next_index.lock():
        next_index.drain_held()
        for label, request in questions(get_engine(LIVE).answer(_EVERYTHING)):
            asked += 1
            live, following = (get_engine(alias).answer(request) for alias in (LIVE, NEXT))
            if said := ", ".join(differing(live, following)):
                different[label] = said
    return Comparison(asked, different)


def questions(everything: EngineAnswer) -> Iterator[tuple[str, EngineRequest]]:
    """Yield what is asked, each with a label: all articles and stories, the commonest values, words of titles."""
    yield "all articles", _EVERYTHING
    yield "all stories", replace(_EVERYTHING, group="story")
    yield "all by the dates they mention", replace(_EVERYTHING, dates=replace(_EVERYTHING.dates, axis="mentioned"))
    for facet, counts in everything.facets.items():
        yield f"no {facet}", replace(_EVERYTHING, selections={facet: FacetSelection(missing=True)})
        for value, _ in counts.values[:VALUES]:
            chosen = FacetSelection(any=(frozenset({value}),))
            yield f"{facet} {value}", replace(_EVERYTHING, selections={facet: chosen})
    for word in _words():
        yield f"the word {word}", replace(_EVERYTHING, text=Term(word), sort="relevance")


def differing(live: EngineAnswer, following: EngineAnswer) -> Iterator[str]:
    """Yield in words what differs between two answers."""
    if live.total != following.total:
        yield f"{live.total:,} and {following.total:,} articles"
    for facet, counts in live.facets.items():
        other = following.facets[facet]
        if dict(counts.values) != dict(other.values) or counts.missing != other.missing:
            yield f"the counts of {facet}"
    if live.histogram != following.histogram:
        yield "the histogram"


def _words() -> list[str]:
    """Return a word of each of some titles; the same ones as long as the articles are the same."""
    ids = list(Article.objects.filter(hidden=False).order_by("id").values_list("id", flat=True))
    chance = Random(len(ids))
    titles = Article.objects.filter(pk__in=chance.sample(ids, min(ARTICLES, len(ids)))).values_list("title", flat=True)
    words = (sorted(word for word in title.split() if word.isalpha()) for title in titles)
    return sorted({chance.choice(each).lower() for each in words if each})
