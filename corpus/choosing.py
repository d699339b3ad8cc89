"""Which records of a file count: all of them, or, in a retry, those that failed before.

A choice is kept as {member: [[first, last], …]}: the numbers, from 0, of the records of each member ("" where the file
is no archive) that count; a last of None reaches to its end. A member that a choice does not name counts whole: nothing
of it was taken in before. Numbers are counted within members, so that a member that is read otherwise now (its columns
were mapped, say) does not move the numbers of the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

Ranges = Sequence[Sequence[int | None]]
Only = Mapping[str, Ranges]


class Choice:
    """Tells record by record, in the order of the file, whether it counts."""

    def __init__(self, only: Only | None) -> None:
        self._only = only
        self._members = {member: _Numbers(ranges) for member, ranges in (only or {}).items()}
        self._read: Counter[str] = Counter()

    def takes(self, member: str) -> bool:
        """Tell whether the next record of a member counts."""
        if self._only is None:
            return True
        number = self._read[member]
        self._read[member] += 1
        numbers = self._members.get(member)
        return numbers is None or number in numbers


class _Numbers:
    """The numbers of a list of ranges, which are in order and do not touch."""

    def __init__(self, ranges: Ranges) -> None:
        self._firsts = [first or 0 for first, _ in ranges]
        self._lasts = [last for _, last in ranges]
        sizes = [float("inf") if last is None else last - (first or 0) + 1 for first, last in ranges]
        self._before = list(accumulate(sizes, initial=0))

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        if place < 0:
            return False
        last = self._lasts[place]
        return last is None or number <= last

    @property
    def reach_to_end(self) -> bool:
        """Whether all numbers from some one on are among them."""
        return bool(self._lasts) and self._lasts[-1] is None

    def nth(self, number: int) -> int:
        """Return the n-th of them, from 0."""
        place = bisect_right(self._before, number) - 1
        return self._firsts[place] + number - int(self._before[place])


def choose_failed(rows: Iterable[tuple[str, bool]], *, only: Only | None, finished: bool) -> Only | None:
    """Return the choice of the records that failed; None when there are none.

    `rows`: member and whether it failed, of each record of the file that counted, in order; `only` is the choice they
    were read with. Where the last record of a member failed, what comes behind it counts too: it may have stopped the
    reading. `finished`: the file was read to its end.
    """
    members: dict[str, _Failures] = {}
    for member, has_failed in rows:
        members.setdefault(member, _Failures()).note(has_failed)
    last = next(reversed(members), None)
    chosen: dict[str, list[list[int | None]]] = {}
    for member, failures in members.items():
        numbers = _Numbers(only[member]) if only is not None and member in only else None
        chosen[member] = failures.as_ranges(numbers, open_ended=finished or member != last)
    for member in only or {}:
        chosen.setdefault(member, [])
    return chosen if any(chosen.values()) else None


class _Failures:
    """The ranges of the records of a member that failed."""

    def __init__(self) -> None:
        self._count = 0
        self._ranges: list[list[int]] = []

    def note(self, has_failed: bool) -> None:
        """Take the next record."""
        if has_failed and self._ranges and self._ranges[-1][1] == self._count - 1:
            self._ranges[-1][1] = self._count
        elif has_failed:
            self._ranges.append([self._count, self._count])
        self._count += 1

    def as_ranges(self, numbers: _Numbers | None, *, open_ended: bool) -> list[list[int | None]]:
        """Return the ranges by the numbers that the records have in the file."""
        found: list[list[int | None]] = []
        for first, last in self._ranges:
            for number in range(first, last + 1) if numbers else ():
                place = numbers.nth(number) if numbers else number
                if found and found[-1][1] == place - 1:
                    found[-1][1] = place
                else:
                    found.append([place, place])
            if not numbers:
                found.append([first, last])
        if numbers and not numbers.reach_to_end:
            open_ended = False  # what stands behind was no part of the choice
        if open_ended and self._ranges and self._ranges[-1][1] == self._count - 1:
            found[-1][1] = None
        return found
