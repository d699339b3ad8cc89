"""The date that a web page prints beside its headline, where nothing in its markup states one.

Only a short line that is little more than a date counts, between a little above the headline and the first paragraph.
If such lines name different days and none says that it is of publication, none counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from lxml import html as lxml_html

from corpus.clean.jalali import SOLAR_DAY
from corpus.clean.months import MONTHS
from corpus.clean.published import parse_published, plain_digits

ABOVE_CHARACTERS: Final = 300
BELOW_CHARACTERS: Final = 1_500
LONGEST_LINE: Final = 160
PARAGRAPH: Final = 200
MOST_BESIDES: Final = 60  # characters of a line besides its date
MOST_NODES: Final = 20_000

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_END = r"(?![^\W\d_])"
_DAY = re.compile(
    rf"(?<![\d/.-])(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)? ?(?:of |de )?(?:{_MONTH}){_END}\.?,?(?: de)? ?(?:19|20)\d\d"
    rf"|(?:{_MONTH}){_END}\.? \d{{1,2}}(?:st|nd|rd|th)?,? ?(?:19|20)\d\d"
    rf"|(?:19|20)\d\d\.? (?:{_MONTH}){_END}\.? \d{{1,2}}\b\.?"
    r"|(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    r"|(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d"
    rf"|{SOLAR_DAY.pattern})(?![\d/-])",
    re.IGNORECASE,
)
_OF_CHANGE = re.compile(
    r"\b(?:updated?|modified|edited|revised|reviewed|corrected|aktualisiert|mis à jour|actualizado|aggiornato"
    r"|atualizado|copyright)\b|©|수정|обновлено",
    re.IGNORECASE,
)
_OF_PUBLICATION = re.compile(
    r"\b(?:published|posted|publiziert|veröffentlicht|erstellt|publié|publicado|pubblicato|опубликовано)\b|입력|등록|발행",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"relat|popular|latest|recent|comment|sidebar|most-|trend|footer|recommend|promo|widget", re.IGNORECASE
)
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "head", "svg"})
_APART: Final = frozenset({"nav", "aside", "footer", "form", "figure", "figcaption"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "time", "u", "wbr"}
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A block of text on the page: where it begins in the text, and the element it stands in."""

    start: int
    text: str
    is_headline: bool
    owner: lxml_html.HtmlElement


def printed_date(tree: lxml_html.HtmlElement, title: str, *, today: date, is_stated: bool = False) -> str:
    """Return the day of publication printed near the headline, as it is written there; "" if none is sure.

    `is_stated`: the page states a day, so that only what stands near the headline is looked at.
    """
    lines = list(_upper_lines(tree, title) if is_stated else _lines(tree))
    head = next((line for line in lines if line.is_headline and _is_title(line.text, title)), None) or next(
        (line for line in lines if line.is_headline), None
    )
    if head is None:
        return ""
    below = [line for line in lines if head.start < line.start <= head.start + BELOW_CHARACTERS]
    body = next((line.start for line in below if len(line.text) >= PARAGRAPH), head.start + BELOW_CHARACTERS)
    above = [line for line in lines if head.start - ABOVE_CHARACTERS <= line.start < head.start]
    for near in ([line for line in below if line.start < body], above):
        if found := _one_day(near, today=today):
            return found
    # Far from the headline only what is said to be of publication counts.
    said = [line for line in lines if _OF_PUBLICATION.search(line.text)] if not is_stated else []
    return _one_day(said, today=today, is_said=True)


def _upper_lines(tree: lxml_html.HtmlElement, title: str) -> Iterator[_Line]:
    """Yield the blocks of a page to some way below its headline."""
    last = None
    for line in _lines(tree):
        yield line
        if last is None and line.is_headline and _is_title(line.text, title):
            last = line.start + BELOW_CHARACTERS
        if last is not None and (line.start > last or len(line.text) >= PARAGRAPH):
            return


def _one_day(lines: list[_Line], *, today: date, is_said: bool = False) -> str:
    """Return the day that these lines agree on, or the one that is said to be of publication (`is_said`: only that)."""
    days: dict[date, str] = {}
    said: dict[date, str] = {}
    for line in lines:
        if len(line.text) > LONGEST_LINE:
            continue
        text = plain_digits(line.text)
        for match in _DAY.finditer(text):
            found = parse_published(match[0], today=today)
            before = text[: match.start()].rpartition("|")[2]
            if not found.first or found.precision != "day" or _OF_CHANGE.search(before) or _is_elsewhere(line.owner):
                continue
            if len(text) - len(match[0]) <= MOST_BESIDES:
                days[found.first] = match[0]
            if _OF_PUBLICATION.search(before):
                said[found.first] = match[0]
    for chosen in (said,) if is_said else (said, days):
        if len(chosen) == 1:
            return next(iter(chosen.values()))
    return ""


def _is_title(text: str, title: str) -> bool:
    return bool(title) and text.casefold()[:40] == title.casefold()[:40]


def _lines(tree: lxml_html.HtmlElement) -> Iterator[_Line]:
    """Yield the blocks of text of a page, in order."""
    body = tree.find("body")
    start = 0
    parts: list[str] = []
    owner = body if body is not None else tree
    for element, text in _texts(owner):
        if element is not None:
            line = " ".join("".join(parts).split())
            if line:
                yield _Line(start, line, _within(owner, ("h1",)), owner)
                start += len(line) + 1
            parts, owner = [], element
        parts.append(text)
    if line := " ".join("".join(parts).split()):
        yield _Line(start, line, _within(owner, ("h1",)), owner)


def _texts(root: lxml_html.HtmlElement) -> Iterator[tuple[lxml_html.HtmlElement | None, str]]:
    """Yield the texts of a page; with the block that a text begins or goes on with, or None inside the same line."""
    waiting: list[tuple[lxml_html.HtmlElement, bool]] = [(root, False)]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        element, is_left = waiting.pop()
        is_inline = element.tag in _INLINE
        if is_left:
            parent = element.getparent()
            yield (None if is_inline or parent is None else parent), element.tail or ""
            continue
        if element is not root:
            waiting.append((element, True))
        if isinstance(element.tag, str) and element.tag not in _SILENT:
            yield (None if is_inline else element), element.text or ""
            waiting.extend((child, False) for child in reversed(element))


def _within(element: lxml_html.HtmlElement, tags: tuple[str, ...]) -> bool:
    return element.tag in tags or any(each.tag in tags for each in element.iterancestors())


def _is_elsewhere(element: lxml_html.HtmlElement) -> bool:
    for each in (element, *element.iterancestors()):
        if each.tag in ("body", "html", "article", "main"):
            return False
        if each.tag in _APART or _ELSEWHERE.search(f"{each.get('class') or ''} {each.get('id') or ''}"):
            return True
    return False
