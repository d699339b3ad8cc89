"""Lines that are the headlines of other articles of the same source, and so links to them; pure.

One article is evidence enough, for the source itself has published the line as a headline. That holds in any language.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Final

from corpus.clean.boilerplate import title_key
from corpus.learning.evidence import SAMPLE, Fetch, Repeated, Texts, lines_of
from corpus.learning.topics import are_versions

LEAST_WORDS: Final = 5  # fewer are said by chance
LONGEST: Final = 200  # characters
MOST_LINES: Final = 5_000  # of a source
_BULLET = re.compile(r"[-–—•*·‣▪»>]+ ?")
_SENTENCE_END: Final = (".", "。", "।", ":", ";", ",")

Headlines = Iterable[tuple[int, str]]
"""Gives id and title of each article."""


def headline_lines(texts: Texts, headlines: Headlines, *, fetch: Fetch) -> list[Repeated]:
    """Return the lines of articles that are the headline of another one, which is no version of the same."""
    owners = _owners(headlines)
    found: dict[int, Repeated] = {}
    for article_id, text in texts():
        for _, _, line in lines_of(text):
            key = _key(line)
            owner = owners.get(key) if key else None
            # Its own headline once more is for another rule.
            if owner is None or article_id in owner or not _is_link(article_id, owner[0], fetch):
                continue
            if key not in found and len(found) >= MOST_LINES:
                continue
            known = found.setdefault(key, Repeated(line, is_headline=True))
            known.articles += 1
            if len(known.sample) < SAMPLE:
                known.sample.append(article_id)
    return list(found.values())


def _owners(headlines: Headlines) -> dict[int, array[int]]:
    """Return the articles under each headline, by its hash."""
    owners: dict[int, array[int]] = {}
    for article_id, title in headlines:
        if key := _key(title):
            owners.setdefault(key, array("q")).append(article_id)
    return owners


def _key(line: str) -> int:
    """Return the hash by which headlines are compared; 0 for what is none."""
    if len(line) > LONGEST or line.endswith(_SENTENCE_END):
        return 0
    plain = title_key(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line)
    return hash(plain) if plain.count(" ") + 1 >= LEAST_WORDS else 0


def _is_link(article_id: int, owner_id: int, fetch: Fetch) -> bool:
    """Tell whether the article under the headline is another one, and no version of the same."""
    articles = list(fetch([article_id, owner_id]))
    return len(articles) == 2 and not are_versions(articles[0].text, articles[1].text)
