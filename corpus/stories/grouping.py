"""Which articles make a story, and which of them leads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

STEPS: Final = 2  # links from the best linked article: a chain of small changes ends in another text

Links = dict[int, set[int]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in a story: its id, and the last day it may have been published; None = undated."""

    id: int
    published: date | None

    @property
    def order(self) -> tuple[bool, date, int]:
        """Published first, then by id; undated last."""
        return self.published is None, self.published or date.max, self.id


def group(
    places: Mapping[int, Place], links: Iterable[tuple[int, int]], decided: Mapping[int, int | None]
) -> list[list[int]]:
    """Return the stories of two or more of these articles, each with its lead first, then as published.

    `links` are pairs that are copies. `decided`: article -> the one whose story it belongs to, None = it stands alone;
    what resembles such an article is no reason to put it anywhere.
    """
    near: Links = defaultdict(set)
    for one, other in links:
        if one in places and other in places and one not in decided and other not in decided:
            near[one].add(other)
            near[other].add(one)
    stories = {article: {article} for article in places}
    for found in _near_ones(places, near):
        stories |= dict.fromkeys(found, found)
    for article, joined_to in sorted(decided.items()):
        if joined_to is not None and article in stories and joined_to in stories:
            joined = stories[article] | stories[joined_to]
            stories |= dict.fromkeys(joined, joined)
    distinct = {id(story): story for story in stories.values() if len(story) > 1}
    return sorted(sorted(story, key=lambda each: places[each].order) for story in distinct.values())


def _near_ones(places: Mapping[int, Place], near: Links) -> Iterator[set[int]]:
    """Yield sets of articles that lie within a few links of the best linked among them."""
    left = set(near)
    while left:
        centre = min(left, key=lambda each: (-len(near[each] & left), places[each].order))
        found = {centre}
        for _ in range(STEPS):
            found |= {other for each in found for other in near[each] if other in left}
        left -= found
        yield found
