"""Learn the lines that sources repeat, list them, and decide on them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError

from corpus.learning.decisions import decide
from corpus.learning.study import sources_to_study, study
from corpus.management.base import USAGE, DatabaseCommand
from corpus.models import LineStatus, Source, SourceLine
from corpus.names import fold_name


class Command(DatabaseCommand):
    """manage.py boilerplate"""

    help = (
        "Learn the lines that sources repeat and list them, for you to decide. The articles of a source are cleaned "
        "again by the worker when a line is accepted or taken back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--source", metavar="NAME", help="only this source, whether it has grown or not")
        parser.add_argument("--status", choices=LineStatus.values, default="proposed", help="which lines are listed")
        parser.add_argument("--accept", type=int, nargs="+", metavar="ID", default=[], help="accept these lines")
        parser.add_argument("--refuse", type=int, nargs="+", metavar="ID", default=[], help="refuse or take back these")
        parser.add_argument("--json", action="store_true", help="a JSON object for each line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Decide on lines, or study and list."""
        if options["accept"] or options["refuse"]:
            self._decide(options["accept"], LineStatus.ACCEPTED)
            self._decide(options["refuse"], LineStatus.REFUSED)
            return
        sources = self._sources(options["source"])
        for source in sources:
            study(source)
        lines = SourceLine.objects.filter(status=options["status"]).select_related("source")
        if options["source"]:
            lines = lines.filter(source__in=sources)
        self._list(lines.order_by("source__name", "-articles", "id"), as_json=options["json"])

    def _sources(self, name: str | None) -> list[Source]:
        if name is None:
            return list(Source.objects.filter(pk__in=sources_to_study()))
        source = Source.objects.filter(key=fold_name(name)[:200]).first()
        if source is None:
            raise CommandError(f"There is no source “{name}”.", returncode=USAGE)
        return [source]

    def _list(self, lines: Iterable[SourceLine], *, as_json: bool) -> None:
        for line in lines:
            if as_json:
                told = {name: getattr(line, name) for name in ("id", "text", "status", "place", "articles", "examples")}
                self.stdout.write(json.dumps({"source": line.source.name} | told, ensure_ascii=False))
            else:
                of = f"{line.articles:,} of {line.of_articles:,}"
                self.stdout.write(f"{line.pk}\t{line.source.name}\t{of}\t{line.place}\t{line.text}")

    def _decide(self, line_ids: list[int], status: str) -> None:
        known = set(SourceLine.objects.filter(pk__in=line_ids).values_list("pk", flat=True))
        if unknown := [str(each) for each in line_ids if each not in known]:
            raise CommandError(f"There is no line {', '.join(unknown)}.", returncode=USAGE)
        if not line_ids:
            return
        changed, jobs = decide(line_ids, status, user=None)
        self.stdout.write(f"{changed:,} {status}")
        for job in jobs:
            self.stderr.write(f"{job.name}: queued for the worker; at once: manage.py reprocess --resume {job.pk}")
