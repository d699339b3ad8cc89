"""Take files into the corpus, in this process."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from tqdm import tqdm

from corpus.databases import read_unmapped
from corpus.ledger import plain_line
from corpus.looking import LookError, Sight, look
from corpus.management.base import USAGE, DatabaseCommand
from corpus.management.dry_run import add_map, lines_of, read_map
from corpus.management.stopping import pausing_when_interrupted, stopping_by_signal
from corpus.models import LEDGER_COUNTS, LedgerRow, Upload, UploadStatus
from corpus.prepare import Defaults, default_date_fault
from corpus.preview import foretell
from corpus.receive import Incoming, receive
from corpus.rows import Row
from corpus.watching import VIA, Watch, pause, settle_seconds, waiting
from corpus.worker import Worker, claim, work_on


class Command(DatabaseCommand):
    """manage.py ingest"""

    help = "Take files, folders or standard input (-) in; returns when the articles are searchable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options of docs/formats.md."""
        parser.add_argument("paths", nargs="*", metavar="PATH", help="a file, a folder, or - for standard input")
        parser.add_argument("--watch", metavar="DIR", help="take in what comes into a folder, until told to stop")
        parser.add_argument("--source", default="", help="the source of records that name none")
        parser.add_argument("--published", default="", help="the publication date of records that have none")
        parser.add_argument("--language", default="", help="the language of records that state none")
        parser.add_argument("--extractor", default="spacy", choices=["spacy", "rules", "none"])
        add_map(parser)
        parser.add_argument("--dry-run", action="store_true", help="show what the first records would be; keep nothing")
        parser.add_argument("--via", default="command", help="how the upload is recorded")
        parser.add_argument("--json", action="store_true", help="one JSON line per record, then a summary line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take everything in; exit 1 when a record failed."""
        if bool(options["paths"]) == bool(options["watch"]):
            raise CommandError("Give what to take in: a PATH or several, or --watch DIR.", returncode=USAGE)
        read_unmapped()
        fault = default_date_fault(options["published"], today=timezone.now().date())
        if fault:
            raise CommandError(fault, returncode=USAGE)
        defaults = Defaults(options["source"], options["published"], options["language"])
        if options["watch"]:
            if options["map"] or options["dry_run"]:
                raise CommandError("--map and --dry-run are for files; a watched folder has neither.", returncode=USAGE)
            self._watch(Path(options["watch"]), defaults, options["extractor"], as_json=options["json"])
            return
        files = list(_files(options["paths"]))
        mapping = read_map(options["map"])
        if options["dry_run"]:
            self._preview(files, defaults, mapping, as_json=options["json"])
            return
        try:
            upload = receive(
                _incoming(files),
                via=options["via"],
                defaults=defaults,
                extractor=options["extractor"],
                mapping=mapping,
                claimed=True,
            )
        except OSError as error:
            raise CommandError(f"The files could not be kept: {error}. Nothing was taken in.") from error
        with tqdm(total=upload.bytes_total, unit="B", unit_scale=True, file=sys.stderr, disable=None) as bar:

            def watch(rows: Sequence[Row], bytes_done: int) -> None:
                bar.update(bytes_done - bar.n)
                bar.set_postfix_str(f"{rows[-1]['sequence']:,} records")
                if options["json"]:
                    for row in rows:
                        self.stdout.write(json.dumps(plain_line(LedgerRow(**row)), ensure_ascii=False))

            with pausing_when_interrupted(upload):
                work_on(upload, watch=watch)
        upload.refresh_from_db()
        self._conclude(upload, as_json=options["json"])

    def _preview(
        self,
        files: Sequence[tuple[str, Path | None]],
        defaults: Defaults,
        mapping: Mapping[str, str],
        *,
        as_json: bool,
    ) -> None:
        """Show what the first records are read as, and what would become of them."""
        if any(path is None for _, path in files):
            raise CommandError("A dry run reads files; standard input can be read only once.", returncode=USAGE)
        sights = [Sight(name, str(path.resolve())) for name, path in files if path is not None]
        try:
            found = look(sights, defaults=defaults, mapping=mapping)
        except LookError as error:
            raise CommandError(str(error)) from error
        foretell(found["records"])
        for line in lines_of(found, as_json=as_json):
            self.stdout.write(line)

    def _watch(self, folder: Path, defaults: Defaults, extractor: str, *, as_json: bool) -> None:
        """Take in what comes into a folder, in child processes, until a signal says to stop."""
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.", returncode=USAGE)
        if Path(settings.MEDIA_ROOT).resolve().is_relative_to(folder.resolve()):
            raise CommandError(f"{folder} holds Dateline's own files; watch another folder.", returncode=USAGE)
        worker = Worker(apart=True)
        watch = Watch(folder, settle=settle_seconds())
        with stopping_by_signal(worker):
            while not worker.stopping.is_set():
                try:
                    for upload_id in waiting():
                        if upload := claim(upload_id):
                            self._take(upload, worker, as_json=as_json)
                    self._look(watch, worker, defaults, extractor, as_json=as_json)
                except (OperationalError, InterfaceError) as error:  # a database away for a while: never die of it
                    self.stderr.write(f"The database does not answer: {error}. Trying again.")
                    connection.close()
                pause(worker.stopping)

    def _look(self, watch: Watch, worker: Worker, defaults: Defaults, extractor: str, *, as_json: bool) -> None:
        while not worker.stopping.is_set() and (names := watch.complete()):
            try:
                upload = watch.hand_over(names, defaults=defaults, extractor=extractor)
            except OSError as error:
                self.stderr.write(f"{len(names):,} files could not be kept: {error}. They are tried again later.")
                watch.wait_again(names)
                return
            if upload is not None and self._take(upload, worker, as_json=as_json) == UploadStatus.FAILED:
                watch.wait_again(names)

    def _take(self, upload: Upload, worker: Worker, *, as_json: bool) -> str:
        worker.work_on(upload)
        upload.refresh_from_db()
        if upload.status in (UploadStatus.DONE, UploadStatus.FAILED):
            if as_json:
                for row in upload.ledger.order_by("sequence").iterator():
                    self.stdout.write(json.dumps(plain_line(row), ensure_ascii=False))
            self._tell(upload, as_json=as_json)
            self.stdout.flush()
        return upload.status

    def _conclude(self, upload: Upload, *, as_json: bool) -> None:
        self._tell(upload, as_json=as_json)
        if upload.status != UploadStatus.DONE:
            raise CommandError(upload.message or "The upload was taken over by another worker.")
        if upload.failed:
            sys.exit(1)

    def _tell(self, upload: Upload, *, as_json: bool) -> None:
        summary = {name: getattr(upload, name) for name in LEDGER_COUNTS}
        if as_json:
            self.stdout.write(json.dumps({"summary": summary}))
        else:
            self.stdout.write(", ".join(f"{count:,} {name}" for name, count in summary.items()))
            for row in upload.ledger.filter(status="failed")[:100]:
                where = ":".join(str(part) for part in (row.file, row.member, row.line) if part)
                self.stderr.write(f"{where}: {row.reason}")
        if upload.message and upload.via == VIA:
            self.stderr.write(f"{upload.name}: {upload.message}")


def _files(paths: Sequence[str]) -> Iterator[tuple[str, Path | None]]:
    """Yield name and path of every file given, folders walked in order; None = standard input."""
    for given in paths:
        path = Path(given)
        if given == "-":
            yield "standard input", None
        elif path.is_dir():
            for each in sorted(path.rglob("*")):
                if each.is_file() and not each.name.startswith("."):
                    yield str(each.relative_to(path.parent)), each
        elif path.exists():
            yield path.name, path
        else:
            raise CommandError(f"There is no file or folder {given}.", returncode=USAGE)


def _incoming(files: Sequence[tuple[str, Path | None]]) -> Iterator[Incoming]:
    for name, path in files:
        if path is None:
            yield Incoming(name, sys.stdin.buffer)
            continue
        with path.open("rb") as stream:
            yield Incoming(name, stream)
