"""What to offer a reader whose search found little: each filter taken away, other words, another spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from search import engine as engines
from search.facets import FACETS
from search.planning import plan
from search.query import parse, write
from search.results import Results
from search.state import SearchState
from search.tree import And, Node, Not, Or, Term

MOST_FILTERS: Final = 10
MOST_MISSPELT: Final = 3
SPELLINGS_TRIED: Final = 3
FEW: Final = 2  # hits at most that are called little
RARELY: Final = 10  # a word is taken for a misspelling when another spelling finds so many times as much
ANY_WORD: Final = "Any of these words"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another search and the number of articles it finds."""

    label: str
    state: SearchState
    total: int


def alternatives(state: SearchState, results: Results) -> tuple[Alternative, ...]:
    """Return other searches that find more, with their counts: spelling, any word, then fewer filters."""
    if results.total > FEW:
        return ()
    offered = [*any_word(state), *_fewer(state, results)]
    counted = (Alternative(label, other, _total(other)) for label, other in offered)
    return (*_spellings(state, results.total), *(each for each in counted if each.total > results.total))


def _total(state: SearchState) -> int:
    request = plan(state).request(limit=0)
    return engines.get_engine().answer(request).total


def _spellings(state: SearchState, found: int) -> Iterator[Alternative]:
    """Yield the query with one word spelt as it is in the corpus, the first spelling that finds much more."""
    node = parse(state.q).node
    if node is None:
        return
    engine = engines.get_engine()
    for word in list(dict.fromkeys(parse(state.q).words))[:MOST_MISSPELT]:
        for spelling in engine.words_like(word, SPELLINGS_TRIED):
            if spelling.casefold() == word.casefold():
                continue
            other = state.changed(q=write(_respelt(node, word, spelling)))
            total = _total(other)
            if total > found * RARELY:
                yield Alternative(f"Did you mean “{spelling}”?", other, total)
                break


def _respelt(node: Node, word: str, spelling: str) -> Node:
    if isinstance(node, Term):
        return replace(node, text=spelling) if node.text == word else node
    if isinstance(node, Not):
        return Not(_respelt(node.child, word, spelling))
    if isinstance(node, And | Or):
        return replace(node, children=tuple(_respelt(child, word, spelling) for child in node.children))
    return node


def any_word(state: SearchState) -> Iterator[tuple[str, SearchState]]:
    """Yield the search for at least one of the words, where several were asked for."""
    node = parse(state.q).node
    if not isinstance(node, And):
        return
    wanted = tuple(child for child in node.children if not isinstance(child, Not))
    unwanted = tuple(child for child in node.children if isinstance(child, Not))
    if len(wanted) > 1:
        either = Or(wanted)
        yield ANY_WORD, state.changed(q=write(And((either, *unwanted)) if unwanted else either))


def _fewer(state: SearchState, results: Results) -> Iterator[tuple[str, SearchState]]:
    """Yield the state without each of its filters, without all of them, and without its query."""
    removable: list[tuple[str, SearchState]] = []
    names = results.names or {}
    for facet in FACETS:
        choice = state.choice(facet.name)
        for value in dict.fromkeys((*choice.any, *choice.all, *choice.excluded)):
            label = names.get(facet.name, {}).get(value, value)
            removable.append((f"Without the filter {facet.label}: {label}", state.without(facet.name, value)))
    if state.first or state.last or state.date_missing:
        removable.append(("Without the dates", state.without("date")))
    yield from removable[:MOST_FILTERS]
    if len(removable) > 1:
        yield "Without all filters", state.without_filters()
    if state.q and removable:
        yield "Without the words", state.changed(q="")
