"""Takes queued uploads under a lease; the Upload row is the job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import cast

from django.db import connection

from corpus import signals
from corpus.apart import Apart, GivenUpError, StoppedError
from corpus.background import Background
from corpus.extract import ExtractorName, make_extractor
from corpus.extract.mention import Extractor
from corpus.extractors import Extractors
from corpus.ingest import Ingestion, Watcher, stopped
from corpus.lease import Heartbeat, claim, conclude, lay_down, let_go
from corpus.models import Task, Upload, UploadStatus
from corpus.parallel import in_parallel
from corpus.rollback import roll_back
from corpus.saving import LeaseLostError

__all__ = ["MAX_ATTEMPTS", "Worker", "claim", "undo", "work_on"]

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
MOST_IDLE_SECONDS = 10.0


def work_on(upload: Upload, *, extractor: Extractor | None = None, watch: Watcher | None = None) -> None:
    """Take a claimed upload in, to its end, in this process; when it returns its articles are searchable."""
    if _is_hopeless(upload):
        return
    try:
        extractor = extractor or make_extractor(cast(ExtractorName, upload.extractor))
        with in_parallel(extractor, size=upload.bytes_total) as several, Heartbeat(upload):
            Ingestion(upload, extractor=several, watch=watch).run()
    except LeaseLostError:
        logger.warning("upload %s was paused or cancelled, or taken over by another worker", upload.pk)
        return
    finally:
        let_go(upload.pk)
        signals.finish()


def undo(upload: Upload, *, watch: Callable[[], None] | None = None) -> None:
    """Roll a claimed upload back, in this process; when it returns its articles are out of the index."""
    if _is_hopeless(upload):
        return
    try:
        with Heartbeat(upload):
            roll_back(upload, watch=watch)
    finally:
        let_go(upload.pk)
        signals.finish()


def _is_hopeless(upload: Upload) -> bool:
    """Give an upload up that ended its workers without a word, time and again and without any progress."""
    if upload.attempts <= MAX_ATTEMPTS:
        return False
    message = f"Given up after {MAX_ATTEMPTS} attempts that ended without a word; send the rest again."
    conclude(upload, UploadStatus.FAILED, message)
    return True


class Worker:
    """Works on uploads one after the other, and sees to it that edits reach the index.

    `apart`: files are read in child processes, forked from this one once the language model is loaded.
    """

    def __init__(self, *, idle_seconds: float = 0.5, apart: bool = False) -> None:
        self.idle_seconds = idle_seconds
        self.apart = apart
        self._stopping = threading.Event()
        self._extractor = Extractors(freeze=apart)
        self._troubles = 0  # in a row; the pauses grow with them
        self._background = Background(self._stopping, apart=apart)
        self._untold: list[tuple[Upload, str]] = []

    def stop(self, *_: object) -> None:
        """Stop after the batch in hand."""
        self._stopping.set()

    def run(self, on_upload: Callable[[Upload], None] | None = None) -> None:
        """Work until told to stop."""
        while not self._stopping.is_set():
            troubles = self._troubles
            upload = self._claim()
            if upload is None:
                if self._work_in_background():
                    continue
                self._keep_index_fresh()
                self._troubles = 0 if self._troubles == troubles else self._troubles
                self._stopping.wait(min(MOST_IDLE_SECONDS, self.idle_seconds * 2 ** min(self._troubles, 16)))
                continue
            if on_upload:
                on_upload(upload)
            self.work_on(upload)
        self._background.close()

    def _work_in_background(self) -> bool:
        """Do what can wait until no upload does; say whether there was anything."""
        try:
            return self._background.work(self._extractor)
        except Exception:
            logger.exception("background work could not be done")
            connection.close()
            self._troubles += 1
            return False

    def _claim(self) -> Upload | None:
        try:
            self._tell_failures()
            return claim()
        except Exception:  # a database away for a while: try again, never die of it
            logger.exception("no upload could be claimed")
            connection.close()
            self._troubles += 1
            return None

    @property
    def stopping(self) -> threading.Event:
        """Set once the worker was told to stop."""
        return self._stopping

    def work_on(self, upload: Upload) -> None:
        """Take one claimed upload in; what goes wrong is told in its row."""
        try:
            if upload.task == Task.ROLL_BACK:
                undo(upload, watch=self._stop_watch())
                return
            extractor = self._extractor(cast(ExtractorName, upload.extractor))
            if self.apart:
                self._work_apart(upload, extractor)
            else:
                work_on(upload, extractor=extractor, watch=self._stop_watch())
        except StoppedError:
            lay_down(upload)
            logger.info("upload %s is laid down; the next worker goes on with it", upload.pk)
        except LeaseLostError:
            logger.warning("upload %s was paused or cancelled, or taken over by another worker", upload.pk)
        except Exception as error:
            logger.exception("upload %s failed", upload.pk)
            self._fail(upload, str(error) if isinstance(error, GivenUpError) else stopped(error))
        finally:
            let_go(upload.pk)

    def _work_apart(self, upload: Upload, extractor: Extractor) -> None:
        if _is_hopeless(upload):
            return
        Apart(upload, extractor=extractor, stopping=self._stopping).run()
        conclude(upload, UploadStatus.DONE, "")

    def _fail(self, upload: Upload, message: str) -> None:
        """Tell that an upload failed, later if the database cannot take it now."""
        self._untold.append((upload, message))
        try:
            self._tell_failures()
        except Exception:
            logger.exception("that upload %s failed could not be written; it will be tried again", upload.pk)
            connection.close()

    def _tell_failures(self) -> None:
        while self._untold:
            upload, message = self._untold[0]
            conclude(upload, UploadStatus.FAILED, message)
            del self._untold[0]

    def _stop_watch(self) -> Callable[..., None]:
        def watch(*_: object) -> None:
            if self._stopping.is_set():
                raise StoppedError

        return watch

    def _keep_index_fresh(self) -> None:
        try:
            signals.finish()
        except Exception:
            logger.exception("the index could not be brought up to date")
            connection.close()
            self._troubles += 1
