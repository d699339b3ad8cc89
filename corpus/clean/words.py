"""Word lists, written as text."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written with spaces between them."""
    return tuple(text.split())
