"""What Dateline's commands have in common."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from corpus.away import IndexAwayError

USAGE = 2
SAVED = "What was saved is safe: the worker indexes it, and finishes what is unfinished, once the index answers."


class DatabaseCommand(BaseCommand):
    """A command that needs the tables: without them it ends with 2 and names `migrate`."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run the command once the database is known to be ready; raise CommandError when the index is away."""
        require_migrated()
        try:
            return super().execute(*args, **options)
        except IndexAwayError as error:
            raise CommandError(f"{error} {SAVED}") from error


def require_migrated() -> None:
    """Raise CommandError (exit 2) when migrations are missing."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not set up. Run: python manage.py migrate", returncode=USAGE)
