"""Tables that people open in a spreadsheet: CSV (RFC 4180) whose cells no program takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"  # Excel takes the file for UTF-8 by it
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> str:
    """Return a cell; text that a spreadsheet would run as a formula gets an apostrophe, numbers stay numbers."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def line_writer() -> Callable[[Iterable[str]], str]:
    """Return what turns cells into a line of CSV, every cell in quotation marks."""

    class _Line:
        text = ""

        def write(self, text: str) -> int:
            self.text = text
            return len(text)

    line = _Line()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def write(cells: Iterable[str]) -> str:
        writer.writerow(cells)
        return line.text

    return write
