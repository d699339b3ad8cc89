"""`manage.py gazetteer`: builds the gazetteer if it is missing or out of date."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from corpus.extract import gazetteer_build


class Command(BaseCommand):
    """Builds the gazetteer, which all data folders share; it needs no database."""

    help = "Build the gazetteer if it is missing or out of date, and print its path and what it holds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the options."""
        parser.add_argument("--path", type=Path, default=gazetteer_build.DEFAULT_PATH, help="where the file lies")
        parser.add_argument("--rebuild", action="store_true", help="build it even if it is up to date")
        parser.add_argument("--json", action="store_true", dest="as_json", help="answer with one JSON object")

    def handle(self, *_args: Any, path: Path, rebuild: bool, as_json: bool, **options: Any) -> None:
        """Build what is due and print the answer on standard output."""
        started = time.monotonic()
        try:
            built = rebuild or not gazetteer_build.is_current(path)
            if built:
                gazetteer_build.build(path, progress=options["verbosity"] > 0)
            counts = gazetteer_build.counts(path)
        except (gazetteer_build.GazetteerError, OSError) as error:
            raise CommandError(str(error)) from error
        self._answer(path, counts, seconds=time.monotonic() - started if built else None, as_json=as_json)

    def _answer(self, path: Path, counts: dict[str, int], *, seconds: float | None, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"path": str(path), "built": seconds is not None, "counts": counts}))
            return
        state = "up to date" if seconds is None else f"built in {seconds:.0f} s"
        held = ", ".join(f"{number:,} {kind}" for kind, number in counts.items())
        self.stdout.write(f"{path}: {state}; {held}")
