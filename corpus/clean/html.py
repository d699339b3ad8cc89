"""HTML to plain text: trafilatura for whole pages, our own reader for fragments, bleach as the last gate on all."""

from __future__ import annotations

import logging
import re
from html import unescape
from html.entities import html5

import bleach

from corpus.clean.markup import character_data, has_markup
from corpus.clean.page import PageMetadata, bearable, linked_article_body, page_metadata
from corpus.clean.text import clean_characters, normalise

__all__ = [
    "MAX_CHARACTERS",
    "MAX_PAGE_CHARACTERS",
    "PageMetadata",
    "TextTooLong",
    "field_text",
    "page_metadata",
    "plain_text",
    "sanitise",
]

MAX_CHARACTERS = 1_000_000
# A page carries scripts and styles besides its text.
MAX_PAGE_CHARACTERS = 5_000_000
# bleach is quadratic in the length of its input: it gets the text in pieces.
PIECE_CHARACTERS = 4_000
# Each round takes away one layer of a text that was escaped again and again.
MAX_LAYERS = 5

# What trafilatura finds is a part only if the page's linked data hold so much more.
_LINKED_SHARE = 0.7

_NUMBER_UNENDED = re.compile(r"&#(?:[0-9]{2,7}|[xX][0-9a-fA-F]{2,6})(?![0-9a-zA-Z;])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


class TextTooLong(ValueError):
    """A text longer than we take."""

    def __init__(self, length: int, limit: int) -> None:
        """Name the length and the limit, in characters."""
        super().__init__(
            f"the text has {length:,} characters; at most {limit:,} are taken: split it into several articles"
        )


def plain_text(html: str, *, whole_page: bool) -> str:
    """Return the text of an article's markup as paragraphs parted by one empty line.

    `whole_page`: find the article among the page's furniture. Raises TextTooLong.
    """
    if not whole_page:
        return normalise(sanitise(html))
    if len(html) > MAX_PAGE_CHARACTERS:
        raise TextTooLong(len(html), MAX_PAGE_CHARACTERS)
    return normalise(_page_text(clean_characters(html)))


def sanitise(markup: str, *, keep_blank_lines: bool = False) -> str:
    """Return the plain text of HTML: no tag, no script, no style, entities resolved once. The only caller of bleach.

    Raises TextTooLong above MAX_CHARACTERS.
    """
    if len(markup) > MAX_CHARACTERS:
        raise TextTooLong(len(markup), MAX_CHARACTERS)
    data = character_data(clean_characters(markup), keep_blank_lines=keep_blank_lines)
    return "".join(_bleached(piece) for piece in _pieces(data))


def field_text(text: str) -> str:
    """Return the text of a plain-text field, in which feeds often leave markup or entities.

    Without real markup (`has_markup`) the text stays as it is, but for entities, which have no business in it. Unlike
    in HTML, all layers of escaping go. Raises TextTooLong.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(len(text), MAX_CHARACTERS)
    for _ in range(MAX_LAYERS):
        before = text
        if has_markup(text):
            text = sanitise(text, keep_blank_lines=True)
        elif "&" in text:
            text = _ENTITY.sub(_resolved, text)
        if text == before:
            break
    return text


def _page_text(page: str) -> str:
    """Return the article of a whole page; all of the page's text if no article is found in it."""
    if bearable(page):
        from trafilatura import extract  # takes half a second, and only pages need it

        # It logs each page without an article as an error; here that only means that the next way is tried.
        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
        linked = field_text(linked_article_body(page)[:MAX_CHARACTERS])
        for precise in (True, False):
            found = extract(page, include_comments=False, favor_precision=precise, favor_recall=not precise) or ""
            if len(found) < _LINKED_SHARE * len(linked):
                return linked
            if found.strip():
                return field_text(found)
    return sanitise(page[:MAX_CHARACTERS])


def _pieces(data: str) -> list[str]:
    """Return the text in pieces short enough for bleach, cut between words and never inside an entity."""
    pieces = []
    start = 0
    while start < len(data):
        end = start + PIECE_CHARACTERS
        if end < len(data):
            space = max(data.rfind(" ", start, end), data.rfind("\n", start, end))
            entity = data.rfind("&", max(start, end - 40), end)
            end = space if space > start else entity if entity > start else end
        pieces.append(data[start:end])
        start = end
    return pieces


def _bleached(piece: str) -> str:
    """Return a piece of character data through bleach, entities resolved once; text that has no sign for it passes."""
    if "&" not in piece and "<" not in piece:
        return piece
    piece = _NUMBER_UNENDED.sub(lambda number: number[0] + ";", piece)
    return unescape(str(bleach.clean(piece, tags=frozenset(), attributes={}, strip=True, strip_comments=True)))


def _resolved(entity: re.Match[str]) -> str:
    """Return the character of an entity, or what is no entity as it stands."""
    name = entity[0][1:]
    return unescape(entity[0]) if name[0] == "#" or name in html5 else entity[0]
