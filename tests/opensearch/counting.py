"""Random states, and what SQL counts for them: the truth that both engines are compared with."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

from search.engine.contract import (
    DateSelection,
    Engine,
    EngineAnswer,
    EngineRequest,
    FacetRequest,
    FacetSelection,
    IndexDocument,
)
from search.engine.opensearch.analysis import both, indexed
from search.tree import Term

FACETS = ("actor", "location", "source", "language")
SECONDS = 60.0  # counts are compared, not times
BATCH = 5_000


@dataclass(frozen=True)
class Vocabulary:
    """What random states choose from: values weigh as much as they are common; a few occur nowhere."""

    words: Sequence[str]
    values: dict[str, Sequence[str]]
    weights: dict[str, Sequence[int]]  # running sums
    first: date
    days: int

    @classmethod
    def of(cls, documents: Iterable[IndexDocument], words: Sequence[str]) -> Vocabulary:
        """Return what a corpus offers."""
        counts: dict[str, Counter[str]] = {facet: Counter({"999999999": 1}) for facet in FACETS}
        dates = []
        for each in documents:
            dates += [each.published[0]] if each.published else []
            for facet, value in values_of(each):
                counts[facet][value] += 1
        return cls(
            words,
            {facet: list(found) for facet, found in counts.items()},
            # The square root brings rarer values in.
            {facet: list(accumulate(int(10 * n**0.5) for n in found.values())) for facet, found in counts.items()},
            min(dates),
            (max(dates) - min(dates)).days + 1,
        )

    def value(self, random: Random, facet: str) -> str:
        """Return a value of a facet."""
        return random.choices(self.values[facet], cum_weights=self.weights[facet])[0]

    def request(self, random: Random) -> EngineRequest:
        """Return a random state as the engine gets it."""
        first = self.first + timedelta(days=random.randrange(self.days))
        last = first + timedelta(days=random.choice((0, 30, 365, 2_000)))
        dates = DateSelection(
            first if random.random() < 0.4 else None, last if random.random() < 0.4 else None, random.random() < 0.15
        )
        chosen = {facet: self.selection(random, facet) for facet in FACETS if random.random() < 0.4}
        return EngineRequest(
            text=Term(random.choice(self.words)) if random.random() < 0.5 else None,
            selections={facet: each for facet, each in chosen.items() if each},
            dates=dates,
            sort=random.choice(("-date", "date", "-added")),
            facets={facet: FacetRequest(random.choice((5, 20, None))) for facet in FACETS},
            interval=random.choice(("auto", "day", "week", "month", "quarter", "year")),
            group="story" if random.random() < 0.2 else "article",
            seconds=SECONDS,
        )

    def selection(self, random: Random, facet: str) -> FacetSelection:
        """Return a random choice of values."""

        def value() -> str:
            return self.value(random, facet)

        return FacetSelection(
            any=tuple(frozenset({value()}) for _ in range(random.choice((0, 1, 1, 3)))),
            all=(frozenset({value(), value()}),) if random.random() < 0.15 else (),
            excluded=frozenset({value()}) if random.random() < 0.2 else frozenset(),
            missing=random.random() < 0.15,
            present=random.random() < 0.1,
        )


def sql_rows(documents: Iterable[IndexDocument], words: Sequence[str]) -> sqlite3.Connection:
    """Return a database in memory with the same articles, and in which of them these words stand."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE article (id INTEGER PRIMARY KEY, first INTEGER, last INTEGER, story INTEGER);"
        "CREATE TABLE value (facet TEXT, value TEXT, article INTEGER, PRIMARY KEY (facet, value, article))"
        " WITHOUT ROWID;"
        "CREATE TABLE word (word TEXT, article INTEGER, PRIMARY KEY (word, article)) WITHOUT ROWID;"
    )
    rows = iter(documents)
    while batch := list(islice(rows, BATCH)):
        connection.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?)",
            ((each.id, *_days(each), each.story or each.id) for each in batch),
        )
        connection.executemany("INSERT INTO value VALUES (?, ?, ?)", _value_rows(batch))
        connection.executemany("INSERT INTO word VALUES (?, ?)", _word_rows(batch, words))
    connection.execute("CREATE INDEX by_article ON value (facet, article, value)")
    connection.execute("ANALYZE")
    return connection


