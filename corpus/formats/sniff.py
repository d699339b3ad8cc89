"""What a file is, by its content; the ending of its name only breaks ties."""

from __future__ import annotations

import json
import re
from typing import Literal

from corpus.formats.aliases import normalise
from corpus.formats.content import Content
from corpus.formats.feed import FEED_ROOTS
from corpus.formats.gdelt import looks_like_gdelt
from corpus.formats.json_document import WRAPPERS
from corpus.formats.limits import Refused
from corpus.formats.mail import looks_like_mail, looks_like_mailbox
from corpus.formats.names import accepted
from corpus.formats.press import press_of
from corpus.formats.stream import HEAD_BYTES
from corpus.formats.table import looks_like_header

Packing = Literal["zip", "gzip", "bzip2", "xz"]
Format = Literal["text", "html", "json", "jsonl", "table", "feed", "reuters", "gdelt", "mail", "mailbox", "press"]
BinaryFormat = Literal["warc", "pdf"]

_PACKED: tuple[tuple[bytes, Packing], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08PK\x03\x04", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
)
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_FOREIGN: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x7fELF", "a program"),
    (0, b"\xcf\xfa\xed\xfe", "a program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, .doc, .xls or .ppt (save it as .docx or CSV)"),
    (0, b"{\\rtf", "an RTF document (save it as plain text or Word, .docx)"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive (pack it as .zip)"),
    (0, b"Rar!\x1a\x07", "a RAR archive (pack it as .zip)"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive (pack it as gzip)"),
    (257, b"ustar", "a tar archive (pack it as .zip)"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"PAR1", "a Parquet file (export it as CSV or JSON Lines)"),
    (0, b"ID3", "a sound file"),
    (0, b"OggS", "a sound file"),
    (4, b"ftyp", "a video"),
)
_ARC = re.compile(rb"filedesc://\S{1,500} \S{1,100} \d{8,14} ")
_INDEX = re.compile(rb" CDX (?:[A-Za-z] ?)+\s|!meta \d |\S{1,2000}\)\S{0,2000} \d{14} \{\"")
_TEXT_CONTROLS = bytes([7, 8, 9, 10, 11, 12, 13, 26, 27])
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in _TEXT_CONTROLS)
_PRESS_BYTES = 32 * 1024
_MOST_CONTROLS = 0.03

_SPACE = b" \t\r\n\x0b\x0c\x00"
_LEADING_MARKUP = re.compile(rb"(?:\s|<\?.{0,2000}?\?>|<!--.{0,20000}?-->)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+([A-Za-z][\w:.-]{0,60})[^>\[]{0,1000}(?:\[.*?\])?\s*>?", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]{0,60})(?=[\s>/])")
_HTML_ROOTS = frozenset(
    {"html", "head", "body", "title", "meta", "link", "script", "style", "main", "section", "header", "nav", "base"}
    | {"div", "p", "span", "a", "b", "i", "em", "strong", "br", "hr", "img", "figure", "table", "ul", "ol", "pre"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "font", "form", "noscript", "aside", "iframe"}
)
_HTML_INSIDE = re.compile(rb"<(?:p|div|h[1-6]|br|header|figure|section|span)[\s>/]", re.IGNORECASE)
_HTML_ENDINGS = frozenset({"html", "htm", "xhtml", "shtml"})
_XML_ENDINGS = frozenset({"xml", "rss", "atom", "rdf"})
_LINES_ENDINGS = frozenset({"jsonl", "ndjson", "jsonlines"})
_TABLE_ENDINGS = frozenset({"csv", "tsv", "tab"})
_MAIL_ENDINGS = frozenset({"eml", "mbox", "mbx", "msg", "mail"})
_NEVER_LINES = frozenset({"txt", "text", "md"}) | _HTML_ENDINGS | _TABLE_ENDINGS
_OBJECT_START = re.compile(rb"\{\s*[\"}]")
_LIST_START = re.compile(rb"\[\s*[\{\]]")
_WRAPPER = re.compile(rb'"([A-Za-z_]{2,20})"\s*:\s*[\[{]')


def packing_of(head: bytes) -> Packing | None:
    """Return how a file is packed, None if it is not."""
    for magic, packing in _PACKED:
        if head.startswith(magic):
            return packing
    return "bzip2" if _BZIP2.match(head) else None


def binary_format_of(head: bytes) -> BinaryFormat | None:
    """Return the format of content that is read as bytes, None if it is text."""
    if head.startswith(b"WARC/"):
        return "warc"
    return "pdf" if b"%PDF-" in head[:1024].lstrip(_SPACE)[:16] else None


def refuse_foreign(head: bytes) -> None:
    """Raise Refused for content that is not text, with what it looks like; NUL bytes of UTF-16 must be gone."""
    kind = _foreign(head)
    if kind:
        raise Refused(f"looks like {kind}; send articles as {accepted()}")


