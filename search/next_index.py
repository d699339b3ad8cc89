"""A second index, kept up to date beside the one that readers ask: how a site moves to another (SEARCH_URL_NEXT).

Whoever drains the outbox into the live index notes the articles for the next one, in the transaction that removes the
outbox rows. A next index that is slow, away or being built holds nobody up: what it has to hear of waits.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from corpus.models import NextOutboxRow, OutboxRow
from corpus.rows import insert_rows
from search.engine import LIVE, NEXT, get_engine
from search.engine.contract import EngineError, IndexUnavailableError, WriteReport
from search.locking import holding
from search.search_indexes import documents

logger = logging.getLogger(__name__)

BATCH: Final = 1_000
PAUSE_SECONDS: Final = 10.0  # after a failure, until the next index is tried again
_ADVISORY_LOCK: Final = 0x6461_7466  # the one after that of the live index
_beside = threading.Lock()
_failed = -PAUSE_SECONDS


def is_kept() -> bool:
    """Return whether there is a next index to keep."""
    return NEXT in settings.HAYSTACK_CONNECTIONS


def name_of(alias: str) -> str:
    """Return what an index is called in the database, whatever its place: engine, hosts and path, no password."""
    connection_settings = settings.HAYSTACK_CONNECTIONS[alias]
    url = urlsplit(str(connection_settings.get("URL") or f"whoosh://{connection_settings['PATH']}"))
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"


@contextmanager
def lock(*, wait: bool = True) -> Iterator[bool]:
    """Hold the lock of those who write the next index."""
    with holding("next-index.lock", _ADVISORY_LOCK, wait=wait) as taken:
        yield taken


def note(article_ids: Sequence[int]) -> None:
    """Remember, in the running transaction, what the next index has to hear of."""
    if is_kept():
        index = name_of(NEXT)
        insert_rows(NextOutboxRow, [{"article_id": article_id, "index": index} for article_id in article_ids])


def reclaim() -> None:
    """Put what waits for the index that is live now, because it was the next one until lately, into the outbox."""
    waiting = NextOutboxRow.objects.filter(index=name_of(LIVE))
    if not waiting.exists():
        return
    with transaction.atomic():
        rows = list(waiting.values_list("id", "article_id"))
        insert_rows(OutboxRow, [{"article_id": article_id} for _, article_id in rows])
        _forget([row_id for row_id, _ in rows])


def waiting() -> int:
    """Return how many rows the next index has still to hear of."""
    return NextOutboxRow.objects.filter(index=name_of(NEXT)).count()


def waiting_for() -> set[int]:
    """Return the articles that the next index has still to hear of."""
    return set(NextOutboxRow.objects.filter(index=name_of(NEXT)).values_list("article_id", flat=True))


def drain() -> int:
    """Bring what waits into the next index, and return how many articles were touched. Raises EngineError."""
    with lock():
        return drain_held()


def drain_held() -> int:
    """Do the same for a caller that holds the lock."""
    if not get_engine(NEXT).exists():
        raise IndexUnavailableError("The next index is not built. Run: python manage.py index --next --rebuild")
    return _drain_all()


def drain_beside() -> None:
    """Bring what waits into the next index in a thread of its own; what fails is tried again a little later."""
    if not is_kept() or time.monotonic() - _failed < PAUSE_SECONDS or not waiting():
        return
    if _beside.acquire(blocking=False):
        threading.Thread(target=_drain_beside, name="next index", daemon=True).start()


def rebuild() -> WriteReport:
    """Build the next index from the database, while the live one goes on; then bring in what changed meanwhile."""
    with lock():
        before = list(NextOutboxRow.objects.filter(index=name_of(NEXT)).values_list("id", flat=True))
        report = get_engine(NEXT).rebuild(documents(None))
        _tell(report)
        _forget(before)
        _drain_all()
        return report


def _drain_beside() -> None:
    global _failed
    try:
        with lock(wait=False) as taken:
            if taken and get_engine(NEXT).exists():  # else it is being built, or not built yet
                _drain_all()
    except EngineError as error:
        _failed = time.monotonic()
        logger.warning("the next index was not brought up to date, and is tried again: %s", error)
    except Exception:
        _failed = time.monotonic()
        logger.exception("the next index was not brought up to date, and is tried again")
    finally:
        connection.close()  # the thread's own
        _beside.release()


def _drain_all() -> int:
    touched = 0
    while rows := list(_rows()[:BATCH]):
        changed = sorted({article_id for _, article_id in rows})
        found = list(documents(changed))
        gone = sorted(set(changed) - {document.id for document in found})
        _tell(get_engine(NEXT).write(found, gone))
        _forget([row_id for row_id, _ in rows])
        touched += len(changed)
    return touched


def _rows() -> Sequence[tuple[int, int]]:
    waiting_rows = NextOutboxRow.objects.filter(index=name_of(NEXT)).order_by("id")
    return waiting_rows.values_list("id", "article_id")  # type: ignore[return-value] # a queryset, which is sliced


def _forget(row_ids: Sequence[int]) -> None:
    numbers = iter(row_ids)
    while some := list(islice(numbers, BATCH)):
        NextOutboxRow.objects.filter(pk__in=some).delete()


def _tell(report: WriteReport) -> None:
    for error in report.refused:
        logger.error("not in the next index: %s", error)
