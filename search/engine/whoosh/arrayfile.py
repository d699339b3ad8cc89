"""A file of named arrays: written in one go, never changed, mapped read-only so that processes share its pages.

8 bytes   magic "DLARRAY1"
8 bytes   length of the header, little-endian
header    JSON: {"arrays": {name: [type, length, offset]}, "facts": {...}}
arrays    each at a multiple of 64 bytes, counted from the beginning of the file
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAGIC: Final = b"DLARRAY1"
_ALIGNMENT: Final = 64
_START: Final = struct.Struct("<8sQ")


class ArrayFileError(ValueError):
    """The file is no array file, or is cut short."""


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def _header(arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> tuple[bytes, list[int]]:
    """Return the header and where each array begins; the places depend on the header's length, so it is padded."""
    size = 0
    while True:
        offset = _START.size + size
        offsets = []
        for array in arrays.values():
            offset = _aligned(offset)
            offsets.append(offset)
            offset += array.nbytes
        places = zip(arrays.items(), offsets, strict=True)
        described = {name: [array.dtype.str, len(array), place] for (name, array), place in places}
        text = json.dumps({"arrays": described, "facts": facts}, separators=(",", ":")).encode()
        if len(text) <= size:
            return text.ljust(size), offsets
        size = _aligned(len(text))


def write_arrays(stream: BinaryIO, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Write flat arrays and JSON facts; syncing is the commit's."""
    header, offsets = _header(arrays, facts)
    stream.write(_START.pack(MAGIC, len(header)))
    stream.write(header)
    position = _START.size + len(header)
    for array, offset in zip(arrays.values(), offsets, strict=True):
        stream.write(b"\0" * (offset - position))
        stream.write(np.ascontiguousarray(array).view(np.uint8).data if array.nbytes else b"")
        position = offset + array.nbytes


class ArrayFile:
    """The arrays of a file, as read-only views of its mapping; what is never looked at is never read."""

    def __init__(self, data: Any) -> None:
        """Read the header of anything that has the bytes of a file. Raises ArrayFileError."""
        self._data = data
        try:
            magic, size = _START.unpack_from(data)
            if magic != MAGIC:
                raise ArrayFileError("not a file of arrays")
            header = json.loads(bytes(data[_START.size : _START.size + size]))
            self.facts: dict[str, Any] = header["facts"]
            self._places: dict[str, tuple[str, int, int]] = {name: tuple(at) for name, at in header["arrays"].items()}
            ends = [place + length * np.dtype(kind).itemsize for kind, length, place in self._places.values()]
            if max(ends, default=0) > len(data):
                raise ArrayFileError("the file is cut short")
        except (struct.error, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ArrayFileError(f"not a file of arrays: {error}") from error

    @classmethod
    def open(cls, path: Path) -> ArrayFile:
        """Map a file. Raises OSError, ArrayFileError."""
        with path.open("rb") as stream:
            if not os.fstat(stream.fileno()).st_size:
                raise ArrayFileError("the file is empty")
            return cls(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))

    def __contains__(self, name: str) -> bool:
        """Return whether there is an array of that name."""
        return name in self._places

    def names(self) -> Iterable[str]:
        """Return the names of all arrays."""
        return self._places.keys()

    def get(self, name: str) -> Array | None:
        """Return an array, or None."""
        return self[name] if name in self._places else None

    def __getitem__(self, name: str) -> Array:
        """Return an array. Raises KeyError."""
        kind, length, place = self._places[name]
        return np.frombuffer(self._data, dtype=kind, count=length, offset=place)
