"""The lease of a reprocessing: who works on it, and how it is seen that nobody does any more."""

from __future__ import annotations

import fcntl
import logging
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from corpus.models import Reprocessing, ReprocessingStatus

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5


@dataclass(slots=True)
class Claim:
    """A reprocessing that is ours: with a lease, a fence, and a lock file that is held as long as our process lives."""

    job: Reprocessing
    descriptor: int | None

    def ours(self) -> QuerySet[Reprocessing]:
        """Return the row while nobody else has taken it over or cancelled it; else nothing."""
        return Reprocessing.objects.filter(pk=self.job.pk, fence=self.job.fence, status=ReprocessingStatus.RUNNING)

    def prolong(self, seconds: float) -> bool:
        """Prolong the lease and note so many more seconds of work; False when the job is no longer ours."""
        return bool(self.ours().update(lease_until=_from_now(), seconds=F("seconds") + seconds))

    def conclude(self, status: str, message: str = "") -> None:
        """End the job, if it is still ours, and let go of it."""
        self.ours().update(status=status, message=message, finished=timezone.now(), lease_until=None)
        self.let_go()

    def lay_down(self) -> None:
        """Put the job back into the queue, if it is still ours; being stopped is no failed attempt."""
        self.ours().update(status=ReprocessingStatus.QUEUED, lease_until=None, attempts=0)
        self.let_go()

    def let_go(self) -> None:
        """Stop being the process that works on this job."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def claim(job_id: int | None = None) -> Claim | None:
    """Take the next job that waits or whose worker is gone (or the one named), with a lease and a new fence.

    A worker is gone when its lease ran out, or when it worked on this machine and its process has ended. A job that
    ended its workers without a word time and again is given up.
    """
    with transaction.atomic():
        waiting = Reprocessing.objects.select_for_update().order_by("id")
        if job_id is not None:
            waiting = waiting.filter(pk=job_id)
        for job in waiting.filter(status__in=(ReprocessingStatus.QUEUED, ReprocessingStatus.RUNNING)):
            if job.status == ReprocessingStatus.RUNNING and not _is_abandoned(job):
                continue
            if job.attempts >= MAX_ATTEMPTS:
                _give_up(job)
                continue
            return _take(job)
    return None


def cancel(job_id: int) -> bool:
    """End a job before it is through; what is done stays. False when it had ended already."""
    open_jobs = Reprocessing.objects.filter(
        Q(status=ReprocessingStatus.QUEUED) | Q(status=ReprocessingStatus.RUNNING), pk=job_id
    )
    return bool(open_jobs.update(status=ReprocessingStatus.CANCELLED, finished=timezone.now(), lease_until=None))


def _take(job: Reprocessing) -> Claim:
    job.status = ReprocessingStatus.RUNNING
    job.fence += 1
    job.attempts += 1
    job.started = job.started or timezone.now()
    job.lease_until = _from_now()
    job.save(update_fields=["status", "fence", "attempts", "started", "lease_until"])
    return Claim(job, _lock(job.pk))


def _give_up(job: Reprocessing) -> None:
    job.status, job.finished = ReprocessingStatus.FAILED, timezone.now()
    job.message = f"Given up after {MAX_ATTEMPTS} attempts that ended without a word. What is done stays; start anew."
    job.save(update_fields=["status", "finished", "message"])


def _is_abandoned(job: Reprocessing) -> bool:
    if job.lease_until is None or job.lease_until < timezone.now():
        return True
    try:
        descriptor = os.open(_path(job.pk), os.O_RDWR | os.O_CLOEXEC)
    except OSError:  # it is worked on by another machine
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _lock(job_id: int) -> int | None:
    """Lock a file as long as this process or its children live."""
    path = _path(job_id)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # then only the end of the lease shows that we are gone
        logger.warning("no lock file for reprocessing %s: %s", job_id, error)
        return None
    return descriptor


def _path(job_id: int) -> Path:
    return Path(settings.DATA_DIR) / "leases" / f"reprocessing-{job_id}"


def _from_now() -> datetime:
    return timezone.now() + timedelta(seconds=settings.DATELINE["lease_seconds"])
