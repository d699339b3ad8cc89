"""The outbox reader: the only writer of the index."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from corpus.models import Article, IndexState, OutboxRow
from corpus.signals import articles_changed
from search.engine import get_engine
from search.engine.contract import DocumentError, IndexUnavailableError, WriteReport
from search.search_indexes import documents

logger = logging.getLogger(__name__)

DRAIN_BATCH = 2_000
PATIENCE_ROWS = 2_000
PATIENCE_SECONDS = 5.0
ADVISORY_LOCK = 0x6461_7465  # "date": the number PostgreSQL knows the indexing lock by
_last_drain = 0.0


def listen() -> None:
    """Drain the outbox when articles change."""
    articles_changed.connect(_on_articles_changed, dispatch_uid="search.indexing")


def _on_articles_changed(*, may_wait: bool, last: bool, **_: object) -> None:
    """Drain for senders that can wait: at the end, and in between when much or long has been waiting.

    Edits in the admin cannot wait; the worker looks at the outbox twice a second and drains for them.
    """
    if not may_wait:
        return
    if last or time.monotonic() - _last_drain > PATIENCE_SECONDS or OutboxRow.objects.count() >= PATIENCE_ROWS:
        drain()


@contextmanager
def indexing_lock() -> Iterator[None]:
    """Hold the one lock of the index's writers, waiting for whoever has it (PostgreSQL: an advisory lock)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
        return
    path = Path(settings.DATA_DIR) / "index.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # closing lets go of the lock


def drain() -> int:
    """Bring every waiting change into the index and return how many articles were touched.

    An index that was never built is created; one that is damaged is rebuilt from the database.
    """
    global _last_drain
    with indexing_lock():
        touched = 0
        try:
            _require_index()
            while article_ids := _drain_batch():
                touched += len(article_ids)
        except IndexUnavailableError as error:
            logger.error("%s It is being rebuilt from the database.", error)
            touched = _rebuild().written
        _last_drain = time.monotonic()
        return touched


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


def _drain_batch() -> list[int]:
    rows = list(OutboxRow.objects.order_by("id").values_list("id", "article_id")[:DRAIN_BATCH])
    if not rows:
        return []
    changed = sorted({article_id for _, article_id in rows})
    found = list(documents(changed))
    gone = sorted(set(changed) - {document.id for document in found})
    report = get_engine().write(found, gone)
    _note_refused(report.refused)
    OutboxRow.objects.filter(pk__in=[row_id for row_id, _ in rows]).delete()
    return changed


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
    newest = OutboxRow.objects.order_by("-id").values_list("id", flat=True).first() or 0
    report = get_engine().rebuild(documents(None))
    OutboxRow.objects.filter(pk__lte=newest).delete()
    _note_refused(report.refused)
    _count_generation()
    while _drain_batch():
        pass
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

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.ghosts)

    def __str__(self) -> str:
        return f"{len(self.missing):,} missing, {len(self.stale):,} stale, {len(self.ghosts):,} not in the database"


def difference() -> Difference:
    """Read the whole index and compare it with the published articles. Raises IndexUnavailableError."""
    with indexing_lock():
        indexed = get_engine().versions()
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
    try:
        found = difference()
    except IndexUnavailableError:
        rebuild()
        return Difference((), (), ())
    wrong = [*found.missing, *found.stale, *found.ghosts]
    OutboxRow.objects.bulk_create([OutboxRow(article_id=article_id) for article_id in wrong])
    drain()
    return found
