"""The limits of readers and of processes, from the settings."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from corpus.confine import Bounds
from corpus.formats.limits import Limits


def reader_limits() -> Limits:
    """Return the reader limits of the settings."""
    chosen = settings.DATELINE
    return Limits(
        max_record_bytes=chosen["max_record_bytes"],
        max_plain_bytes=chosen["max_plain_bytes"],
        max_member_bytes=chosen["max_member_bytes"],
        max_archive_bytes=chosen["max_archive_bytes"],
        max_archive_members=chosen["max_archive_members"],
        max_archive_ratio=chosen["max_archive_ratio"],
    )


def child_bounds() -> Bounds:
    """Return what a child process may use."""
    chosen = settings.DATELINE
    name = str(settings.DATABASES["default"]["NAME"])
    growing = [Path(name), Path(f"{name}-wal")] if connection.vendor == "sqlite" else []
    return Bounds(chosen["child_cpu_seconds"], chosen["child_memory_bytes"], chosen["child_file_bytes"], growing)


def processes() -> int:
    """Return how many processes extract at once: one for each core that this one may use, unless the setting says."""
    chosen = int(settings.DATELINE["extract_processes"])
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return chosen or cores
