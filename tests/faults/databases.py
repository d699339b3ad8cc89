"""The database of a site, asked from outside: SQLite in its folder, or one of its own on a PostgreSQL server.

DATELINE_FAULTS_DATABASE=postgres://user@host:port runs the fault tests on that server; its user may make databases.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

SERVER = os.environ.get("DATELINE_FAULTS_DATABASE", "").rstrip("/")


class SqliteDatabase:
    """The file in the folder of a site."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def environment(self) -> dict[str, str]:
        """Return what tells a process of the site where its database is."""
        return {}

    def like(self, template: SqliteDatabase) -> None:
        """Be a copy of the template: the folder was copied, and the file with it."""

    def ask(self, queries: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        """Return the answers of queries that all see the same moment."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=30)) as connection:
            connection.execute("BEGIN")
            return [connection.execute(sql, given).fetchall() for sql, given in queries]

    @contextmanager
    def used(self) -> Iterator[None]:
        """Have the database open, as another program does."""
        with closing(sqlite3.connect(self.path)) as user:
            user.execute("SELECT count(*) FROM corpus_article").fetchone()
            yield

    def is_sound(self) -> bool:
        """Return whether the file is undamaged."""
        return bool(self.ask([("PRAGMA integrity_check", ())])[0][0][0] == "ok")


class PostgresDatabase:
    """A database whose name is made from the folder of its site."""

    def __init__(self, path: Path) -> None:
        self.name = f"faults_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
        self._execute(f"CREATE DATABASE {self.name}", unless="already exists")

    def environment(self) -> dict[str, str]:
        """Return what tells a process of the site where its database is."""
        return {"DATABASE_URL": f"{SERVER}/{self.name}"}

    def like(self, template: PostgresDatabase) -> None:
        """Be a copy of the template."""
        self._execute(f"DROP DATABASE {self.name} WITH (FORCE)")
        self._execute(f"CREATE DATABASE {self.name} TEMPLATE {template.name}")

    def ask(self, queries: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        """Return the answers of queries that all see the same moment."""
        import psycopg

        with psycopg.connect(f"{SERVER}/{self.name}") as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return [
                connection.execute(re.sub(r"\?", "%s", sql) if given else sql, given or None).fetchall()
                for sql, given in queries
            ]

    @contextmanager
    def used(self) -> Iterator[None]:
        """Have the database open, as another program does."""
        import psycopg

        with psycopg.connect(f"{SERVER}/{self.name}"):
            yield

    def is_sound(self) -> bool:
        """Return whether the server can read all of it, which is all that is asked here."""
        return bool(self.ask([("SELECT count(*) FROM corpus_article", ())]))

    def _execute(self, sql: str, unless: str = "") -> None:
        import psycopg

        try:
            with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
                connection.execute(sql)
        except psycopg.Error as error:
            if not unless or unless not in str(error):
                raise


def database_of(folder: Path) -> Any:
    """Return the database of the site in a folder."""
    return PostgresDatabase(folder) if SERVER else SqliteDatabase(folder / "dateline.sqlite3")
