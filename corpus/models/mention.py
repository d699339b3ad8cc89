"""The sentence that proves: one place in an article where an actor, location or date stands."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from corpus.models.actor import Actor
from corpus.models.article import Article
from corpus.models.location import Location


class MentionKind(models.TextChoices):
    """What the mention is of."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    LOCATION = "location"
    DATE = "date"
    UNKNOWN = "unknown"


class Mention(models.Model):
    """A mention with its offsets (code points into the clean title or text); supplied ones have none."""

    class Field(models.TextChoices):
        """The part of the article the offsets count in."""

        TITLE = "title"
        TEXT = "text"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    field = models.CharField(max_length=5, choices=Field, default=Field.TEXT)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    surface = models.TextField()
    kind = models.CharField(max_length=12, choices=MentionKind)
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="mentions")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="mentions")
    date_from = models.DateField(null=True, blank=True)
    date_to = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=8, blank=True)
    yearless = models.CharField(max_length=16, blank=True, help_text="A date without a year, ISO 8601: --09-05.")
    rule = models.CharField(max_length=32)
    extractor = models.CharField(max_length=64, blank=True)
    confidence = models.FloatField(default=1.0)
    evidence = models.JSONField(default=dict, blank=True, help_text="How a location was reached, and its alternatives.")

    class Meta:
        ordering = ["article_id", "field", "start", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, start__lt=F("end")),
                name="mention_offsets",
            ),
            models.CheckConstraint(
                condition=Q(kind="location", location__isnull=False, actor__isnull=True)
                | Q(kind="date", location__isnull=True, actor__isnull=True)
                | (~Q(kind__in=["location", "date"]) & Q(location__isnull=True, actor__isnull=False)),
                name="mention_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(date_from__isnull=True, date_to__isnull=True)
                | Q(kind="date", date_from__isnull=False, date_to__isnull=False, date_from__lte=F("date_to")),
                name="mention_date_interval",
            ),
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="mention_confidence"),
        ]

    def __str__(self) -> str:
        return self.surface
