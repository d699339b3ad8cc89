"""The body of a mail: of several forms of a text one, of several texts all; what is attached is only named."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final, cast

from corpus.formats.encoding import decode, mend
from corpus.formats.record import Warning

_MOST_PARTS: Final = 500
_DEEPEST: Final = 20
_MOST_TOLD: Final = 5


@dataclass(slots=True)
class Body:
    """The text of a mail, as HTML or plain, what there is to say of it, and the mails that are attached."""

    markup: str = ""
    text: str = ""
    warnings: tuple[Warning, ...] = ()
    forwarded: list[EmailMessage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Text:
    """A part of the text."""

    text: str
    is_markup: bool


def read_body(mail: EmailMessage) -> Body:
    """Return the text of a mail; if any part of it is HTML, all of it as HTML."""
    reading = _Reading()
    texts = [each for each in reading.texts(mail, 0) if each.text.strip()]
    body = Body(warnings=reading.warnings(), forwarded=reading.forwarded)
    if any(each.is_markup for each in texts):
        body.markup = "\n".join(each.text if each.is_markup else _as_markup(each.text) for each in texts)
    else:
        body.text = "\n\n".join(each.text for each in texts)
    return body


class _Reading:
    """One walk through the parts of a mail."""

    def __init__(self) -> None:
        self.forwarded: list[EmailMessage] = []
        self._told: dict[Warning, None] = {}
        self._attached: list[str] = []
        self._seen = 0

    def warnings(self) -> tuple[Warning, ...]:
        """Return what there is to say of the parts that were read, and of those that were not."""
        if self._attached:
            told = ", ".join(self._attached[:_MOST_TOLD]) + (" …" if len(self._attached) > _MOST_TOLD else "")
            self._told[Warning("text", f"attached files were not read: {told}; send them by themselves")] = None
        return tuple(self._told)

    def texts(self, part: EmailMessage, depth: int) -> Iterator[_Text]:
        """Yield the texts of a part, in order."""
        self._seen += 1
        if self._seen > _MOST_PARTS or depth > _DEEPEST:
            self._told[Warning("text", "the mail has too many parts: not all of them were read")] = None
            return
        kind = part.get_content_type()
        if kind.startswith("multipart/"):
            yield from self._several(part, kind, depth)
        elif kind == "message/rfc822" and part.is_multipart():
            self.forwarded += cast(list[EmailMessage], part.get_payload())
        elif part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            self._attach(part, kind)
        else:
            yield self._one(part, kind)

    def _several(self, part: EmailMessage, kind: str, depth: int) -> Iterator[_Text]:
        payload = part.get_payload()
        if not isinstance(payload, list):  # its parts cannot be told apart: what stands there is the text
            yield _Text(str(payload), is_markup=False)
            return
        children = [list(self.texts(child, depth + 1)) for child in cast(list[EmailMessage], payload)]
        yield from (
            _chosen(children) if kind == "multipart/alternative" else (each for child in children for each in child)
        )

    def _attach(self, part: EmailMessage, kind: str) -> None:
        """Note an attached file; pictures inside the text have no name worth telling."""
        if not kind.startswith("image/") or part.get_content_disposition() == "attachment":
            self._attached.append(mend(" ".join(str(part.get_filename() or kind).split()))[:80])

    def _one(self, part: EmailMessage, kind: str) -> _Text:
        raw = cast(bytes, part.get_payload(decode=True) or b"")
        stated = str(part.get_content_charset() or "")
        decoded = decode(raw, declared=stated)
        # A part that says itself which encoding it is in is nothing to warn of.
        if not stated or decoded.encoding == "utf-8":
            self._told.update(dict.fromkeys(decoded.warnings))
        is_markup = kind == "text/html"
        return _Text(_body_of(decoded.text) if is_markup else _unwrapped(part, decoded.text), is_markup)


def _chosen(forms: Sequence[list[_Text]]) -> list[_Text]:
    """Return the best of several forms of one text: the one with HTML, else the last that says anything."""
    filled = [form for form in forms if any(each.text.strip() for each in form)]
    with_markup = [form for form in filled if any(each.is_markup for each in form)]
    return (with_markup or filled or [[]])[-1]


def _as_markup(text: str) -> str:
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    return "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in paragraphs).replace("\n", "<br>")


def _unwrapped(part: EmailMessage, text: str) -> str:
    """Return plain text with the soft line ends of format=flowed taken out (RFC 3676)."""
    text = text.replace("\r\n", "\n")
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    space = "" if str(part.get_param("delsp") or "").lower() == "yes" else " "
    return re.sub(r"(?<=\S) \n(?![>\n])", space, text)


def _body_of(markup: str) -> str:
    """Return the body of a mail's page: it is all article, and must not be searched for one."""
    found = re.search(r"<body[^>]{0,2000}>(.*?)(?:</body\s*>|\Z)", markup, re.IGNORECASE | re.DOTALL)
    inner = found.group(1) if found else markup
    return re.sub(r"</?(?:html|body)[^>]{0,2000}>|<head[\s>].*?</head\s*>", "", inner, flags=re.IGNORECASE | re.DOTALL)
