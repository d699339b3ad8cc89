"""Cleaning: what a record says, as the plain text people read, with what was taken out and why."""

from __future__ import annotations

import re
from datetime import date

from corpus.clean.article import CleanArticle, RemovedLine
from corpus.clean.boilerplate import without_furniture
from corpus.clean.html import TextTooLong, field_text, page_metadata, plain_text
from corpus.clean.published import parse_published
from corpus.clean.text import clean_characters, paragraphs

__all__ = ["CleanArticle", "RemovedLine", "TextTooLong", "clean_article"]

TITLE_WORDS = 12
MAX_HEADLINE_CHARACTERS = 160
MAX_TITLE_CHARACTERS = 1_000

_BYLINE = re.compile(r"(?:by|from|updated|published|posted|last updated)\b.{0,80}", re.IGNORECASE)
_NOT_A_HEADLINE = re.compile(
    r".*[.,;:–—-]\Z"
    r"|.{0,200}\((?:reuters|ap|afp|upi|xinhua|dpa|ani|ians)\).{0,200}",
    re.IGNORECASE,
)
_ANY_DAY = date(9000, 1, 1)


def clean_article(*, title: str, text: str, html: str = "", whole_page: bool = False, url: str = "") -> CleanArticle:
    """Return an article as people read it: title on one line, paragraphs, and the lines taken out.

    `text` counts before `html`. A missing title is the page's, else a headline at the head of the text, else its first
    words. Raises TextTooLong.
    """
    from_page = whole_page and bool(html) and not text.strip()
    title = _clean_title(title)
    if not title and from_page:
        title = _clean_title(page_metadata(html, url).title)
    if text.strip():
        found = paragraphs(_clean_field(text))
    elif html.strip():
        found = plain_text(html, whole_page=whole_page).split("\n\n")
    else:
        found = []
    found = [paragraph for paragraph in found if paragraph]
    if title:
        kept, removed = without_furniture(found, title=title)
        return CleanArticle(title, "\n\n".join(kept), tuple(removed))
    return _untitled(found)


def _untitled(found: list[str]) -> CleanArticle:
    """Return an article without a title under the headline at its head, else under its first words."""
    kept, removed = without_furniture(found, title="")
    following = next((paragraph for paragraph in kept if paragraph != kept[0]), "")
    if following and _is_headline(kept[0], following=following):
        title = kept[0]
        kept, removed = without_furniture(_without_first(found, title), title=title)
        return CleanArticle(title, "\n\n".join(kept), tuple(removed))
    title = _first_words(kept or found)
    kept, removed = without_furniture(found, title=title)
    return CleanArticle(title, "\n\n".join(kept), tuple(removed))


def _without_first(found: list[str], line: str) -> list[str]:
    """Return the paragraphs without the line that heads one of them; what else hangs on that paragraph stays."""
    number = next(number for number, paragraph in enumerate(found) if paragraph.startswith(line))
    rest = found[number][len(line) :].strip()
    return [*found[:number], *([rest] if rest else []), *found[number + 1 :]]


def _clean_title(title: str) -> str:
    """Return a title as plain text on one line."""
    return " ".join(_clean_field(title[:MAX_TITLE_CHARACTERS]).split())


def _clean_field(written: str) -> str:
    """Return a plain-text field with its characters cleaned, those too that its entities or markup stood for."""
    cleaned = clean_characters(written)
    resolved = field_text(cleaned)
    return cleaned if resolved == cleaned else clean_characters(resolved)


def _is_headline(line: str, *, following: str) -> bool:
    """Tell whether a line at the head of a text looks like its headline: short, no sentence, no byline and no date."""
    if len(line) > MAX_HEADLINE_CHARACTERS or not 2 <= len(line.split()) <= 25 or len(following) <= len(line) // 2:
        return False
    if not (line[0].isalnum() or line[0] in "“‘\"'") or _NOT_A_HEADLINE.fullmatch(line):
        return False
    return not _is_byline(line)


def _is_byline(line: str) -> bool:
    """Tell whether a line names the author or the date, and so no subject."""
    return _BYLINE.fullmatch(line) is not None or parse_published(line, today=_ANY_DAY).first is not None


def _first_words(kept: list[str]) -> str:
    """Return about the first dozen words of a text, with "…" if it goes on; "" for an empty text."""
    first = next((number for number, paragraph in enumerate(kept) if not _is_byline(paragraph)), 0)
    words = _leading_words(kept[first:])
    if len(words) <= TITLE_WORDS:
        words = _leading_words(kept)
    if len(words) <= TITLE_WORDS and sum(map(len, words)) <= MAX_HEADLINE_CHARACTERS:
        return " ".join(words)
    return " ".join(words[:TITLE_WORDS])[:MAX_HEADLINE_CHARACTERS].rstrip(" ,;:.–—-…") + "…"


def _leading_words(kept: list[str]) -> list[str]:
    """Return the first words of some paragraphs, a few more than a title has."""
    words: list[str] = []
    for paragraph in kept:
        words.extend(paragraph.split()[: TITLE_WORDS + 1])
        if len(words) > TITLE_WORDS:
            break
    return words
