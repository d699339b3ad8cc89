"""The background pass that finds stories: new and changed articles only, a batch at a time, from where it stopped.

A row of the queue is removed in the transaction that writes what came of it; so a pass that is killed does its
last batch again, which changes nothing. One pass runs at a time.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from corpus import story_finding
from corpus.models import Sketch, SketchNumber, StoryLink, StoryQueueRow
from corpus.rows import update_rows
from corpus.story_finding import Looked, Pair
from corpus.story_groups import regroup

BATCH: Final = 500  # articles
ADVISORY_LOCK: Final = 0x7374_6F72  # "stor": the number PostgreSQL knows the lock of the pass by
_CHUNK: Final = 5_000  # values in one query


class PassRunsError(Exception):
    """Another process is at it."""


def waiting() -> int:
    """Return how many articles wait, one that changed twice counted twice."""
    return StoryQueueRow.objects.count()


def look_at_all() -> None:
    """Put every article into the queue, and forget all that was compared; stories stay until they are found anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (SketchNumber, Sketch, StoryLink, StoryQueueRow):
            model.objects.all().delete()
        cursor.execute("INSERT INTO corpus_storyqueuerow (article_id) SELECT id FROM corpus_article ORDER BY id")


def find_stories(most: int = BATCH) -> int:
    """Find the stories of the next articles that wait, and return how many rows of the queue are done; 0 = none waits.

    Raises PassRunsError.
    """
    with _only_one():
        rows = list(StoryQueueRow.objects.order_by("id").values_list("id", "article_id")[:most])
        if rows:
            _work({article for _, article in rows}, [row for row, _ in rows])
        return len(rows)


def _work(article_ids: Collection[int], rows: Collection[int]) -> None:
    seen = story_finding.load(article_ids)
    compared = dict(Sketch.objects.filter(pk__in=article_ids).values_list("pk", "compared"))
    gone = {each for each in article_ids if each not in seen}
    changed = {each: looked for each, looked in seen.items() if compared.get(each) != looked.compared}
    former = _links(gone | {each for each in changed if each in compared})
    again = {each for pair in former for each in pair} - gone - changed.keys()
    with transaction.atomic():
        story_finding.note(changed.values())
        story_finding.forget(gone)
    looked = changed | story_finding.load(again)
    links = story_finding.find_copies(looked)
    with transaction.atomic():
        _write_links(former, links)
        regroup({*gone, *changed, *again, *(each for pair in links for each in pair)}, may_wait=True)
        _settle(changed)
        StoryQueueRow.objects.filter(pk__in=rows).delete()


def _links(article_ids: Collection[int]) -> set[Pair]:
    """Return the links of these articles."""
    found: set[Pair] = set()
    listed = sorted(article_ids)
    for start in range(0, len(listed), _CHUNK):
        chunk = listed[start : start + _CHUNK]
        for condition in (Q(one__in=chunk), Q(other__in=chunk)):
            found |= set(StoryLink.objects.filter(condition).values_list("one", "other"))
    return found


def _write_links(former: Collection[Pair], links: Collection[Pair]) -> None:
    ones = sorted({one for one, _ in former})
    for start in range(0, len(ones), _CHUNK):
        kept = StoryLink.objects.filter(one__in=ones[start : start + _CHUNK]).values_list("pk", "one", "other")
        void = [pk for pk, one, other in kept if (one, other) in former]
        for first in range(0, len(void), _CHUNK):
            StoryLink.objects.filter(pk__in=void[first : first + _CHUNK]).delete()
    StoryLink.objects.bulk_create((StoryLink(one=one, other=other) for one, other in links), ignore_conflicts=True)


def _settle(changed: Mapping[int, Looked]) -> None:
    """Note that these articles have been compared as they were looked at."""
    update_rows(Sketch, [{"article_id": each, "compared": looked.compared} for each, looked in changed.items()])


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the lock of the pass (PostgreSQL: an advisory lock). Raises PassRunsError when another process has it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
            if not cursor.fetchone()[0]:
                raise PassRunsError
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
        return
    path = Path(settings.DATA_DIR) / "stories.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise PassRunsError from None
    try:
        yield
    finally:
        os.close(descriptor)  # closing lets go of the lock
