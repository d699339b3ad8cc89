"""The SGML of the Reuters-21578 collection: stories one after the other, with Latin-1 and control characters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus.formats.content import Content, with_warnings
from corpus.formats.encoding import decode_bare
from corpus.formats.limits import megabytes
from corpus.formats.mapping import map_record
from corpus.formats.markup import without_by
from corpus.formats.record import RawArticle, RecordError
from corpus.formats.stream import limited_lines

SOURCE = "Reuters"
_OPENING = re.compile(rb"<REUTERS[\s>]", re.IGNORECASE)
_CLOSING = re.compile(rb"</REUTERS\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([A-Za-z]{1,20})\s*=\s*"([^"]{0,100})"')
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LISTED = re.compile(r"<D>(.*?)</D>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z]{1,20}\s*/?>")
_ABBREVIATED = frozenset({"usa", "uk", "ussr", "uae"})
_LOWER_IN_NAMES = frozenset({"of", "and", "the", "de", "van", "von"})


def read_reuters(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the story of each <REUTERS> element; one without an end does not take the next with it."""
    for line, data in _stories(content):
        if data is None:
            reason = f"is larger than {megabytes(content.limits.max_record_bytes)}, the most that one record may have"
            yield content.error(reason, line=line)
        elif not _CLOSING.search(data):
            yield content.error("has no </REUTERS> at its end: is the file cut off or damaged here?", line=line)
        else:
            decoded = decode_bare(data)
            record = map_record(_fields(decoded.text), content.at(line))
            yield with_warnings(record, content.warnings + decoded.warnings)


def _stories(content: Content) -> Iterator[tuple[int, bytes | None]]:
    """Yield the line on which each story begins, and its bytes; None if they are too many."""
    most = content.limits.max_record_bytes
    parts: list[bytes] = []
    start = size = 0
    for number, line in enumerate(limited_lines(content.stream, most), 1):
        for opens, piece in _pieces(line):
            if opens:
                if start:
                    yield start, _joined(parts, size, most)
                parts, size, start = [], 0, number
            if not start:
                continue
            size += len(piece) if line is not None else most + 1
            if size <= most:
                parts.append(piece)
            if _CLOSING.search(piece):
                yield start, _joined(parts, size, most)
                parts, size, start = [], 0, 0
    if start:
        yield start, _joined(parts, size, most)


def _joined(parts: list[bytes], size: int, most: int) -> bytes | None:
    return b"".join(parts) if size <= most else None


def _pieces(line: bytes | None) -> Iterator[tuple[bool, bytes]]:
    """Yield the parts of a line that belong to different stories, and whether a story opens with it."""
    if line is None:
        yield False, b""
        return
    starts = [found.start() for found in _OPENING.finditer(line)]
    if not starts:
        yield False, line
        return
    if starts[0]:
        yield False, line[: starts[0]]
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        yield True, line[start:end]


def _fields(story: str) -> dict[str, object]:
    head = dict(_ATTRIBUTE.findall(story[: story.find(">")]))
    dateline, body = _plain(_inside(story, "DATELINE")).strip(), _plain(_inside(story, "BODY")).strip("\n")
    return {
        "id": next((value for name, value in head.items() if name.upper() == "NEWID"), ""),
        "source": SOURCE,
        "title": _plain(_inside(story, "TITLE")).strip(),
        "author": without_by(_plain(_inside(story, "AUTHOR")).strip()),
        "published": _plain(_inside(story, "DATE")).strip(),
        "text": f"{dateline} {body.lstrip()}" if dateline and body else body or _unprocessed(story),
        "actors": [
            *({"name": _name(code), "kind": "person"} for code in _codes(story, "PEOPLE")),
            *({"name": code.upper(), "kind": "organisation"} for code in _codes(story, "ORGS")),
        ],
        "locations": [_name(code) for code in _codes(story, "PLACES")],
    }


def _unprocessed(story: str) -> str:
    """Return what a story holds whose text was never taken apart; its title and dateline stand apart if at all."""
    text = _inside(story, "TEXT")
    for name in ("TITLE", "DATELINE", "AUTHOR"):
        text = text.replace(_inside(story, name), "") if _inside(story, name) else text
    return _plain(_TAG.sub("", text)).strip()


def _inside(story: str, name: str) -> str:
    """Return what stands in the first element of a name; one without an end goes to the end of the story."""
    found = re.search(rf"<{name}(?:\s[^>]{{0,200}})?>(.*?)(?:</{name}\s*>|\Z)", story, re.IGNORECASE | re.DOTALL)
    return found.group(1) if found else ""


def _codes(story: str, name: str) -> list[str]:
    return [code.strip() for code in _LISTED.findall(_inside(story, name)) if code.strip()]


def _name(code: str) -> str:
    """Return the name that a code stands for: "el-salvador" is El Salvador."""
    if code in _ABBREVIATED:
        return code.upper()
    words = code.split("-")
    return " ".join(
        word if word in _LOWER_IN_NAMES and number else word.capitalize() for number, word in enumerate(words)
    )


def _plain(text: str) -> str:
    return _CONTROLS.sub("", html.unescape(text))
