"""Put a backup in the place of database and files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from corpus import signals
from corpus.backup import InTheWayError, restore, strays
from corpus.databases import BackupError
from corpus.management.base import USAGE
from corpus.management.steps import Steps


class Command(BaseCommand):
    """manage.py restore"""

    help = "Check a backup and put it in the place of database and files; then build the index. Stop Dateline first."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("path", metavar="PATH", type=Path, help="the folder of the backup")
        parser.add_argument(
            "--force", action="store_true", help="replace the articles, uploads and users that are here"
        )

    def handle(self, *args: Any, path: Path, force: bool, **options: Any) -> None:
        """Restore; exit 1 when it failed (all is as before), 2 when something is in the way."""
        if not path.is_dir():
            raise CommandError(f"There is no backup {path}.", returncode=USAGE)
        with Steps() as on_step:
            try:
                manifest = restore(path, force=force, on_step=on_step)
            except InTheWayError as error:
                raise CommandError(str(error), returncode=USAGE) from error
            except BackupError as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(f"The backup could not be restored: {error}. The database is as before.") from error
        call_command("migrate", verbosity=0, interactive=False)
        if left := strays(manifest):
            self.stderr.write(
                f"{len(left):,} folders in {left[0].parent} belong to no upload of the backup; see to them."
            )
        self.stderr.write("building the index …")
        signals.finish()
        counts = ", ".join(f"{count:,} {name}" for name, count in manifest.counts.items())
        self.stdout.write(f"restored the backup of {manifest.created}: {counts}")
