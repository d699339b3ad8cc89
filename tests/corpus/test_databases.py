"""How the database is read by who takes articles in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from corpus.databases import read_unmapped


def mapped_bytes(path: Path) -> int:
    """Return how much of a database a new connection maps."""
    if connection.vendor != "sqlite":
        return 0
    other = connection.copy()
    other.settings_dict = connection.settings_dict | {"NAME": str(path)}
    try:
        with other.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS held (number integer)")
            cursor.execute("PRAGMA mmap_size")
            return int(cursor.fetchone()[0])
    finally:
        other.close()


@pytest.mark.django_db
def test_who_takes_articles_in_does_not_map_the_database(tmp_path: Path) -> None:
    connection_created.disconnect(dispatch_uid="corpus.databases")  # of a command that an earlier test has run
    before = mapped_bytes(tmp_path / "before.sqlite3")
    read_unmapped()
    try:
        assert mapped_bytes(tmp_path / "after.sqlite3") == 0
    finally:
        connection_created.disconnect(dispatch_uid="corpus.databases")
    assert mapped_bytes(tmp_path / "later.sqlite3") == before
