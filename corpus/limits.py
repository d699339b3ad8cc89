"""The limits of the readers, from the settings."""

from __future__ import annotations

from django.conf import settings

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
