"""What an article was before an upload updated it."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from corpus.models.article import Article
from corpus.models.upload import Upload


class Revision(models.Model):
    """An article as it was until a record of `upload` took its place.

    `columns` are its values by column, `mentions` the rows of its mentions. Without columns there was no article then:
    the upload that made it was rolled back after this one had updated it.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="revisions")
    version = models.PositiveIntegerField(help_text="The version of the article that it was.")
    replaced = models.DateTimeField(auto_now_add=True)
    columns = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    mentions = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["article_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["article", "version"], name="revision_once")]

    def __str__(self) -> str:
        return f"version {self.version} of article {self.article_id}"
