"""What the index has still to hear, and which index is the live one."""

from __future__ import annotations

from django.db import models


class OutboxRow(models.Model):
    """An article that changed; written in the transaction of the change, removed once the index has committed it.

    The article may be gone by then (a deletion), so this is a number and not a foreign key.
    """

    article_id = models.BigIntegerField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "outbox row"

    def __str__(self) -> str:
        return f"article {self.article_id}"


class IndexState(models.Model):
    """The one row that says how often an index was built; 0 = never, so that a missing index is not an error."""

    generation = models.PositiveIntegerField(default=0)
    built = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="index_state_single_row")]

    def __str__(self) -> str:
        return f"generation {self.generation}"
