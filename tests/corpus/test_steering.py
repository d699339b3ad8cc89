"""Pause, resume, cancel, retry: what an editor can tell an upload, and what becomes of its records."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus import ingest as ingest_module
from corpus import steering
from corpus.apart import Apart
from corpus.formats.record import RecordError
from corpus.models import Article, LedgerRow, OutboxRow, Upload, UploadStatus
from corpus.receive import Incoming, receive, stored_path
from corpus.saving import LeaseLostError
from corpus.steering import NotNowError
from corpus.worker import Worker, claim, work_on
from search.engine import get_engine
from tests.corpus.test_ingest import counts, record, send, send_file

pytestmark = pytest.mark.usefixtures("index")


def queue(*records: object, held: bool = False, name: str = "news.jsonl") -> Upload:
    body = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in records).encode()
    return receive([Incoming(name, io.BytesIO(body))], via="admin", extractor="none", held=held)


def work(upload: Upload, **options: Any) -> Upload:
    claimed = claim(upload.pk)
    assert claimed is not None
    work_on(claimed, **options)
    upload.refresh_from_db()
    return upload


@pytest.fixture
def small_batches(settings: Any) -> None:
    settings.DATELINE = {**settings.DATELINE, "plain_ingest_batch": 2}


def start_anew() -> None:
    """Remove all rows between examples, and undo Hypothesis' seeding: the index names its files at random."""
    random.seed()
    Upload.objects.all().delete()
    OutboxRow.objects.bulk_create(OutboxRow(article_id=each.pk) for each in Article.objects.all())
    Article.objects.all().delete()


def after(batches: int, then: Callable[[], object]) -> Callable[..., None]:
    """Return a watcher that does something once so many batches are saved."""
    seen: list[int] = []

    def watch(*_: object) -> None:
        seen.append(1)
        if len(seen) == batches:
            then()

    return watch


@pytest.mark.usefixtures("small_batches")
def test_a_paused_upload_frees_its_worker_and_goes_on_where_it_was() -> None:
    user = User.objects.create_user("ada")
    upload = queue(*(record(number) for number in range(7)))
    work(upload, watch=after(2, lambda: steering.pause(upload.pk, user=user)))
    assert upload.status == UploadStatus.PAUSED
    assert upload.message == "Paused by ada. The 4 records in the ledger are kept."
    assert claim() is None  # nobody takes it up by himself
    assert len(get_engine().versions()) == 4  # what is in the ledger is searchable
    steering.resume(upload.pk)
    work(upload)
    assert upload.status == UploadStatus.DONE
    assert counts(upload) == {"sent": 7, "new": 7, "updated": 0, "duplicate": 0, "skipped": 0, "failed": 0}
    assert list(upload.ledger.order_by("sequence").values_list("line", flat=True)) == [1, 2, 3, 4, 5, 6, 7]


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(1, 4), max_size=5))
@pytest.mark.usefixtures("small_batches")
def test_however_often_it_is_paused_nothing_is_lost_or_doubled(pauses: list[int]) -> None:
    start_anew()
    upload = queue(*(record(number) if number % 3 else "{broken" for number in range(13)))
    for batches in pauses:
        work(upload, watch=after(batches, lambda: steering.pause(upload.pk)))
        if upload.status != UploadStatus.PAUSED:
            break
        steering.resume(upload.pk)
    if upload.status != UploadStatus.DONE:
        work(upload)
    assert list(upload.ledger.order_by("sequence").values_list("line", flat=True)) == list(range(1, 14))
    assert (upload.sent, upload.new, upload.failed) == (13, 8, 5)


@pytest.mark.usefixtures("small_batches")
def test_whoever_works_on_a_paused_upload_can_save_nothing_more() -> None:
    upload = queue(*(record(number) for number in range(5)))
    claimed = claim(upload.pk)
    assert claimed is not None
    steering.pause(upload.pk)
    with pytest.raises(LeaseLostError):
        ingest_module.Ingestion(claimed).run()
    steering.resume(upload.pk)
    with pytest.raises(LeaseLostError):  # the fence has moved on, whatever the status is
        ingest_module.Ingestion(claimed).run()
    assert not LedgerRow.objects.exists()


@pytest.mark.usefixtures("small_batches")
def test_a_cancelled_upload_keeps_what_is_saved_and_says_so() -> None:
    upload = queue(*(record(number) for number in range(7)))
    work(upload, watch=after(1, lambda: steering.cancel(upload.pk)))
    assert upload.status == UploadStatus.CANCELLED
    assert upload.message == "Cancelled. The 2 records in the ledger are kept."
    assert Article.objects.count() == upload.new == 2
    assert upload.finished is not None
    with pytest.raises(NotNowError):
        steering.resume(upload.pk)


def test_an_upload_that_waits_can_be_paused_and_cancelled() -> None:
    upload = queue(record(1))
    steering.pause(upload.pk)
    assert claim() is None
    steering.resume(upload.pk)
    steering.cancel(upload.pk)
    upload.refresh_from_db()
    assert upload.message == "Cancelled. Nothing was taken in."
    assert claim() is None


def test_a_failed_upload_can_be_resumed() -> None:
    upload = queue(record(1), record(2))
    Upload.objects.filter(pk=upload.pk).update(status="failed", message="The disk is full.", attempts=5)
    steering.resume(upload.pk)
    work(upload)
    assert (upload.status, upload.message, upload.new) == ("done", "", 2)


