"""Pieces of the gazetteer that are read whole: a filter of its names, and the names of all that lies in a place.

The filter knows nearly all names which no place has, so that the file need not be asked for them.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable

BITS = 1 << 23  # 1 MB; of 650,000 names two bits each leave one miss in fifty to be looked up in vain
_SEED = 0x9747B28C


def filter_of(keys: Iterable[str]) -> bytes:
    """Return the filter of all these folded names."""
    bits = bytearray(BITS // 8)
    for key in keys:
        for position in _positions(key):
            bits[position >> 3] |= 1 << (position & 7)
    return bytes(bits)


def may_hold(bits: bytes, key: str) -> bool:
    """Say whether the filter may have been made with this name; False is certain."""
    data = key.encode("utf-8", "replace")
    first = zlib.crc32(data) % BITS
    if not bits[first >> 3] >> (first & 7) & 1:
        return False  # as for most: the second position need not be known
    second = zlib.crc32(data, _SEED) % BITS
    return bool(bits[second >> 3] >> (second & 7) & 1)


def _positions(key: str) -> tuple[int, int]:
    data = key.encode("utf-8", "replace")
    return zlib.crc32(data) % BITS, zlib.crc32(data, _SEED) % BITS


def pack_names(names: Iterable[tuple[str, int]]) -> bytes:
    """Return folded names with their places' ids in one piece; see unpack_names."""
    pairs = sorted(names)
    lines = [" ".join(str(place) for _, place in pairs), *(key for key, _ in pairs)]
    return zlib.compress("\n".join(lines).encode("utf-8"))


def unpack_names(piece: bytes) -> tuple[list[str], array[int]]:
    """Return the folded names of a piece and, in the same order, the ids of their places."""
    ids, *keys = zlib.decompress(piece).decode("utf-8").split("\n")
    return keys, array("q", map(int, ids.split()))
