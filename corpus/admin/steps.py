"""The buttons on the page of an upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.urls import reverse

from corpus.models import Upload
from corpus.steps import POSSIBLE, may, take_step


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its step, what it is called, what it does, and whether it looks grave."""

    verb: str
    label: str
    help: str = ""
    is_grave: bool = False

    @property
    def step(self) -> str:
        """The step that it takes."""
        return self.verb.removesuffix("_held")


BUTTONS: Final = (
    Button("start", "Take it in"),
    Button("pause", "Pause", "After the batch in hand; the worker is free for other uploads."),
    Button("resume", "Resume", "Goes on behind the last record in the ledger."),
    Button("cancel", "Cancel", "What is in the ledger is kept."),
    Button("retry", "Retry the failed", "Reads only these from the files as received."),
    Button("retry_held", "Retry after a dry run", "Look at them first, and correct what columns are read as."),
    Button("reprocess", "Clean and extract again", "With the rules of today; corrections stay."),
    Button("repeat_held", "Take all in again", "After a dry run; what is there already is a duplicate."),
    Button("roll_back", "Roll back…", "Takes out again what it brought.", is_grave=True),
    Button("discard", "Discard", "Forgets it and its files."),
)
VERBS: Final = {button.verb: button for button in BUTTONS}


def buttons_of(upload: Upload, user: User) -> list[Button]:
    """Return the buttons that a user has with an upload as it stands."""
    return [button for button in BUTTONS if POSSIBLE[button.step](upload) and may(user, button.step)]


def press(verb: str, upload: Upload, user: User) -> tuple[str, str]:
    """Press a button; return where to go next and what to say. Raises NotNowError and Upload.DoesNotExist."""
    button = VERBS[verb]
    now = take_step(button.step, upload, user, held=verb != button.step)
    if now is None:
        return reverse("admin:corpus_upload_changelist"), f"“{upload.name}” is discarded; nothing was taken in."
    page = "preview" if verb != button.step else "change"
    told = f"The articles of “{upload.name}” will be cleaned and extracted again when the worker has time."
    return reverse(f"admin:corpus_upload_{page}", args=[now.pk]), told if button.step == "reprocess" else ""
