"""Random states over random corpora: every number shown is the number found by looking at every article.

`make test` tries 200 states; DATELINE_ORACLE_STATES=10000 tries more, DATELINE_ORACLE_SEED=… the same ones again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl

import pytest

from search import service
from search.export import csv_lines
from search.facets import FACETS
from search.results import Results
from search.state import SearchState
from tests.search.oracle.corpora import build
from tests.search.oracle.expected import TODAY, Oracle, in_order
from tests.search.oracle.states import random_state

STATES = int(os.environ.get("DATELINE_ORACLE_STATES", "200"))
SEED = os.environ.get("DATELINE_ORACLE_SEED") or str(secrets.randbelow(10**9))
STATES_A_CORPUS = 50 if STATES <= 1_000 else 250
ARTICLES = (60, 90)
CLICKED = 0.15  # share of the states whose links are followed through the service as well


@pytest.mark.parametrize("number", range(-(-STATES // STATES_A_CORPUS)))
def test_every_number_is_the_number_found_by_looking(index: Path, number: int) -> None:
    print(f"DATELINE_ORACLE_SEED={SEED}")
    random = Random(f"{SEED}/{number}")
    corpus = build(random, random.randint(*ARTICLES))
    for _ in range(min(STATES_A_CORPUS, STATES - number * STATES_A_CORPUS)):
        state, test = random_state(random, corpus)
        with naming(state):
            check(state, Oracle(corpus, test), random)


@contextmanager
def naming(state: SearchState) -> Iterator[None]:
    """Add the seed and the state to what goes wrong."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"DATELINE_ORACLE_SEED={SEED}, state: {dict(state.pairs())} ?{state.query_string()}")
        raise


def check(state: SearchState, oracle: Oracle, random: Random) -> None:
    """Compare everything that a search says with what is so."""
    again, messages = SearchState.parse(parse_qsl(state.query_string()))
    if messages:  # a range that ends before it begins
        state = again
    assert again == state
    results = service.search(state, today=TODAY)
    assert not [message for message in results.messages if message.level == "error"]
    check_hits(state, results, oracle)
    check_facets(state, results, oracle)
    check_dates(state, results, oracle)
    if random.random() < CLICKED:
        check_links(state, results, random)
        check_rows(state, results)


def check_hits(state: SearchState, results: Results, oracle: Oracle) -> None:
    """Compare the total, the page and its order."""
    found = oracle.matching(state)
    assert results.total == len(found)
    shown = [hit.id for hit in results.hits]
    if state.order != "relevance":
        assert shown == in_order(state, found)[: state.size]
        return
    assert set(shown) <= {article.id for article in found}
    assert len(shown) == min(state.size, len(found))
    ranked = [(-(hit.score or 0.0), hit.id) for hit in results.hits]
    assert ranked == sorted(ranked)


def check_facets(state: SearchState, results: Results, oracle: Oracle) -> None:
    """Compare every list of values, with its counts, its order, its total and its missing."""
    for facet in FACETS:
        group = results.facets[facet.name]
        shown, total, missing = oracle.counts(state, facet.name)
        assert [(value.id, value.count) for value in group.values] == shown, facet.name
        assert (group.total, group.missing) == (total, missing), facet.name


def check_dates(state: SearchState, results: Results, oracle: Oracle) -> None:
    """Compare every bar with the search it leads to, and their sum with the total."""
    dates = results.dates
    assert dates is not None
    if state.axis == "published":
        assert sum(bar.count for bar in dates.values) + dates.coarser + dates.missing == results.total
    for before, bar in zip(dates.values, dates.values[1:], strict=False):
        assert (bar.first - before.last).days == 1
    for bar in dates.values:
        narrowed = state.with_dates(bar.first.isoformat(), bar.last.isoformat())
        if bar.count or len(dates.values) < 30:
            assert bar.count == len(oracle.matching(narrowed)), bar
    missing = [
        each for each in oracle.matching(state) if not (each.published if state.axis == "published" else each.mentioned)
    ]
    assert dates.missing == len(missing)


def check_links(state: SearchState, results: Results, random: Random) -> None:
    """Follow some links and find what they promise."""
    for group in results.facets.values():
        for value in random.sample(group.values, min(2, len(group.values))):
            only = state.choice(group.name).having("any", (value.id,))
            assert service.search(state.with_choice(group.name, only), facets=(), today=TODAY).total == value.count
    bars = results.dates.values if results.dates else ()
    for bar in random.sample(bars, min(2, len(bars))):
        narrowed = state.with_dates(bar.first.isoformat(), bar.last.isoformat())
        assert service.search(narrowed, facets=(), today=TODAY).total == bar.count


def check_rows(state: SearchState, results: Results) -> None:
    """Join the pages, by number and by cursor, and compare them with what an export writes."""
    whole = [hit.id for hit in service.iterate(state, today=TODAY)]
    assert len(whole) == len(set(whole)) == results.total
    pages, cursors, cursor = [], [], ""
    size = max(state.size, 7)
    for page in range(1, results.total // size + 3):
        pages += [hit.id for hit in service.search(state.changed(page=page, size=size), facets=(), today=TODAY).hits]
    while True:
        part = service.search(state.changed(cursor=cursor, size=size), facets=(), today=TODAY)
        cursors += [hit.id for hit in part.hits]
        if part.next_cursor is None:
            break
        cursor = part.next_cursor
    assert whole == pages == cursors
    rows = list(csv_lines(service.iterate_rows(state, today=TODAY)))[1:]
    assert [int(row.split('"')[1]) for row in rows] == whole
