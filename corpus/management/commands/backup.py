"""Write a backup of everything that cannot be made anew, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from corpus.backup import InTheWayError, back_up
from corpus.databases import BackupError
from corpus.formats.limits import megabytes
from corpus.management.base import USAGE, DatabaseCommand
from corpus.management.steps import Steps


class Command(DatabaseCommand):
    """manage.py backup"""

    help = "Write database and files as received to a new folder, as of one moment, with checksums."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("path", metavar="PATH", type=Path, help="the folder of the backup; it is made")
        parser.add_argument("--force", action="store_true", help="put the backup in the place of an earlier one")

    def handle(self, *args: Any, path: Path, force: bool, **options: Any) -> None:
        """Back up; exit 1 when it failed (nothing is left behind), 2 when something is in the way."""
        with Steps() as on_step:
            try:
                manifest = back_up(path, force=force, on_step=on_step)
            except InTheWayError as error:
                raise CommandError(str(error), returncode=USAGE) from error
            except BackupError as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(f"The backup could not be written: {error}. Nothing is left of it.") from error
        for name in manifest.missing:
            self.stderr.write(f"not in the backup, because it is gone or changed: uploads/{name}")
        counts = ", ".join(f"{count:,} {name}" for name, count in manifest.counts.items())
        files = sum(file.path.startswith("uploads/") for file in manifest.files)
        self.stdout.write(f"{path}: {counts}, {files:,} files, {megabytes(manifest.size)}")
