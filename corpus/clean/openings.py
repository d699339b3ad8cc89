"""The quick look at a line before the rules are tried: whether it begins, or holds, what any of them asks for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from corpus.clean.prefilter import COMMON, Look

_OPENING = re.compile(r"[\"'“‘]?([^\W\d_]+)([\W\d_]*)([^\W\d_]*)")
_MOST_PIECES = 40  # so many are not worth looking for: the rules are asked at once
_SENTENCE_ENDS = frozenset(".!?…")
# Letters that patterns take for others where case does not count.
_SAME_LETTERS = str.maketrans({"ı": "i", "İ": "i", "ſ": "s", "\N{KELVIN SIGN}": "k"})


class QuickLook:
    """Tells of most sentences of an article that no rule could match them."""

    def __init__(self, looks: Iterable[tuple[Look, int]]) -> None:
        """Put together what the rules ask for, each with the length of the longest line that it takes."""
        self._opens: set[str] = set()
        opens_with: dict[str, set[str]] = {}
        self._alone: set[str] = set()
        prefixes: set[str] = set()
        longest: dict[str, int] = {}
        for look, limit in looks:
            self._opens |= look.opens
            self._alone |= look.alone
            prefixes |= look.prefixes
            for opening, pieces in look.opens_with.items():
                opens_with.setdefault(opening, set()).update(pieces)
            for piece in look.inside:
                longest[piece] = max(limit, longest.get(piece, 0))
        self._prefixes = tuple(
            one for one in sorted(prefixes) if not any(one[:end] in prefixes for end in range(len(one)))
        )
        self._inside = _by_length(_shortest(longest))
        self._opens_with = {
            opening: tuple(pieces)
            for opening, pieces in opens_with.items()
            if opening not in self._opens and (len(pieces) <= _MOST_PIECES or opening in COMMON)
        }
        self._opens |= opens_with.keys() - self._opens_with.keys()

    def may_be_furniture(self, line: str) -> bool:
        """Tell whether any rule could match the line."""
        opening = _OPENING.match(line)
        if opening is None:
            return True
        lower = _folded(line)
        first = _folded(opening[1])
        if first in self._opens or first.startswith(self._prefixes) or self._goes_on(first, opening, lower):
            return True
        limits, inside = self._inside
        place = bisect_left(limits, len(line))
        return place < len(limits) and any(piece in lower for piece in inside[place])

    def _goes_on(self, first: str, opening: re.Match[str], lower: str) -> bool:
        """Tell whether what follows the first word is what a rule asks for."""
        if first in self._opens_with and any(piece in lower for piece in self._opens_with[first]):
            return True
        if first not in COMMON:
            return False
        both = f"{first} {_folded(opening[3])}"
        if both in self._opens or (
            first in self._alone and (both[-1] == " " or not _SENTENCE_ENDS.isdisjoint(opening[2]))
        ):
            return True
        return both in self._opens_with and any(piece in lower for piece in self._opens_with[both])


def _folded(text: str) -> str:
    if not text.isascii() and any(letter in text for letter in "ıİſ\N{KELVIN SIGN}"):
        text = text.translate(_SAME_LETTERS)
    return text.lower()


def _by_length(longest: dict[str, int]) -> tuple[list[int], list[tuple[str, ...]]]:
    """Return the lengths at which fewer pieces are looked for, and for each the pieces in lines up to that length."""
    limits = sorted(set(longest.values()))
    return limits, [tuple(piece for piece, most in longest.items() if most >= limit) for limit in limits]


def _shortest(longest: dict[str, int]) -> dict[str, int]:
    """Return the pieces without those that hold another one which is looked for in as long lines."""
    return {
        piece: limit
        for piece, limit in longest.items()
        if not any(other != piece and other in piece and longest[other] >= limit for other in longest)
    }
