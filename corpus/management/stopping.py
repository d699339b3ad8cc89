"""How commands that run until they are told to stop hear of it."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.management.base import CommandError

from corpus import steering
from corpus.models import Upload
from corpus.steering import NotNowError
from corpus.worker import Worker

logger = logging.getLogger(__name__)

MOST_SECONDS: Final = 25  # to stop in; what is cut short then is taken up again on the next start


class _OverdueError(BaseException):
    """Stopping took too long; nothing on the way may take this for an error of its own."""


@contextmanager
def stopping_by_signal(worker: Worker) -> Iterator[None]:
    """Stop a worker on SIGTERM and Ctrl-C, after the batch in hand or, at the latest, after MOST_SECONDS."""

    def stop(*_: object) -> None:
        worker.stop()
        signal.alarm(MOST_SECONDS)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    signal.signal(signal.SIGALRM, _cut_short)
    try:
        yield
    except _OverdueError:
        logger.warning("stopped in the middle of bringing changes into the index; the next start goes on")
    finally:
        signal.alarm(0)


@contextmanager
def pausing_when_interrupted(upload: Upload) -> Iterator[None]:
    """Pause an upload that this process works on when Ctrl-C ends the work, and say how to go on.

    What was in hand is given up; what is in the ledger stays, and is searchable. Raises CommandError. An end that
    nobody at the keyboard asked for is no pause: a worker goes on with the upload.
    """
    try:
        yield
    except KeyboardInterrupt:
        try:
            paused = steering.pause(upload.pk)
        except NotNowError:
            raise CommandError(f"Interrupted; upload {upload.pk} had come to its end.") from None
        go_on = f"Go on with: manage.py uploads {upload.pk} --resume --now"
        raise CommandError(" ".join(filter(None, ("Interrupted.", paused.message, go_on)))) from None


def _cut_short(*_: object) -> None:
    raise _OverdueError
