"""An article as the tutorial would have it; nothing is ever saved."""

from __future__ import annotations

from django.db import models


class Story(models.Model):
    """An article with its facets."""

    title = models.TextField()
    body = models.TextField()
    source = models.CharField(max_length=200)
    language = models.CharField(max_length=16)
    published = models.DateTimeField(null=True)

    actors: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()

    class Meta:
        app_label = "stock_site"

    def __str__(self) -> str:
        return self.title
