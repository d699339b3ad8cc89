"""What is learned of the lines that a source repeats, and what editors decided about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from corpus.models.source import Source


class LineStatus(models.TextChoices):
    """What an editor decided about a line."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class SourceLine(models.Model):
    """A line that stands in many articles of a source; once accepted, cleaning takes it out of them.

    `articles` is the number of articles that had it when the source was last studied, of `of_articles` then looked at.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=32, help_text="The line as it is compared (corpus.clean.source_lines.line_key).")
    text = models.TextField("line")
    status = models.CharField(max_length=8, choices=LineStatus, default=LineStatus.PROPOSED)
    place = models.CharField(max_length=8, help_text="Where it mostly stands: head, end or between.")
    articles = models.PositiveIntegerField(default=0)
    of_articles = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=list, blank=True, help_text="Ids of some articles that have it.")
    found = models.DateTimeField(auto_now_add=True)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField("by", max_length=150, blank=True, help_text="Stays when the user is deleted.")

    class Meta:
        ordering = ["source_id", "-articles", "id"]
        verbose_name = "source line"
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_line_once"),
            models.CheckConstraint(condition=~Q(text=""), name="source_line_not_empty"),
        ]
        indexes = [models.Index(fields=["status", "source"], name="source_line_status")]

    def __str__(self) -> str:
        return self.text


class SourceStudy(models.Model):
    """When a source was last studied, and how many articles it had, so that it is studied again only when it grew."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="study")
    articles = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0, help_text="The newest article that was looked at.")
    studied = models.DateTimeField()

    class Meta:
        verbose_name_plural = "source studies"

    def __str__(self) -> str:
        return f"{self.source_id}: {self.articles} articles"
