"""Takes queued uploads under a lease; the Upload row is the job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from corpus import signals
from corpus.extract import ExtractorName, make_extractor
from corpus.extract.mention import Extractor
from corpus.ingest import Ingestion, Watcher
from corpus.models import Upload, UploadStatus
from corpus.saving import LeaseLostError

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5


def claim(upload_id: int | None = None) -> Upload | None:
    """Take the next upload that waits or whose worker is gone (or the one named), with a lease and a new fence."""
    now = timezone.now()
    free = Q(status=UploadStatus.QUEUED) | Q(status=UploadStatus.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        waiting = Upload.objects.select_for_update().filter(free)
        upload = (waiting.filter(pk=upload_id) if upload_id else waiting).order_by("id").first()
        if upload is None:
            return None
        upload.status = UploadStatus.RUNNING
        upload.fence += 1
        upload.attempts += 1
        upload.started = upload.started or now
        upload.lease_until = now + timedelta(seconds=settings.DATELINE["lease_seconds"])
        upload.save()
    return upload


class Heartbeat:
    """Prolongs a lease from a thread of its own while the work goes on; a frozen process prolongs nothing."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease of upload {upload.pk}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        seconds = settings.DATELINE["lease_seconds"]
        try:
            while not self._stop.wait(seconds / 3):
                try:
                    self._prolong(seconds)
                except Exception:  # the next beat tries again; without a lease the fence stops the work
                    logger.exception("the lease of upload %s could not be prolonged", self.upload.pk)
        finally:
            connection.close()

    def _prolong(self, seconds: float) -> None:
        until = timezone.now() + timedelta(seconds=seconds)
        ours = Upload.objects.filter(pk=self.upload.pk, fence=self.upload.fence, status=UploadStatus.RUNNING)
        ours.update(lease_until=until)


def work_on(upload: Upload, *, extractor: Extractor | None = None, watch: Watcher | None = None) -> None:
    """Take a claimed upload in, to its end; when it returns its articles are searchable."""
    if upload.attempts > MAX_ATTEMPTS:
        message = f"Given up after {MAX_ATTEMPTS} attempts that ended without a word; send the rest again."
        Upload.objects.filter(pk=upload.pk, fence=upload.fence).update(
            status=UploadStatus.FAILED, message=message, finished=timezone.now(), lease_until=None
        )
        return
    try:
        with Heartbeat(upload):
            Ingestion(upload, extractor=extractor, watch=watch).run()
    except LeaseLostError:
        logger.warning("upload %s was taken over by another worker", upload.pk)
        return
    finally:
        signals.finish()


class Worker:
    """Works on uploads one after the other, and sees to it that edits reach the index."""

    def __init__(self, *, idle_seconds: float = 0.5) -> None:
        self.idle_seconds = idle_seconds
        self._stopping = threading.Event()
        self._extractors: dict[str, Extractor] = {}

    def stop(self, *_: object) -> None:
        """Stop after the batch in hand."""
        self._stopping.set()

    def run(self, on_upload: Callable[[Upload], None] | None = None) -> None:
        """Work until told to stop."""
        while not self._stopping.is_set():
            upload = self._claim()
            if upload is None:
                self._keep_index_fresh()
                self._stopping.wait(self.idle_seconds)
                continue
            if on_upload:
                on_upload(upload)
            self._work_on(upload)

    def _claim(self) -> Upload | None:
        try:
            return claim()
        except Exception:  # a database away for a while: try again, never die of it
            logger.exception("no upload could be claimed")
            connection.close()
            self._stopping.wait(self.idle_seconds)
            return None

    def _work_on(self, upload: Upload) -> None:
        try:
            if upload.extractor not in self._extractors:
                self._extractors[upload.extractor] = make_extractor(cast(ExtractorName, upload.extractor))
            work_on(upload, extractor=self._extractors[upload.extractor], watch=self._stop_watch(upload))
        except _Stopped:
            logger.info("upload %s is laid down; the next worker goes on with it", upload.pk)
        except Exception as error:
            logger.exception("upload %s failed", upload.pk)
            ours = Upload.objects.filter(pk=upload.pk, fence=upload.fence)
            ours.update(
                status=UploadStatus.FAILED, message=f"Stopped: {error}", finished=timezone.now(), lease_until=None
            )

    def _stop_watch(self, upload: Upload) -> Watcher:
        def watch(*_: object) -> None:
            if self._stopping.is_set():
                ours = Upload.objects.filter(pk=upload.pk, fence=upload.fence)
                ours.update(status=UploadStatus.QUEUED, lease_until=None, attempts=F("attempts") - 1)
                raise _Stopped

        return watch

    def _keep_index_fresh(self) -> None:
        try:
            signals.finish()
        except Exception:
            logger.exception("the index could not be brought up to date")
            connection.close()


class _Stopped(Exception):
    """The worker was told to stop; the upload goes back to the queue."""
