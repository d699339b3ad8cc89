"""Keep the index in step with the database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from corpus.management.base import DatabaseCommand
from search import indexing
from search.engine.contract import IndexUnavailableError


class Command(DatabaseCommand):
    """manage.py index"""

    help = "Bring waiting changes into the index; or rebuild, check or repair it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three ways."""
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--rebuild", action="store_true", help="build it anew beside the live one, then swap")
        ways.add_argument("--check", action="store_true", help="read all of it and compare it with the database")
        ways.add_argument("--repair", action="store_true", help="check, then mend what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; exit 1 when the index is damaged or differs."""
        if options["rebuild"]:
            report = indexing.rebuild()
            self.stdout.write(f"rebuilt: {report.written:,} articles, {len(report.refused):,} refused")
        elif options["repair"]:
            self.stdout.write(f"repaired: {indexing.repair()}")
        elif options["check"]:
            self._check()
        else:
            self.stdout.write(f"indexed: {indexing.drain():,} articles")

    def _check(self) -> None:
        try:
            found = indexing.difference()
        except IndexUnavailableError as error:
            raise CommandError(f"{error} Run: python manage.py index --repair") from error
        if found:
            raise CommandError(f"The index differs from the database: {found}. Run: python manage.py index --repair")
        self.stdout.write("the index agrees with the database")
