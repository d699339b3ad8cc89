"""Where an article was published."""

from __future__ import annotations

from django.db import models


class Source(models.Model):
    """An outlet: newspaper, agency, site or feed."""

    UNKNOWN = "unknown"

    name = models.CharField(max_length=200)
    key = models.CharField(
        max_length=200, unique=True, help_text="The name as it is compared (corpus.names.fold_name)."
    )
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code of its home country, if known.")

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(key=""), name="source_key_not_empty")]

    def __str__(self) -> str:
        return self.name


class SourceName(models.Model):
    """A name that a source had before it was renamed; records that still use it belong to the source."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(key=""), name="source_name_key_not_empty")]

    def __str__(self) -> str:
        return self.name