def test_a_held_upload_waits_until_it_is_started_and_discarding_it_removes_its_files() -> None:
    upload = queue(record(1), held=True)
    assert claim() is None
    steering.start(upload.pk)
    assert work(upload).status == UploadStatus.DONE
    other = queue(record(2), held=True)
    path = stored_path(other.files.get())
    assert path.exists()
    steering.discard(other.pk)
    assert not path.parent.exists()
    assert not Upload.objects.filter(pk=other.pk).exists()
    with pytest.raises(NotNowError):
        steering.discard(upload.pk)


@pytest.mark.parametrize("step", ["start", "pause", "resume", "cancel", "retry", "discard"])
def test_what_cannot_be_done_now_is_refused_with_a_reason(step: str) -> None:
    upload = send(record(1))
    with pytest.raises(NotNowError) as refused:
        getattr(steering, step)(upload.pk)
    assert str(refused.value)
    upload.refresh_from_db()
    assert upload.status == UploadStatus.DONE


def test_a_retry_takes_in_only_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = ingest_module.prepare

    def out_of_order(raw: Any, *others: Any, **options: Any) -> Any:
        if raw.id in ("2", "5"):
            return RecordError(raw.position, "The machine is out of order.", id=raw.id)
        return real(raw, *others, **options)

    monkeypatch.setattr(ingest_module, "prepare", out_of_order)
    upload = send(*(record(number) for number in range(6)), "{broken")
    assert counts(upload)["failed"] == 3
    monkeypatch.undo()
    again = work(steering.retry(upload.pk))
    assert counts(again) == {"sent": 3, "new": 2, "updated": 0, "duplicate": 0, "skipped": 0, "failed": 1}
    assert [row.external_id for row in again.ledger.order_by("sequence")] == ["2", "5", ""]
    assert [row.line for row in again.ledger.order_by("sequence")] == [3, 6, 7]
    assert again.retry_of == upload
    third = work(steering.retry(again.pk))
    assert counts(third)["sent"] == counts(third)["failed"] == 1


@pytest.mark.usefixtures("small_batches")
def test_a_retry_can_be_paused_and_resumed() -> None:
    upload = send(*(f"{{broken {number}" for number in range(5)), record(1))
    retry = steering.retry(upload.pk)
    work(retry, watch=after(1, lambda: steering.pause(retry.pk)))
    steering.resume(retry.pk)
    work(retry)
    assert [row.line for row in retry.ledger.order_by("sequence")] == [1, 2, 3, 4, 5]


def test_two_retries_at_once_are_refused() -> None:
    upload = send("{broken")
    steering.retry(upload.pk)
    with pytest.raises(NotNowError):
        steering.retry(upload.pk)


def archive(folder: Path, **members: str) -> bytes:
    path = folder / "archive.zip"
    with ZipFile(path, "w") as packed:
        for name, text in members.items():
            packed.writestr(name.replace("_", "."), text)
    return path.read_bytes()


def test_a_retry_with_columns_mapped_reads_all_of_a_table_that_was_refused(tmp_path: Path) -> None:
    known = "id,source,title,text\n" + "".join(f"{each},Wire,Title {each},Text {each}.\n" for each in range(3))
    body = archive(tmp_path, a_csv="kopf;rumpf\nA;Text A.\nB;Text B.\n", b_csv=known)
    upload = send_file(body, name="news.zip")
    assert (upload.new, upload.failed) == (3, 1)
    retry = steering.retry(upload.pk, held=True)
    Upload.objects.filter(pk=retry.pk).update(mapping={"kopf": "title", "rumpf": "text"})
    steering.start(retry.pk)
    work(retry)
    assert counts(retry) == {"sent": 2, "new": 2, "updated": 0, "duplicate": 0, "skipped": 0, "failed": 0}


def test_the_same_archive_again_is_nothing_new_and_names_each_twin(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(record(number)) for number in range(4))
    body = archive(tmp_path, a_jsonl=lines, b_txt="The bridge opens\n\nIt opened on Sunday, after a year of work.\n")
    first = send_file(body, name="news.zip")
    assert counts(first)["new"] == 5
    again = send_file(body, name="news.zip")
    assert counts(again) == {"sent": 5, "new": 0, "updated": 0, "duplicate": 5, "skipped": 0, "failed": 0}
    ids = list(first.ledger.order_by("sequence").values_list("article_id", flat=True))
    assert list(again.ledger.order_by("sequence").values_list("article_id", flat=True)) == ids
    for row in again.ledger.order_by("sequence"):
        assert str(row.article_id) in row.reason
        assert row.member


def test_all_files_can_be_taken_in_once_more() -> None:
    upload = send(record(1), record(2))
    again = steering.repeat(upload.pk, held=False)
    assert counts(work(again))["duplicate"] == 2


def test_a_shared_file_survives_the_discarding_of_a_retry() -> None:
    upload = send(record(1), "{broken")
    retry = steering.retry(upload.pk, held=True)
    steering.discard(retry.pk)
    assert stored_path(upload.files.get()).exists()


def test_a_child_at_work_sees_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = queue(record(1))
    claimed = claim(upload.pk)
    assert claimed is not None
    worker = Worker(idle_seconds=0, apart=True)
    apart = Apart(claimed, extractor=worker._extractor("none"), stopping=worker.stopping)
    assert apart._is_ours()
    steering.pause(upload.pk)
    assert not apart._is_ours()
