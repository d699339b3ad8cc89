"""SQLite: FTS5 with Porter's stemmer for the words, tables and GROUP BY for the facets."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.questions import FACET_LIMIT, Found, Question, UnsupportedError
from tests.benchmarks.rows import About, Row

TABLES: Final = """
CREATE VIRTUAL TABLE word USING fts5(title, body, tokenize = 'porter unicode61');
CREATE TABLE article (id INTEGER PRIMARY KEY, day INTEGER, month TEXT, source INTEGER, language TEXT);
CREATE TABLE actor (article INTEGER, value INTEGER, PRIMARY KEY (article, value)) WITHOUT ROWID;
CREATE TABLE location (article INTEGER, value INTEGER, PRIMARY KEY (article, value)) WITHOUT ROWID;
"""
INDEXES: Final = "CREATE INDEX article_day ON article (day);"
BATCH: Final = 2_000


class Engine:
    """A database with an FTS5 table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database: Any = None

    def index(self, rows: Iterable[Row], about: About) -> dict[str, float]:
        """Fill the tables in one transaction."""
        self.folder.mkdir(parents=True)
        database = sqlite3.connect(self.folder / "index.sqlite3")
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA cache_size=-262144;" + TABLES)
        batch = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                _insert(database, batch)
                batch = []
        _insert(database, batch)
        database.executescript(INDEXES)
        database.execute("INSERT INTO word(word) VALUES ('optimize')")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return {}

    def open(self) -> None:
        """Connect."""
        self.database = sqlite3.connect(self.folder / "index.sqlite3", isolation_level=None)
        self.database.executescript("PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=4000000000;")
        self.database.execute("CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY)")

    def answer(self, asked: Question) -> Found:
        """Search."""
        if asked.filters or asked.texts:
            raise UnsupportedError("only counted, not filtered")
        run = self.database.execute
        run("DELETE FROM hit")
        if asked.kind == "every":
            run("INSERT INTO hit SELECT id FROM article")
            ids = run("SELECT id FROM article ORDER BY day DESC LIMIT ?", [asked.hits]).fetchall()
        else:
            match = _match(asked)
            run("INSERT INTO hit SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid", [match])
            top = "SELECT rowid FROM word WHERE word MATCH ? AND rank MATCH 'bm25(2.0, 1.0)' ORDER BY rank LIMIT ?"
            ids = run(top, [match, asked.hits]).fetchall()
        months = run("SELECT month, count(*) FROM hit CROSS JOIN article USING (id) GROUP BY month")
        return Found(
            total=run("SELECT count(*) FROM hit").fetchone()[0],
            ids=[number for (number,) in ids],
            actors=self._counts("actor"),
            locations=self._counts("location"),
            months={month: count for month, count in months if month},
        )

    def _counts(self, facet: str) -> dict[str, int]:
        """Return the commonest values of the hits; CROSS keeps SQLite from walking through all articles instead."""
        counted = self.database.execute(
            f"SELECT value, count(*) AS number FROM hit CROSS JOIN {facet} ON article = hit.id"
            " GROUP BY value ORDER BY number DESC, value LIMIT ?",
            [FACET_LIMIT],
        )
        return {str(value): count for value, count in counted}

    def edit(self, row: Row) -> None:
        """Replace one article."""
        self.database.execute("BEGIN")
        for table, column in (("word", "rowid"), ("article", "id"), ("actor", "article"), ("location", "article")):
            self.database.execute(f"DELETE FROM {table} WHERE {column} = ?", [row.id])
        _insert(self.database, [row])
        self.database.execute("COMMIT")

    def version(self) -> str:
        """Return what is measured."""
        return f"SQLite {sqlite3.sqlite_version}"


def _insert(database: Any, rows: list[Row]) -> None:
    database.executemany("INSERT INTO word(rowid, title, body) VALUES (?, ?, ?)", [row[:3] for row in rows])
    articles = [(row.id, row.day, _month(row.day), row.source, row.language) for row in rows]
    database.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?)", articles)
    database.executemany("INSERT INTO actor VALUES (?, ?)", [(row.id, each) for row in rows for each in row.actors])
    places = [(row.id, each) for row in rows for each in row.locations]
    database.executemany("INSERT INTO location VALUES (?, ?)", places)


def _month(day: int) -> str:
    return date.fromordinal(day).isoformat()[:7] if day else ""


def _match(asked: Question) -> str:
    quoted = [f'"{word}"' for word in asked.words]
    if asked.kind in ("and", "or"):
        return f" {asked.kind.upper()} ".join(quoted)
    if asked.kind == "phrase":
        return f'"{" ".join(asked.words)}"'
    if asked.kind == "not":
        return f"{quoted[0]} NOT {quoted[1]}"
    if asked.kind == "prefix":
        return f"{quoted[0]} *"
    raise UnsupportedError(asked.kind)
