"""Which lines a source repeats in articles about different things, counted in bounded memory; pure.

The articles are read twice. The first reading counts hashes of lines in a table of fixed size, in which lines may share
a cell; the second counts exactly those lines whose cell is high enough. What most articles say only once never
becomes an entry.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.learning.topics import Occurrence, are_about_different_things, could_be_boilerplate, speaks_of_the_article

CELLS: Final = 2**22  # of 2 bytes
_FULL: Final = 2**16 - 1
MOST_LINES: Final = 20_000  # counted exactly; beyond them the evidence asked for grows
SAMPLE: Final = 24  # articles looked at closely for a line
EXAMPLES: Final = 5
SHORTEST_LINE, LONGEST_LINE = 8, 1_200  # characters
LEAST_ARTICLES: Final = 3
LEAST_SHARE: Final = 0.02
ENOUGH_ARTICLES: Final = 50  # whatever their share
BETWEEN_ARTICLES, BETWEEN_SHARE = 5, 0.05
# A few words may as well be a heading that tables or sections have for good reason.
FEW_WORDS, FEW_WORDS_SHARE = 3, 0.1
HEAD_LINES, END_LINES = 3, 6
AT_EDGE: Final = 0.7  # of the articles

Texts = Callable[[], Iterable[tuple[int, str]]]
"""Gives id and clean text of each article, in the same order each time."""

Fetch = Callable[[Sequence[int]], Sequence[Occurrence]]
"""Gives some articles by their ids; those that are gone are left out."""


@dataclass(slots=True)
class Repeated:
    """A line and the articles it stands in."""

    text: str
    articles: int = 0
    at_head: int = 0
    at_end: int = 0
    sample: list[int] = field(default_factory=list)
    is_headline: bool = False

    @property
    def place(self) -> str:
        """Where it mostly stands: head, end or between; of a headline of another article that it is one."""
        if self.is_headline:
            return "headline"
        if self.at_end >= AT_EDGE * self.articles:
            return "end"
        return "head" if self.at_head >= AT_EDGE * self.articles else "between"


def least_articles(total: int) -> int:
    """Return in how many of so many articles a line must stand at least."""
    return max(LEAST_ARTICLES, min(ENOUGH_ARTICLES, round(LEAST_SHARE * total)))


def repeated_lines(texts: Texts, *, fetch: Fetch, own_names: frozenset[str]) -> tuple[list[Repeated], int]:
    """Return the lines with evidence enough to be proposed, most articles first, and how many articles were read.

    `own_names`: words of the source's name, which do not tell what an article is about.
    """
    cells, total = _counted(texts)
    least = least_articles(total)
    lines = _looked_at(texts, cells, least)
    found = [line for line in lines if _is_proposed(line, total, least, fetch, own_names)]
    return sorted(found, key=lambda line: (-line.articles, line.text)), total


def lines_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield number, number of lines and line of those that could be boilerplate, by length; never all that there is."""
    lines = text.split("\n\n")
    for number, line in enumerate(lines if len(lines) > 1 else ()):
        if SHORTEST_LINE <= len(line) <= LONGEST_LINE:
            yield number, len(lines), line


def _hash(line: str) -> int:
    return hash(" ".join(line.split()).casefold())


def _counted(texts: Texts) -> tuple[array[int], int]:
    """Return in how many articles a line of each cell stands (at least; the lines of a cell together)."""
    cells = array("H", bytes(2 * CELLS))
    total = 0
    for _, text in texts():
        total += 1
        for cell in {_hash(line) % CELLS for _, _, line in lines_of(text)}:
            if cells[cell] < _FULL:
                cells[cell] += 1
    return cells, total


def _looked_at(texts: Texts, cells: array[int], least: int) -> list[Repeated]:
    """Return the lines of the cells that are high enough, counted exactly."""
    lines: dict[int, Repeated] = {}
    chance = random.Random(0)
    for article_id, text in texts():
        seen: set[int] = set()
        for number, count, line in lines_of(text):
            key = _hash(line)
            if key in seen or cells[key % CELLS] < least:
                continue
            seen.add(key)
            known = lines.get(key)
            if known is None:
                if len(lines) >= MOST_LINES:
                    least = _drop_rarest(lines, cells, least)
                known = lines.setdefault(key, Repeated(line))
            known.articles += 1
            known.at_head += number < HEAD_LINES
            known.at_end += count - number <= END_LINES
            _sample(known, article_id, chance)
    return [line for line in lines.values() if line.articles >= least]


def _drop_rarest(lines: dict[int, Repeated], cells: array[int], least: int) -> int:
    """Ask for more evidence until half of the lines can go; return how much."""
    while len(lines) > MOST_LINES // 2:
        least += max(1, least // 4)
        for key in [key for key in lines if cells[key % CELLS] < least]:
            del lines[key]
    return least


def _sample(line: Repeated, article_id: int, chance: random.Random) -> None:
    """Keep some of the articles that have the line, each with the same probability."""
    if len(line.sample) < SAMPLE:
        line.sample.append(article_id)
    elif (place := chance.randrange(line.articles)) < SAMPLE:
        line.sample[place] = article_id


def _is_proposed(line: Repeated, total: int, least: int, fetch: Fetch, own_names: frozenset[str]) -> bool:
    """Tell whether the evidence is enough: the articles are about different things, and the line about none of them."""
    if line.place == "between" and line.articles < max(least, BETWEEN_ARTICLES, min(50, BETWEEN_SHARE * total)):
        return False
    if len(line.text.split()) <= FEW_WORDS and line.articles < FEW_WORDS_SHARE * total:
        return False
    if not could_be_boilerplate(line.text):
        return False
    sample = fetch(line.sample)
    if not are_about_different_things(sample, own_names, wanted=LEAST_ARTICLES):
        return False
    return not speaks_of_the_article(line.text, sample, own_names)
