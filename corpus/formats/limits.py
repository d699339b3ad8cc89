"""How much a reader takes in before it refuses, and the exception that says so."""

from __future__ import annotations

from dataclasses import dataclass

KIBIBYTE = 1024
MEBIBYTE = 1024**2
GIBIBYTE = 1024**3
MAX_DOCUMENT_BYTES = 50 * MEBIBYTE  # a PDF file or a Word document, pictures and all: it is held in memory


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of reading, in bytes unless said otherwise; settings.DATELINE has the values of a site.

    `max_archive_ratio` is unpacked size divided by packed size, and counts after the first MiB.
    `max_plain_bytes` holds for files that are one article: plain text and HTML.
    """

    max_record_bytes: int = 20 * MEBIBYTE
    max_member_bytes: int = 200 * MEBIBYTE
    max_archive_bytes: int = 2 * GIBIBYTE
    max_archive_members: int = 10_000
    max_archive_ratio: int = 100
    max_plain_bytes: int = 20 * MEBIBYTE


class Refused(Exception):
    """Content that is not read, with a reason a person can act on; `field` and `line` when it is about one."""

    def __init__(self, reason: str, *, field: str = "", line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.line = line


class NoArticle(Refused):
    """Content that is sound and is passed over, because it is no article; the reason says what it is."""

    def __init__(self, reason: str, *, id: str = "", title: str = "") -> None:
        super().__init__(reason)
        self.id = id
        self.title = title


def megabytes(size: int) -> str:
    """Return a size as people read it: "20 MB", "512 kB", "900 bytes"."""
    for unit, name in ((GIBIBYTE, "GB"), (MEBIBYTE, "MB"), (KIBIBYTE, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"
