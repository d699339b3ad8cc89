"""Keep the index in step with the database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from corpus.management.base import USAGE, DatabaseCommand
from search import comparing, indexing, next_index
from search.engine.contract import IndexUnavailableError
from search.indexing import Difference

MOST_NAMED = 10  # questions that two indexes answer differently


class Command(DatabaseCommand):
    """manage.py index"""

    help = "Bring waiting changes into the index; or rebuild, check or repair it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the ways, and which index is meant."""
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--rebuild", action="store_true", help="build it anew beside the live one, then swap")
        ways.add_argument("--check", action="store_true", help="read all of it and compare it with the database")
        ways.add_argument("--repair", action="store_true", help="check, then mend what differs")
        parser.add_argument(
            "--next",
            action="store_true",
            dest="following",
            help="the index of SEARCH_URL_NEXT; --check also compares its answers with those of the live one",
        )

    def handle(self, *args: Any, following: bool, **options: Any) -> None:
        """Do what was asked; exit 1 when the index is damaged or differs."""
        if following and not next_index.is_kept():
            raise CommandError("There is no next index: SEARCH_URL_NEXT is not set.", returncode=USAGE)
        if options["rebuild"]:
            report = next_index.rebuild() if following else indexing.rebuild()
            self.stdout.write(f"rebuilt: {report.written:,} articles, {len(report.refused):,} refused")
        elif options["repair"]:
            self.stdout.write(f"repaired: {comparing.repair() if following else indexing.repair()}")
        elif options["check"]:
            self._check(following=following)
        else:
            self._drain(following=following)

    def _drain(self, *, following: bool) -> None:
        if not following:
            self.stdout.write(f"indexed: {indexing.drain():,} articles")
            return
        try:
            self.stdout.write(f"brought into the next index: {next_index.drain():,} articles")
        except IndexUnavailableError as error:
            raise CommandError(str(error)) from error

    def _check(self, *, following: bool) -> None:
        option = "--next " if following else ""
        try:
            found = comparing.difference() if following else indexing.difference()
        except IndexUnavailableError as error:
            raise CommandError(f"{error} Run: python manage.py index {option}--repair") from error
        self._tell(found, option)
        if following:
            self._compare()

    def _tell(self, found: Difference, option: str) -> None:
        if found:
            raise CommandError(
                f"The index differs from the database: {found}. Run: python manage.py index {option}--repair"
            )
        self.stdout.write("the index agrees with the database")

    def _compare(self) -> None:
        found = comparing.compare()
        for label, said in list(found.different.items())[:MOST_NAMED]:
            self.stderr.write(f"{label}: {said} differ")
        if found.different:
            raise CommandError(
                f"The two indexes answer {len(found.different):,} of {found.asked:,} questions differently. "
                "Run: python manage.py index --next --rebuild"
            )
        self.stdout.write(f"both indexes gave the same counts to {found.asked:,} questions")
