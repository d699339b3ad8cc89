"""Lines that stand at the head or the foot of the pages of a document: the name of the paper, the day, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_DEPTH: Final = 3  # lines at either end of a page that may be such lines
_LONGEST: Final = 200
_LEAST_SHARE: Final = 0.6  # of the pages; left and right ones may differ
_ENDS: Final = frozenset('.!?:;”»"')
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(r"\W*(?:page |seite |p\. ?)?#(?: ?(?:of|/|von|de) ?#)?\W*", re.IGNORECASE)


def without_furniture(pages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the pages without the lines that most of them begin or end with, and these lines, each once.

    Numbers may differ between pages. A document of one page has none that could be told.
    """
    split = [page.strip().split("\n") for page in pages]
    texts = [filled for lines in split if (filled := [line for line in lines if line.strip()])]
    heads = _repeated([lines[:_DEPTH] for lines in texts])
    feet = _repeated([lines[-_DEPTH:] for lines in texts])
    removed: dict[str, None] = {}
    kept = [_stripped(lines, heads, feet, removed) for lines in split]
    return (kept, list(removed)) if any(page.strip() for page in kept) else (list(pages), [])


def joined(pages: Sequence[str]) -> str:
    """Return the text of pages; a sentence that goes on behind the end of a page is one."""
    text = ""
    for page in filter(str.strip, pages):
        goes_on = text and text.rstrip()[-1] not in _ENDS and page.lstrip()[:1].islower()
        text = f"{text.rstrip()}\n{page.lstrip()}" if goes_on else f"{text}\n\n{page}" if text else page
    return text


def _repeated(ends: Sequence[Sequence[str]]) -> set[str]:
    """Return the lines, as they are compared, that most pages have at one of their ends."""
    counts = Counter(key for lines in ends for key in set(map(_key, lines)))
    least = max(2, _LEAST_SHARE * len(ends))
    return {key for key, count in counts.items() if count >= least and 0 < len(key) <= _LONGEST}


def _stripped(lines: list[str], heads: set[str], feet: set[str], removed: dict[str, None]) -> str:
    filled = [number for number, line in enumerate(lines) if line.strip()]
    start, end = 0, len(filled)
    while start < min(_DEPTH, end) and _key(lines[filled[start]]) in heads:
        start += 1
    while end > max(start, len(filled) - _DEPTH) and _key(lines[filled[end - 1]]) in feet:
        end -= 1
    for number in (*filled[:start], *filled[end:]):
        shown = " ".join(lines[number].split())
        if not _PAGE_NUMBER.fullmatch(_key(shown)):
            removed[shown] = None
    return "\n".join(lines[filled[start] : filled[end - 1] + 1]) if start < end else ""


def _key(line: str) -> str:
    """Return a line as it is compared between pages: without the numbers in it."""
    return _DIGITS.sub("#", " ".join(line.split()))
