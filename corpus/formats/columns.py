"""Which field of an article each column of a file is read as, where an editor says otherwise than its name does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from corpus.formats.aliases import field_of

FIELDS: Final = (
    *("id", "title", "text", "html", "url", "source", "author", "language", "published", "collected"),
    *("modified", "actors", "locations"),
)
LEFT_OUT: Final = ""
_LONGEST_EXAMPLE: Final = 120
_MOST_COLUMNS: Final = 200


class Columns:
    """A mapping of columns (keys of records, header cells) to fields; columns that it does not name keep their own.

    Names are compared as they are written, but for white space around them.
    """

    __slots__ = ("_fields", "_taken")
    is_watched: ClassVar[bool] = False

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self._fields = {column.strip(): field for column, field in (mapping or {}).items()}
        self._taken = set(self._fields.values()) - {LEFT_OUT}

    def header(self, cells: Sequence[str]) -> list[str]:
        """Take the header row of a table; return the names that its columns are read under."""
        return self.names(cells)

    def names(self, cells: Sequence[str]) -> list[str]:
        """Return the names under which columns are read, LEFT_OUT for those that are not."""
        if not self._fields:
            return list(cells)
        return [self._name(cell) for cell in cells]

    def read(self, data: Mapping[str, object]) -> Mapping[str, object]:
        """Return a record with its keys under the names they are read as."""
        if not self._fields:
            return data
        read: dict[str, object] = {}
        for key, value in data.items():
            name = self._name(key)
            if name != LEFT_OUT:
                read[name] = value
        return read

    def _name(self, column: str) -> str:
        """Return the name a column is read under: what the mapping says, else its own, unless that field is taken."""
        field = self._fields.get(column.strip())
        if field is not None:
            return field
        return LEFT_OUT if field_of(column) in self._taken else column


class WatchedColumns(Columns):
    """Columns that remember which there were, in order, and an example of what each holds."""

    __slots__ = ("examples",)
    is_watched: ClassVar[bool] = True

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        super().__init__(mapping)
        self.examples: dict[str, str] = {}

    def header(self, cells: Sequence[str]) -> list[str]:
        """Return the names under which the columns of a table are read, and remember them."""
        self._see((cell, "") for cell in cells)
        return super().header(cells)

    def read(self, data: Mapping[str, object]) -> Mapping[str, object]:
        """Return a record under the names it is read as, and remember its columns."""
        self._see(data.items())
        return super().read(data)

    def _see(self, items: Iterable[tuple[str, object]]) -> None:
        for key, value in items:
            column = key.strip()[:_LONGEST_EXAMPLE]
            if not column or (column not in self.examples and len(self.examples) >= _MOST_COLUMNS):
                continue
            if not self.examples.get(column):
                self.examples[column] = _example(value)


def _example(value: object) -> str:
    """Return the beginning of a value on one line."""
    shown = "" if value is None else " ".join(str(value)[: 4 * _LONGEST_EXAMPLE].split())
    return shown if len(shown) <= _LONGEST_EXAMPLE else shown[: _LONGEST_EXAMPLE - 1] + "…"


def mapping_fault(mapping: object) -> str:
    """Return what is wrong with a mapping that somebody sent, or ""."""
    if not isinstance(mapping, Mapping):
        return "The mapping must be an object: column -> field."
    fields = [field for field in mapping.values() if field != LEFT_OUT]
    for field in fields:
        if field not in FIELDS:
            return (
                f"“{str(field)[:50]}” is no field; a column can be read as {', '.join(FIELDS)}, or “” to leave it out."
            )
        if fields.count(field) > 1:
            return f"Two columns are to be read as “{field}”: choose one."
    return "" if all(isinstance(column, str) for column in mapping) else "Columns are named by texts."


AS_NAMED: Final = Columns()
