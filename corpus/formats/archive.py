"""Zip files: member by member, nothing written anywhere, only the offending member refused."""

from __future__ import annotations

import bz2
import stat
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from corpus.formats.limits import Limits, Refused, megabytes
from corpus.formats.stream import BLOCK_BYTES
from corpus.formats.unpack import DAMAGED, Budget, Unpacker, ZlibUnpacker, unpack_member
from corpus.formats.zip_directory import DirectoryDamaged, Member, list_members, locate, next_local_member

_STORED, _DEFLATED, _BZIP2 = 0, 8, 12
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UNIX_SYSTEMS = frozenset({3, 19})
_CLUTTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_OFFICE = {
    "word/": "a Word document",
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
}


class ZipReader:
    """The members of a zip file that hold something, each with a way to its bytes."""

    def __init__(self, file: BinaryIO, size: int, limits: Limits, on_bytes: Callable[[int], None] | None) -> None:
        self._file = file
        self._size = size
        self._limits = limits
        self._on_bytes = on_bytes
        self._read = 0
        self._budget = Budget(limits, packed=size)
        self._overlapping: frozenset[Member] = frozenset()
        self.is_damaged = False
        self.is_web_archive = False  # WACZ: WARC files, with lists and indexes of their pages

    def members(self, *, of_document: bool = False) -> Iterator[Member]:
        """Yield the members worth reading; of an archive without its directory, those that are still there.

        `of_document`: they are the parts of an Office document, which is refused otherwise.
        """
        try:
            members = list_members(self._file, self._size, self._limits)
        except DirectoryDamaged:
            self.is_damaged = True
            yield from self._remaining_members()
            return
        if not of_document:
            _refuse_office({member.name for member in members})
        self._overlapping = _overlapping(members, self._size)
        names = {member.name for member in members}
        self.is_web_archive = "datapackage.json" in names and any(map(_is_web_archive, names))
        yield from (member for member in members if not _is_clutter(member) and self._is_wanted(member))

    def _is_wanted(self, member: Member) -> bool:
        return not self.is_web_archive or _is_web_archive(member.name)

    def blocks(self, member: Member) -> Iterator[bytes]:
        """Yield what a member holds; raise Refused if it cannot or must not be read."""
        _refuse_special(member)
        if member in self._overlapping:
            raise Refused(
                "shares its bytes with another file of the archive: refused, because archives made to harm do so"
            )
        if member.packed is not None and member.unpacked > self._limits.max_member_bytes:
            most = megabytes(self._limits.max_member_bytes)
            raise Refused(f"unpacks to more than {most}, the most that one file in an archive may have")
        unpacker = _unpacker(member)
        if member.start < 0:
            member = locate(self._file, member, self._size)
        checksum = 0
        for block in unpack_member(self._packed(member), unpacker, self._budget):
            checksum = zlib.crc32(block, checksum)
            yield block
        if member.packed is not None and checksum != member.crc:
            raise Refused(DAMAGED.format("its checksum does not agree"))

    def _packed(self, member: Member) -> Iterator[bytes]:
        position = member.start
        left = self._size - position if member.packed is None else member.packed
        while left > 0:
            self._file.seek(position)
            block = self._file.read(min(BLOCK_BYTES, left))
            if not block:
                return
            position += len(block)
            left -= len(block)
            self._read += len(block)
            if self._on_bytes is not None:
                self._on_bytes(min(self._read, self._size))
            yield block
        if left > 0:
            raise Refused(DAMAGED.format("it ends too early"))

    def _remaining_members(self) -> Iterator[Member]:
        position = 0
        for _ in range(self._limits.max_archive_members):
            member = next_local_member(self._file, position)
            if member is None:
                return
            if member.name == "[Content_Types].xml":
                raise Refused("looks like a Word, Excel or PowerPoint file that is damaged or cut off; send it again")
            if not _is_clutter(member):
                yield member
            # Members whose length is not known up front are passed by looking for the next header.
            position = member.start + (member.packed or 0)
        raise Refused(f"has more than {self._limits.max_archive_members:,} files; split the archive")


def _is_clutter(member: Member) -> bool:
    """Tell whether a member is a folder, or what operating systems leave in archives."""
    parts = member.name.replace("\\", "/").split("/")
    name = parts[-1].lower()
    is_folder = not name or bool(member.attributes & 0x10)
    return is_folder or "__MACOSX" in parts or name in _CLUTTER or name.startswith("._")


def _is_web_archive(name: str) -> bool:
    """Tell whether a member of a WACZ file is one of its WARC files."""
    return name.startswith("archive/") and name.endswith((".warc.gz", ".warc"))


def _overlapping(members: list[Member], size: int) -> frozenset[Member]:
    """Return the members whose bytes belong to one that begins before them."""
    found, end = [], 0
    for member in sorted(members, key=lambda member: member.header):
        if member.header < end:
            found.append(member)
        elif (member_end := member.header + (member.packed or 0)) <= size:
            end = member_end
    return frozenset(found)


def _refuse_special(member: Member) -> None:
    if member.flags & _ENCRYPTED:
        raise Refused("is encrypted; send it without a password")
    mode = member.attributes >> 16 if member.system in _UNIX_SYSTEMS else 0
    if stat.S_ISLNK(mode):
        raise Refused("is a symbolic link, not a file; pack the file it points to")
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused("is a device or another special file")


def _refuse_office(names: set[str]) -> None:
    if "[Content_Types].xml" in names:
        kinds = [kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)]
        kind = kinds[0] if kinds else "an Office document"
        raise Refused(f"looks like {kind}; save it as plain text or HTML (a table as CSV)")
    if "mimetype" in names and ("META-INF/manifest.xml" in names or "META-INF/container.xml" in names):
        raise Refused("looks like an OpenDocument file or an e-book; save it as plain text or HTML (a table as CSV)")


def _unpacker(member: Member) -> Unpacker | None:
    if member.method == _STORED and member.packed is not None:
        return None
    if member.method == _DEFLATED:
        return ZlibUnpacker(-15)
    if member.method == _BZIP2:
        return bz2.BZ2Decompressor()
    raise Refused(f"is packed by a method ({member.method}) that is not read; pack it with Deflate, the usual one")
