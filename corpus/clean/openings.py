"""The quick look at a line before the rules are tried: which of them could match, by how it begins or what it holds."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import ahocorasick

from corpus.clean.prefilter import COMMON, Look

_OPENING = re.compile(r"[\"'“‘]?([^\W\d_]+)([\W\d_]*)([^\W\d_]*)")
_MOST_PIECES = 40  # so many are not worth looking for: the rule is asked at once
_SENTENCE_ENDS = frozenset(".!?…")
# Letters that patterns take for others where case does not count.
_SAME_LETTERS = str.maketrans({"ı": "i", "İ": "i", "ſ": "s", "\N{KELVIN SIGN}": "k"})

Rules = tuple[int, ...]
Pieces = tuple[tuple[str, Rules], ...]


class QuickLook:
    """Tells which rules could match a line; of most sentences of an article, that none could."""

    def __init__(self, looks: Iterable[tuple[Look, int]]) -> None:
        """Put together what each rule asks for, with the length of the longest line that it takes."""
        opens: dict[str, set[int]] = defaultdict(set)
        opens_with: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        alone: dict[str, set[int]] = defaultdict(set)
        prefixes: dict[str, set[int]] = defaultdict(set)
        inside: dict[str, dict[int, int]] = defaultdict(dict)
        for rule, (look, longest) in enumerate(looks):
            for found, told in ((opens, look.opens), (alone, look.alone), (prefixes, look.prefixes)):
                for opening in told:
                    found[opening].add(rule)
            for opening, pieces in look.opens_with.items():
                if len(pieces) > _MOST_PIECES and opening not in COMMON:
                    opens[opening].add(rule)
                for piece in pieces if rule not in opens[opening] else ():
                    opens_with[opening][piece].add(rule)
            for piece in look.inside:
                inside[piece][rule] = longest
            self._count = rule + 1
        self._every = tuple(range(self._count))
        self._opens = {opening: tuple(rules) for opening, rules in opens.items() if rules}
        self._alone = {opening: tuple(rules) for opening, rules in alone.items()}
        self._prefixes = {prefix: tuple(rules) for prefix, rules in prefixes.items()}
        self._starts = tuple(prefixes)
        self._opens_with: dict[str, Pieces] = {
            opening: tuple((piece, tuple(rules)) for piece, rules in pieces.items())
            for opening, pieces in opens_with.items()
        }
        self._limits, self._inside = _by_length(inside)

    def candidates(self, line: str) -> Sequence[int]:
        """Return the numbers of the rules that could match the line, or several rules its sentences, in order."""
        opening = _OPENING.match(line)
        if opening is None:
            return self._every
        lower = _folded(line)
        first = _folded(opening[1])
        found = [*self._opens.get(first, ())]
        for piece, rules in self._opens_with.get(first, ()):
            if piece in lower:
                found += rules
        if first in COMMON:
            found += self._behind(first, opening, lower)
        if first.startswith(self._starts):
            found += (rule for start in self._starts if first.startswith(start) for rule in self._prefixes[start])
        place = bisect_left(self._limits, len(line))
        if place < len(self._limits):
            for _, rules in self._inside[place].iter(lower):
                found += rules
        return sorted(set(found)) if len(found) > 1 else found

    def _behind(self, first: str, opening: re.Match[str], lower: str) -> list[int]:
        """Return the rules that what follows a common first word speaks for."""
        both = f"{first} {_folded(opening[3])}"
        found = [*self._opens.get(both, ())]
        if first in self._alone and (both[-1] == " " or not _SENTENCE_ENDS.isdisjoint(opening[2])):
            found += self._alone[first]
        for piece, rules in self._opens_with.get(both, ()):
            if piece in lower:
                found += rules
        return found


def _by_length(inside: dict[str, dict[int, int]]) -> tuple[list[int], list[Any]]:
    """Return the lengths at which fewer pieces are looked for, and what finds those of lines up to each length."""
    limits = sorted({limit for rules in inside.values() for limit in rules.values()})
    finders: list[Any] = []
    for limit in limits:
        finder = ahocorasick.Automaton()
        for piece, longest in inside.items():
            rules = tuple(rule for rule, most in longest.items() if most >= limit)
            if rules:
                finder.add_word(piece, rules)
        finder.make_automaton()
        finders.append(finder)
    return limits, finders


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    if any(letter in text for letter in "ıİſ\N{KELVIN SIGN}"):
        text = text.translate(_SAME_LETTERS)
    return (text.replace("…", "...") if "…" in text else text).lower()
