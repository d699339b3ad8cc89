"""One published article, as received and as cleaned."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from corpus.models.source import Source


class DatePrecision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DateStatus(models.TextChoices):
    """How the publication date came to be known."""

    STATED = "stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class RawKind(models.TextChoices):
    """What a record held its text as."""

    TEXT = "text"
    HTML = "html"
    PAGE = "page"


class Article(models.Model):
    """An article: its identity, its publication date, its raw and its clean text.

    `identity` is what makes a second upload the same article: "id:<source>:<external id>", or "text:<sha256>".
    `published_from` and `published_to` are the first and last day of the date as far as it is known; NULL = undated.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    identity = models.CharField(max_length=760, unique=True)
    external_id = models.CharField(max_length=500, blank=True)
    title = models.TextField()
    url = models.TextField(blank=True)
    author = models.TextField(blank=True)
    language = models.CharField(max_length=16, default="und")
    published_from = models.DateField(null=True, blank=True)
    published_to = models.DateField(null=True, blank=True)
    published_precision = models.CharField(max_length=5, choices=DatePrecision, blank=True)
    published_status = models.CharField(max_length=8, choices=DateStatus, default=DateStatus.UNKNOWN)
    published_raw = models.CharField(max_length=200, blank=True, help_text="The date as the record wrote it.")
    collected = models.DateTimeField(null=True, blank=True)
    modified = models.DateTimeField(null=True, blank=True, help_text="When its publisher made this version.")
    raw_text = models.TextField(blank=True)
    raw_title = models.TextField(blank=True, help_text="The title as the record wrote it.")
    raw_kind = models.CharField(
        max_length=4, choices=RawKind, blank=True, help_text="What raw_text is; empty where it was not noted."
    )
    raw_sha256 = models.CharField(max_length=64)
    record_sha256 = models.CharField(max_length=64, help_text="Of the whole record: tells an update from a duplicate.")
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, db_index=True)
    removed = models.JSONField(default=list, blank=True, help_text="Lines taken out by cleaning: [{text, rule}].")
    word_count = models.PositiveIntegerField(default=0)
    extractor = models.CharField(max_length=64, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    hidden = models.BooleanField(default=False, help_text="Hidden articles are not found and not shown to readers.")
    corrected = models.JSONField(
        default=list,
        blank=True,
        help_text="Corrected by an editor (title, source, published); uploads leave it alone.",
    )
    version = models.PositiveIntegerField(default=1, help_text="Grows with every change; the index keeps it.")
    upload = models.ForeignKey(
        "corpus.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="articles"
    )
    added = models.DateTimeField(auto_now_add=True, db_index=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_from__isnull=True, published_to__isnull=True, published_precision="")
                | (
                    Q(published_from__isnull=False, published_to__isnull=False, published_from__lte=F("published_to"))
                    & ~Q(published_precision="")
                ),
                name="article_published_interval",
            ),
            models.CheckConstraint(
                condition=Q(published_from__isnull=True, published_status="unknown")
                | (Q(published_from__isnull=False) & ~Q(published_status="unknown")),
                name="article_published_status",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="article_title_not_empty"),
            models.CheckConstraint(condition=~Q(raw_sha256=""), name="article_raw_sha256_not_empty"),
        ]
        indexes = [models.Index(fields=["published_from"], name="article_published_from")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the reader's page."""
        return reverse("article", args=[self.pk])
