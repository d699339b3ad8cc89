"""Whether two facts are one, spelt or rounded otherwise: “Oct.” and “October”, “4.2 million” and “4,212,000”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import Indel

from corpus.stories.reading import Reading, is_figure

_ABBREVIATED: Final = 3  # letters that are left at least, and that are left out at least
_ZEROS: Final = {
    "thousand": 3,
    "m": 6,
    "mln": 6,
    "mn": 6,
    "million": 6,
    "bn": 9,
    "bln": 9,
    "billion": 9,
    "trillion": 12,
}
_NUMBER: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?")  # “nan” and “1e9” are none
_FEWEST_DIGITS: Final = 2  # of a rounded figure: “3 million” may stand for too many


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    step: Decimal  # of its last digit
    digits: int


def pair_off(one: Reading, lost: Sequence[int], other: Reading, new: Sequence[int]) -> tuple[int, int]:
    """Return how many of these facts of each text are not the other's, spelt or rounded otherwise."""
    left = list(new)
    unpaired = 0
    for place in lost:
        same = next((each for each in left if _are_same(one.words, place, other.words, each)), None)
        if same is None:
            unpaired += 1
        else:
            left.remove(same)
    return unpaired, len(left)


def _are_same(words: Sequence[str], place: int, others: Sequence[str], there: int) -> bool:
    one, other = words[place], others[there]
    if not is_figure(one) and not is_figure(other):
        return _is_spelt_otherwise(one, other)
    amount, against = _amount(words, place), _amount(others, there)
    return amount is not None and against is not None and _is_rounded(amount, against)


def _is_spelt_otherwise(one: str, other: str) -> bool:
    """Return whether one word has a letter more than the other, or is an abbreviation of it."""
    if min(len(one), len(other)) > _ABBREVIATED and Indel.distance(one, other) <= 1:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _ABBREVIATED and len(long) >= len(short) + _ABBREVIATED and long.startswith(short)


def _amount(words: Sequence[str], place: int) -> _Amount | None:
    """Return the number at a place with the “million” behind it; None when it is a time, a score or a code."""
    if _NUMBER.fullmatch(words[place]) is None:
        return None
    number = Decimal(words[place])
    zeros = _ZEROS.get(words[place + 1], 0) if place + 1 < len(words) else 0
    exponent = int(number.as_tuple().exponent)
    return _Amount(number.scaleb(zeros), Decimal(1).scaleb(exponent + zeros), len(number.as_tuple().digits))


def _is_rounded(one: _Amount, other: _Amount) -> bool:
    """Return whether one amount is the other, rounded to fewer digits."""
    if one.value == other.value:
        return True
    coarse, fine = sorted((one, other), key=lambda each: -each.step)
    if coarse.step == fine.step or coarse.digits < _FEWEST_DIGITS:
        return False
    return abs(coarse.value - fine.value) < coarse.step  # cut or rounded
