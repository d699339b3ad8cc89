"""How a text writes a word: in lower case somewhere, or with a capital within its sentences."""

from __future__ import annotations

import re
from functools import cached_property

# In longer texts all words are collected once; in others the few words that are asked for are looked for.
SEARCHED_CHARACTERS = 20_000
# What parts words, to be turned into spaces; letters beyond ASCII are several bytes, none of them among these.
_PARTING = b""".,;:!?"()[]{}<>/|*+=_#%&@$0123456789-"""
_TO_SPACES = bytes.maketrans(_PARTING, b" " * len(_PARTING))
_PARTING_SIGNS = "“”–—…"
_PARTS = frozenset([*_PARTING.decode(), *_PARTING_SIGNS])
# A capital after a lower-case word or a comma; first the space, which is quickly found.
_CAPITAL_WITHIN = re.compile(r" (?<=[a-z,;] )([^\W\d_a-z][^\W\d_]*)")
_BEFORE_CAPITAL = frozenset("abcdefghijklmnopqrstuvwxyz,;")


class Written:
    """The words of a text as it writes them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._short = len(text) <= SEARCHED_CHARACTERS

    def in_lower_case(self, word: str) -> bool:
        """Say whether a lower-cased word stands in the text so, by itself."""
        if not self._short:
            return word.islower() and word in self._words
        if word not in self._text or not word.islower() or not _PARTS.isdisjoint(word):
            return False
        text, position = self._text, self._text.find(word)
        while position >= 0:
            end = position + len(word)
            if (not position or _parts(text[position - 1])) and (end == len(text) or _parts(text[end])):
                return True
            position = text.find(word, end)
        return False

    def with_capital(self, word: str) -> bool:
        """Say whether a lower-cased word has a capital behind a lower-case letter, comma or semicolon and a space."""
        if not word.isalpha():
            return False
        text, lowered = self._text, self._lowered
        if not self._short or len(lowered) != len(text):
            return word in self._names
        wanted, size = f" {word}", len(word) + 1
        position = lowered.find(wanted)
        while position >= 0:
            end = position + size
            within = position > 0 and text[position - 1] in _BEFORE_CAPITAL
            if within and text[position + 1].isupper() and not lowered[end : end + 1].isalpha():
                return True
            position = lowered.find(wanted, end)
        return False

    @cached_property
    def _lowered(self) -> str:
        return self._text.lower()

    @cached_property
    def _words(self) -> frozenset[str]:
        text = self._text
        for sign in _PARTING_SIGNS:
            text = text.replace(sign, " ")
        plain = text.encode("utf-8", "surrogatepass").translate(_TO_SPACES)
        return frozenset(plain.decode("utf-8", "surrogatepass").split())

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset([word.lower() for word in _CAPITAL_WITHIN.findall(self._text) if word[0].isupper()])


def _parts(character: str) -> bool:
    return character in _PARTS or character.isspace()
