"""The outbox reader: the only writer of the index."""

from __future__ import annotations


def listen() -> None:
    """Drain the outbox when articles change."""
