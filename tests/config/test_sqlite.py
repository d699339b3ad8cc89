"""Connections to SQLite outlive a request, but not the file they opened."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from config.sqlite.base import DatabaseWrapper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"] != "config.sqlite",
        reason="about SQLite's files; the tests run on another database",
    ),
]


def made(path: Path, word: str) -> Path:
    """Return a database whose one table holds a word."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE said (word TEXT)")
        database.execute("INSERT INTO said VALUES (?)", [word])
    database.close()
    return path


def opened(path: Path) -> DatabaseWrapper:
    """Return a connection with the settings of the site."""
    chosen = settings.DATABASES["default"]
    given = {key: chosen[key] for key in ("ENGINE", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS", "OPTIONS")}
    connection = ConnectionHandler({"default": {**given, "NAME": str(path)}})["default"]
    assert isinstance(connection, DatabaseWrapper)
    return connection


def word(connection: DatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        return str(cursor.execute("SELECT word FROM said").fetchone()[0])


def test_the_next_request_goes_on_with_the_same_connection(tmp_path: Path) -> None:
    connection = opened(made(tmp_path / "live.sqlite3", "before"))
    assert word(connection) == "before"
    raw = connection.connection
    connection.close_if_unusable_or_obsolete()
    assert word(connection) == "before"
    assert connection.connection is raw
    connection.close()


def test_a_file_put_in_its_place_is_read_by_the_next_request(tmp_path: Path) -> None:
    connection = opened(made(tmp_path / "live.sqlite3", "before"))
    assert word(connection) == "before"
    os.replace(made(tmp_path / "backup.sqlite3", "restored"), tmp_path / "live.sqlite3")
    connection.close_if_unusable_or_obsolete()
    assert word(connection) == "restored"
    connection.close()


def test_a_file_taken_away_is_noticed(tmp_path: Path) -> None:
    path = made(tmp_path / "live.sqlite3", "before")
    connection = opened(path)
    assert word(connection) == "before"
    path.unlink()
    connection.close_if_unusable_or_obsolete()
    with pytest.raises(Exception, match="no such table"):
        word(connection)
    connection.close()


def test_a_data_folder_that_is_missing_is_made_and_belongs_to_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "dateline.sqlite3"
    connection = opened(path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()
    assert path.exists()
    assert path.parent.stat().st_mode & 0o077 == 0
