"""What press databases hand out as text: documents of Nexis ("1 of 20 DOCUMENTS") and tagged articles of Factiva."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from corpus.formats.content import Content, with_warnings
from corpus.formats.encoding import decode
from corpus.formats.limits import Refused, megabytes
from corpus.formats.mapping import map_record
from corpus.formats.markup import without_by
from corpus.formats.record import Position, RawArticle, RecordError
from corpus.formats.stream import read_up_to

Kind = Literal["nexis", "factiva"]
Line = tuple[int, str]

_NUMBER: Final = re.compile(r"\s*\d{1,5} of \d{1,5} DOCUMENTS?\s*")
_END: Final = re.compile(r"\s*End of Document\s*")
_PAGE: Final = re.compile(r"\s*Page \d{1,5} of \d{1,5}\s*")
_LABEL: Final = re.compile(
    r"\s*(BYLINE|SECTION|LENGTH|DATELINE|HIGHLIGHT|GRAPHIC|LOAD-DATE|LANGUAGE|PUBLICATION-TYPE|SUBJECT|JOURNAL-CODE"
    r"|ACC-NO|DISTRIBUTION|NOTES|SERIES|CORRECTION|URL|COUNTRY|CITY|STATE|PERSON|COMPANY|ORGANIZATION|INDUSTRY"
    r"|GEOGRAPHIC|Byline|Section|Length|Dateline|Highlight|Graphic|Load-Date|Classification|Series)\s?:(?:\s+(.*))?"
)
_BODY: Final = "Body"  # stands alone above the text, in the new form
_HEAD: Final = frozenset({"byline", "section", "length", "dateline", "highlight", "series"})
_DAY: Final = re.compile(
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) (?:\d{1,2}, )?\d{4}"
    r"|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})\b"
)
_EDITION: Final = re.compile(r".{0,60}\b(?:edition|final|correction appended)\b.{0,40}", re.IGNORECASE)
_RIGHTS: Final = re.compile(r"\s*(?:Copyright|©|\(c\)|All Rights Reserved)\b.*", re.IGNORECASE)
_CODE: Final = re.compile(
    r"(SE|HD|CR|WC|PD|ET|SN|SC|NGC|GC|ED|PG|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|BY|CLM|VOL|ART)"
    r"(?:[ \t]+(\S.*))?"
)
_FACTIVA_NEEDS: Final = ("HD", "PD", "SN")
_LOOKED_AT: Final = 400  # lines
_MOST_LINES: Final = 100_000  # of one document
_LINE: Final = re.compile(r".*\n|.+")


def press_of(start: str) -> Kind | None:
    """Return which press database a text is from, None if from none."""
    lines = start.splitlines()[:_LOOKED_AT]
    labels = {found.group(1).lower() for line in lines if (found := _LABEL.fullmatch(line))}
    filled = next((line for line in lines if line.strip()), "")
    if (_NUMBER.fullmatch(filled) or any(map(_END.fullmatch, lines))) and "length" in labels:
        return "nexis"
    codes = {found.group(1) for line in lines if (found := _CODE.fullmatch(line.rstrip()))}
    return "factiva" if codes.issuperset(_FACTIVA_NEEDS) and codes & {"LP", "TD"} else None


def read_press(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the article of each document."""
    most = content.limits.max_plain_bytes
    data = read_up_to(content.stream, most)
    if data is None:
        raise Refused(f"is larger than {megabytes(most)}, the most that one text file may have; split it")
    decoded = decode(data, declared=content.encoding)
    for record in press_articles(decoded.text, press_of(decoded.text) or "nexis", content.at()):
        yield with_warnings(record, content.warnings + decoded.warnings)


