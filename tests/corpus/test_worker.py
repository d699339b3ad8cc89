"""The leased row: who may work on an upload."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

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
