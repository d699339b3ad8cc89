"""Where the parts of a text stand after whole lines of it were taken out; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

Shift = tuple[int, int, int]
"""Start and end of a part that is still there, as offsets in the old text, and how far it moved."""

_BETWEEN = 2  # characters between two paragraphs


def only_removed(old: str, new: str) -> list[Shift] | None:
    """Return the parts of the old text that are left in the new one; None if the new one holds anything else."""
    shifts: list[Shift] = []
    paragraphs = iter(old.split("\n\n"))
    at_old = at_new = 0
    for wanted in new.split("\n\n") if new else ():
        for paragraph in paragraphs:
            start = at_old
            at_old += len(paragraph) + _BETWEEN
            if paragraph == wanted:
                shifts.append((start, start + len(paragraph), at_new - start))
                break
        else:
            return None
        at_new += len(wanted) + _BETWEEN
    return shifts


def moved(start: int, end: int, shifts: Sequence[Shift]) -> tuple[int, int] | None:
    """Return where a span of the old text stands in the new one; None if it was taken out."""
    number = bisect_right(shifts, start, key=lambda shift: shift[0]) - 1
    if number < 0:
        return None
    _, last, by = shifts[number]
    return (start + by, end + by) if end <= last else None
