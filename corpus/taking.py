"""What a child process of the worker does: it takes files in, within its bounds, and says where it is."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import InterfaceError, OperationalError

from corpus import signals
from corpus.children import Progress
from corpus.confine import Bounds, allow_more, confine
from corpus.extract.mention import Extractor
from corpus.formats.record import RawArticle, RecordError
from corpus.ingest import Ingestion, stopped
from corpus.models import Upload, UploadedFile
from corpus.parallel import OUT_OF_MEMORY, in_parallel
from corpus.rows import Row
from corpus.saving import LeaseLostError

logger = logging.getLogger(__name__)

DONE: Final = 0
ASKED_TO_STOP: Final = 10
LEASE_LOST: Final = 11
NO_ROOM: Final = 12
TRY_AGAIN: Final = 13


class StopHereError(Exception):
    """The child was asked to stop, and has nothing in hand."""


class Taking:
    """Files of an upload on their way in, in a child. It gives every record its allowance and tells the parent."""

    def __init__(
        self, upload: Upload, extractor: Extractor, progress: Progress, bounds: Bounds, *, network: bool
    ) -> None:
        self.upload = upload
        self.extractor = extractor
        self.progress = progress
        self.bounds = bounds
        self.network = network
        self._parent = os.getpid()
        self._is_asked = False
        self._file = UploadedFile()
        self._records = 0
        self._careful_until = 0

    def run(self, files: Sequence[UploadedFile], *, careful: Mapping[int, int]) -> int:
        """Take files in and return how it went; `careful`: file -> number up to which to go record by record."""
        try:
            signal.signal(signal.SIGTERM, self._ask)
            confine(self.bounds, parent=self._parent, network=self.network)
            signals.leave_to_others()
            self._take(files, careful)
        except StopHereError:
            return ASKED_TO_STOP
        except LeaseLostError:
            return LEASE_LOST
        except MemoryError:
            return OUT_OF_MEMORY
        except (OSError, OperationalError, InterfaceError) as error:
            logger.exception("upload %s stopped", self.upload.pk)
            message, is_full = stopped(error), "disk is full"
            self.progress.leave({"message": message})
            return NO_ROOM if is_full in message else TRY_AGAIN
        except Exception as error:
            self.progress.leave({**self.progress.note, "crash": f"{type(error).__name__}: {error}"[:500]})
            raise
        return DONE

    def _take(self, files: Sequence[UploadedFile], careful: Mapping[int, int]) -> None:
        with in_parallel(self.extractor, size=sum(file.size for file in files)) as extractor:
            ingestion = Ingestion(self.upload, extractor=extractor, watch=self._on_saved, on_record=self._on_record)
            bytes_before = sum(file.size for file in self.upload.files.filter(pk__lt=files[0].pk))
            for file in files:
                self._file, self._records = file, file.records
                self._careful_until = careful.get(file.pk, 0)
                self.progress.at(file.pk, 0, reading=True)
                ingestion.take(file, bytes_before=bytes_before, careful_until=self._careful_until)
                bytes_before += file.size

    def _ask(self, *_: object) -> None:
        self._is_asked = True

    def _on_record(self, number: int, record: RawArticle | RecordError) -> None:
        """Hear of a record that was read; those in the ledger already are only passed by."""
        allow_more(self.bounds)
        if number < self._records:
            self.progress.at(self._file.pk, number + 1, reading=True)
            self._stop_if_asked()
            return
        if number < self._careful_until:
            where = {"file": record.position.file, "member": record.position.member, "line": record.position.line}
            self.progress.leave({"record": number, "id": record.id[:500], "title": record.title[:300], **where})
        self.progress.at(self._file.pk, number, reading=False)

    def _on_saved(self, rows: Sequence[Row], _bytes_done: int) -> None:
        """Hear of records that were saved."""
        allow_more(self.bounds)
        self._records += len(rows)
        self.progress.at(self._file.pk, self._records, reading=True)
        self._stop_if_asked()

    def _stop_if_asked(self) -> None:
        if self._is_asked:
            raise StopHereError
