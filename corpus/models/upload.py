"""What was handed over, and who works on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class UploadStatus(models.TextChoices):
    """Where an upload stands."""

    HELD = "held"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"


class Task(models.TextChoices):
    """What a worker is to do with an upload."""

    TAKE_IN = "take_in", "take in"
    ROLL_BACK = "roll_back", "roll back"


class Upload(models.Model):
    """A set of files handed over together; the row is the job.

    A worker may write only while `lease_until` lies ahead and `fence` is the number it got with the lease.
    """

    status = models.CharField(max_length=12, choices=UploadStatus, default=UploadStatus.QUEUED)
    task = models.CharField(max_length=10, choices=Task, default=Task.TAKE_IN)
    name = models.CharField(max_length=250)
    via = models.CharField(max_length=8, default="admin", help_text="admin, command, sample, watch or api")
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    source_name = models.CharField("default source", max_length=200, blank=True)
    published = models.CharField("default date", max_length=40, blank=True)
    language = models.CharField("default language", max_length=16, blank=True)
    extractor = models.CharField(max_length=8, default="spacy")
    mapping = models.JSONField(
        default=dict, blank=True, help_text="Columns not read as their names say: column -> field, “” = left out."
    )
    preview = models.JSONField(null=True, blank=True, help_text="What the last dry run found.")
    retry_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="retries")
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    resumed = models.DateTimeField(null=True, blank=True, help_text="When the work on it began, the last time.")
    sent_before = models.PositiveIntegerField(default=0, help_text="Records in the ledger at that moment.")
    bytes_before = models.BigIntegerField(default=0, help_text="Bytes read at that moment.")
    bytes_total = models.BigIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0, help_text="Ledger rows that a roll-back has dealt with.")
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent=F("new") + F("updated") + F("duplicate") + F("skipped") + F("failed")),
                name="upload_counts_add_up",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UploadedFile(models.Model):
    """One file of an upload, kept as received."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=500, help_text="The name it was sent under; never used as a path.")
    path = models.CharField(max_length=1000, help_text="Where the bytes are: under the upload folder, or as given.")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    records = models.PositiveIntegerField(default=0, help_text="Records of it already in the ledger.")
    only = models.JSONField(
        null=True, blank=True, help_text="Which records of it count (corpus/choosing.py); null = all."
    )
    finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
