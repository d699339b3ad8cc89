"""The service that takes an upload through clean, duplicates, extract and save."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.db.models.functions import Coalesce
from django.utils import timezone

from corpus import signals
from corpus.choosing import Choice
from corpus.corrections import follow_renames, keep_corrections, reasons_to_skip
from corpus.entities import EntityDirectory
from corpus.extract import ExtractorName, make_extractor
from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.mention import Extractor, FoundMention
from corpus.formats import read_file
from corpus.formats.columns import Columns
from corpus.formats.record import RawArticle, RecordError
from corpus.learning.accepted import AcceptedLines
from corpus.limits import reader_limits
from corpus.models import Article, LedgerStatus, Upload, UploadedFile, UploadStatus
from corpus.parallel import ParallelExtractor
from corpus.prepare import Defaults, PreparedArticle, prepare, said_at
from corpus.receive import stored_path
from corpus.revisions import former_records
from corpus.rows import Row
from corpus.saving import Batch, LeaseLostError, Outcome, save_batch, supplied_place

logger = logging.getLogger(__name__)

BATCH_CHARACTERS = 4_000_000  # of records held at once

Watcher = Callable[[Sequence[Row], int], None]
"""Called after each batch with the columns of its ledger rows and the bytes read so far."""

OnRecord = Callable[[int, RawArticle | RecordError], None]
"""Called with each record that was read, and its number in the file from 0, before anything is done with it."""


def most_records(upload: Upload) -> int:
    """Return how many records are saved in one transaction by one process; extraction takes long, and is saved soon."""
    return int(settings.DATELINE["plain_ingest_batch" if upload.extractor == "none" else "ingest_batch"])


class Ingestion:
    """One upload on its way in. The upload must be running and its fence be ours."""

    def __init__(
        self,
        upload: Upload,
        *,
        extractor: Extractor | None = None,
        watch: Watcher | None = None,
        on_record: OnRecord | None = None,
    ) -> None:
        self.upload = upload
        self.defaults = Defaults(upload.source_name, upload.published, upload.language)
        self.columns = Columns(upload.mapping)
        self.directory = EntityDirectory(default_gazetteer())
        self.lines = AcceptedLines()
        self.extractor = extractor or make_extractor(cast(ExtractorName, upload.extractor))
        self.watch = watch
        self.on_record = on_record
        self.today = timezone.now().date()
        several = extractor.processes if isinstance(extractor, ParallelExtractor) else 1
        self._most_records = most_records(upload) * several
        self._bytes_before = 0
        self._bytes_here = 0

    def run(self) -> None:
        """Take every file in; what fails is in the ledger. Raises LeaseLostError when another worker took over."""
        try:
            bytes_before = 0
            for file in self.upload.files.all():
                if not file.finished:
                    self.take(file, bytes_before=bytes_before)
                bytes_before += file.size
            signals.finish()  # "done" means searchable
        except LeaseLostError:
            raise
        except (OSError, OperationalError) as error:
            logger.exception("upload %s stopped", self.upload.pk)
            self._finish(UploadStatus.FAILED, stopped(error))
            return
        self._finish(UploadStatus.DONE, "")

    def take(self, file: UploadedFile, *, bytes_before: int, careful_until: int = 0) -> None:
        """Take one file in from where its ledger ends; records before number `careful_until` are saved one by one."""
        self._bytes_before, self._bytes_here = bytes_before, 0
        batch: list[RawArticle | RecordError] = []
        size = 0
        for number, record in self._records(file):
            if number < file.records:  # already in the ledger before an interruption
                continue
            batch.append(record)
            size += _size(record)
            if len(batch) >= self._most_records or size >= BATCH_CHARACTERS or number < careful_until:
                self._work(file, batch)
                batch, size = [], 0
        if batch:
            self._work(file, batch)
        UploadedFile.objects.filter(pk=file.pk).update(finished=True)

    def _records(self, file: UploadedFile) -> Iterator[tuple[int, RawArticle | RecordError]]:
        """Yield the records of a file that count, with their numbers."""
        choice = Choice(file.only)
        number = 0
        path = stored_path(file)
        for record in read_file(
            path, name=file.name, limits=reader_limits(), on_bytes=self._on_bytes, columns=self.columns
        ):
            takes = choice.takes(record.position.member)
            if self.on_record:
                self.on_record(number if takes else number - 1, record)
            if takes:
                yield number, record
                number += 1

    def _on_bytes(self, position: int) -> None:
        self._bytes_here = position

    def _work(self, file: UploadedFile, records: Sequence[RawArticle | RecordError]) -> None:
        self.lines.refresh()
        outcomes = [self._prepare(record) for record in records]
        follow_renames([outcome.prepared for outcome in outcomes if outcome.prepared])
        for group in self._decided(outcomes):
            self._extract([outcome.saved for outcome in group if outcome.saved])
            self._save(file, group)

    def _prepare(self, record: RawArticle | RecordError) -> Outcome:
        if isinstance(record, RecordError):
            return Outcome.of_error(record)
        try:
            made = prepare(record, self.defaults, today=self.today, lines_of=self.lines.of)
        except Exception as error:  # one record must never stop the rest: whatever it did is told in the ledger
            logger.exception("a record could not be cleaned")
            made = RecordError(record.position, f"Cleaning failed: {_said(error)}", id=record.id, title=record.title)
        if isinstance(made, RecordError):
            return Outcome.of_error(made)
        return Outcome(
            position=record.position,
            status=LedgerStatus.NEW,
            prepared=made,
            external_id=record.id,
            title=str(made.columns["title"]),
            warnings=made.warnings,
        )

    def _decided(self, outcomes: Sequence[Outcome]) -> Iterator[list[Outcome]]:
        """Yield runs of outcomes in which no two records change one article, each marked new, updated or duplicate."""
        group: list[Outcome] = []
        seen: dict[str, Outcome] = {}
        for outcome in outcomes:
            earlier = seen.get(outcome.prepared.identity) if outcome.prepared else None
            if earlier and says_the_same(outcome, earlier):
                outcome.same_as = earlier
            elif earlier:
                yield mark_known(group)
                group, seen = [], {}
            group.append(outcome)
            if outcome.prepared and not outcome.same_as:
                seen[outcome.prepared.identity] = outcome
        if group:
            yield mark_known(group)

    def _extract(self, prepared: Sequence[PreparedArticle]) -> None:
        """Find the mentions; a text that breaks the extractor is kept without them, with a warning."""
        for article in prepared:
            for supplied in article.locations:
                if supplied_place(supplied) is None:
                    article.warn("locations", f"“{supplied.name}” is not in the gazetteer; it was left out.")
        try:
            for article, mentions in zip(prepared, self._mentions(prepared), strict=True):
                article.mentions = mentions
        except Exception:
            logger.exception("extraction of a batch failed; going on one by one")
            for article in prepared:
                try:
                    article.mentions = next(self._mentions([article]))
                except Exception as error:
                    article.mentions = []
                    article.warn("text", f"Nothing was extracted: {_said(error)}")

    def _mentions(self, prepared: Sequence[PreparedArticle]) -> Iterator[list[FoundMention]]:
        return iter(self.extractor.extract_many([article.document for article in prepared]))

    def _save(self, file: UploadedFile, outcomes: Sequence[Outcome]) -> None:
        """Save a run of records; if the database refuses one, save the others and name it."""
        if not outcomes:
            return
        bytes_done = self._bytes_before + self._bytes_here
        try:
            rows = save_batch(Batch(self.upload, file, outcomes, self.extractor.label, bytes_done), self.directory)
        except (OperationalError, LeaseLostError):
            raise
        except (DatabaseError, ValueError, OverflowError) as error:
            self._save_parts(file, outcomes, error)
            return
        if self.watch:
            self.watch(rows, bytes_done)

    def _save_parts(self, file: UploadedFile, outcomes: Sequence[Outcome], error: Exception) -> None:
        """Save the halves of a run that the database refused, until the record that it refuses stands alone."""
        for outcome in outcomes:
            if outcome.status == LedgerStatus.NEW:
                outcome.article_id = None
        if len(outcomes) > 1:
            middle = len(outcomes) // 2
            self._save(file, outcomes[:middle])
            self._part(outcomes[middle:])
            self._save(file, outcomes[middle:])
            return
        failed = outcomes[0]
        if failed.status == LedgerStatus.FAILED:
            raise error
        if failed.status == LedgerStatus.NEW and mark_known([failed])[0].status != LedgerStatus.NEW:
            self._save(file, [failed])  # another process has taken the same article in meanwhile
            return
        logger.warning("a record could not be saved", exc_info=error)
        reason = f"The database refused it: {error}"
        title, position = failed.title, failed.position
        self._save(file, [Outcome.of_error(RecordError(position, reason, id=failed.external_id, title=title))])

    def _part(self, outcomes: Sequence[Outcome]) -> None:
        """Decide anew on records that repeat one of an earlier part, which was saved by now or refused."""
        own = set(map(id, outcomes))
        parted = [outcome for outcome in outcomes if outcome.same_as and id(outcome.same_as) not in own]
        for outcome in parted:
            outcome.status, outcome.reason = LedgerStatus.NEW, ""
            outcome.same_as = outcome.article_id = None
        for group in self._decided(parted):
            self._extract([outcome.saved for outcome in group if outcome.saved])

    def _finish(self, status: str, message: str) -> None:
        ours = Upload.objects.filter(pk=self.upload.pk, fence=self.upload.fence)
        done = {"bytes_done": self.upload.bytes_total} if status == UploadStatus.DONE else {}
        ours.update(status=status, message=message, finished=timezone.now(), lease_until=None, **done)
        self.upload.refresh_from_db()


def says_the_same(outcome: Outcome, earlier: Outcome) -> bool:
    """Tell whether a record says what an earlier one of the same article said."""
    if outcome.prepared is None or earlier.prepared is None:
        return False
    if outcome.prepared.identity.startswith("text:"):
        return True
    return outcome.prepared.columns["record_sha256"] == earlier.prepared.columns["record_sha256"]


def mark_known(outcomes: list[Outcome]) -> list[Outcome]:
    """Tell the new from the updated and the duplicate, by the identity of each record."""
    waiting = {outcome.saved.identity: outcome for outcome in outcomes if outcome.saved}
    known = Article.objects.filter(identity__in=list(waiting))
    said: dict[int, datetime | None] = {}
    for identity, article_id, record_sha256, moment in known.values_list(
        "identity", "id", "record_sha256", Coalesce("collected", "modified")
    ):
        outcome = waiting.pop(identity)
        assert outcome.prepared is not None
        outcome.article_id = article_id
        if identity.startswith("text:") or outcome.prepared.columns["record_sha256"] == record_sha256:
            _leave(outcome, f"The same as article {article_id}.")
        else:
            outcome.status = LedgerStatus.UPDATED
            said[article_id] = moment
    _leave_overtaken([each for each in outcomes if each.status == LedgerStatus.UPDATED], said)
    for identity, reason in reasons_to_skip(waiting).items():
        outcome = waiting[identity]
        outcome.status, outcome.reason, outcome.prepared = LedgerStatus.SKIPPED, reason, None
    _keep_corrections(outcomes)
    return outcomes


def _leave_overtaken(updates: Sequence[Outcome], said: Mapping[int, datetime | None]) -> None:
    """Let no record that an update has overtaken take it back: it comes of an archive that is sent again."""
    former = former_records(said)
    for outcome in updates:
        assert outcome.prepared is not None
        assert outcome.article_id is not None
        columns, article_id = outcome.prepared.columns, outcome.article_id
        earlier = former.get((article_id, str(columns["record_sha256"])))
        if earlier and earlier.is_overtaken(said_at(columns), said[article_id]):
            _leave(outcome, f"The same as article {article_id} before {earlier.told} updated it.")


def _leave(outcome: Outcome, reason: str) -> None:
    outcome.status, outcome.reason, outcome.prepared = LedgerStatus.DUPLICATE, reason, None


def _keep_corrections(outcomes: list[Outcome]) -> None:
    """Let what editors corrected stand in records that would update their articles."""
    updates = {each.article_id: each.saved for each in outcomes if each.saved and each.article_id}
    corrected = Article.objects.filter(pk__in=list(updates)).exclude(corrected=[]).select_related("source")
    for article in corrected:
        keep_corrections(updates[article.pk], article)


def _size(record: RawArticle | RecordError) -> int:
    """Return about how many characters of a record are held while its batch is in work."""
    return len(record.text) + len(record.html) if isinstance(record, RawArticle) else 0


def _said(error: Exception) -> str:
    """Return what an error says; some say nothing."""
    if isinstance(error, MemoryError):
        return "it needs too much memory"
    return str(error) or type(error).__name__


def stopped(error: Exception) -> str:
    """Say why an upload could not go on, so that a person knows what to do."""
    told = str(error).lower()
    is_full = "no space left" in told or ("disk" in told and "full" in told)
    if is_full or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return "The disk is full. Make room; what is in the ledger is kept, and the rest can be sent again."
    return f"Stopped: {error}. What is in the ledger is kept, and the rest can be sent again."
