"""What the corpus tells whoever listens; it never calls the search itself."""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal

from corpus.models import OutboxRow

articles_changed = Signal()
"""Sent after a commit that wrote outbox rows.

`may_wait`: the sender can wait for the index (a command or the worker; never a request).
`last`: nothing more comes soon, so that all rows should be searchable when the receiver returns.
"""


def announce(article_ids: list[int], *, may_wait: bool = False, last: bool = True) -> None:
    """Write outbox rows for these articles in the running transaction and send `articles_changed` after it."""
    OutboxRow.objects.bulk_create([OutboxRow(article_id=article_id) for article_id in article_ids])
    transaction.on_commit(lambda: _send(may_wait=may_wait, last=last))


def _send(*, may_wait: bool, last: bool) -> None:
    articles_changed.send(sender=OutboxRow, may_wait=may_wait, last=last)


def finish() -> None:
    """Say that nothing more comes soon: what is in the outbox should become searchable now."""
    _send(may_wait=True, last=True)
