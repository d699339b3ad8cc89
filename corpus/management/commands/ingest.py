"""Take files into the corpus, in this process."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from corpus.management.base import USAGE, DatabaseCommand
from corpus.models import LEDGER_COUNTS, LedgerRow, Upload, UploadStatus
from corpus.prepare import Defaults
from corpus.receive import Incoming, receive
from corpus.worker import claim, work_on


class Command(DatabaseCommand):
    """manage.py ingest"""

    help = "Take files, folders or standard input (-) in; returns when the articles are searchable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options of docs/formats.md."""
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
        parser.add_argument("--source", default="", help="the source of records that name none")
        parser.add_argument("--published", default="", help="the publication date of records that have none")
        parser.add_argument("--language", default="", help="the language of records that state none")
        parser.add_argument("--extractor", default="spacy", choices=["spacy", "rules", "none"])
        parser.add_argument("--via", default="command", help="how the upload is recorded")
        parser.add_argument("--json", action="store_true", help="one JSON line per record, then a summary line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take everything in; exit 1 when a record failed."""
        files = list(_files(options["paths"]))
        defaults = Defaults(options["source"], options["published"], options["language"])
        upload = receive(_incoming(files), via=options["via"], defaults=defaults, extractor=options["extractor"])
        claimed = claim(upload.pk)
        assert claimed is not None
        with tqdm(total=upload.bytes_total, unit="B", unit_scale=True, file=sys.stderr, disable=None) as bar:

            def watch(rows: Sequence[LedgerRow], bytes_done: int) -> None:
                bar.update(bytes_done - bar.n)
                bar.set_postfix_str(f"{rows[-1].sequence:,} records")
                if options["json"]:
                    for row in rows:
                        self.stdout.write(json.dumps(_line(row), ensure_ascii=False))

            work_on(claimed, watch=watch)
        upload.refresh_from_db()
        self._conclude(upload, as_json=options["json"])

    def _conclude(self, upload: Upload, *, as_json: bool) -> None:
        summary = {name: getattr(upload, name) for name in LEDGER_COUNTS}
        if as_json:
            self.stdout.write(json.dumps({"summary": summary}))
        else:
            self.stdout.write(", ".join(f"{count:,} {name}" for name, count in summary.items()))
            for row in upload.ledger.filter(status="failed")[:100]:
                where = ":".join(str(part) for part in (row.file, row.member, row.line) if part)
                self.stderr.write(f"{where}: {row.reason}")
        if upload.status != UploadStatus.DONE:
            raise CommandError(upload.message or "The upload was taken over by another worker.")
        if upload.failed:
            sys.exit(1)


def _line(row: LedgerRow) -> dict[str, object]:
    return {
        "file": row.file,
        "member": row.member,
        "line": row.line,
        "status": row.status,
        "id": row.article_id,
        "external_id": row.external_id,
        "title": row.title,
        "field": row.field,
        "reason": row.reason,
        "warnings": row.warnings,
    }


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
