"""Facts about places, kept as tab-separated tables written by hand for the project."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def rows(table: str) -> list[list[str]]:
    """Return the rows of a table of this folder, without its comment lines."""
    lines = (FOLDER / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def values(cell: str) -> list[str]:
    """Return the values of a cell that holds several, parted by semicolons."""
    return [value.strip() for value in cell.split(";") if value.strip()]
