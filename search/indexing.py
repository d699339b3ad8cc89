"""The outbox reader: the only writer of the index."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from corpus.models import Article, IndexState, OutboxRow
from corpus.signals import articles_changed, database_replaced
from search import next_index
from search.engine import get_engine
from search.engine.contract import (
    DocumentError,
    Engine,
    EngineAwayError,
    EngineError,
    IndexDocument,
    IndexUnavailableError,
    WriteReport,
)
from search.locking import holding
from search.search_indexes import documents

logger = logging.getLogger(__name__)

# One commit takes as many articles as it can bring into the index in about a second: what was killed starts small.
LEAST_ROWS = 250
MOST_ROWS = 5_000
COMMIT_SECONDS = 1.0
COMMIT_CHARACTERS = 20_000_000  # of texts
LATE_ROWS = 10_000  # so many of the newest rows are looked at for edits, when more wait than one commit takes
LATE_EDITS = 100
FORGET_BATCH = 1_000
PATIENCE_ROWS = 5_000
PATIENCE_SECONDS = 5.0
ADVISORY_LOCK = 0x6461_7465  # "date": the number PostgreSQL knows the indexing lock by
_last_drain = 0.0
_rows_at_once = LEAST_ROWS
_tidying = threading.Lock()


def listen() -> None:
    """Drain the outbox when articles change, and let go of the index when another database comes."""
    articles_changed.connect(_on_articles_changed, dispatch_uid="search.indexing")
    database_replaced.connect(_on_database_replaced, dispatch_uid="search.indexing")


def _on_database_replaced(**_: object) -> None:
    """Take every index away: searches answer 503 until it is rebuilt from the database that comes."""
    with indexing_lock(), next_index.lock():
        for alias, where in settings.HAYSTACK_CONNECTIONS.items():
            if "PATH" in where:
                _take_away(Path(where["PATH"]))
            else:
                cast(Any, get_engine(alias)).discard()


def _take_away(path: Path) -> None:
    if path.exists():
        void = path.with_name(f"{path.name}.void-{os.getpid()}")
        os.rename(path, void)
        shutil.rmtree(void, ignore_errors=True)


def _on_articles_changed(*, may_wait: bool, last: bool, **_: object) -> None:
    """Drain for senders that can wait: at the end, and in between when an edit, or much, or long has been waiting.

    Edits in the admin cannot wait; the worker looks at the outbox twice a second and drains for them.
    """
    if may_wait and (last or time.monotonic() - _last_drain > PATIENCE_SECONDS or _is_pressing()):
        drain()


def _is_pressing() -> bool:
    """Tell whether somebody waits for the index: many rows, or one of an article that was there before."""
    return OutboxRow.objects.count() >= PATIENCE_ROWS or _edits().exists()


def _edits() -> QuerySet[OutboxRow]:
    """Return the outbox rows that are more than the news of an article just ingested."""
    just_ingested = Article.objects.filter(pk=OuterRef("article_id"), version=1, hidden=False)
    return OutboxRow.objects.filter(~Exists(just_ingested))


@contextmanager
def indexing_lock() -> Iterator[None]:
    """Hold the one lock of the index's writers, waiting for whoever has it (PostgreSQL: an advisory lock)."""
    with holding("index.lock", ADVISORY_LOCK):
        yield


def drain() -> int:
    """Bring every waiting change into the index and return how many articles were touched.

    An index that was never built is created; one that is damaged is rebuilt from the database.
    """
    global _last_drain
    with indexing_lock():
        next_index.reclaim()
        try:
            _require_index()
            touched = _drain_all()
        except EngineAwayError:
            raise  # nothing is damaged: what waits stays in the outbox
        except IndexUnavailableError as error:
            logger.error("%s It is being rebuilt from the database.", error)
            touched = _rebuild().written
        _last_drain = time.monotonic()
    if touched:
        _tidy_beside()
    next_index.drain_beside()
    return touched


def _tidy_beside() -> None:
    """Let the index do its upkeep in a thread of its own; what a process leaves undone, the next one does."""
    if get_engine().is_untidy() and _tidying.acquire(blocking=False):
        threading.Thread(target=_tidy, name="tidy", daemon=True).start()


def _tidy() -> None:
    try:
        while get_engine().tidy():
            pass
    except EngineError as error:
        logger.warning("the index was not tidied: %s", error)
    finally:
        _tidying.release()


def _require_index() -> None:
    """Create the index on the first day; afterwards a missing or unreadable one is damage."""
    engine = get_engine()
    if engine.exists():
        engine.stamp()
        return
    state, _ = IndexState.objects.get_or_create(pk=1)
    if state.generation > 0:
        raise IndexUnavailableError("The index is missing.")
    engine.create()
    _count_generation()


