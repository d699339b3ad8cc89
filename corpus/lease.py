"""The lease of an upload: who works on it, how long that counts, and how it is seen that nobody does any more."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from corpus.models import Upload, UploadStatus

logger = logging.getLogger(__name__)

_held: dict[int, int] = {}
"""The lock files this process holds: upload id -> descriptor. A child shares its parent's, so both count as one."""


def claim(upload_id: int | None = None) -> Upload | None:
    """Take the next upload that waits or whose worker is gone (or the one named), with a lease and a new fence.

    A worker is gone when its lease ran out, or when it worked on this machine and its process has ended.
    """
    now = timezone.now()
    free = Q(status=UploadStatus.QUEUED) | Q(status=UploadStatus.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        waiting = Upload.objects.select_for_update().order_by("id")
        if upload_id:
            waiting = waiting.filter(pk=upload_id)
        upload = waiting.filter(free).first() or _abandoned(list(waiting.filter(status=UploadStatus.RUNNING)))
        if upload is None:
            return None
        upload.status = UploadStatus.RUNNING
        upload.fence += 1
        upload.attempts += 1
        upload.started = upload.started or now
        upload.lease_until = _from_now()
        upload.resumed, upload.sent_before, upload.bytes_before = now, upload.sent, upload.bytes_done
        resumed = ["resumed", "sent_before", "bytes_before"]
        upload.save(update_fields=["status", "fence", "attempts", "started", "lease_until", *resumed])
    _hold(upload.pk)
    return upload


def prolong(upload: Upload) -> bool:
    """Prolong our lease; False when the upload is no longer ours."""
    return bool(_ours(upload).update(lease_until=_from_now()))


def is_ours(upload: Upload) -> bool:
    """Tell whether an upload is still ours to work on: neither paused nor cancelled nor taken over."""
    return _ours(upload).exists()


def conclude(upload: Upload, status: str, message: str) -> None:
    """End an upload that is still ours, and let go of it."""
    done = {"bytes_done": F("bytes_total")} if status == UploadStatus.DONE else {}
    _ours(upload).update(status=status, message=message, finished=timezone.now(), lease_until=None, **done)
    let_go(upload.pk)


def lay_down(upload: Upload) -> None:
    """Put an upload that is still ours back into the queue; being stopped is no failed attempt."""
    attempts = max(0, upload.attempts - 1)
    _ours(upload).update(status=UploadStatus.QUEUED, lease_until=None, attempts=attempts)
    let_go(upload.pk)


def let_go(upload_id: int) -> None:
    """Stop being the process that works on this upload."""
    descriptor = _held.pop(upload_id, None)
    if descriptor is None:
        return
    path = _path(upload_id)
    try:
        if os.path.samestat(os.fstat(descriptor), os.stat(path)):  # else it is the file of whoever took over
            path.unlink()
    except FileNotFoundError:
        pass
    finally:
        os.close(descriptor)


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
        try:
            while not self._stop.wait(beat_seconds()):
                try:
                    prolong(self.upload)
                except Exception:  # the next beat tries again; without a lease the fence stops the work
                    logger.exception("the lease of upload %s could not be prolonged", self.upload.pk)
                    connection.close()  # it may be broken
        finally:
            connection.close()


def beat_seconds() -> float:
    """Return how often a lease is prolonged."""
    return float(settings.DATELINE["lease_seconds"]) / 3


def _ours(upload: Upload) -> QuerySet[Upload]:
    return Upload.objects.filter(pk=upload.pk, fence=upload.fence, status=UploadStatus.RUNNING)


def _from_now() -> datetime:
    return timezone.now() + timedelta(seconds=settings.DATELINE["lease_seconds"])


def _path(upload_id: int) -> Path:
    return Path(settings.DATA_DIR) / "leases" / str(upload_id)


def _hold(upload_id: int) -> None:
    """Lock a file as long as this process or its child lives; it is in place only once it is locked."""
    let_go(upload_id)
    path = _path(upload_id)
    draft = path.with_name(f"{upload_id}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.replace(draft, path)
    except OSError as error:  # a full disk, say: then only the end of the lease shows that we are gone
        logger.warning("no lock file for upload %s: %s", upload_id, error)
        return
    _held[upload_id] = descriptor


def _abandoned(running: list[Upload]) -> Upload | None:
    """Return the first upload whose lock file is there and held by nobody."""
    return next((upload for upload in running if _is_free(_path(upload.pk))), None)


def _is_free(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)
