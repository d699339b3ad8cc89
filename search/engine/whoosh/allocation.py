"""Tells the C library to keep the memory of large arrays: a search makes dozens that live for a millisecond."""

from __future__ import annotations

import contextlib
import ctypes
from typing import Final

# Of glibc's mallopt(3). Otherwise each array of over 128 KB is fetched from the system, page by page, and given back.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
KEPT_BYTES: Final = 64 * 1024**2
LARGEST_BYTES: Final = 32 * 1024**2


def keep_large_blocks() -> bool:
    """Keep up to KEPT_BYTES of freed memory for the next arrays; return whether this C library can be told so."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    settings = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, LARGEST_BYTES), (_TRIM_THRESHOLD, KEPT_BYTES))
    return all(mallopt(parameter, value) for parameter, value in settings)


def give_back() -> None:
    """Give memory that is free back to the system, where this C library can: after work that takes much of it."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