def _drain_all() -> int:
    """Bring everything that waits into the index, commit by commit, and return how many articles were touched."""
    global _rows_at_once
    touched = 0
    began = time.monotonic()
    while article_ids := _drain_batch(_rows_at_once):
        touched += len(article_ids)
        began, took = time.monotonic(), time.monotonic() - began
        if took > COMMIT_SECONDS:
            _rows_at_once = max(LEAST_ROWS, _rows_at_once // 2)
        elif took < COMMIT_SECONDS / 2 and len(article_ids) >= _rows_at_once:
            _rows_at_once = min(MOST_ROWS, _rows_at_once * 2)
    return touched


def _drain_batch(most: int) -> list[int]:
    """Bring what waits longest into the index with one commit, at most so many rows; return the articles' ids."""
    rows = list(OutboxRow.objects.order_by("id").values_list("id", "article_id")[:most])
    if not rows:
        return []
    if len(rows) == most:
        rows += _late_edits(rows[-1][0])
    changed = sorted({article_id for _, article_id in rows})
    found: list[IndexDocument] = []
    size = 0
    for document in documents(changed):
        found.append(document)
        size += len(document.text)
        if size >= COMMIT_CHARACTERS:
            changed = changed[: bisect_right(changed, document.id)]
            break
    gone = sorted(set(changed) - {document.id for document in found})
    report = get_engine().write(found, gone)
    _note_refused(report.refused)
    with transaction.atomic():
        next_index.note(changed)
        _forget([row_id for row_id, article_id in rows if article_id <= changed[-1]])
    return changed


def _late_edits(after: int) -> list[tuple[int, int]]:
    """Return the newest rows that are of edits: an editor's change does not wait until a large upload is through."""
    newest = OutboxRow.objects.order_by("-id").values_list("id", flat=True).first() or 0
    late = _edits().filter(id__gt=max(after, newest - LATE_ROWS)).order_by("-id")
    return list(late.values_list("id", "article_id")[:LATE_EDITS])


def _forget(row_ids: Sequence[int]) -> None:
    """Remove these rows from the outbox, and no others: on PostgreSQL one with a lower id may be committed later."""
    for start in range(0, len(row_ids), FORGET_BATCH):
        OutboxRow.objects.filter(pk__in=row_ids[start : start + FORGET_BATCH]).delete()


def _note_refused(refused: tuple[DocumentError, ...]) -> None:
    """Tell the editors which articles the index could not take, on the articles themselves."""
    for error in refused:
        logger.error("not indexed: %s", error)
        with transaction.atomic():
            article = Article.objects.select_for_update().filter(pk=error.article_id).first()
            if article is not None:
                others = [warning for warning in article.warnings if warning.get("field") != "index"]
                article.warnings = [*others, {"field": "index", "message": f"Not searchable: {error.reason}"}]
                article.save(update_fields=["warnings"])


def rebuild() -> WriteReport:
    """Build a new index from the database beside the live one and swap it in."""
    with indexing_lock():
        return _rebuild()


def _rebuild() -> WriteReport:
    # Rows written from now on are drained afterwards; those before are in the database that is read.
    before = list(OutboxRow.objects.values_list("id", "article_id"))
    report = get_engine().rebuild(documents(None))
    with transaction.atomic():
        next_index.note(sorted({article_id for _, article_id in before}))
        _forget([row_id for row_id, _ in before])
    _note_refused(report.refused)
    _count_generation()
    _drain_all()
    return report


def _count_generation() -> None:
    with transaction.atomic():
        IndexState.objects.get_or_create(pk=1)
        IndexState.objects.filter(pk=1).update(generation=F("generation") + 1, built=timezone.now())


@dataclass(frozen=True, slots=True)
class Difference:
    """Where index and database disagree, by article id."""

    missing: tuple[int, ...]
    stale: tuple[int, ...]
    ghosts: tuple[int, ...]

    @property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """All three, in order."""
        return (self.missing, self.stale, self.ghosts)

    def __bool__(self) -> bool:
        return any(self.parts)

    def __str__(self) -> str:
        return f"{len(self.missing):,} missing, {len(self.stale):,} stale, {len(self.ghosts):,} not in the database"


def difference() -> Difference:
    """Read the whole index and compare it with the published articles. Raises IndexUnavailableError."""
    with indexing_lock():
        return difference_of(get_engine())


def difference_of(engine: Engine) -> Difference:
    """Do the same with the index of an engine, for a caller that holds the lock. Raises IndexUnavailableError."""
    indexed = engine.versions()
    published: Mapping[int, int] = dict(Article.objects.filter(hidden=False).values_list("id", "version"))
    refused = set(
        Article.objects.filter(warnings__icontains='"field": "index"').values_list("id", flat=True) if published else ()
    )
    return Difference(
        missing=tuple(sorted(set(published) - set(indexed) - refused)),
        stale=tuple(sorted(each for each in indexed if each in published and indexed[each] != published[each])),
        ghosts=tuple(sorted(set(indexed) - set(published))),
    )


def repair() -> Difference:
    """Mend what `difference` finds; an index that cannot be read is rebuilt."""
    return mended(difference, rebuild, _send_again)


def mended(
    find: Callable[[], Difference], build: Callable[[], WriteReport], send: Callable[[list[int]], None]
) -> Difference:
    """Send the articles that differ to the index again; build one that cannot be read. Raises EngineError."""
    try:
        found = find()
    except EngineAwayError:
        raise
    except IndexUnavailableError:
        build()
        return Difference((), (), ())
    send([each for ids in found.parts for each in ids])
    return found


def _send_again(article_ids: list[int]) -> None:
    OutboxRow.objects.bulk_create([OutboxRow(article_id=article_id) for article_id in article_ids])
    drain()
