"""An upload taken in by child processes, so that no file can harm the worker and every record is accounted for.

The parent keeps the lease, brings what was saved into the index, and watches; the child reads, cleans, extracts and
saves (corpus/taking.py). When a child dies, the ledger tells how far it came: the next one saves records one by one,
and when that one dies too, the record it died of is known. It is named in the ledger and left out; the rest goes on.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import lru_cache, partial
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from corpus import signals
from corpus.away import IndexAwayError
from corpus.children import Child, Progress, spawn
from corpus.confine import ended_by, leave_network
from corpus.entities import EntityDirectory
from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.mention import Extractor
from corpus.formats.limits import megabytes
from corpus.formats.record import Position, RecordError
from corpus.ingest import most_records
from corpus.lease import Heartbeat, beat_seconds, is_ours, prolong
from corpus.limits import child_bounds, processes
from corpus.models import Upload, UploadedFile
from corpus.parallel import OUT_OF_MEMORY
from corpus.saving import Batch, LeaseLostError, Outcome, save_batch
from corpus.taking import ASKED_TO_STOP, DONE, LEASE_LOST, NO_ROOM, TRY_AGAIN, Taking

logger = logging.getLogger(__name__)

SHARED_BYTES: Final = 4 * 1024**2  # small files share a child: a fork costs as much as five short articles
SHARED_FILES: Final = 50
FRUITLESS: Final = 4  # attempts that came to nothing before the upload is given up
TICK_SECONDS: Final = 0.25
INDEX_SECONDS: Final = 1.0
RECONNECTIONS: Final = 12  # with pauses that grow: a database server may be away for a minute and a half
MOST_PAUSE_SECONDS: Final = 10.0
PAUSE_SECONDS: Final = 1.0  # how soon a pause or a cancellation is seen


class StoppedError(Exception):
    """The worker was told to stop; the upload goes back to the queue."""


class GivenUpError(Exception):
    """The upload cannot go on, with a message that tells a person what to do."""


class Apart:
    """One claimed upload on its way in, in child processes."""

    def __init__(self, upload: Upload, *, extractor: Extractor, stopping: threading.Event) -> None:
        self.upload = upload
        self.extractor = extractor
        self.stopping = stopping
        self.progress = Progress()
        self.bounds = child_bounds()
        self._careful: dict[int, int] = {}  # file -> records before this number are saved one by one
        self._sent = -1
        self._fruitless = 0

    def run(self) -> None:
        """Take every file in; when it returns, its articles are searchable.

        Raises StoppedError, GivenUpError, LeaseLostError, and what the index or the database raise.
        """
        network = keeps_network()
        while True:
            try:
                if not self._take_next(network=network):
                    return
            except (OperationalError, InterfaceError) as error:
                self._wait_for_database(error)

    def _take_next(self, *, network: bool) -> bool:
        """Have a child take the next files in; say whether there were any. After the last, the index is brought up."""
        files = self._next()
        if not files:
            self._index(last=True)
            return False
        self.progress.at(files[0].pk, 0, reading=True)
        self.progress.leave({})
        taking = Taking(self.upload, self.extractor, self.progress, self.bounds, network=network)
        child = spawn(partial(taking.run, files, careful=self._careful))
        self._conclude(self._attend(child))
        return True

    def _wait_for_database(self, error: Exception) -> None:
        """Wait while a database server is away (it is restarted, say); raise the error if that is not its cause."""
        if connection.vendor == "sqlite" or (connection.connection is not None and connection.is_usable()):
            raise error
        logger.warning("upload %s: the database is away; waiting for it", self.upload.pk, exc_info=True)
        connection.close()
        for attempt in range(RECONNECTIONS):
            if self.stopping.wait(min(MOST_PAUSE_SECONDS, 2.0**attempt)):
                raise StoppedError
            try:
                connection.ensure_connection()
            except OperationalError:
                continue
            return
        raise error

    def _next(self) -> list[UploadedFile]:
        """Return the next files for one child: one, or several small ones."""
        chosen: list[UploadedFile] = []
        size = 0
        for file in self._unfinished()[:SHARED_FILES]:
            size += file.size
            if chosen and size > SHARED_BYTES:
                break
            chosen.append(file)
        return chosen

    def _unfinished(self) -> list[UploadedFile]:
        return list(self.upload.files.filter(finished=False).order_by("id")[:SHARED_FILES])

    def _attend(self, child: Child) -> str | int:
        """Wait for a child's end while lease and index are kept; return its exit code, or why it was ended."""
        clock = _Clock(self.progress)
        silence = settings.DATELINE["child_silence_seconds"]
        try:
            while (code := child.wait(TICK_SECONDS)) is None:
                if self.stopping.is_set() and not self._may_finish(child, clock):
                    return ASKED_TO_STOP
                if clock.is_time_for("lease", beat_seconds()) and not self._prolong():
                    return LEASE_LOST
                if clock.is_time_for("pause", PAUSE_SECONDS) and not self._is_ours():
                    return LEASE_LOST
                if clock.silence() > silence:
                    return f"did not come to an end within {silence:,} s"
                if clock.is_time_for("index", INDEX_SECONDS):
                    self._index(last=False)
            return code
        finally:
            child.kill()

    def _may_finish(self, child: Child, clock: _Clock) -> bool:
        """Ask a child to stop after the batch in hand; say whether it still has time for that."""
        if clock.asked is None:
            child.ask_to_stop()
            clock.asked = time.monotonic()
        return time.monotonic() - clock.asked < float(settings.DATELINE["stop_seconds"])

    def _prolong(self) -> bool:
        try:
            return prolong(self.upload)
        except DatabaseError:  # busy: the next time will do, the lease is three times as long
            logger.exception("the lease of upload %s could not be prolonged", self.upload.pk)
            return True

    def _is_ours(self) -> bool:
        try:
            return is_ours(self.upload)
        except DatabaseError:  # busy: the next look will do
            logger.exception("upload %s could not be looked at", self.upload.pk)
            return True

    def _index(self, *, last: bool) -> None:
        """Bring what was saved into the index while a child goes on: here, where memory has no limit."""
        with Heartbeat(self.upload):
            try:
                signals.changes_are_saved(last=last)
            except IndexAwayError as error:  # no fault of the upload: its articles become searchable later
                logger.warning("upload %s: %s What was saved waits.", self.upload.pk, error)

    def _conclude(self, code: str | int) -> None:
        """Go on after a child's end as it calls for."""
        message = str(self.progress.note.get("message", ""))
        if code == ASKED_TO_STOP:
            raise StoppedError
        if code == LEASE_LOST:
            raise LeaseLostError(f"Upload {self.upload.pk} was taken over.")
        if code == NO_ROOM:
            raise GivenUpError(message)
        if code == TRY_AGAIN:
            self._count_fruitless(message)
            self.stopping.wait(2.0**self._fruitless)
        elif code != DONE:
            self._find_fault(self._reason(code))

    def _reason(self, code: str | int) -> str:
        if isinstance(code, str):
            return code
        if code == OUT_OF_MEMORY:
            return f"needed more than {megabytes(self.bounds.memory_bytes)} of memory"
        if code < 0:
            return ended_by(-code, self.bounds)
        return f"broke the program that reads it ({self.progress.note.get('crash', 'no word why')})"

    def _find_fault(self, reason: str) -> None:
        """Name the record that a child died of; while it isn't known, have the next child go record by record."""
        pk, number, reading = self.progress.place
        file = next((each for each in self._unfinished() if each.pk == pk), None)
        if file is None:
            self._count_fruitless(f"Stopped: what was sent {reason}.")
            return
        logger.warning("upload %s, %s: record %s %s", self.upload.pk, file.name, number + 1, reason)
        was_alone = file.records < self._careful.get(pk, 0)
        if was_alone and number == file.records:
            self._name(file, reason, reading=reading)
            return
        self._count_fruitless(f"Stopped at “{file.name}”: it {reason}.")
        self._careful[pk] = file.records + most_records(self.upload) * processes()

    def _count_fruitless(self, message: str) -> None:
        self.upload.refresh_from_db(fields=["sent"])
        self._fruitless = self._fruitless + 1 if self.upload.sent == self._sent else 1
        self._sent = self.upload.sent
        if self._fruitless >= FRUITLESS:
            raise GivenUpError(message)

    def _name(self, file: UploadedFile, reason: str, *, reading: bool) -> None:
        """Write the record that a child died of into the ledger, so that the next child leaves it out."""
        note = self.progress.note
        if reading or note.get("record") != file.records:
            position = Position(file.name)
            told = f"Record {file.records + 1:,} {reason}. It and what follows it in the file were left out."
        else:
            position = Position(str(note["file"]), str(note["member"]), note["line"])
            told = f"It {reason}, and was left out."
        error = RecordError(position, told, id=str(note.get("id", "")), title=str(note.get("title", "")))
        self.upload.refresh_from_db(fields=["bytes_done"])
        outcomes = [Outcome.of_error(error)]
        batch = Batch(self.upload, file, outcomes, self.extractor.label, self.upload.bytes_done)
        save_batch(batch, EntityDirectory(default_gazetteer()))
        if reading:
            UploadedFile.objects.filter(pk=file.pk).update(finished=True)


