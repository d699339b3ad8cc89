"""Columns of lists."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Model


def count_column(field: str) -> Callable[[Model], str]:
    """Return the column of a field that counts: digits in groups of three, sorted by number."""

    def column(row: Model) -> str:
        return intcomma(getattr(row, field))

    column.__name__ = field
    return admin.display(ordering=field, description=field.replace("_", " "))(column)