def _foreign(head: bytes) -> str:
    for offset, magic, kind in _FOREIGN:
        if head[offset : offset + len(magic)] == magic:
            return kind
    if _INDEX.match(head):
        return "the index of a web archive (CDX), not the archive itself"
    if _ARC.match(head):
        return "an ARC web archive, the older form of WARC; convert it (warcio recompress)"
    if head[:2] == b"MZ" and b"\0" in head[:256]:
        return "a program"
    if head[:2] == b"BM" and b"\0\0" in head[:32]:
        return "a BMP image"
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"AVI ", b"WAVE"):
        return "an image, a sound or a video"
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "a binary file, not text" if controls > _MOST_CONTROLS * len(head) else ""


def format_of(content: Content) -> Format:
    """Return the format that reads this content; raise Refused if it is empty or of no known format."""
    head = content.stream.peek(HEAD_BYTES)
    start = head.lstrip(_SPACE)
    while head and not start:
        content.stream.read(len(head))
        head = content.stream.peek(HEAD_BYTES)
        start = head.lstrip(_SPACE)
    if not start:
        raise Refused("is empty")
    ending = content.ending
    mail = _mail(start, ending)
    if mail:
        return mail
    if start.startswith(b"<"):
        markup = _markup(start, ending)
        if markup:
            return markup
    if _OBJECT_START.match(start) or _LIST_START.match(start) or _is_json_by_name(start, ending):
        return _json(start, ending)
    if ending not in _NEVER_LINES and _some_line_is_object(start):
        return "jsonl"
    return _by_first_line(start, ending)


def _mail(start: bytes, ending: str) -> Format | None:
    """Return "mail" or "mailbox" by the head of a mail, which text files may resemble: they need more of it."""
    if looks_like_mailbox(start):
        return "mailbox"
    return "mail" if looks_like_mail(start, sure=ending in _MAIL_ENDINGS) else None


def _by_first_line(start: bytes, ending: str) -> Format:
    line = start.split(b"\n", 1)[0].split(b"\r", 1)[0].decode("utf-8", "replace")
    if looks_like_gdelt(line):
        return "gdelt"
    if line.lower().startswith("sep=") or looks_like_header(line, sure=ending in _TABLE_ENDINGS):
        return "table"
    if ending in _TABLE_ENDINGS:
        return "table"  # whose reader says what is wrong with the header
    if ending in _HTML_ENDINGS:
        return "html"
    if ending in _XML_ENDINGS:
        raise Refused("is named as XML but does not begin with a tag; name it .txt if it is one article")
    if ending == "json" or ending in _LINES_ENDINGS:
        raise Refused("is named as JSON but holds none; name it .txt if it is one article in plain text")
    return "press" if press_of(start[:_PRESS_BYTES].decode("utf-8", "replace")) else "text"


def _markup(start: bytes, ending: str) -> Format | None:
    """Return "html" or "feed" by the doctype or the root element, None if this is text that begins with "<"."""
    declared = start.startswith(b"<?xml")
    position = _LEADING_MARKUP.match(start).end()  # type: ignore[union-attr]
    doctype = _DOCTYPE.match(start, position)
    if doctype:
        if doctype.group(1).lower() in (b"html", b"lewis"):
            return "html" if doctype.group(1).lower() == b"html" else "reuters"
        position = _LEADING_MARKUP.match(start, doctype.end()).end()  # type: ignore[union-attr]
    found = _ROOT.match(start, position)
    root = found.group(1).decode("ascii").rpartition(":")[2].lower() if found else ""
    if root == "reuters":
        return "reuters"
    if root in FEED_ROOTS:
        return "feed"
    if root in _HTML_ROOTS or ending in _HTML_ENDINGS:
        return "html"
    if root == "article" and not declared and ending not in _XML_ENDINGS:
        return "html" if _HTML_INSIDE.search(start) else "feed"
    if declared or doctype or ending in _XML_ENDINGS:
        return "feed"
    closing = f"</{found.group(1).decode('ascii')}" if found else "\0"
    return "feed" if root and closing.encode("ascii") in start else None


def _is_json_by_name(start: bytes, ending: str) -> bool:
    return start[:1] in (b"{", b"[") and (ending == "json" or ending in _LINES_ENDINGS)


def _json(start: bytes, ending: str) -> Format:
    """Tell JSON Lines from a JSON document, which may be spread over lines too."""
    line, line_end, rest = start.partition(b"\n")
    rest = rest.strip(_SPACE)
    if not line_end:
        return _json_in_one_line(start, ending)
    if not rest:
        return "json" if len(start) < HEAD_BYTES else "jsonl"
    if _is_value(line):
        return "jsonl"
    if line.rstrip().endswith((b"{", b"[", b",", b":")):
        return "json"
    if ending in _LINES_ENDINGS:
        return "jsonl"
    return "jsonl" if start[:1] == b"{" and _some_line_is_object(rest) else "json"


def _json_in_one_line(start: bytes, ending: str) -> Format:
    if start[:1] == b"[" or len(start) < HEAD_BYTES // 2 or ending == "json":
        return "json"
    wraps = any(normalise(name.decode("ascii")) in WRAPPERS for name in _WRAPPER.findall(start[:2000]))
    return "json" if wraps else "jsonl"


def _is_value(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _some_line_is_object(start: bytes) -> bool:
    return any(line.strip().startswith(b"{") and _is_value(line) for line in start.split(b"\n")[:1000])
