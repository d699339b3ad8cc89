"""Queries for the rows of some ids, compiled by Django once and then sent as they are.

To compile such a query takes Django as long as the database takes to answer it. SQLite is asked without Django's
cursors where nobody watches these, for they write each query anew and look at each value once more.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

MOST_COMPILED: Final = 200  # ids; for more, compiling does not matter
_FIRST_STANDIN: Final = -(2**62)
_READ_AS_THEY_ARE: Final = ("DateField",)  # by Python's sqlite3, which knows the types of columns


_Converter = tuple[int, tuple[Any, ...], Any]  # the place of a column, what converts its values, its expression


@dataclass(slots=True)
class _Statement:
    """A query for so many ids: where these stand among its parameters, and what is made of the columns it reads."""

    sql: str
    plain_sql: str  # as sqlite3 takes it
    parameters: tuple[Any, ...]
    places: slice
    converters: list[_Converter]


class RowsById:
    """Reads the rows of a query whose `column` is one of some ids."""

    def __init__(self, rows: QuerySet[Any, Any], column: str) -> None:
        self._rows = rows
        self._column = column
        self._compiled = threading.local()

    def read(self, ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
        """Return the rows of these ids, in any order."""
        if not ids:
            return ()
        if len(ids) > MOST_COMPILED:
            return self._query(ids)
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._statement(len(ids), connection)
        parameters = list(statement.parameters)
        parameters[statement.places] = ids
        found = _fetched(statement, parameters, connection)
        if not statement.converters:
            return found
        return [_converted(row, statement.converters, connection) for row in found]

    def _query(self, ids: Sequence[int]) -> QuerySet[Any, Any]:
        return self._rows.filter(**{f"{self._column}__in": ids})

    def _statement(self, count: int, connection: BaseDatabaseWrapper) -> _Statement:
        """Return the statement for so many ids, compiled for this thread's connection."""
        known: dict[tuple[int, int], _Statement] = self._compiled.__dict__.setdefault("statements", {})
        key = id(connection.connection), count
        found = known.get(key)
        if found is None:
            if len(known) > MOST_COMPILED:
                known.clear()
            found = known[key] = self._compile(count, connection)
        return found

    def _compile(self, count: int, connection: BaseDatabaseWrapper) -> _Statement:
        standins = list(range(_FIRST_STANDIN, _FIRST_STANDIN + count))
        compiler = self._query(standins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        first = parameters.index(min(standins))
        assert set(parameters[first : first + count]) == set(standins)
        converters = [
            (place, tuple(converters), expression)
            for place, (converters, expression) in compiler.get_converters(each[0] for each in compiler.select).items()
            if connection.vendor != "sqlite" or expression.output_field.get_internal_type() not in _READ_AS_THEY_ARE
        ]
        places = slice(first, first + count)
        return _Statement(sql, sql.replace("%s", "?"), tuple(parameters), places, converters)


def _converted(
    row: Sequence[Any], converters: Iterable[_Converter], connection: BaseDatabaseWrapper
) -> tuple[Any, ...]:
    """Return a row as Django's own queries give it; what is missing needs no converting."""
    values = list(row)
    for place, converts, expression in converters:
        if values[place] is not None:
            for convert in converts:
                values[place] = convert(values[place], expression, connection)
    return tuple(values)


def _fetched(statement: _Statement, parameters: list[Any], connection: BaseDatabaseWrapper) -> list[tuple[Any, ...]]:
    """Return what the database says."""
    is_watched = connection.queries_logged or connection.execute_wrappers
    if connection.vendor != "sqlite" or is_watched or connection.connection is None or "%%" in statement.sql:
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        found = connection.connection.execute(statement.plain_sql, parameters).fetchall()
    return found
