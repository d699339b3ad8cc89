"""What was handed over, who works on it, and what became of each record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from corpus.models.article import Article


class UploadStatus(models.TextChoices):
    """Where an upload stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class LedgerStatus(models.TextChoices):
    """What became of a record."""

    NEW = "new"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    FAILED = "failed"


LEDGER_COUNTS = ("sent", *LedgerStatus.values)
"""The columns of an upload that count its records; the first is the sum of the rest."""


class Upload(models.Model):
    """A set of files handed over together; the row is the job.

    A worker may write only while `lease_until` lies ahead and `fence` is the number it got with the lease.
    """

    status = models.CharField(max_length=8, choices=UploadStatus, default=UploadStatus.QUEUED)
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
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
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
    finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class LedgerRow(models.Model):
    """What became of one record: nothing is handed over that has no row here."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="ledger")
    sequence = models.PositiveIntegerField()
    file = models.CharField(max_length=500)
    member = models.CharField(max_length=500, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=LedgerStatus)
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="ledger")
    external_id = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=300, blank=True)
    field = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    warnings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["upload_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "sequence"], name="ledger_row_once"),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(reason=""), name="ledger_failure_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.line or ''}: {self.status}"
