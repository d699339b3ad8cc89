"""What the readers of the outbox raise when they cannot work at present."""

from __future__ import annotations


class IndexAwayError(Exception):
    """The index does not answer at present. Nothing is lost: what was saved waits for it in the outbox."""
