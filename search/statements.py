"""Queries for the rows of some ids, compiled by Django once and then sent as they are.

To compile such a query takes Django as long as the database takes to answer it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

MOST_COMPILED: Final = 200  # ids; for more, compiling does not matter
_FIRST_STANDIN: Final = -(2**62)


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
        sql, constants, places, compiler, converters = self._statement(len(ids), connection)
        parameters = list(constants)
        parameters[places] = ids
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found: Iterable[tuple[Any, ...]] = cursor.fetchall()
        return map(tuple, compiler.apply_converters(found, converters)) if converters else found

    def _query(self, ids: Sequence[int]) -> QuerySet[Any, Any]:
        return self._rows.filter(**{f"{self._column}__in": ids})

    def _statement(self, count: int, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...], slice, Any, Any]:
        """Return the statement for so many ids, compiled for this thread's connection."""
        known: dict[tuple[int, int], Any] = self._compiled.__dict__.setdefault("statements", {})
        key = id(connection.connection), count
        if key not in known:
            if len(known) > MOST_COMPILED:
                known.clear()
            known[key] = self._compile(count, connection)
        return known[key]  # type: ignore[no-any-return]

    def _compile(self, count: int, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...], slice, Any, Any]:
        standins = list(range(_FIRST_STANDIN, _FIRST_STANDIN + count))
        compiler = self._query(standins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        first = parameters.index(min(standins))
        assert set(parameters[first : first + count]) == set(standins)
        converters = compiler.get_converters(each[0] for each in compiler.select)
        return sql, tuple(parameters), slice(first, first + count), compiler, converters
