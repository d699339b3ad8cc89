"""Takes the lines out of a clean article that its source was found to repeat and that an editor accepted."""

from __future__ import annotations

from collections.abc import Container
from hashlib import blake2b

from corpus.clean.article import CleanArticle, RemovedLine
from corpus.clean.boilerplate import without_furniture
from corpus.clean.titles import first_words

SOURCE_BOILERPLATE = "source boilerplate"
_KEY_BYTES = 16


def line_key(line: str) -> str:
    """Return what two writings of a line have in common: all but case and runs of spaces, as 32 hexadecimal digits."""
    plain = " ".join(line.split()).casefold()
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).hexdigest()


def without_source_lines(clean: CleanArticle, keys: Container[str]) -> CleanArticle:
    """Return the article without the paragraphs that have one of these keys; what that brings to an edge is looked at.

    A title made of the article's first words is made anew.
    """
    kept: list[str] = []
    taken: list[RemovedLine] = []
    paragraphs = clean.text.split("\n\n") if clean.text else []
    for paragraph in paragraphs:
        if line_key(paragraph) in keys:
            taken.append(RemovedLine(paragraph, SOURCE_BOILERPLATE))
        else:
            kept.append(paragraph)
    if not taken or not kept:  # nothing is furniture of an article that has nothing else
        return clean
    title = clean.title
    if title == first_words(paragraphs):
        title = first_words(kept)
    kept, loosened = without_furniture(kept, title=title)
    return CleanArticle(title, "\n\n".join(kept), (*clean.removed, *taken, *loosened))
