"""One pass over a document for all names known beforehand: actors, countries and peoples, seats of government."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from corpus.extract.geography import CountryWord, Geography, read_possessor
from corpus.extract.lexicon import Form, Hit, Lexicon, Metonym, read_forms
from corpus.extract.lines import Line
from corpus.extract.roles import House, Metonyms, Possessor


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

    size: int
    forms: list[Form] = field(default_factory=list)
    country: CountryWord | None = None
    metonym: Metonym | None = None
    division: str = ""


class Spotter:
    """The names of lexicon, countries and metonyms in one automaton."""

    def __init__(self, lexicon: Lexicon, geography: Geography, metonyms: Metonyms) -> None:
        words: dict[str, _Word] = {}
        for folded, forms in lexicon.forms.items():
            words[folded] = _Word(len(folded), forms)
        for folded, country in geography.country_words.items():
            words.setdefault(folded, _Word(len(folded))).country = country
        for folded, metonym in metonyms.houses.items():
            words.setdefault(folded, _Word(len(folded))).metonym = metonym
        for folded, code in geography.divisions.items():
            words.setdefault(folded, _Word(len(folded))).division = code
        self._automaton: Any = ahocorasick.Automaton()
        for folded, word in words.items():
            self._automaton.add_word(folded, word)
        self._automaton.make_automaton()

    def spot(self, lines: Sequence[Line], folded: Sequence[str]) -> list[Spotted]:
        """Return what each line has; `folded` holds fold_in_place of each line's text."""
        found = [Spotted() for _ in lines]
        if not lines:
            return found
        whole = "\n".join(["", *folded, ""])
        index, base = 0, 1
        end_of_line = base + len(folded[0])
        for last, word in self._automaton.iter(whole):
            start = last - word.size + 1
            before = whole[start - 1]
            if before.isalnum() or before == "_":
                continue
            while last > end_of_line:
                base = end_of_line + 1
                index += 1
                end_of_line = base + len(folded[index])
            after = whole[last + 1]
            ends = not (after.isalnum() or after == "_")
            line, spotted = lines[index], found[index]
            first, end = start - base, last + 1 - base
            if word.country is not None:
                read_possessor(spotted.possessors, line.text, folded[index], first, end, word=word.country)
            if not ends:
                continue
            if word.division and line.text[first].isupper() and (whole[last] != "." or whole[start - 2] == ","):
                spotted.divisions.add(word.division)
            if word.forms:
                read_forms(spotted.hits, line, first, end, forms=word.forms)
            if word.metonym is not None and line.text[first].isupper():
                spotted.houses.append(House(first, end, word.metonym))
        return found
