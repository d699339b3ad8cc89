"""Queue files as the desk does, for a worker to take in; prints the number of the upload."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from corpus.management.base import DatabaseCommand
from corpus.receive import Incoming, receive


class Command(DatabaseCommand):
    """manage.py hand_over"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("paths", nargs="+")
        parser.add_argument("--extractor", default="none")
        parser.add_argument("--apart", action="store_true", help="an upload for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the files."""
        with ExitStack() as stack:
            files = [Incoming(Path(path).name, stack.enter_context(Path(path).open("rb"))) for path in options["paths"]]
            for together in [[file] for file in files] if options["apart"] else [files]:
                self.stdout.write(str(receive(together, via="admin", extractor=options["extractor"]).pk))
