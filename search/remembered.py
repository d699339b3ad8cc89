"""Labels remembered for as long as nobody, in whatever process, has written to the database."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from search.labels import Label

MOST_LABELS: Final = 4_000  # of a facet, in each thread

Stamp = tuple[int, int]


class _Memory(threading.local):
    """What a thread remembers, and of which state of which database connection."""

    raw: sqlite3.Connection | None = None
    stamp: Stamp = (0, 0)
    facets: defaultdict[str, dict[str, Label]]

    def __init__(self) -> None:
        self.facets = defaultdict(dict)


_memory = _Memory()


def known_labels() -> Mapping[str, MutableMapping[str, Label]]:
    """Return the labels of each facet that are still true, to be read and added to.

    They are true while SQLite says that no other connection has committed and this one has changed no row. Inside a
    transaction, which may be rolled back, and on other databases nothing is remembered.
    """
    connection = connections[DEFAULT_DB_ALIAS]  # itself: each look at Django's stand-in for it costs microseconds
    stamp = _stamp(connection)
    if stamp is None:
        return defaultdict(dict)
    if _memory.raw is not connection.connection or _memory.stamp != stamp:
        _memory.raw, _memory.stamp, _memory.facets = connection.connection, stamp, defaultdict(dict)
    for known in _memory.facets.values():
        if len(known) > MOST_LABELS:
            known.clear()
    return _memory.facets


def _stamp(connection: BaseDatabaseWrapper) -> Stamp | None:
    """Return what changes with every commit of others and every row that this connection changes."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or not connection.get_autocommit():
        return None
    connection.ensure_connection()
    with connection.wrap_database_errors:
        version: int = connection.connection.execute("PRAGMA data_version").fetchone()[0]
    return version, connection.connection.total_changes
