"""The service that takes an upload through clean, duplicates, extract and save."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from corpus import signals
from corpus.corrections import follow_renames, keep_corrections, reasons_to_skip
from corpus.entities import EntityDirectory
from corpus.extract import ExtractorName, make_extractor
from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.mention import Extractor, FoundMention
from corpus.formats import Limits, read_file
from corpus.formats.record import RawArticle, RecordError
from corpus.models import Article, LedgerRow, LedgerStatus, Upload, UploadedFile, UploadStatus
from corpus.prepare import Defaults, PreparedArticle, prepare
from corpus.receive import stored_path
from corpus.saving import Batch, LeaseLostError, Outcome, save_batch, supplied_place

logger = logging.getLogger(__name__)

Watcher = Callable[[Sequence[LedgerRow], int], None]
"""Called after each batch with its ledger rows and the bytes read so far."""


def limits() -> Limits:
    """Return the reader limits of the settings."""
    chosen = settings.DATELINE
    return Limits(
        max_record_bytes=chosen["max_record_bytes"],
        max_plain_bytes=chosen["max_plain_bytes"],
        max_member_bytes=chosen["max_member_bytes"],
        max_archive_bytes=chosen["max_archive_bytes"],
        max_archive_members=chosen["max_archive_members"],
        max_archive_ratio=chosen["max_archive_ratio"],
    )


class Ingestion:
    """One upload on its way in. The upload must be running and its fence be ours."""

    def __init__(self, upload: Upload, *, extractor: Extractor | None = None, watch: Watcher | None = None) -> None:
        self.upload = upload
        self.defaults = Defaults(upload.source_name, upload.published, upload.language)
        self.directory = EntityDirectory(default_gazetteer())
        self.extractor = extractor or make_extractor(cast(ExtractorName, upload.extractor))
        self.watch = watch
        self.today = timezone.now().date()
        self._bytes_before = 0
        self._bytes_here = 0

    def run(self) -> None:
        """Take every file in; what fails is in the ledger. Raises LeaseLostError when another worker took over."""
        try:
            for file in self.upload.files.all():
                if not file.finished:
                    self._take(file)
                self._bytes_before += file.size
                self._bytes_here = 0
        except LeaseLostError:
            raise
        except (OSError, OperationalError) as error:
            logger.exception("upload %s stopped", self.upload.pk)
            self._finish(UploadStatus.FAILED, _stopped(error))
            return
        signals.finish()  # "done" means searchable
        self._finish(UploadStatus.DONE, "")

    def _take(self, file: UploadedFile) -> None:
        records = read_file(stored_path(file), name=file.name, limits=limits(), on_bytes=self._on_bytes)
        batch: list[RawArticle | RecordError] = []
        for number, record in enumerate(records):
            if number < file.records:  # already in the ledger before an interruption
                continue
            batch.append(record)
            if len(batch) >= settings.DATELINE["ingest_batch"]:
                self._work(file, batch)
                batch = []
        if batch:
            self._work(file, batch)
        UploadedFile.objects.filter(pk=file.pk).update(finished=True)

    def _on_bytes(self, position: int) -> None:
        self._bytes_here = position

    def _work(self, file: UploadedFile, records: Sequence[RawArticle | RecordError]) -> None:
        outcomes = [self._prepare(record) for record in records]
        follow_renames([outcome.prepared for outcome in outcomes if outcome.prepared])
        for group in self._decided(outcomes):
            self._extract([outcome.prepared for outcome in group if outcome.prepared])
            self._save(file, group)

    def _prepare(self, record: RawArticle | RecordError) -> Outcome:
        if isinstance(record, RecordError):
            return Outcome.of_error(record)
        try:
            made = prepare(record, self.defaults, today=self.today)
        except Exception as error:  # one record must never stop the rest: whatever it did is told in the ledger
            logger.exception("a record could not be cleaned")
            made = RecordError(record.position, f"Cleaning failed: {error}", id=record.id, title=record.title)
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
        """Yield runs of outcomes in which no article stands twice, each marked new, updated or duplicate."""
        group: list[Outcome] = []
        seen: set[str] = set()
        for outcome in outcomes:
            identity = outcome.prepared.identity if outcome.prepared else ""
            if identity and identity in seen:
                yield mark_known(group)
                group, seen = [], set()
            group.append(outcome)
            if identity:
                seen.add(identity)
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
                    article.warn("text", f"Nothing was extracted: {error}")

    def _mentions(self, prepared: Sequence[PreparedArticle]) -> Iterator[list[FoundMention]]:
        return iter(self.extractor.extract_many([article.document for article in prepared]))

    def _save(self, file: UploadedFile, outcomes: Sequence[Outcome]) -> None:
        """Save a run of records; if the database refuses one, save the others one by one and name it."""
        if not outcomes:
            return
        bytes_done = self._bytes_before + self._bytes_here
        try:
            rows = save_batch(Batch(self.upload, file, outcomes, self.extractor.label, bytes_done), self.directory)
        except (OperationalError, LeaseLostError):
            raise
        except (DatabaseError, ValueError, OverflowError) as error:
            self._save_singly(file, outcomes, error)
            return
        if self.watch:
            self.watch(rows, bytes_done)

    def _save_singly(self, file: UploadedFile, outcomes: Sequence[Outcome], error: Exception) -> None:
        for outcome in outcomes:
            if outcome.status == LedgerStatus.NEW:
                outcome.article_id = None
        if len(outcomes) > 1:
            for outcome in outcomes:
                self._save(file, [outcome])
            return
        failed = outcomes[0]
        if failed.status == LedgerStatus.FAILED:
            raise error
        logger.warning("a record could not be saved", exc_info=error)
        reason = f"The database refused it: {error}"
        title, position = failed.title, failed.position
        self._save(file, [Outcome.of_error(RecordError(position, reason, id=failed.external_id, title=title))])

    def _finish(self, status: str, message: str) -> None:
        ours = Upload.objects.filter(pk=self.upload.pk, fence=self.upload.fence)
        done = {"bytes_done": self.upload.bytes_total} if status == UploadStatus.DONE else {}
        ours.update(status=status, message=message, finished=timezone.now(), lease_until=None, **done)
        self.upload.refresh_from_db()


def mark_known(outcomes: list[Outcome]) -> list[Outcome]:
    """Tell the new from the updated and the duplicate, by the identity of each record."""
    waiting = {outcome.prepared.identity: outcome for outcome in outcomes if outcome.prepared}
    known = Article.objects.filter(identity__in=list(waiting)).values_list("identity", "id", "record_sha256")
    for identity, article_id, record_sha256 in known:
        outcome = waiting.pop(identity)
        assert outcome.prepared is not None
        outcome.article_id = article_id
        if identity.startswith("text:") or outcome.prepared.columns["record_sha256"] == record_sha256:
            outcome.status = LedgerStatus.DUPLICATE
            outcome.reason = f"The same as article {article_id}."
            outcome.prepared = None
        else:
            outcome.status = LedgerStatus.UPDATED
    for identity, reason in reasons_to_skip(waiting).items():
        outcome = waiting[identity]
        outcome.status, outcome.reason, outcome.prepared = LedgerStatus.SKIPPED, reason, None
    _keep_corrections(outcomes)
    return outcomes


def _keep_corrections(outcomes: list[Outcome]) -> None:
    """Let what editors corrected stand in records that would update their articles."""
    updates = {each.article_id: each.prepared for each in outcomes if each.prepared and each.article_id}
    corrected = Article.objects.filter(pk__in=list(updates)).exclude(corrected=[]).select_related("source")
    for article in corrected:
        keep_corrections(updates[article.pk], article)


def _stopped(error: Exception) -> str:
    if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or (
        "disk" in str(error).lower() and "full" in str(error).lower()
    ):
        return "The disk is full. Make room; what is in the ledger is kept, and the rest can be sent again."
    return f"Stopped: {error}. What is in the ledger is kept, and the rest can be sent again."