def press_articles(text: str, kind: Kind, position: Position) -> Iterator[RawArticle | RecordError]:
    """Yield the article of each document in a text."""
    documents = _nexis_documents(text) if kind == "nexis" else _factiva_documents(_lines(text))
    read = _nexis_fields if kind == "nexis" else _factiva_fields
    for document in documents:
        if any(line.strip() for _, line in document):
            start = next(number for number, line in document if line.strip())
            yield map_record(read([line for _, line in document]), Position(position.file, position.member, start))


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines of a text with their numbers."""
    for number, found in enumerate(_LINE.finditer(text), 1):
        yield number, found.group().rstrip("\r\n")


def _add(document: list[Line], number: int, line: str) -> None:
    """Add a line to a document; raise Refused if it has too many to be an article."""
    if len(document) >= _MOST_LINES:
        raise Refused(f"has a document of more than {_MOST_LINES:,} lines: the rest was not read", line=document[0][0])
    document.append((number, line))


def _nexis_documents(text: str) -> Iterator[list[Line]]:
    document: list[Line] = []
    is_numbered = any(_NUMBER.fullmatch(line) for _, line in _lines(text))
    ends = _NUMBER if is_numbered else _END
    for number, line in _lines(text):
        if ends.fullmatch(line):
            # What stands before the first number is the cover sheet of the order.
            yield from [document] if document and _has_label(document) else []
            document = []
        elif not _PAGE.fullmatch(line):
            _add(document, number, line)
    if _has_label(document):
        yield document


def _has_label(document: Sequence[Line]) -> bool:
    return any(_LABEL.fullmatch(line) for _, line in document)


def _nexis_fields(lines: Sequence[str]) -> dict[str, object]:
    labels: dict[str, str] = {}
    label, body = "", list[str]()
    first = next((number for number, line in enumerate(lines) if _LABEL.fullmatch(line)), len(lines))
    for line in lines[first:]:
        found = _LABEL.fullmatch(line)
        if line.strip() == _BODY:
            label, body = "", []
        elif found:
            label = found.group(1).lower()
            labels.setdefault(label, (found.group(2) or "").strip())
        elif not line.strip():
            # A label's text ends with its paragraph; those at the end belong to no text any more.
            label = "" if label in _HEAD else label
            body.append("")
        elif label in _HEAD:
            labels[label] = f"{labels[label]} {line.strip()}".strip()
        elif not label and not _RIGHTS.fullmatch(line):
            body.append(line)
    is_new = any(line.strip() == _BODY for line in lines)
    title, source, day = _nexis_head([line.strip() for line in lines[:first]], is_new=is_new)
    text = "\n".join(body).strip()
    dateline = labels.get("dateline", "").rstrip(" -–—")
    return {
        "id": labels.get("acc-no", ""),
        "title": title,
        "text": f"{dateline} — {text}" if dateline and not text.startswith(dateline) else text,
        "source": source,
        "published": day,
        "author": without_by(labels.get("byline", "")),
        "language": labels.get("language", "").partition(";")[0].strip().lower(),
        "url": labels.get("url", ""),
    }


def _nexis_head(lines: Sequence[str], *, is_new: bool) -> tuple[str, str, str]:
    """Return title, source and day: of old the source stands above the day, the title below; now both stand above."""
    lines = [line for line in lines if not _RIGHTS.fullmatch(line)]
    place = next((number for number, line in enumerate(lines) if _DAY.match(line)), len(lines))
    above = [line for line in lines[:place] if line]
    below = lines[place + 1 :]
    while below and (not below[0] or _EDITION.fullmatch(below[0])):
        below = below[1:]
    day = found.group() if place < len(lines) and (found := _DAY.match(lines[place])) else ""
    if is_new:
        return " ".join(above[:-1]) or " ".join(above), above[-1] if len(above) > 1 else "", day
    end = below.index("") if "" in below else len(below)
    return " ".join(below[:end]), above[0] if above else "", day


def _factiva_documents(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each article: it begins with its headline or section, and ends with its number."""
    document: list[Line] = []
    is_ended = is_begun = False
    for number, line in lines:
        code = _code(line)
        if code in ("SE", "HD") and (is_ended or is_begun):
            yield document
            document, is_ended, is_begun = [], False, False
        is_ended, is_begun = is_ended or code == "AN", is_begun or code == "HD"
        _add(document, number, line)
    if is_begun:
        yield document


def _code(line: str) -> str:
    found = _CODE.fullmatch(line.rstrip())
    return found.group(1) if found else ""


def _factiva_fields(lines: Sequence[str]) -> dict[str, object]:
    parts: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        found = _CODE.fullmatch(line.rstrip())
        if found:
            code = found.group(1)
            parts[code] = [found.group(2) or ""]
        elif code:
            parts[code].append(line.strip())
    stated = {name: " ".join(" ".join(part).split()) for name, part in parts.items()}
    texts = ("\n".join(parts[name]).strip() for name in ("LP", "TD") if name in parts)
    return {
        "id": stated.get("AN", "").removeprefix("Document ").strip(),
        "title": stated.get("HD", ""),
        "text": "\n\n".join(text for text in texts if text),
        "source": stated.get("SN", ""),
        "published": stated.get("PD", ""),
        "author": without_by(stated.get("BY", "")),
        "language": stated.get("LA", "").lower(),
    }
