"""What became of each record that was handed over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from corpus.models.article import Article
from corpus.models.upload import Upload


class LedgerStatus(models.TextChoices):
    """What became of a record."""

    NEW = "new"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    FAILED = "failed"


LEDGER_COUNTS = ("sent", *LedgerStatus.values)
"""The columns of an upload that count its records; the first is the sum of the rest."""


class Undone(models.TextChoices):
    """What rolling an upload back did to a record that was new or an update."""

    REMOVED = "removed"
    RESTORED = "restored"
    KEPT = "kept"


class LedgerRow(models.Model):
    """What became of one record: nothing is handed over that has no row here.

    `near_duplicate_of`: the article is kept, and grouped with that one, which says nearly the same.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="ledger")
    sequence = models.PositiveIntegerField()
    file = models.CharField(max_length=500)
    member = models.CharField(max_length=500, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=LedgerStatus)
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="ledger")
    near_duplicate_of = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    external_id = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=300, blank=True)
    field = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    warnings = models.JSONField(default=list, blank=True)
    undone = models.CharField(max_length=8, choices=Undone, blank=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["upload_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "sequence"], name="ledger_row_once"),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(reason=""), name="ledger_failure_has_reason"),
        ]
        indexes = [
            # Few rows have one, and no other needs to pay for the index.
            models.Index(
                fields=["near_duplicate_of"],
                condition=Q(near_duplicate_of__isnull=False),
                name="ledger_near_duplicate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.line or ''}: {self.status}"