def _days(each: IndexDocument) -> tuple[int | None, int | None]:
    return (each.published[0].toordinal(), each.published[1].toordinal()) if each.published else (None, None)


def _value_rows(batch: Iterable[IndexDocument]) -> Iterator[tuple[str, str, int]]:
    return ((facet, value, each.id) for each in batch for facet, value in values_of(each))


def _word_rows(batch: Iterable[IndexDocument], words: Sequence[str]) -> Iterator[tuple[str, int]]:
    meant = {word: both(word) for word in words}
    for each in batch:
        there = {token for text in (each.title, each.text) for token in indexed(text, each.language)[0].split(" ")}
        yield from ((word, each.id) for word, terms in meant.items() if not there.isdisjoint(terms))


def values_of(each: IndexDocument) -> Iterator[tuple[str, str]]:
    """Yield facet and value of each value that an article has."""
    for facet, value in (("source", each.source), ("language", each.language)):
        if value:
            yield facet, value
    for facet, values in (("actor", each.actors), ("location", each.locations)):
        yield from ((facet, value) for value in dict.fromkeys(values))


def mismatches(
    engines: Sequence[Engine], database: sqlite3.Connection, asked: Iterable[EngineRequest]
) -> list[EngineRequest]:
    """Return the requests that an engine answers otherwise than another, or than SQL; hits are left out of it."""
    found = []
    for each in asked:
        answers = [replace(engine.answer(each), hits=()) for engine in engines]
        if any(answer != answers[0] for answer in answers) or facts(answers[0]) != counted(database, each):
            found.append(each)
    return found


def facts(answer: EngineAnswer) -> dict[str, Any]:
    """Return what SQL counts, too: the total, and each facet."""
    found: dict[str, Any] = {"total": answer.total}
    for facet, counts in answer.facets.items():
        found[facet] = (dict(counts.values), counts.total, counts.missing)
    return found


def counted(database: sqlite3.Connection, asked: EngineRequest) -> dict[str, Any]:
    """Return the same as SQL counts it."""
    counting = "count(DISTINCT story)" if asked.group == "story" else "count(*)"
    total = f"SELECT {counting} FROM article WHERE {conditions(asked)}"
    found: dict[str, Any] = {"total": database.execute(total).fetchone()[0]}
    made = ""
    for facet, wanted in asked.facets.items():
        if (meant := conditions(asked, but=facet)) != made:
            made = meant
            database.execute("DROP TABLE IF EXISTS temp.hit")
            database.execute(f"CREATE TEMP TABLE hit AS SELECT id, story FROM article WHERE {meant}")
        joined = "temp.hit CROSS JOIN value ON article = id"
        by_value = f"SELECT value, {counting} FROM {joined} WHERE facet = ? GROUP BY value"
        values = dict(database.execute(by_value, [facet]).fetchall())
        without = f"SELECT {counting} FROM temp.hit WHERE NOT {having(facet)}"
        missing = database.execute(without).fetchone()[0]
        found[facet] = (commonest(values, wanted.limit), len(values), missing)
    return found


def commonest(values: dict[str, int], limit: int | None) -> dict[str, int]:
    """Return the commonest values, with all that are as common as the last of them."""
    if limit is None or limit >= len(values):
        return values
    least = sorted(values.values(), reverse=True)[limit - 1]
    return {value: count for value, count in values.items() if count >= least}


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
    """Return the condition that an article has one of these values, or any at all."""
    one_of = "" if values is None else f" AND value IN ({', '.join(map(repr, sorted(values)))})"
    return f"id IN (SELECT article FROM value WHERE facet = '{facet}'{one_of})"


def dated(dates: DateSelection) -> list[str]:
    """Return the conditions of a range of dates."""
    ends = [f"first >= {dates.first.toordinal()}"] if dates.first else []
    ends += [f"last <= {dates.last.toordinal()}"] if dates.last else []
    inside = " AND ".join(ends)
    if dates.missing:
        return [f"(first IS NULL OR ({inside}))" if inside else "first IS NULL"]
    return [inside] if inside else []
