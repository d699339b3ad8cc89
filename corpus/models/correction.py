"""What editors took down, so that it does not come back unnoticed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class TakeDown(models.Model):
    """An article that was taken down: while this row stands, a record of its identity is skipped.

    The article is gone, so `article_id` is a number and not a foreign key; ids are never reused.
    """

    identity = models.CharField(max_length=760, unique=True)
    article_id = models.BigIntegerField("article id")
    external_id = models.CharField(max_length=500, blank=True)
    title = models.TextField()
    source_name = models.CharField("source", max_length=200)
    created = models.DateTimeField("taken down", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField("by", max_length=150, blank=True, help_text="Stays when the user is deleted.")

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = "take-down"
        constraints = [models.CheckConstraint(condition=~models.Q(identity=""), name="take_down_identity_not_empty")]

    def __str__(self) -> str:
        return self.title
