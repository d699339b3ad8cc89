"""What the formats are called, for people: one name for each reader, so that no page or message forgets one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "text": "plain text",
    "html": "HTML",
    "json": "JSON (also ninjs and Webz.io)",
    "jsonl": "JSON Lines",
    "table": "CSV and TSV",
    "feed": "XML (RSS, Atom, NewsML, NITF and simple elements)",
    "reuters": "Reuters-21578 SGML",
    "gdelt": "GDELT",
    "press": "texts of Nexis and Factiva",
    "mail": "mail (.eml)",
    "mailbox": "mailboxes (.mbox)",
    "warc": "WARC",
    "pdf": "PDF",
    "word": "Word (.docx)",
}
"""The formats by their readers."""

PACKINGS: Final[Mapping[str, str]] = {"zip": "zip", "gzip": "gzip", "bzip2": "bzip2", "xz": "xz"}


def accepted() -> str:
    """Return in words what can be handed over."""
    return f"{_listed(NAMES.values(), 'and')}; plain, or packed as {_listed(PACKINGS.values(), 'or')}"


def _listed(names: Iterable[str], word: str) -> str:
    *first, last = names
    return f"{', '.join(first)} {word} {last}"
