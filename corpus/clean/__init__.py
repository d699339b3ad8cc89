"""Cleaning: what a record says, as the plain text people read, with what was taken out and why."""

from __future__ import annotations

from dataclasses import replace

from corpus.clean.article import CleanArticle, RemovedLine
from corpus.clean.boilerplate import without_furniture
from corpus.clean.html import TextTooLong, field_text, page_metadata, plain_text
from corpus.clean.page import page_tree
from corpus.clean.source_lines import without_source_lines
from corpus.clean.structure import furniture_lines
from corpus.clean.text import clean_characters, paragraphs
from corpus.clean.titles import first_words, is_headline

__all__ = ["CleanArticle", "RemovedLine", "TextTooLong", "clean_article", "without_source_lines"]

MAX_TITLE_CHARACTERS = 1_000
PAGE_STRUCTURE = "page structure"


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
    found, structural = _without_structure(found, html) if not text.strip() and html.strip() else (found, [])
    if title:
        kept, removed = without_furniture(found, title=title)
        return CleanArticle(title, "\n\n".join(kept), (*structural, *removed))
    untitled = _untitled(found)
    return replace(untitled, removed=(*structural, *untitled.removed))


def _without_structure(found: list[str], page: str) -> tuple[list[str], list[RemovedLine]]:
    """Return the lines of a page without those that stand in its furniture, and these."""
    tree = page_tree(page)
    gone = furniture_lines(tree, found) if tree is not None else set()
    kept = [line for number, line in enumerate(found) if number not in gone]
    return kept, [RemovedLine(found[number], PAGE_STRUCTURE) for number in sorted(gone)]


def _untitled(found: list[str]) -> CleanArticle:
    """Return an article without a title under the headline at its head, else under its first words."""
    kept, removed = without_furniture(found, title="")
    following = next((paragraph for paragraph in kept if paragraph != kept[0]), "")
    if following and is_headline(kept[0], following=following):
        title = kept[0]
        kept, removed = without_furniture(_without_first(found, title), title=title)
        return CleanArticle(title, "\n\n".join(kept), tuple(removed))
    title = first_words(kept or found)
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
