"""Plain text and HTML: a file that is one article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.formats.content import Content
from corpus.formats.encoding import decode
from corpus.formats.limits import Refused, megabytes
from corpus.formats.mapping import is_whole_page
from corpus.formats.record import RawArticle, RecordError
from corpus.formats.stream import read_up_to

_LONGEST_TITLE = 500
_META_BYTES = 4096
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})""")
# "Support SouthFront", "Share this article", "Donate", "Follow us on X": buttons, alone on their line.
_OBJECT = r"(?:us|our \w+|the \w+|this \w+|independent \w+|\S+)"
_PROMPT = re.compile(
    rf"(?:please )?(?:(?:support|donate(?: to)?|subscribe(?: to)?|share|follow|like|print|e-?mail|tweet|save|bookmark)"
    rf"(?: {_OBJECT})?(?: (?:on|via|now|today|here|with) ?{_OBJECT}?)?"
    r"|sign (?:in|up)|log ?in|menu|home|search|advertisement|skip to (?:main )?content|read more"
    r"|(?:do you )?like this (?:content|article|story)\W.*|consider (?:helping|supporting) us|support southfront"
    r"|listen to (?:this )?article|facebook|twitter|whatsapp|telegram|reddit|linkedin|x)\s*[!?.:»›>]*",
    re.IGNORECASE,
)
_LONGEST_PROMPT = 60
# What programs write where a person's name should stand.
_NOBODY = re.compile(
    r"(?:python-docx|(?:microsoft )?office(?: user)?|microsoft|user|admin\w*|owner|author|unknown|anonymous|guest"
    r"|pc|hp|dell)?",
    re.IGNORECASE,
)
# "0 $", "2,500 $", "1,024 shares", "5 min read".
_AMOUNT = re.compile(
    r"(?=.*\d)(?:[\W\d_]|\b(?:usd|eur|euros?|dollars?|gbp|k|m|of|raised|donated|goal|shares?|views?|comments?|likes?"
    r"|min(?:utes?)?|read)\b)+",
    re.IGNORECASE,
)


def read_text(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the one article of a text file; its first real line is the title, and stays in the text."""
    data = _read_whole(content)
    decoded = decode(data, declared=content.encoding)
    if not decoded.text.strip():
        yield content.error("is empty")
        return
    warnings = content.warnings + decoded.warnings
    yield RawArticle(content.at(), title=title_of(decoded.text), text=decoded.text, warnings=warnings)


def read_html(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the one article of an HTML file; finding its title and text is the work of cleaning."""
    data = _read_whole(content)
    decoded = decode(data, declared=content.encoding or declared_encoding(data))
    html = decoded.text
    if not html.strip():
        yield content.error("is empty")
        return
    yield RawArticle(
        content.at(), html=html, whole_page=is_whole_page(html), warnings=content.warnings + decoded.warnings
    )


def declared_encoding(data: bytes) -> str:
    """Return the encoding that an XML declaration or a meta element at the start of a page names, or ""."""
    found = _XML_ENCODING.search(data[:_META_BYTES]) or _META_CHARSET.search(data[:_META_BYTES])
    return found.group(1).decode("ascii") if found else ""


def title_of(text: str) -> str:
    """Return the first real line: not empty, no mere amounts or symbols, no lone button; "" if it is a paragraph."""
    first = ""
    for line in text.splitlines():
        line = line.strip()
        first = first or line
        if not _is_real(line):
            continue
        return line if len(line) <= _LONGEST_TITLE else ""
    return first if len(first) <= _LONGEST_TITLE else ""


def is_nobody(author: str) -> bool:
    """Tell whether a document names no person as its author, but a program or a machine, or nothing."""
    return _NOBODY.fullmatch(author) is not None


def _is_real(line: str) -> bool:
    if not any(map(str.isalpha, line)):
        return False
    return len(line) > _LONGEST_PROMPT or not (_PROMPT.fullmatch(line) or _AMOUNT.fullmatch(line))


def _read_whole(content: Content) -> bytes:
    most = content.limits.max_plain_bytes
    data = read_up_to(content.stream, most)
    if data is None:
        raise Refused(f"is larger than {megabytes(most)}, the most that one article may have")
    return data
