"""Articles gone through again: which, with what, who works on it and how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ReprocessingStatus(models.TextChoices):
    """Where a reprocessing stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ReprocessingExtractor(models.TextChoices):
    """What finds the mentions."""

    NEEDED = "needed", "only where the text has changed, as before"
    SAME = "same", "each article with the extractor it had"
    SPACY = "spacy", "language model – best"
    RULES = "rules", "rules – quicker, for large volumes"
    NONE = "none", "none – only what the records themselves name"


class Reprocessing(models.Model):
    """Articles to be cleaned or extracted again, in the order of their ids; the row is the job.

    A worker may write only while `fence` is the number it got with the lease. `last_id` and the counts are written in
    the transaction that saves the articles, so whoever goes on knows what is done.
    """

    name = models.CharField(max_length=250, help_text="What is gone through, in words.")
    selection = models.JSONField(default=dict, help_text="upload, source (ids), articles (a list of ids); empty = all.")
    cleaning = models.BooleanField(default=True, help_text="Clean again from what was received.")
    extractor = models.CharField(
        max_length=8,
        choices=ReprocessingExtractor,
        default=ReprocessingExtractor.SAME,
        help_text="What finds mentions.",
    )
    status = models.CharField(max_length=9, choices=ReprocessingStatus, default=ReprocessingStatus.QUEUED)
    via = models.CharField(max_length=8, default="admin", help_text="admin, command or rule")
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0.0, help_text="Of work so far, pauses left out.")
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0, help_text="In a row that came to nothing.")
    last_id = models.BigIntegerField(default=0, help_text="The last article that is done.")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list, blank=True, help_text="The first articles that failed: [{id, reason}].")
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done=F("changed") + F("unchanged") + F("failed")), name="reprocessing_counts_add_up"
            )
        ]

    def __str__(self) -> str:
        return self.name
