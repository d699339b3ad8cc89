"""The leased row: who may work on an upload."""

from __future__ import annotations

import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from corpus import lease
from corpus import worker as worker_module
from corpus.models import Article, OutboxRow, Upload, UploadStatus
from corpus.receive import Incoming, receive
from corpus.worker import MAX_ATTEMPTS, Worker, claim, work_on
from search.engine import get_engine

pytestmark = pytest.mark.usefixtures("index")


def queue(number: int = 1) -> Upload:
    body = json.dumps(
        {"id": str(number), "source": "Wire", "title": f"Title {number}", "text": f"Text {number}."}
    ).encode()
    return receive([Incoming("a.json", io.BytesIO(body))], via="admin", extractor="none")


def test_an_upload_is_claimed_once_and_in_order() -> None:
    first, second = queue(1), queue(2)
    assert [getattr(claim(), "pk", None) for _ in range(3)] == [first.pk, second.pk, None]


def test_an_upload_whose_lease_ran_out_is_claimed_again_with_a_higher_fence() -> None:
    queue()
    first = claim()
    assert first is not None
    Upload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = claim()
    assert second is not None
    assert (second.pk, second.fence) == (first.pk, first.fence + 1)


def test_an_upload_whose_process_has_ended_is_claimed_at_once() -> None:
    upload = queue()
    assert claim() is not None
    assert claim() is None
    os.close(lease._held.pop(upload.pk))  # as the system does when a process ends
    again = claim()
    assert again is not None
    assert (again.pk, again.fence) == (upload.pk, 2)
    assert claim() is None


def test_an_upload_without_a_lock_file_is_claimed_only_when_its_lease_ran_out(index: Path) -> None:
    """Another machine may be at work on it."""
    upload = queue()
    claim()
    os.close(lease._held.pop(upload.pk))
    (index.parent / "leases" / str(upload.pk)).unlink()
    assert claim() is None
    Upload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim() is not None


def test_a_finished_upload_leaves_no_lock_file(index: Path) -> None:
    queue()
    claimed = claim()
    assert claimed is not None
    assert list((index.parent / "leases").iterdir())
    work_on(claimed)
    assert not list((index.parent / "leases").iterdir())


def test_who_was_replaced_neither_prolongs_nor_ends_the_upload() -> None:
    queue()
    first = claim()
    assert first is not None
    Upload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = claim()
    assert second is not None
    assert not lease.prolong(first)
    lease.conclude(first, UploadStatus.DONE, "")
    lease.lay_down(first)
    second.refresh_from_db()
    assert (second.status, second.fence) == (UploadStatus.RUNNING, 2)
    assert lease.prolong(second)


def test_attempts_that_took_records_in_do_not_count_towards_giving_up() -> None:
    upload = queue()
    Upload.objects.update(attempts=MAX_ATTEMPTS - 1)
    claimed = claim()
    assert claimed is not None
    work_on(claimed)
    upload.refresh_from_db()
    assert (upload.status, upload.attempts) == (UploadStatus.DONE, 0)


@pytest.mark.django_db(transaction=True)  # the worker closes a connection that failed it
def test_a_failure_that_cannot_be_written_is_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = queue()
    claimed = claim()
    assert claimed is not None
    worker = Worker(idle_seconds=0)

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(worker_module, "work_on", full)
    monkeypatch.setattr(worker_module, "conclude", full)
    worker.work_on(claimed)
    upload.refresh_from_db()
    assert upload.status == UploadStatus.RUNNING
    monkeypatch.undo()
    assert worker._claim() is None
    upload.refresh_from_db()
    assert upload.status == UploadStatus.FAILED
    assert "The disk is full" in upload.message


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    queue()
    upload = claim()
    assert upload is not None
    upload.attempts = MAX_ATTEMPTS + 1
    work_on(upload)
    upload.refresh_from_db()
    assert upload.status == UploadStatus.FAILED
    assert "Given up" in upload.message


def test_the_worker_takes_uploads_in_and_stops_when_told() -> None:
    queue(1)
    queue(2)
    worker = Worker(idle_seconds=0)
    seen: list[int] = []

    def tell(upload: Upload) -> None:
        seen.append(upload.pk)

    worker._keep_index_fresh = worker.stop  # type: ignore[method-assign]
    worker.run(on_upload=tell)
    assert len(seen) == 2
    assert set(get_engine().versions()) == set(Article.objects.values_list("id", flat=True))


def test_the_worker_lays_an_upload_down_when_it_is_told_to_stop_in_the_middle() -> None:
    upload = queue()
    worker = Worker(idle_seconds=0)
    worker.run(on_upload=lambda _: worker.stop())
    upload.refresh_from_db()
    assert upload.status == UploadStatus.QUEUED
    claimed = claim()
    assert claimed is not None
    work_on(claimed)
    assert Article.objects.count() == 1


def test_edits_reach_the_index_through_the_outbox_of_an_idle_worker() -> None:
    queue()
    worker = Worker(idle_seconds=0)
    worker._keep_index_fresh = worker.stop  # type: ignore[method-assign]
    worker.run()
    article = Article.objects.get()
    article_id = article.pk
    article.delete()
    OutboxRow.objects.create(article_id=article_id)
    Worker(idle_seconds=0)._keep_index_fresh()
    assert dict(get_engine().versions()) == {}
    assert not OutboxRow.objects.exists()
