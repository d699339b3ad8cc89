"""Stories in the database: brought in line with the links between articles and with what editors decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from django.db.models import Q

from corpus.models import Article, LedgerRow, LedgerStatus, StoryCorrection, StoryLink, StoryMember
from corpus.signals import announce
from corpus.stories.grouping import Place, group

MOST_TOGETHER: Final = 10_000  # articles that are looked at together, should links ever run on and on
_CHUNK: Final = 5_000  # values in one query


def regroup(article_ids: Collection[int], *, may_wait: bool = False) -> int:
    """Group anew whatever hangs together with these articles, in the running transaction; return how many moved.

    What moved is announced to the index, and told in the ledger.
    """
    together, links, decided = _together(article_ids)
    places = _places(together)
    before = dict(_chunked(StoryMember.objects.values_list("article_id", "story"), "article_id__in", together))
    after = {each: story[0] for story in group(places, links, decided) for each in story}
    moved = sorted(each for each in before.keys() | after.keys() if before.get(each) != after.get(each))
    if not moved:
        return 0
    for chunk in _chunks(moved):
        StoryMember.objects.filter(article_id__in=chunk).delete()
    StoryMember.objects.bulk_create(
        (StoryMember(article_id=each, story=after[each]) for each in moved if each in after), batch_size=_CHUNK
    )
    _tell_ledger(moved, after)
    counted = [each for each in moved if before.get(each, each) != after.get(each, each)]
    announce(counted, may_wait=may_wait, last=False, regroup=False)
    return len(moved)


def _together(article_ids: Collection[int]) -> tuple[set[int], set[tuple[int, int]], dict[int, int | None]]:
    """Return what hangs together with articles by stories, links and corrections, and these links and corrections."""
    found: set[int] = set()
    links: set[tuple[int, int]] = set()
    decided: dict[int, int | None] = {}
    new = set(article_ids)
    while new and len(found) < MOST_TOGETHER:
        found |= new
        linked = set(_either(StoryLink.objects.values_list("one", "other"), "one", "other", new))
        corrected = dict(
            _either(
                StoryCorrection.objects.values_list("article_id", "belongs_with_id"), "article", "belongs_with", new
            )
        )
        stories = dict(_chunked(StoryMember.objects.values_list("article_id", "story"), "article_id__in", new))
        beside = _chunked(StoryMember.objects.values_list("article_id"), "story__in", set(stories.values()))
        links |= linked
        decided |= corrected
        reached = {each for pair in linked for each in pair} | {each for (each,) in beside}
        reached |= corrected.keys() | {each for each in corrected.values() if each is not None}
        new = reached - found
    return found, links, decided


def _places(article_ids: Collection[int]) -> dict[int, Place]:
    """Return the places of those articles that readers may see."""
    shown = Article.objects.filter(hidden=False).order_by().values_list("pk", "published_to")
    return {pk: Place(pk, published) for pk, published in _chunked(shown, "pk__in", article_ids)}


def _tell_ledger(moved: Iterable[int], after: Mapping[int, int]) -> None:
    """Say of each record which article says nearly the same; the lead of a story is a copy of nothing."""
    kept = LedgerRow.objects.filter(status__in=(LedgerStatus.NEW, LedgerStatus.UPDATED))
    alone = []
    for each in moved:
        lead = after.get(each, each)
        if lead == each:
            alone.append(each)
        else:
            kept.filter(article_id=each).update(near_duplicate_of=lead)
    for chunk in _chunks(alone):
        kept.filter(article_id__in=chunk, near_duplicate_of__isnull=False).update(near_duplicate_of=None)


def _either(rows: Any, one: str, other: str, values: Collection[int]) -> Iterator[tuple[Any, ...]]:
    for chunk in _chunks(values):
        yield from rows.filter(Q(**{f"{one}__in": chunk}))
        yield from rows.filter(Q(**{f"{other}__in": chunk}))


def _chunked(rows: Any, condition: str, values: Collection[int]) -> Iterator[tuple[Any, ...]]:
    for chunk in _chunks(values):
        yield from rows.filter(**{condition: chunk})


def _chunks(values: Collection[int]) -> Iterator[list[int]]:
    listed = sorted(values)
    return (listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK))
