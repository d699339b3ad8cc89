"""The locks of those who write an index: files, or advisory locks on PostgreSQL."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def holding(name: str, number: int, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock: the file `name` in the data folder, or advisory lock `number` of PostgreSQL.

    Gives False, and no lock, if another process has it and we don't wait.
    """
    taking = _advisory(number, wait=wait) if connection.vendor == "postgresql" else _file(name, wait=wait)
    with taking as taken:
        yield taken


@contextmanager
def _advisory(number: int, *, wait: bool) -> Iterator[bool]:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
            taken = True
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            taken = bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _file(name: str, *, wait: bool) -> Iterator[bool]:
    path = Path(settings.DATA_DIR) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)  # closing lets go of the lock
