"""How many copies the articles of a page have, and where they appeared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from corpus.models import StoryMember
from search.statements import RowsById

_SHOWN: Final = StoryMember.objects.filter(article__hidden=False).order_by()
_OWN: Final = RowsById(_SHOWN.values_list("article_id", "story", "article__source_id"), "article_id")


@dataclass(frozen=True, slots=True)
class Copies:
    """Of an article: its story (the id of the lead), the number of its copies and of the outlets they appeared in."""

    story: int
    copies: int = 0
    outlets: int = 0


def copies_of(article_ids: Collection[int]) -> Mapping[int, Copies]:
    """Return what is known of the copies of these articles; those without any are left out. Two queries.

    Hidden articles are no copies that a reader could see.
    """
    return copies_in({article: (story, source) for article, story, source in _OWN.read(list(article_ids))})


def copies_in(own: Mapping[int, tuple[int, int]]) -> Mapping[int, Copies]:
    """Return the same of articles whose story and source are known. One query."""
    if not own:
        return {}
    outlets: dict[int, dict[int, int]] = defaultdict(dict)
    stories = {story for story, _ in own.values()}
    counted = _SHOWN.filter(story__in=stories).values_list("story", "article__source_id").annotate(Count("pk"))
    for story, source, count in counted:
        outlets[story][source] = count
    return {
        article: Copies(story, sum(outlets[story].values()) - 1, _others(outlets[story], source))
        for article, (story, source) in own.items()
        if sum(outlets[story].values()) > 1
    }


def _others(outlets: Mapping[int, int], source: int) -> int:
    """Return how many outlets have a copy other than the article of this source itself."""
    return len(outlets) - (outlets.get(source) == 1)


def in_words(copies: int, outlets: int) -> str:
    """Return the copies as a reader sees them: +6 copies (3 outlets)."""
    if not copies:
        return ""
    return f"+{copies:,} {'copy' if copies == 1 else 'copies'} ({outlets:,} {'outlet' if outlets == 1 else 'outlets'})"


NO_COPIES: Final = Copies(0)
