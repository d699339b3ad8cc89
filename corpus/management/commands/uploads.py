"""List uploads, read their ledgers, and steer them: pause, resume, cancel, retry, roll back."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.management.base import CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from corpus.ledger import STATUSES, LedgerFilter, csv_lines, upload_states, whole_line
from corpus.looking import LookError
from corpus.management.base import USAGE, DatabaseCommand
from corpus.management.dry_run import add_map, lines_of, read_map
from corpus.management.record_lines import reader_may_leave
from corpus.management.stopping import pausing_when_interrupted
from corpus.models import LEDGER_COUNTS, LedgerRow, Upload, UploadStatus
from corpus.preview import correct, preview
from corpus.saving import LeaseLostError
from corpus.steering import NotNowError
from corpus.steps import take_step
from corpus.worker import claim, undo, work_on

LISTED: Final = 20
STEPS: Final = ("start", "pause", "resume", "cancel", "retry", "repeat", "roll-back", "discard")
AT_ONCE: Final = ("retry", "repeat", "roll-back")
QUEUING: Final = ("start", "resume")
HOLDING: Final = ("retry", "repeat")


class Command(DatabaseCommand):
    """manage.py uploads"""

    help = (
        "Without a NUMBER: list the latest uploads. With one: show it, its ledger or dry run, or take a step with it. "
        "--retry, --repeat and --roll-back are done in this process and return when the index follows; so are --start "
        "and --resume with --now. The worker does the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked."""
        parser.add_argument("number", nargs="?", type=int, metavar="NUMBER", help="the number of an upload")
        parser.add_argument("--ledger", choices=["jsonl", "csv"], help="write its ledger")
        parser.add_argument("--status", default="", choices=STATUSES, help="only rows of the ledger that are so")
        parser.add_argument("--file", default="", help="only rows of this file")
        parser.add_argument("--text", default="", help="only rows with this in title, reason, id or member")
        parser.add_argument("--json", action="store_true", help="say where uploads stand as JSON, one a line")
        parser.add_argument("--preview", action="store_true", help="look at the first records of one that is held")
        add_map(parser)
        parser.add_argument("--hold", action="store_true", help="what --retry or --repeat makes waits for a dry run")
        parser.add_argument("--now", action="store_true", help="do what --start or --resume queues in this process")
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
        step, as_json = options["step"], options["json"]
        _check(options)
        if options["number"] is None:
            self._tell(list(Upload.objects.order_by("-id")[:LISTED]), as_json=as_json)
            return
        upload = Upload.objects.filter(pk=options["number"]).first()
        if upload is None:
            raise CommandError(f"There is no upload {options['number']}.", returncode=USAGE)
        if options["map"]:
            self._correct(upload, read_map(options["map"]))
        if options["preview"]:
            self._preview(upload, as_json=as_json)
        elif step:
            at_once = options["now"] if step in QUEUING else step in AT_ONCE and not options["hold"]
            self._step(upload, step, at_once=at_once, hold=options["hold"], as_json=as_json)
        elif options["ledger"]:
            self._ledger(upload, LedgerFilter(options["status"], options["file"], options["text"]), options["ledger"])
        else:
            self._show(upload, as_json=as_json)

    def _tell(self, uploads: Sequence[Upload], *, as_json: bool) -> None:
        if as_json:
            for state in upload_states(uploads):
                self.stdout.write(json.dumps(state, ensure_ascii=False))
            return
        for upload in uploads:
            self.stdout.write(f"{upload.pk}\t{upload.status}\t{_counts(upload)}\t{upload.name}")

    def _show(self, upload: Upload, *, as_json: bool) -> None:
        if as_json:
            self._tell([upload], as_json=True)
            return
        self.stdout.write(f"upload {upload.pk}, {upload.name}: {upload.get_status_display().lower()}")
        self.stdout.write(_counts(upload))
        if upload.message:
            self.stdout.write(upload.message)

    def _correct(self, upload: Upload, mapping: Mapping[str, str]) -> None:
        if upload.status != UploadStatus.HELD:
            raise CommandError(f"Upload {upload.pk} is not held: what its columns are read as is settled.")
        correct(upload, {"mapping": dict(mapping)})

    def _preview(self, upload: Upload, *, as_json: bool) -> None:
        if upload.status != UploadStatus.HELD:
            raise CommandError(f"Upload {upload.pk} is not held; there is nothing to look at first.")
        try:
            found = preview(upload)
        except LookError as error:
            raise CommandError(str(error)) from error
        for line in lines_of(found, as_json=as_json):
            self.stdout.write(line)

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

    def _step(self, upload: Upload, step: str, *, at_once: bool, hold: bool, as_json: bool) -> None:
        try:
            now = take_step(step.replace("-", "_"), upload, None, via="command", held=hold)
        except NotNowError as error:
            raise CommandError(f"That can’t be done with upload {upload.pk} now. {error}") from error
        if now is None:
            self.stdout.write(f"upload {upload.pk} is discarded")
            return
        if at_once:
            self._work(now)
        now.refresh_from_db()
        self._show(now, as_json=as_json)
        if at_once and now.status not in (UploadStatus.DONE, UploadStatus.ROLLED_BACK):
            raise CommandError("It did not come to its end; see above.")
        if at_once and now.status == UploadStatus.DONE and now.failed:
            sys.exit(1)

    def _work(self, upload: Upload) -> None:
        """Do the work in this process, unless a worker has taken it up already: then it is done there."""
        claimed = claim(upload.pk)
        if claimed is None:
            self.stderr.write(f"A worker has taken upload {upload.pk} up; ask again how far it is.")
            return
        total = upload.bytes_total if upload.task == "take_in" else upload.new + upload.updated
        unit = "B" if upload.task == "take_in" else "records"
        with tqdm(total=total, unit=unit, file=sys.stderr, disable=None) as bar, pausing_when_interrupted(claimed):
            if claimed.task == "take_in":
                work_on(claimed, watch=lambda _, done: bar.update(done - bar.n))
                return
            try:
                undo(claimed, watch=lambda: bar.update(_undone(claimed) - bar.n))
            except LeaseLostError as error:
                raise CommandError(str(error)) from error


def _check(options: Mapping[str, Any]) -> None:
    """Refuse options that do not belong together."""
    asks = options["step"] or options["ledger"] or options["preview"] or options["map"]
    if options["number"] is None and asks:
        raise CommandError("Give the NUMBER of the upload; without one they are listed.", returncode=USAGE)
    if options["hold"] and options["step"] not in HOLDING:
        raise CommandError("--hold goes with --retry or --repeat.", returncode=USAGE)
    if options["now"] and options["step"] not in QUEUING:
        raise CommandError("--now goes with --start or --resume.", returncode=USAGE)
    if options["map"] and not options["preview"] and options["step"] != "start":
        raise CommandError("--map goes with --preview or --start.", returncode=USAGE)
    if options["preview"] and (options["step"] or options["ledger"]):
        raise CommandError("--preview only looks; take the step, or ask for the ledger, by itself.", returncode=USAGE)


def _undone(upload: Upload) -> int:
    return Upload.objects.values_list("undone", flat=True).get(pk=upload.pk)


def _counts(upload: Upload) -> str:
    return ", ".join(f"{getattr(upload, name):,} {name}" for name in LEDGER_COUNTS)
