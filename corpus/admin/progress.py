"""How far an upload is, in words and numbers for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import filesizeformat

from corpus.models import LEDGER_COUNTS, Upload, UploadStatus

STEADY_SECONDS = 2  # before that, a speed says nothing


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
    waiting = upload.status in (UploadStatus.QUEUED, UploadStatus.RUNNING)
    share = 100 if not upload.bytes_total else min(100, upload.bytes_done * 100 // upload.bytes_total)
    seconds = ((upload.finished or now) - upload.started).total_seconds() if upload.started else 0.0
    return Progress(
        waiting=waiting,
        percent=100 if upload.status == UploadStatus.DONE else share,
        status=_status(upload, now),
        bytes=f"{filesizeformat(upload.bytes_done)} of {filesizeformat(upload.bytes_total)}",
        records=intcomma(upload.sent),
        speed=_speed(upload.sent, seconds),
        left=_left(upload, seconds) if waiting else "",
        message=upload.message,
        counts={name: getattr(upload, name) for name in LEDGER_COUNTS},
    )


def _status(upload: Upload, now: datetime) -> str:
    if upload.status == UploadStatus.QUEUED:
        return "Queued, waiting for the worker"
    if upload.status == UploadStatus.RUNNING and upload.lease_until and upload.lease_until < now:
        return "Interrupted, waiting for a worker to go on with it"
    return str(UploadStatus(upload.status).label)


def _speed(records: int, seconds: float) -> str:
    if seconds <= 0 or not records:
        return ""
    each = records / seconds
    return f"{each:,.0f} articles/s" if each >= 10 else f"{each:.1f} articles/s"


def _left(upload: Upload, seconds: float) -> str:
    """Return the time left as far as the bytes read so far tell."""
    if upload.status != UploadStatus.RUNNING or seconds < STEADY_SECONDS or not upload.bytes_done:
        return ""
    left = timedelta(seconds=seconds * max(0, upload.bytes_total - upload.bytes_done) / upload.bytes_done)
    if left < timedelta(minutes=1):
        return "less than a minute"
    if left < timedelta(hours=1):
        minutes = round(left.total_seconds() / 60)
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    hours = left.total_seconds() / 3600
    return f"about {hours:.1f} hours"
