"""Moving from SQLite to PostgreSQL: a copy of the database is loaded into the tables there, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from corpus import databases
from corpus.databases import BackupError, OnStep

_Model: TypeAlias = type[models.Model]
_Field: TypeAlias = "models.Field[Any, Any]"


def load_sqlite(dumped: Path, on_step: OnStep) -> None:
    """Replace the rows of PostgreSQL by those of a SQLite file. Raises BackupError: then all is as before."""
    call_command("migrate", verbosity=0, interactive=False)
    size = dumped.stat().st_size
    with closing(sqlite3.connect(f"{dumped.resolve().as_uri()}?mode=ro", uri=True)) as source:
        tables = _tables()
        total = sum(_count(source, each) for each in tables)
        done = 0
        try:
            with transaction.atomic():
                _empty(tables)
                for model in tables:
                    if copied := _copy(source, model):
                        done += copied
                        on_step("database loaded", size * done // total, size)
                _go_on_counting(source, tables)
                connection.check_constraints()
                databases.ready()
        except DatabaseError as error:
            raise BackupError(f"PostgreSQL does not take the database: {error}") from error
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _tables() -> list[_Model]:
    """Return every table of the site, many-to-many ones too."""
    found = {each._meta.db_table: each for each in apps.get_models(include_auto_created=True) if each._meta.managed}
    return list(found.values())


def _empty(tables: Sequence[_Model]) -> None:
    names = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in tables)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {names}")


def _count(source: sqlite3.Connection, model: _Model) -> int:
    return int(source.execute(f'SELECT count(*) FROM "{model._meta.db_table}"').fetchone()[0])  # noqa: S608 – a table


def _copy(source: sqlite3.Connection, model: _Model) -> int:
    """Copy the rows of a table; return how many there were."""
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(connection.ops.quote_name(str(each.column)) for each in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    done = 0
    row: Sequence[Any] = ()
    try:
        wrapping = connection.wrap_database_errors  # of a copy Django would let the driver's own errors through
        with wrapping, connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in _rows(source, model, fields):
                copy.write_row(row)
                done += 1
    except (DatabaseError, sqlite3.Error) as error:
        where = f"{model._meta.db_table}, at or before {fields[0].column} {row[0] if row else '–'}"
        raise BackupError(f"PostgreSQL does not take a row of {where}: {error}") from error
    return done


def _rows(source: sqlite3.Connection, model: _Model, fields: Sequence[_Field]) -> Iterator[Sequence[Any]]:
    columns = ", ".join(f'"{each.column}"' for each in fields)
    ready = [_preparation(each) for each in fields]
    for row in source.execute(f'SELECT {columns} FROM "{model._meta.db_table}"'):  # noqa: S608 – names of the model
        yield [value if value is None else prepare(value) for value, prepare in zip(row, ready, strict=True)]


def _preparation(field: _Field) -> Callable[[Any], Any]:
    """Return what makes of a value in SQLite one that PostgreSQL reads."""
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.DateTimeField):
        return lambda value: f"{value}+00"  # SQLite has UTC without saying so
    return lambda value: value


def _go_on_counting(source: sqlite3.Connection, tables: Sequence[_Model]) -> None:
    """Let PostgreSQL give no id that was ever given before, of rows that are gone either."""
    last = {str(name): int(number) for name, number in source.execute("SELECT name, seq FROM sqlite_sequence")}
    with connection.cursor() as cursor:
        for model in tables:
            key = model._meta.pk
            if isinstance(key, models.AutoField) and (number := last.get(model._meta.db_table, 0)):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [connection.ops.quote_name(model._meta.db_table), key.column, number],
                )
