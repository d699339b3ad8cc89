"""Mail: newsletters and press releases as .eml files, or many of them in an mbox file; each mail is one article."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final, cast

from corpus.formats.content import Content, with_warnings
from corpus.formats.encoding import decode, mend
from corpus.formats.limits import megabytes
from corpus.formats.mapping import map_record
from corpus.formats.record import RawArticle, RecordError, Warning
from corpus.formats.stream import limited_lines, read_up_to

_FROM_LINE: Final = re.compile(rb"From \S{1,320}.{0,20} (?:\w{3} \w{3} [ \d]\d \d\d:\d\d|\d{4}-\d\d-\d\d).{0,60}$")
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,70}):(?: |\t|$)")
_KNOWN: Final = frozenset(
    {"from", "to", "date", "subject", "message-id", "mime-version", "received", "return-path", "delivered-to", "sender"}
    | {"reply-to", "content-type", "list-id", "list-unsubscribe", "dkim-signature", "x-mailer", "cc"}
)
_QUOTED_FROM: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_PARTS: Final = 500
_LEAST_KNOWN: Final = 3


def looks_like_mailbox(start: bytes) -> bool:
    """Tell whether this is the beginning of an mbox file."""
    first, _, rest = start.partition(b"\n")
    return first.startswith(b"From ") and _FROM_LINE.match(first.rstrip()) is not None and _has_headers(rest, 1)


def looks_like_mail(start: bytes, *, sure: bool) -> bool:
    """Tell whether this is the beginning of a mail; `sure` = the name of the file says so."""
    return _has_headers(start, 1 if sure else _LEAST_KNOWN)


def _has_headers(start: bytes, least: int) -> bool:
    """Tell whether a text begins with lines of a mail's head, so many of them known ones."""
    known: set[str] = set()
    for line in start[:16_384].split(b"\n")[:200]:
        text = line.rstrip(b"\r").decode("latin-1")
        if not text:
            break
        if text[0] in " \t" and known:
            continue
        found = _HEADER.match(text)
        if found is None:
            return False
        known.add(found.group(1).lower())
    return len(known & _KNOWN) >= least and bool(known & {"from", "subject", "date"})


