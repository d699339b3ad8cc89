"""One pass over a document for all names known beforehand: actors, countries and peoples, seats of government."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from corpus.extract.geography import CountryWord, Geography, read_possessor
from corpus.extract.lexicon import Form, Hit, Lexicon, Metonym, read_forms
from corpus.extract.lines import Line
from corpus.extract.roles import House, Metonyms, Possessor

_UPPER = "".join(chr(code) for code in range(0x2000) if chr(code).isupper() or chr(code).istitle())
_CAPITAL = re.compile(rf"[{_UPPER}]\w*")
_WORD = re.compile(r"\w+")


FOLLOWING = 2  # characters after a word


@dataclass(slots=True)
class Spotted:
    """What is known beforehand in one line; offsets count from its start."""

    hits: list[Hit] = field(default_factory=list)
    possessors: list[Possessor] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)
    divisions: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Word:
    """What one folded stretch of letters may be."""

    folded: str
    forms: list[Form] = field(default_factory=list)
    country: CountryWord | None = None
    metonym: Metonym | None = None
    division: str = ""


# A name that is asked for at a capital: how far before it the name begins, how it reads, and what it is.
_Anchored = tuple[int, str, _Word]
# A stretch of a line: its end, minus its length, and what it may be; they are read in the order of their ends.
_Seen = dict[tuple[int, int], _Word]


class Spotter:
    """The names of lexicon, countries and metonyms.

    Nearly all names begin with a capital or have one behind a hyphen, so that they are looked up at the capitals of
    a line; only a line of capitals is searched for them from end to end.
    """

    def __init__(self, lexicon: Lexicon, geography: Geography, metonyms: Metonyms) -> None:
        words: dict[str, _Word] = {}
        for folded, forms in lexicon.forms.items():
            words[folded] = _Word(folded, forms)
        for folded, country in geography.country_words.items():
            words.setdefault(folded, _Word(folded)).country = country
        for folded, metonym in metonyms.houses.items():
            words.setdefault(folded, _Word(folded)).metonym = metonym
        for folded, code in geography.divisions.items():
            words.setdefault(folded, _Word(folded)).division = code
        self._automaton: Any = ahocorasick.Automaton()
        for folded, word in words.items():
            self._automaton.add_word(folded, word)
        self._automaton.make_automaton()
        self._lower: list[_Word] = []
        # Names that are a word or hardly more, and others by the two characters after their first word.
        self._anchored: dict[str, tuple[list[_Anchored], dict[str, list[_Anchored]]]] = {}
        for word in words.values():
            self._anchor(word)

    def _anchor(self, word: _Word) -> None:
        """File a name under the words at which it may have its first capital."""
        folded = word.folded
        starts = {0}
        for form in word.forms:
            if not form.text[0].isupper():
                capital = _CAPITAL.search(form.text)
                if capital is None:
                    self._lower.append(word)
                else:
                    starts.add(capital.start())
            starts.add(folded.find("-") + 1)
        for start in starts:
            first = _WORD.match(folded, start)
            if first is None:
                continue
            # What follows the first word tells a name from the many others that begin with it.
            following = folded[first.end() : first.end() + FOLLOWING]
            self._file(first[0], following if len(following) == FOLLOWING else "", (start, folded, word))
            if word.country is not None and word.country.demonym and first.end() == len(folded):
                self._file(f"{first[0]}s", "", (start, folded, word))

    def _file(self, first: str, following: str, anchored: _Anchored) -> None:
        alone, longer = self._anchored.setdefault(first, ([], {}))
        (longer.setdefault(following, []) if following else alone).append(anchored)

    def spot(self, lines: Sequence[Line], folded: Sequence[str]) -> list[Spotted]:
        """Return what each line has; `folded` holds fold_in_place of each line's text."""
        found = []
        for line, low in zip(lines, folded, strict=True):
            seen = self._anywhere(low) if line.shouted else self._at_capitals(line.text, low)
            spotted = Spotted()
            for end, size in sorted(seen) if len(seen) > 1 else seen:
                _read(spotted, line, low, (end + size, end), word=seen[end, size])
            found.append(spotted)
        return found

    def _anywhere(self, low: str) -> _Seen:
        """Return all names in a line, whatever their capitals."""
        seen: _Seen = {}
        for last, word in self._automaton.iter(low):
            start = last + 1 - len(word.folded)
            if not (start and _in_word(low[start - 1])):
                seen[last + 1, start - last - 1] = word
        return seen

    def _at_capitals(self, text: str, low: str) -> _Seen:
        """Return the names in a line that have a capital where they should."""
        seen: _Seen = {}
        known = self._anchored.get
        for match in _CAPITAL.finditer(text):
            first, last = match.span()
            anchored = known(low[first:last])
            if anchored is None:
                continue
            alone, longer = anchored
            more = longer.get(low[last : last + FOLLOWING])
            for before, folded, word in alone if more is None else [*alone, *more]:
                start = first - before
                if start >= 0 and low.startswith(folded, start) and not (start and _in_word(low[start - 1])):
                    seen[start + len(folded), -len(folded)] = word
        for word in self._lower:
            if word.folded in low:
                seen.update(dict.fromkeys(_spans(low, word.folded), word))
        return seen


def _spans(low: str, folded: str) -> Iterator[tuple[int, int]]:
    """Yield where a word stands, whatever it goes on with: its ends and minus its length."""
    start = low.find(folded)
    while start >= 0:
        if not (start and _in_word(low[start - 1])):
            yield start + len(folded), -len(folded)
        start = low.find(folded, start + 1)


def _read(spotted: Spotted, line: Line, low: str, span: tuple[int, int], *, word: _Word) -> None:
    """Take up what a stretch of a line is."""
    start, end = span
    if word.country is not None:
        read_possessor(spotted.possessors, line.text, low, start, end, word=word.country)
    if end < len(low) and _in_word(low[end]):
        return
    written = low[end - 1] != "." or low[max(0, start - 2) : start].startswith(",")
    if word.division and written and line.text[start].isupper():
        spotted.divisions.add(word.division)
    if word.forms:
        read_forms(spotted.hits, line, start, end, forms=word.forms)
    if word.metonym is not None and line.text[start].isupper():
        spotted.houses.append(House(start, end, word.metonym))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
