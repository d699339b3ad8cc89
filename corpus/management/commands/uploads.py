"""List uploads, read their ledgers, and steer them: pause, resume, cancel, retry, roll back."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from corpus import steering
from corpus.ledger import STATUSES, LedgerFilter, csv_lines, whole_line
from corpus.management.base import USAGE, DatabaseCommand
from corpus.management.record_lines import reader_may_leave
from corpus.models import LEDGER_COUNTS, LedgerRow, Upload, UploadStatus
from corpus.saving import LeaseLostError
from corpus.steering import NotNowError
from corpus.worker import claim, undo, work_on

LISTED: Final = 20
STEPS: Final = ("start", "pause", "resume", "cancel", "retry", "repeat", "roll-back", "discard")
AT_ONCE: Final = ("retry", "repeat", "roll-back")


class Command(DatabaseCommand):
    """manage.py uploads"""

    help = (
        "Without a NUMBER: list the latest uploads. With one: show it, or its ledger, or take a step with it. --retry, "
        "--repeat and --roll-back are done in this process and return when the index follows; the worker does the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked."""
        parser.add_argument("number", nargs="?", type=int, metavar="NUMBER", help="the number of an upload")
        parser.add_argument("--ledger", choices=["jsonl", "csv"], help="write its ledger")
        parser.add_argument("--status", default="", choices=STATUSES, help="only rows of the ledger that are so")
        parser.add_argument("--file", default="", help="only rows of this file")
        parser.add_argument("--text", default="", help="only rows with this in title, reason, id or member")
        steps = parser.add_mutually_exclusive_group()
        helps = {
            "start": "queue it, after a dry run",
            "pause": "stop after the batch in hand",
            "resume": "go on with it where it was paused, or failed",
            "cancel": "end it; what is in the ledger is kept",
            "retry": "take in again what failed, from the files as received",
            "repeat": "take in all its files again",
            "roll-back": "remove what it brought, and put back what it updated",
            "discard": "forget it after a dry run, files and all",
        }
        for step in STEPS:
            steps.add_argument(f"--{step}", dest="step", action="store_const", const=step, help=helps[step])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; exit 1 when records failed."""
        if options["number"] is None:
            if options["step"] or options["ledger"]:
                raise CommandError("Give the NUMBER of the upload; without one they are listed.", returncode=USAGE)
            self._list()
            return
        upload = Upload.objects.filter(pk=options["number"]).first()
        if upload is None:
            raise CommandError(f"There is no upload {options['number']}.", returncode=USAGE)
        if options["step"]:
            self._step(upload, options["step"])
        elif options["ledger"]:
            self._ledger(upload, LedgerFilter(options["status"], options["file"], options["text"]), options["ledger"])
        else:
            self._show(upload)

    def _list(self) -> None:
        for upload in Upload.objects.order_by("-id")[:LISTED]:
            self.stdout.write(f"{upload.pk}\t{upload.status}\t{_counts(upload)}\t{upload.name}")

    def _show(self, upload: Upload) -> None:
        self.stdout.write(f"upload {upload.pk}, {upload.name}: {upload.get_status_display().lower()}")
        self.stdout.write(_counts(upload))
        if upload.message:
            self.stdout.write(upload.message)

    def _ledger(self, upload: Upload, chosen: LedgerFilter, form: str) -> None:
        with reader_may_leave():
            self._write(chosen.rows(upload), form)

    def _write(self, rows: QuerySet[LedgerRow], form: str) -> None:
        if form == "csv":
            for line in csv_lines(rows):
                self.stdout.write(line, ending="")
            return
        for row in rows.iterator():
            self.stdout.write(json.dumps(whole_line(row), ensure_ascii=False))

    def _step(self, upload: Upload, step: str) -> None:
        try:
            now = self._asked(upload, step)
        except NotNowError as error:
            raise CommandError(f"That can’t be done with upload {upload.pk} now. {error}") from error
        if now is None:
            self.stdout.write(f"upload {upload.pk} is discarded")
            return
        if step in AT_ONCE:
            self._work(now)
        now.refresh_from_db()
        self._show(now)
        if step in AT_ONCE and now.status not in (UploadStatus.DONE, UploadStatus.ROLLED_BACK):
            raise CommandError("It did not come to its end; see above.")
        if step in ("retry", "repeat") and now.failed:
            sys.exit(1)

    def _asked(self, upload: Upload, step: str) -> Upload | None:
        if step == "discard":
            steering.discard(upload.pk)
            return None
        if step in ("retry", "repeat"):
            return (steering.retry if step == "retry" else steering.repeat)(upload.pk, via="command", held=False)
        steps = {
            "start": steering.start,
            "pause": steering.pause,
            "resume": steering.resume,
            "cancel": steering.cancel,
            "roll-back": steering.ask_roll_back,
        }
        return steps[step](upload.pk)

    def _work(self, upload: Upload) -> None:
        """Do the work in this process, unless a worker has taken it up already: then it is done there."""
        claimed = claim(upload.pk)
        if claimed is None:
            self.stderr.write(f"A worker has taken upload {upload.pk} up; ask again how far it is.")
            return
        total = upload.bytes_total if upload.task == "take_in" else upload.new + upload.updated
        with tqdm(
            total=total, unit="B" if upload.task == "take_in" else "records", file=sys.stderr, disable=None
        ) as bar:
            if claimed.task == "take_in":
                work_on(claimed, watch=lambda _, done: bar.update(done - bar.n))
                return
            try:
                undo(claimed, watch=lambda: bar.update(_undone(claimed) - bar.n))
            except LeaseLostError as error:
                raise CommandError(str(error)) from error


def _undone(upload: Upload) -> int:
    return Upload.objects.values_list("undone", flat=True).get(pk=upload.pk)


def _counts(upload: Upload) -> str:
    return ", ".join(f"{getattr(upload, name):,} {name}" for name in LEDGER_COUNTS)