def read_mail(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the article of one mail."""
    most = content.limits.max_record_bytes
    data = read_up_to(content.stream, most)
    if data is None:
        yield content.error(f"is larger than {megabytes(most)}, the most that one mail may have with all its parts")
        return
    yield _article(data, content)


def read_mailbox(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the article of each mail of an mbox file."""
    most = content.limits.max_record_bytes
    for line, data in _mails(content, most):
        if data is None:
            reason = f"is larger than {megabytes(most)}, the most that one mail may have with all its parts"
            yield content.error(reason, line=line)
        else:
            yield _article(_QUOTED_FROM.sub(rb"\1", data), content, line)


def _mails(content: Content, most: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield the line on which each mail begins, and its bytes without the "From " line; None if they are too many."""
    parts: list[bytes] = []
    start = size = 0
    is_after_empty = True
    for number, line in enumerate(limited_lines(content.stream, most), 1):
        if line is not None and is_after_empty and line.startswith(b"From ") and _FROM_LINE.match(line.rstrip()):
            if start:
                yield start, b"".join(parts) if size <= most else None
            parts, size, start = [], 0, number
            continue
        size += most + 1 if line is None else len(line)
        if size <= most and line is not None:
            parts.append(line)
        elif parts:
            parts = []
        is_after_empty = line is not None and not line.strip()
    if start:
        yield start, b"".join(parts) if size <= most else None


def _article(data: bytes, content: Content, line: int | None = None) -> RawArticle | RecordError:
    try:
        mail = email.message_from_bytes(data, policy=email.policy.default)
        fields, warnings = _fields(mail)
    except MemoryError:
        raise
    except Exception as error:  # the parser of the standard library stumbles over many a broken head
        return content.error(f"is a mail that cannot be read ({type(error).__name__}: {error})", line=line)
    return with_warnings(map_record(fields, content.at(line)), (*content.warnings, *warnings))


def _fields(mail: EmailMessage) -> tuple[dict[str, object], tuple[Warning, ...]]:
    markup, text, others = "", "", list[str]()
    warnings: dict[Warning, None] = {}
    for part in _parts(mail):
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if kind.startswith("multipart/"):  # its parts cannot be told apart: what stands there is the text
            text = text or str(part.get_payload())
        elif part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            others.append(_attachment(part, kind))
        elif (kind == "text/html" and not markup) or (kind == "text/plain" and not text):
            raw = cast(bytes, part.get_payload(decode=True) or b"")
            decoded = decode(raw, declared=str(part.get_content_charset() or ""))
            warnings.update(dict.fromkeys(decoded.warnings if not _is_declared(part, decoded.encoding) else ()))
            markup, text = (decoded.text, text) if kind == "text/html" else (markup, _unwrapped(part, decoded.text))
    left_out = [name for name in others if name]
    if left_out:
        told = ", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")
        warnings[Warning("text", f"attached files were not read: {told}; send them by themselves")] = None
    return {
        "id": _header(mail, "message-id").strip("<> "),
        "title": " ".join(_header(mail, "subject").split()),
        "html": _body_of(markup) if markup.strip() else "",
        "text": "" if markup.strip() else text,
        "source": _sender(mail),
        "published": _day(_header(mail, "date")),
        "language": _header(mail, "content-language").partition(",")[0].strip(),
    }, tuple(warnings)


def _parts(mail: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that are not made of parts; forwarded mails count as attached files."""
    waiting: list[EmailMessage] = [mail]
    seen = 0
    while waiting and seen < _MOST_PARTS:
        seen += 1
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting += reversed(cast(list[EmailMessage], part.get_payload()))
        else:
            yield part


def _attachment(part: EmailMessage, kind: str) -> str:
    """Return the name of an attached file; pictures inside the text have none worth telling."""
    if kind.startswith("image/") and part.get_content_disposition() != "attachment":
        return ""
    return mend(" ".join(str(part.get_filename() or kind).split()))[:80]


def _is_declared(part: EmailMessage, encoding: str) -> bool:
    """Tell whether a part says itself which encoding it is in, so that reading it so is nothing to warn of."""
    return bool(part.get_content_charset()) and encoding != "utf-8"


def _unwrapped(part: EmailMessage, text: str) -> str:
    """Return plain text with the soft line ends of format=flowed taken out (RFC 3676)."""
    text = text.replace("\r\n", "\n")
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    return re.sub(r"(?<=\S) \n(?![>\n])", " ", text)


def _body_of(markup: str) -> str:
    """Return the body of a mail's page: it is all article, and must not be searched for one."""
    found = re.search(r"<body[^>]{0,2000}>(.*?)(?:</body\s*>|\Z)", markup, re.IGNORECASE | re.DOTALL)
    inner = found.group(1) if found else markup
    return re.sub(r"</?(?:html|body)[^>]{0,2000}>|<head[\s>].*?</head\s*>", "", inner, flags=re.IGNORECASE | re.DOTALL)


def _header(mail: EmailMessage, name: str) -> str:
    """Return a header's text; one that cannot be parsed as it is written."""
    try:
        return mend(str(mail.get(name, "") or ""))
    except Exception:
        raw = next((value for key, value in mail.raw_items() if key.lower() == name), "")
        return mend(str(raw))


def _sender(mail: EmailMessage) -> str:
    """Return who sends it: the name in From, else the name of the list, else the host of the address."""
    name, address = next(iter(getaddresses([_header(mail, "from")])), ("", ""))
    listed = _header(mail, "list-id").partition("<")[0].strip(' "')
    return (name.strip() or listed or address.rpartition("@")[2])[:200]


def _day(written: str) -> str:
    """Return the date as ISO 8601, or as written if it cannot be read."""
    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return written
