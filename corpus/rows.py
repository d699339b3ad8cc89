"""Many rows in one statement: what Django's bulk_create and bulk_update do, without an object for each row.

An article takes a sixth of bulk_create's time this way. The database checks the same constraints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from django.db import connection, models
from django.utils import timezone

Row = Mapping[str, object]
"""The values of one row, by the names of the columns (Django's attname: source_id, not source)."""

_Field: TypeAlias = "models.Field[Any, Any]"
_Prepare = Callable[[Any], Any]


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert these rows, which must all name the same columns; what they do not name gets its default."""
    if not rows:
        return
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    names = [each.attname for each in fields]
    now = timezone.now()
    defaults = {each.attname: _default(each, now) for each in fields if each.attname not in rows[0]}
    unknown = rows[0].keys() - set(names)
    if unknown:
        raise ValueError(f"{model.__name__} has no columns {', '.join(sorted(unknown))}")
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(_quoted, fields))
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 – names of the model, values apart
    _execute(statement, fields, ({**defaults, **row} for row in rows))


def update_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Update the rows with these primary keys; all must name the same columns. `updated` and the like are set."""
    if not rows:
        return
    fields = [each for each in model._meta.concrete_fields if each.attname in rows[0] and not each.primary_key]
    touched = [each for each in model._meta.concrete_fields if getattr(each, "auto_now", False) and each not in fields]
    key = model._meta.pk
    assert key is not None
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(f"{_quoted(each)} = %s" for each in (*fields, *touched))
    statement = f"UPDATE {table} SET {columns} WHERE {_quoted(key)} = %s"  # noqa: S608 – as above
    times = dict.fromkeys((each.attname for each in touched), timezone.now())
    _execute(statement, [*fields, *touched, key], ({**times, **row} for row in rows))


def _quoted(field: _Field) -> str:
    return connection.ops.quote_name(str(field.column))


def _execute(statement: str, fields: Sequence[_Field], rows: Iterable[Row]) -> None:
    prepared = [(each.attname, _preparation(each)) for each in fields]
    values: list[list[Any]] = [
        [row[name] if ready is None else ready(row[name]) for name, ready in prepared] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _default(field: _Field, now: datetime) -> object:
    return now if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) else field.get_default()


def _preparation(field: _Field) -> _Prepare | None:
    """Return what makes a value of this field ready for the database; None where it is so already."""
    if isinstance(field, models.JSONField):
        empty = {kind: field.get_db_prep_save(kind(), connection) for kind in (list, dict)}
        return lambda value: field.get_db_prep_save(value, connection) if value else empty[type(value)]
    if isinstance(field, models.DateField):
        return lru_cache(maxsize=1_000)(lambda value: field.get_db_prep_save(value, connection))
    return None
