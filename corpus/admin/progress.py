"""How far an upload is, in words and numbers for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import filesizeformat

from corpus.models import LEDGER_COUNTS, Task, Upload, UploadStatus

STEADY_SECONDS = 2  # before that, a speed says nothing
WAITING = (UploadStatus.QUEUED, UploadStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page says of an upload; the strings are ready to be shown."""

    waiting: bool
    percent: int
    status: str
    bytes: str
    records: str
    speed: str
    left: str
    message: str
    counts: dict[str, int]

    @property
    def sentence(self) -> str:
        """Return it in one sentence, to be said aloud."""
        if not self.waiting:
            came = ", ".join(f"{self.counts[name]:,} {name}" for name in LEDGER_COUNTS[1:])
            return f"{self.status}: {self.records} records – {came}."
        left = f", {self.left} left" if self.left else ""
        return f"{self.status}: {self.percent} %, {self.records} records{left}."

    def as_json(self) -> dict[str, object]:
        """Return it for the script of the page."""
        shown = ("status", "bytes", "records", "speed", "left", "message")
        return {
            "waiting": self.waiting,
            "percent": self.percent,
            "texts": {name: getattr(self, name) for name in shown} | {"percent": f"{self.percent} %"},
            "counts": {name: {"number": number, "text": intcomma(number)} for name, number in self.counts.items()},
            "sentence": self.sentence,
        }


def progress_of(upload: Upload, *, now: datetime) -> Progress:
    """Return how far an upload is at a moment."""
    done, whole = _work(upload)
    share = 100 if not whole else min(100, done * 100 // whole)
    seconds = _seconds(upload, now)
    return Progress(
        waiting=upload.status in WAITING,
        percent=100 if upload.status in (UploadStatus.DONE, UploadStatus.ROLLED_BACK) else share,
        status=_status(upload, now),
        bytes=f"{filesizeformat(upload.bytes_done)} of {filesizeformat(upload.bytes_total)}",
        records=intcomma(upload.sent),
        speed=_speed(upload, seconds),
        left=_left(upload, seconds),
        message=upload.message,
        counts={name: getattr(upload, name) for name in LEDGER_COUNTS},
    )


def _work(upload: Upload) -> tuple[int, int]:
    """Return how much is done of how much: bytes, or, in a roll-back, records."""
    if upload.task == Task.ROLL_BACK:
        return upload.undone, upload.new + upload.updated
    return upload.bytes_done, upload.bytes_total


def _seconds(upload: Upload, now: datetime) -> float:
    """Return for how long has been worked on it since it was last taken up; pauses do not count."""
    began = upload.resumed or upload.started
    return ((upload.finished or now) - began).total_seconds() if began else 0.0


def _status(upload: Upload, now: datetime) -> str:
    undoing = upload.task == Task.ROLL_BACK
    if upload.status == UploadStatus.QUEUED:
        return "To be rolled back, waiting for the worker" if undoing else "Queued, waiting for the worker"
    if upload.status == UploadStatus.RUNNING and upload.lease_until and upload.lease_until < now:
        return "Interrupted, waiting for a worker to go on with it"
    if upload.status == UploadStatus.RUNNING and undoing:
        return "Being rolled back"
    if upload.status == UploadStatus.HELD:
        return "Held for a dry run; nothing is taken in"
    return str(UploadStatus(upload.status).label).capitalize()


def _speed(upload: Upload, seconds: float) -> str:
    records = upload.undone if upload.task == Task.ROLL_BACK else upload.sent - upload.sent_before
    if seconds <= 0 or records <= 0 or upload.status in (UploadStatus.QUEUED, UploadStatus.PAUSED):
        return ""
    each = records / seconds
    return f"{each:,.0f} articles/s" if each >= 10 else f"{each:.1f} articles/s"


def _left(upload: Upload, seconds: float) -> str:
    """Return the time left as far as what was done since the work was last taken up tells."""
    if upload.status != UploadStatus.RUNNING or seconds < STEADY_SECONDS:
        return ""
    done, whole = _work(upload)
    since = done if upload.task == Task.ROLL_BACK else done - upload.bytes_before
    if since <= 0:
        return ""
    left = timedelta(seconds=seconds * max(0, whole - done) / since)
    if left < timedelta(minutes=1):
        return "less than a minute"
    if left < timedelta(hours=1):
        minutes = round(left.total_seconds() / 60)
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    hours = left.total_seconds() / 3600
    return f"about {hours:.1f} hours"
