"""The members of a zip file, read with every count and size doubted; nothing is unpacked here.

Field layouts: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from corpus.formats.limits import Limits, Refused

LOCAL_MAGIC = b"PK\x03\x04"
_ENTRY_MAGIC = b"PK\x01\x02"
_END_MAGIC = b"PK\x05\x06"
_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s4B4H3L5H2L")
_LOCAL = struct.Struct("<4s2B4H3L2H")
_LONGEST_COMMENT = 65_535
_UTF8_NAME = 0x800
_WITH_DESCRIPTOR = 0x8
_OVERFLOW = 0xFFFFFFFF
_SCAN_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the archive describes it; `start` is where its packed bytes begin, -1 before that was looked up.

    `packed` is None when only the data themselves say where they end.
    """

    name: str
    flags: int
    method: int
    packed: int | None
    unpacked: int
    crc: int
    header: int
    system: int = 0
    attributes: int = 0
    start: int = -1


class DirectoryDamaged(Exception):
    """The directory at the end of the archive is missing or wrong."""


def list_members(file: BinaryIO, size: int, limits: Limits) -> list[Member]:
    """Return the members the directory lists; raise DirectoryDamaged, or Refused if there are too many."""
    end, count, length, offset = _end_record(file, size)
    if count > limits.max_archive_members:
        raise _too_many(limits)
    begin = end - length
    if begin < 0:
        raise DirectoryDamaged
    shift = begin - offset  # bytes that stand before the archive proper
    file.seek(begin)
    directory = file.read(min(length, limits.max_archive_members * (_ENTRY.size + 3 * 1024)))
    members: list[Member] = []
    position = 0
    while directory[position : position + 4] == _ENTRY_MAGIC:
        if len(members) >= limits.max_archive_members:
            raise _too_many(limits)
        member, position = _entry(directory, position)
        members.append(replace(member, header=member.header + shift))
    if len(members) != count and (position != length or not members):
        raise DirectoryDamaged
    return members


def locate(file: BinaryIO, member: Member, size: int) -> Member:
    """Return the member with `start` filled in from its local header; raise Refused if that is not there."""
    if not 0 <= member.header <= size - _LOCAL.size:
        raise Refused("is listed in the archive, but its data are not there")
    file.seek(member.header)
    fields = _LOCAL.unpack(file.read(_LOCAL.size))
    if fields[0] != LOCAL_MAGIC:
        raise Refused("is listed in the archive, but its data are not there")
    return replace(member, start=member.header + _LOCAL.size + fields[-2] + fields[-1])


def next_local_member(file: BinaryIO, position: int) -> Member | None:
    """Return the first member whose local header stands at or after a position: the way through a damaged archive."""
    found = _find_local(file, position)
    if found is None:
        return None
    file.seek(found)
    raw = file.read(_LOCAL.size)
    if len(raw) < _LOCAL.size:
        return None
    _, _, _, flags, method, _, _, crc, packed, unpacked, name_length, extra_length = _LOCAL.unpack(raw)
    name = file.read(name_length)
    extra = file.read(extra_length)
    sizes = _zip64(extra, [unpacked, packed])
    member = Member(_name(name, flags), flags, method, sizes[1], sizes[0], crc, found)
    member = replace(member, start=found + _LOCAL.size + name_length + extra_length)
    return replace(member, packed=None) if flags & _WITH_DESCRIPTOR else member


def _find_local(file: BinaryIO, position: int) -> int | None:
    overlap = len(LOCAL_MAGIC) - 1
    file.seek(position)
    block = file.read(_SCAN_BYTES)
    while len(block) > overlap:
        found = block.find(LOCAL_MAGIC)
        if found >= 0:
            return position + found
        position += len(block) - overlap
        more = file.read(_SCAN_BYTES)
        if not more:
            return None
        block = block[-overlap:] + more
    return None


def _end_record(file: BinaryIO, size: int) -> tuple[int, int, int, int]:
    """Return where the directory ends, how many members it says it has, its length and its stated offset."""
    tail_size = min(size, _END.size + _LONGEST_COMMENT)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    found = tail.rfind(_END_MAGIC)
    if found < 0 or len(tail) - found < _END.size:
        raise DirectoryDamaged
    _, _, _, _, count, length, offset, _ = _END.unpack_from(tail, found)
    end = size - tail_size + found
    if count != 0xFFFF and _OVERFLOW not in (length, offset):
        return end, count, length, offset
    return _end_record64(file, end) or (end, count, length, offset)


def _end_record64(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    if end < _END64_LOCATOR.size + _END64.size:
        return None
    file.seek(end - _END64_LOCATOR.size)
    magic, _, position, _ = _END64_LOCATOR.unpack(file.read(_END64_LOCATOR.size))
    if magic != b"PK\x06\x07":
        return None
    for place in (position, end - _END64_LOCATOR.size - _END64.size):
        if not 0 <= place <= end - _END64_LOCATOR.size - _END64.size:
            continue
        file.seek(place)
        fields = _END64.unpack(file.read(_END64.size))
        if fields[0] == b"PK\x06\x06":
            return place, fields[7], fields[8], fields[9]
    return None


def _entry(directory: bytes, position: int) -> tuple[Member, int]:
    """Return the entry at a position of the directory, and where the next one stands."""
    if len(directory) - position < _ENTRY.size:
        raise DirectoryDamaged
    fields = _ENTRY.unpack_from(directory, position)
    _, _, system, _, _, flags, method, _, _, crc, packed, unpacked, names, extras, comments = fields[:15]
    attributes, offset = fields[-2:]
    name_at = position + _ENTRY.size
    extra = directory[name_at + names : name_at + names + extras]
    unpacked, packed, offset = _zip64(extra, [unpacked, packed, offset])
    name = _name(directory[name_at : name_at + names], flags)
    member = Member(name, flags, method, packed, unpacked, crc, offset, system, attributes)
    return member, name_at + names + extras + comments


def _zip64(extra: bytes, values: list[int]) -> list[int]:
    """Return the values with those that do not fit in 32 bits taken from the zip64 field of `extra`."""
    for kind, data in _extra_fields(extra):
        if kind != 1:
            continue
        numbers = iter(struct.unpack(f"<{len(data) // 8}Q", data[: len(data) // 8 * 8]))
        return [next(numbers, value) if value == _OVERFLOW else value for value in values]
    return values


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        yield kind, extra[position + 4 : position + 4 + length]
        position += 4 + length


def _name(raw: bytes, flags: int) -> str:
    """Return a member's name; many packers write UTF-8 without saying so."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") if flags & _UTF8_NAME else raw.decode("cp437")


def _too_many(limits: Limits) -> Refused:
    return Refused(f"has more than {limits.max_archive_members:,} files; split the archive")
