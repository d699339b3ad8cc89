"""A large random corpus, written for nobody, as documents and as SQL rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from search.engine.contract import IndexDocument
from tests.search.engine.corpus import document

# Invented words that no stemmer touches.
WORDS = tuple(
    f"{start}{end}" for start in ("zarn", "vel", "kut", "bas", "mirp", "gold") for end in ("ak", "om", "ur", "od")
)
FIRST_DAY = date(2015, 1, 1)
DAYS = 2_500


def articles(count: int, *, words: int = 12, seed: int = 5) -> Iterator[IndexDocument]:
    """Yield articles of so many words."""
    random = Random(seed)
    for number in range(1, count + 1):
        first = FIRST_DAY + timedelta(days=random.randrange(DAYS))
        last = first if random.random() < 0.9 else first + timedelta(days=random.randrange(40))
        yield document(
            number,
            " ".join(random.choices(WORDS, k=words)),
            title=" ".join(random.choices(WORDS, k=5)),
            actors=_several(random, count // 20 + 5),
            locations=_several(random, count // 50 + 5),
            source=str(random.randrange(30)),
            language=random.choice(("en", "en", "de", "")),
            published=(first, last) if random.random() < 0.95 else None,
        )


def _several(random: Random, most: int) -> tuple[str, ...]:
    """Return some values, of which a few are common and most are rare."""
    return tuple({str(int(most * random.random() ** 4)) for _ in range(random.choice((0, 1, 2, 3, 5)))})


def sql_rows(documents: Iterable[IndexDocument]) -> sqlite3.Connection:
    """Return a database in memory with the same articles."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE article (id INTEGER PRIMARY KEY, first INTEGER, last INTEGER);"
        "CREATE TABLE value (facet TEXT, value TEXT, article INTEGER, PRIMARY KEY (facet, value, article))"
        " WITHOUT ROWID;"
        "CREATE TABLE word (word TEXT, article INTEGER, PRIMARY KEY (word, article)) WITHOUT ROWID;"
    )
    rows = iter(documents)
    while batch := list(islice(rows, 5_000)):
        connection.executemany("INSERT INTO article VALUES (?, ?, ?)", ((each.id, *_days(each)) for each in batch))
        connection.executemany("INSERT INTO value VALUES (?, ?, ?)", (row for each in batch for row in _values(each)))
        connection.executemany(
            "INSERT INTO word VALUES (?, ?)",
            ((word, each.id) for each in batch for word in {*each.text.split(), *each.title.split()}),
        )
    connection.execute("CREATE INDEX by_article ON value (facet, article, value)")
    connection.execute("ANALYZE")
    return connection


def _days(each: IndexDocument) -> tuple[int | None, int | None]:
    return (each.published[0].toordinal(), each.published[1].toordinal()) if each.published else (None, None)


def _values(each: IndexDocument) -> Iterator[tuple[str, str, int]]:
    one = {"source": each.source, "language": each.language}
    for facet, value in one.items():
        if value:
            yield facet, value, each.id
    for facet, values in (("actor", each.actors), ("location", each.locations)):
        yield from ((facet, value, each.id) for value in values)
