"""Cursors: an opaque place in the list of one search, refused by any other."""

from __future__ import annotations

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from search.state import DEFAULT_FACET_LIMIT, DEFAULT_SIZE, MAX_PAGE, MAX_SIZE, SearchState

_DIGEST_BYTES = 9
_MOST_CHARACTERS = 64


def write_cursor(state: SearchState, offset: int) -> str:
    """Return the cursor for the hits from `offset` on."""
    return urlsafe_b64encode(f"{offset}.{_digest(state)}".encode()).decode().rstrip("=")


def read_cursor(state: SearchState) -> int | None:
    """Return the offset that the state's cursor stands for, or None if it was not made for this search."""
    text = state.cursor
    if not text.isascii() or len(text) > _MOST_CHARACTERS:
        return None
    try:
        decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    number, _, digest = decoded.partition(".")
    if digest != _digest(state) or not (number.isascii() and number.isdigit()) or len(number) > 12:
        return None
    offset = int(number)
    return offset if offset <= MAX_PAGE * MAX_SIZE else None


def _digest(state: SearchState) -> str:
    """Return what identifies the list: everything that chooses hits or orders them."""
    same = state.changed(size=DEFAULT_SIZE, facet_limit=DEFAULT_FACET_LIMIT, interval="auto", sort=state.order)
    return hashlib.blake2b(same.query_string().encode(), digest_size=_DIGEST_BYTES).hexdigest()
