"""Whoosh, OpenSearch and SQL count the same, on many articles and in many random states.

`make test-opensearch` tries a few; DATELINE_COUNT_ARTICLES=100000 DATELINE_COUNT_STATES=1000 all of them.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from search.engine.contract import DateSelection, Engine, EngineRequest, FacetRequest, FacetSelection
from search.tree import Term
from tests.opensearch.corpus import DAYS, FIRST_DAY, WORDS, articles, sql_rows
from tests.search.engine.contract.engines import new_engine

ARTICLES = int(os.environ.get("DATELINE_COUNT_ARTICLES", "5000"))
STATES = int(os.environ.get("DATELINE_COUNT_STATES", "60"))
SEED = os.environ.get("DATELINE_COUNT_SEED") or str(secrets.randbelow(10**9))
FACETS = ("actor", "location", "source", "language")
SECONDS = 60.0


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[list[Engine]]:
    """Give both engines with the same articles."""
    with new_engine("whoosh", tmp_path) as one, new_engine("opensearch", tmp_path, "?shards=3&replicas=1") as other:
        for engine in (one, other):
            engine.create()
            assert engine.rebuild(articles(ARTICLES)).written == ARTICLES
        yield [one, other]


def random_request(random: Random) -> EngineRequest:
    first = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    last = first + timedelta(days=random.choice((0, 30, 365, 2_000)))
    dates = DateSelection(
        first if random.random() < 0.4 else None, last if random.random() < 0.4 else None, random.random() < 0.15
    )
    chosen = {facet: selection(random, facet) for facet in FACETS if random.random() < 0.4}
    return EngineRequest(
        text=Term(random.choice(WORDS)) if random.random() < 0.5 else None,
        selections={facet: each for facet, each in chosen.items() if each},
        dates=dates,
        sort=random.choice(("-date", "date", "-added")),
        facets={facet: FacetRequest(random.choice((5, 20, None))) for facet in FACETS},
        interval=random.choice(("auto", "day", "week", "month", "quarter", "year")),
        seconds=SECONDS,
    )


def selection(random: Random, facet: str) -> FacetSelection:
    def value() -> str:
        if facet == "language":
            return random.choice(("en", "de", "fr"))
        return str(int(ARTICLES // 50 * random.random() ** 4))

    return FacetSelection(
        any=tuple(frozenset({value()}) for _ in range(random.choice((0, 1, 1, 3)))),
        all=(frozenset({value(), value()}),) if random.random() < 0.15 else (),
        excluded=frozenset({value()}) if random.random() < 0.2 else frozenset(),
        missing=random.random() < 0.15,
        present=random.random() < 0.1,
    )


def conditions(asked: EngineRequest, but: str = "") -> str:
    """Return the condition of a request in SQL, the plain values of one facet left out."""
    found = ["1"]
    if isinstance(asked.text, Term):
        found.append(f"id IN (SELECT article FROM word WHERE word = '{asked.text.text}')")
    for facet, chosen in asked.selections.items():
        found += [having(facet, group) for group in chosen.all]
        found += [f"NOT {having(facet, chosen.excluded)}"] if chosen.excluded else []
        found += [having(facet)] if chosen.present else []
        if facet != but and (chosen.any or chosen.missing):
            ways = [having(facet, group) for group in chosen.any]
            ways += [f"NOT {having(facet)}"] if chosen.missing else []
            found.append(f"({' OR '.join(ways)})")
    return " AND ".join([*found, *dated(asked.dates)])


def having(facet: str, values: frozenset[str] | None = None) -> str:
    one_of = "" if values is None else f" AND value IN ({', '.join(repr(each) for each in values)})"
    return f"id IN (SELECT article FROM value WHERE facet = '{facet}'{one_of})"


def dated(dates: DateSelection) -> list[str]:
    ends = [f"first >= {dates.first.toordinal()}"] if dates.first else []
    ends += [f"last <= {dates.last.toordinal()}"] if dates.last else []
    inside = " AND ".join(ends)
    if dates.missing:
        return [f"(first IS NULL OR ({inside}))" if inside else "first IS NULL"]
    return [inside] if inside else []


def test_both_engines_and_sql_count_the_same(engines: list[Engine]) -> None:
    print(f"DATELINE_COUNT_SEED={SEED}")
    random = Random(SEED)
    database = sql_rows(articles(ARTICLES))
    mismatches = []
    for number in range(STATES):
        asked = random_request(random)
        one, other = (replace(engine.answer(asked), hits=()) for engine in engines)
        if one != other or counted(database, asked) != facts(one):
            mismatches.append((number, asked))
    database.close()
    assert mismatches == [], f"DATELINE_COUNT_SEED={SEED}"


def facts(answer: object) -> dict[str, object]:
    """Return what SQL counts, too: the total and each facet, whole where it was asked for whole."""
    found: dict[str, object] = {"total": answer.total}  # type: ignore[attr-defined]
    for facet, counts in answer.facets.items():  # type: ignore[attr-defined]
        found[facet] = (dict(counts.values), counts.total, counts.missing)
    return found


def counted(database: sqlite3.Connection, asked: EngineRequest) -> dict[str, object]:
    def rows(query: str) -> list[tuple[object, ...]]:
        return database.execute(query).fetchall()

    found: dict[str, object] = {"total": rows(f"SELECT count(*) FROM article WHERE {conditions(asked)}")[0][0]}
    for facet, wanted in asked.facets.items():
        database.execute("DROP TABLE IF EXISTS temp.hit")
        database.execute(f"CREATE TEMP TABLE hit AS SELECT id FROM article WHERE {conditions(asked, but=facet)}")
        values = dict(
            rows(
                "SELECT value, count(*) FROM value JOIN temp.hit ON article = id "
                f"WHERE facet = '{facet}' GROUP BY value"
            )
        )
        [[missing]] = rows(f"SELECT count(*) FROM temp.hit WHERE NOT {having(facet)}")
        least = (
            sorted(values.values(), reverse=True)[wanted.limit - 1]
            if (wanted.limit or len(values) + 1) <= len(values)
            else 0
        )
        found[facet] = ({value: count for value, count in values.items() if count >= least}, len(values), missing)
    return found
