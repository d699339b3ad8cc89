"""Mail: newsletters and press releases as .eml files, or many of them in an mbox file; each mail is one article."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from corpus.formats.content import Content, with_warnings
from corpus.formats.encoding import decode_bare, mend
from corpus.formats.limits import megabytes
from corpus.formats.mail_body import Body, read_body
from corpus.formats.mapping import map_record
from corpus.formats.record import RawArticle, RecordError
from corpus.formats.stream import limited_lines, read_up_to

_FROM_LINE: Final = re.compile(rb"From \S{1,320}.{0,20} (?:\w{3} \w{3} [ \d]\d \d\d:\d\d|\d{4}-\d\d-\d\d).{0,60}$")
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,70}):(?: |\t|$)")
_KNOWN: Final = frozenset(
    {"from", "to", "date", "subject", "message-id", "mime-version", "received", "return-path", "delivered-to", "sender"}
    | {"reply-to", "content-type", "list-id", "list-unsubscribe", "dkim-signature", "x-mailer", "cc"}
)
_QUOTED_FROM: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_FORWARDED: Final = 100
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
    yield from _articles(data, content)


def read_mailbox(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the article of each mail of an mbox file."""
    most = content.limits.max_record_bytes
    for line, data in _mails(content, most):
        if data is None:
            reason = f"is larger than {megabytes(most)}, the most that one mail may have with all its parts"
            yield content.error(reason, line=line)
        else:
            yield from _articles(_QUOTED_FROM.sub(rb"\1", data), content, line)


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


def _articles(data: bytes, content: Content, line: int | None = None) -> Iterator[RawArticle | RecordError]:
    """Yield the article of a mail, and those of the mails that it forwards as attached files."""
    try:
        waiting = [email.message_from_bytes(data, policy=email.policy.default)]
        for _ in range(_MOST_FORWARDED):
            body = read_body(waiting[0])
            fields = _fields(waiting.pop(0), body)
            yield with_warnings(map_record(fields, content.at(line)), (*content.warnings, *body.warnings))
            waiting += body.forwarded
            if not waiting:
                return
    except MemoryError:
        raise
    except Exception as error:  # the parser of the standard library stumbles over many a broken head
        yield content.error(f"is a mail that cannot be read ({type(error).__name__}: {error})", line=line)
        return
    yield content.error(
        f"forwards more than {_MOST_FORWARDED} mails as attached files: the rest was not read", line=line
    )


def _fields(mail: EmailMessage, body: Body) -> dict[str, object]:
    return {
        "id": _header(mail, "message-id").strip("<> "),
        "title": " ".join(_header(mail, "subject").split()),
        "html": body.markup,
        "text": body.text,
        "source": _sender(mail),
        "published": _day(_header(mail, "date")),
        "language": _header(mail, "content-language").partition(",")[0].strip(),
    }


def _header(mail: EmailMessage, name: str) -> str:
    """Return a header's text; one that cannot be parsed, or has bytes that no header may have, as it is written."""
    raw = str(next((value for key, value in mail.raw_items() if key.lower() == name), ""))
    if not raw.isascii():
        return decode_bare(raw.encode("utf-8", "surrogateescape")).text
    try:
        return mend(str(mail.get(name, "") or ""))
    except Exception:
        return mend(raw)


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
