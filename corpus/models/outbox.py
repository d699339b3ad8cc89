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


class NextOutboxRow(models.Model):
    """An article that the index has committed and the next index (SEARCH_URL_NEXT) has still to hear of.

    Written in the transaction that removes the outbox row. `index` says which index is meant: when the two change
    places, what waits is still for the same one.
    """

    article_id = models.BigIntegerField()
    index = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "row for the next index"
        verbose_name_plural = "rows for the next index"

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
