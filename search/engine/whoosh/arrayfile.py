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
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Parts:
    """An array that is made while it is written, one part after the other, all of one type."""

    kind: np.dtype[Any]
    parts: Iterable[Array]


class ArrayWriter:
    """Writes a file of arrays one after the other, so that no more than one need be in memory; syncing is the commit's.

    Room is left for the header, which comes first and is known last.
    """

    def __init__(self, stream: BinaryIO, room: int) -> None:
        self._stream = stream
        self._room = _aligned(_START.size + room) - _START.size
        self._position = _START.size + self._room
        self._places: dict[str, list[Any]] = {}
        stream.write(b"\0" * self._position)

    def add(self, name: str, array: Array | Parts) -> None:
        """Write an array, flat."""
        if isinstance(array, Parts):
            self._add(name, array.kind, array.parts)
        else:
            self._add(name, array.dtype, (array,))

    def _add(self, name: str, kind: np.dtype[Any], parts: Iterable[Array]) -> None:
        place = _aligned(self._position)
        self._stream.write(b"\0" * (place - self._position))
        length = 0
        for part in parts:
            self._stream.write(np.ascontiguousarray(part).view(np.uint8).data if part.nbytes else b"")
            length += len(part)
        self._position = place + length * kind.itemsize
        self._places[name] = [kind.str, length, place]

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the header with JSON facts. Raises ArrayFileError when it needs more room than was left."""
        header = _header(self._places, facts)
        if len(header) > self._room:
            raise ArrayFileError(f"the header takes {len(header)} bytes; {self._room} were left for it")
        self._stream.seek(0)
        self._stream.write(_START.pack(MAGIC, self._room))
        self._stream.write(header.ljust(self._room))
        self._stream.seek(0, os.SEEK_END)


def _header(places: Mapping[str, Any], facts: Mapping[str, Any]) -> bytes:
    return json.dumps({"arrays": places, "facts": facts}, separators=(",", ":")).encode()


def write_arrays(stream: BinaryIO, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Write arrays and facts that are all at hand."""
    longest = 2**63  # no place takes more digits
    header = _header({name: [array.dtype.str, len(array), longest] for name, array in arrays.items()}, facts)
    writer = ArrayWriter(stream, len(header))
    for name, array in arrays.items():
        writer.add(name, array)
    writer.finish(facts)


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
            self._arrays: dict[str, Array] = {}
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
        found = self._arrays.get(name)
        if found is None:
            kind, length, place = self._places[name]
            found = self._arrays[name] = np.frombuffer(self._data, dtype=kind, count=length, offset=place)
        return found
