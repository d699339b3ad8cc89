"""What the corpus tells whoever listens; it never calls the search itself."""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal

from corpus.models import OutboxRow, StoryQueueRow
from corpus.rows import insert_rows

articles_changed = Signal()
"""Sent after a commit that wrote outbox rows.

`may_wait`: the sender can wait for the index (a command or the worker; never a request).
`last`: nothing more comes soon, so that all rows should be searchable when the receiver returns.
"""


database_replaced = Signal()
"""Sent before another database takes the place of this one: what was made from this one is void from then on."""

_is_left_to_others = False


def announce(article_ids: list[int], *, may_wait: bool = False, last: bool = True, regroup: bool = True) -> None:
    """Write outbox rows for these articles in the running transaction and send `articles_changed` after it.

    `regroup`: their stories have to be found anew.
    """
    rows = [{"article_id": article_id} for article_id in article_ids]
    insert_rows(OutboxRow, rows)
    if regroup:
        insert_rows(StoryQueueRow, rows)
    transaction.on_commit(lambda: _send(may_wait=may_wait, last=last))


def _send(*, may_wait: bool, last: bool) -> None:
    articles_changed.send(sender=OutboxRow, may_wait=may_wait and not _is_left_to_others, last=last)


def finish() -> None:
    """Say that nothing more comes soon: what is in the outbox should become searchable now."""
    changes_are_saved(last=True)


def changes_are_saved(*, last: bool) -> None:
    """Say that another process may have written outbox rows, and that we can wait for the index."""
    _send(may_wait=True, last=last)


def leave_to_others() -> None:
    """From now on let this process wait for no index: another one sees to it."""
    global _is_left_to_others
    _is_left_to_others = True
