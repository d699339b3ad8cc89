"""The steps that can be taken with an upload, by whom, and the note that each leaves in its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import QuerySet

from corpus import reprocessing, steering
from corpus.models import Upload
from corpus.steering import NotNowError


def can_reprocess(upload: Upload) -> bool:
    """Tell whether an upload has brought articles that can be gone through again."""
    return upload.status in steering.ENDED and upload.new + upload.updated > 0


POSSIBLE: Final[dict[str, Callable[[Upload], bool]]] = {
    "start": steering.can_start,
    "pause": steering.can_pause,
    "resume": steering.can_resume,
    "cancel": steering.can_cancel,
    "retry": steering.can_retry,
    "reprocess": can_reprocess,
    "repeat": steering.can_repeat,
    "roll_back": steering.can_roll_back,
    "discard": steering.can_start,
}
"""Each step, and when it can be taken."""


def may(user: User, step: str) -> bool:
    """Tell whether a user has the right to a step: who may hand over, may steer; rolling back takes articles out."""
    more = {"roll_back": ["corpus.delete_article"], "reprocess": ["corpus.change_article"]}
    return user.has_perms(["corpus.add_upload", *more.get(step, [])])


def take_step(step: str, upload: Upload, user: User | None, *, via: str = "admin", held: bool = False) -> Upload | None:
    """Take a step and return the upload that it is about now: the same, a new one that retries it, None if discarded.

    `held`: what is taken in again waits for a dry run. Raises NotNowError and Upload.DoesNotExist.
    """
    if step == "discard":
        steering.discard(upload.pk)
        return None
    if step in ("retry", "repeat"):
        again = steering.retry if step == "retry" else steering.repeat
        made = again(upload.pk, user=user, via=via, held=held)
        _note(upload, user, f"Taken in again as upload {made.pk}.")
        return made
    if step == "reprocess":
        if not can_reprocess(upload):
            raise NotNowError("It has brought no articles, or has not ended yet.")
        reprocessing.start(upload=upload.pk, user=user, via=via)
        _note(upload, user, "Cleaned and extracted again.")
        return upload
    changes: dict[str, tuple[Callable[[], Upload], str]] = {
        "start": (lambda: steering.start(upload.pk), "Started."),
        "pause": (lambda: steering.pause(upload.pk, user=user), "Paused."),
        "resume": (lambda: steering.resume(upload.pk), "Resumed."),
        "cancel": (lambda: steering.cancel(upload.pk, user=user), "Cancelled."),
        "roll_back": (lambda: steering.ask_roll_back(upload.pk, user=user), "Rolled back."),
    }
    change, noted = changes[step]
    changed = change()
    _note(upload, user, noted)
    return changed


def _note(upload: Upload, user: User | None, message: str) -> None:
    """Keep who did what in the history of the upload; on the command line nobody is known by name."""
    if user is not None:
        chosen: QuerySet[Upload] = Upload.objects.filter(pk=upload.pk)
        LogEntry.objects.log_actions(user.pk, chosen, CHANGE, change_message=message)