class _Clock:
    """What a parent counts while its child works."""

    def __init__(self, progress: Progress) -> None:
        self.asked: float | None = None
        self._progress = progress
        self._beats = progress.beats
        self._heard = time.monotonic()
        self._done: dict[str, float] = {}

    def silence(self) -> float:
        """Return for how long the child has given no sign of life."""
        now = time.monotonic()
        if self._progress.beats != self._beats:
            self._beats, self._heard = self._progress.beats, now
        return now - self._heard

    def is_time_for(self, what: str, seconds: float) -> bool:
        """Say whether something was done last so many seconds ago; then it counts as done now."""
        now = time.monotonic()
        if now - self._done.setdefault(what, now) < seconds:
            return False
        self._done[what] = now
        return True


@lru_cache(maxsize=1)
def keeps_network() -> bool:
    """Say whether children keep the network, and say once in the log why."""
    database = settings.DATABASES["default"]
    host = str(database.get("HOST") or "")
    if connection.vendor != "sqlite" and host and not host.startswith("/"):
        logger.warning("files are read in processes that can reach the network, since the database is reached by it")
        return True
    child = spawn(lambda: DONE if leave_network() else 1)
    while (code := child.wait(1.0)) is None:
        pass
    if code != DONE:
        logger.warning("files are read in processes that can reach the network: the rights to leave it are missing")
    return code != DONE
