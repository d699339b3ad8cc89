"""Go through articles again: clean them anew, extract them anew, in this process and its children."""

from __future__ import annotations

import json
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError
from tqdm import tqdm

from corpus.limits import processes
from corpus.management.base import USAGE, DatabaseCommand
from corpus.models import Reprocessing, ReprocessingExtractor, ReprocessingStatus, Source, SourceName, Upload
from corpus.names import fold_name
from corpus.reprocessing import start
from corpus.reprocessing.lease import claim
from corpus.reprocessing.run import Run
from corpus.reprocessing.saving import Tally

MOST_PROCESSES = 64


class Command(DatabaseCommand):
    """manage.py reprocess"""

    help = (
        "Clean and extract articles again that are in the corpus: an upload's, a source's, some by their ids, or all. "
        "What editors corrected stays, what does not change is not written, and what was broken off can be resumed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true", help="all articles")
        which.add_argument("--upload", type=int, metavar="ID", help="the articles of an upload")
        which.add_argument("--source", metavar="NAME", help="the articles of a source")
        which.add_argument(
            "--ids", metavar="FILE", help="ids, one a line, or lines of manage.py export; - = standard input"
        )
        which.add_argument("--resume", type=int, metavar="ID", help="go on with one that was broken off")
        parser.add_argument(
            "--extractor",
            choices=ReprocessingExtractor.values,
            default=ReprocessingExtractor.SAME,
            help="what finds mentions: same = what found them before; needed = as before, where the text has changed",
        )
        parser.add_argument("--no-clean", action="store_true", help="leave the text as it is, only extract")
        parser.add_argument("--processes", type=int, default=processes(), help="how many work (default: cores)")
        parser.add_argument("--json", action="store_true", help="the summary as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through to the end; exit 1 when an article failed or the work was broken off."""
        if not 0 <= options["processes"] <= MOST_PROCESSES:
            raise CommandError(f"--processes must be from 0 to {MOST_PROCESSES}.", returncode=USAGE)
        job = self._job(options)
        claimed = claim(job.pk)
        if claimed is None:
            raise CommandError(f"Reprocessing {job.pk} is being worked on, or has ended.", returncode=USAGE)
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        with tqdm(total=job.total, initial=job.done, unit=" articles", file=sys.stderr, disable=None) as bar:

            def watch(tally: Tally) -> None:
                bar.update(len(tally.changed) + tally.unchanged + len(tally.failures))

            Run(claimed, processes=options["processes"], watch=watch, should_stop=stopping.is_set).run()
        job.refresh_from_db()
        self._tell(job, as_json=options["json"])

    def _job(self, options: dict[str, Any]) -> Reprocessing:
        if options["resume"] is not None:
            job = Reprocessing.objects.filter(pk=options["resume"]).first()
            if job is None:
                raise CommandError(f"There is no reprocessing {options['resume']}.", returncode=USAGE)
            return job
        chosen: dict[str, Any] = {}
        if options["upload"] is not None:
            if not Upload.objects.filter(pk=options["upload"]).exists():
                raise CommandError(f"There is no upload {options['upload']}.", returncode=USAGE)
            chosen["upload"] = options["upload"]
        elif options["source"] is not None:
            chosen["source"] = _source_id(options["source"])
        elif options["ids"] is not None:
            chosen["articles"] = list(_ids(options["ids"]))
        try:
            return start(**chosen, clean=not options["no_clean"], extractor=options["extractor"], via="command")
        except ValueError as error:
            raise CommandError(f"{str(error).capitalize()}.", returncode=USAGE) from error

    def _tell(self, job: Reprocessing, *, as_json: bool) -> None:
        counts = {name: getattr(job, name) for name in ("done", "changed", "unchanged", "failed")}
        if as_json:
            self.stdout.write(json.dumps({"id": job.pk, "status": job.status} | counts))
        else:
            self.stdout.write(", ".join(f"{count:,} {name}" for name, count in counts.items()))
            for failure in job.failures:
                self.stderr.write(f"article {failure['id']}: {failure['reason']}")
        if job.status == ReprocessingStatus.QUEUED:
            raise CommandError(f"Stopped; go on with: manage.py reprocess --resume {job.pk}")
        if job.status != ReprocessingStatus.DONE:
            raise CommandError(job.message or f"It was {job.get_status_display().lower()}.")
        if job.failed:
            sys.exit(1)


def _source_id(name: str) -> int:
    key = fold_name(name)[:200]
    source = Source.objects.filter(key=key).first()
    former = SourceName.objects.filter(key=key).first()
    if source is None and former is None:
        raise CommandError(f"There is no source “{name}”.", returncode=USAGE)
    return source.pk if source else former.source_id  # type: ignore[union-attr] # one of them is there


def _ids(path: str) -> Iterator[int]:
    """Yield the ids in a file, one a line: plain numbers or the objects that manage.py export writes."""
    if path == "-":
        yield from _read_ids(sys.stdin)
        return
    if not Path(path).is_file():
        raise CommandError(f"There is no file {path}.", returncode=USAGE)
    with Path(path).open(encoding="utf-8") as lines:
        yield from _read_ids(lines)


def _read_ids(lines: TextIO) -> Iterator[int]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            yield int(value["id"] if isinstance(value, dict) else value)
        except (ValueError, KeyError, TypeError):
            raise CommandError(f"Line {number} holds no id: write one number a line.", returncode=USAGE) from None
