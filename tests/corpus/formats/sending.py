"""Ways to hand bytes to the readers, and to build archives that no packer would write."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from typing import BinaryIO

from corpus.formats import Limits, RawArticle, RecordError, read_stream


def read(data: bytes, name: str = "sent", **limits: int) -> list[RawArticle | RecordError]:
    """Return the records of bytes sent under a name."""
    return list(read_stream(io.BytesIO(data), name=name, limits=Limits(**limits)))


def titles(records: list[RawArticle | RecordError]) -> list[str]:
    """Return the titles of the articles among records."""
    return [record.title for record in records if isinstance(record, RawArticle)]


def errors(records: list[RawArticle | RecordError]) -> list[RecordError]:
    """Return the errors among records."""
    return [record for record in records if isinstance(record, RecordError)]


def lines(*numbers: int) -> bytes:
    """Return JSON Lines with one article for each number."""
    return b"".join(json.dumps({"id": number, "title": f"Title {number}"}).encode() + b"\n" for number in numbers)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_directory_field(archive: bytes, offset: int, layout: str, value: int, entry: int = 0) -> bytes:
    """Return the archive with a number in an entry of its directory replaced: what a lying packer writes."""
    position = -1
    for _ in range(entry + 1):
        position = archive.index(b"PK\x01\x02", position + 1)
    field = struct.pack(layout, value)
    position += offset
    return archive[:position] + field + archive[position + len(field) :]


class Endless(io.RawIOBase, BinaryIO):  # type: ignore[misc]
    """A stream that goes on for ever with the same bytes, after a beginning."""

    def __init__(self, beginning: bytes, repeated: bytes) -> None:
        super().__init__()
        self._beginning = beginning
        self._repeated = repeated * (65_536 // len(repeated) + 1)
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        block, self._beginning = self._beginning or self._repeated, b""
        self.given += len(block)
        return block
