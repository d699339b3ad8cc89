"""Giving Title Case and capitals-only lines the capitals that a plain sentence would have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from corpus.extract.lines import Line
from corpus.extract.words import FUNCTION_WORDS, common_words

_WORD = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*\.?")
_LOWER = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:['’][^\W\d_]+)?")
_MIDDLE = re.compile(r"(?<=[a-z,;] )[^\W\d_]+")

KnowsWord = Callable[[str], bool]


def no_dictionary(_: str) -> bool:
    """Know no word: the dictionary of an extractor without a model."""
    return False


class Casing:
    """The evidence of one document about which words are names.

    `names` says whether a word or its neighbourhood is a known name; `knows_word` is a dictionary of English words.
    """

    def __init__(self, lines: Iterable[Line], knows_word: KnowsWord = no_dictionary) -> None:
        self.lower: set[str] = set()
        self.capital: set[str] = set()
        self._knows_word = knows_word
        for line in lines:
            if not line.cased:
                continue
            self.lower.update(word for word in _LOWER.findall(line.text) if word.islower())
            self.capital.update(word.lower() for word in _MIDDLE.findall(line.text) if word[0].isupper())

    def is_common(self, word: str) -> bool:
        """Say whether a lower-cased word is an ordinary word as far as this document and the lists show."""
        if word in FUNCTION_WORDS:
            return True
        if word in self.capital:
            return False
        return word in self.lower or self._is_english(word)

    def _is_english(self, word: str) -> bool:
        listed = common_words()
        return any(form in listed or self._knows_word(form) for form in _base_forms(word))

    def recase(self, line: Line, known: list[tuple[int, int]]) -> str:
        """Return the line's text, equally long, with capitals on likely names only.

        `known` are spans of names already recognised there; they keep their capitals (Title Case in a shouted line).
        """
        characters = list(line.text)
        for match in _WORD.finditer(line.text):
            start, end = match.span()
            inside = any(first <= start and end <= last for first, last in known)
            if inside and not line.shouted:
                continue
            self._recase_word(characters, start, end, shouted=line.shouted, inside=inside)
        return "".join(characters)

    def _recase_word(self, characters: list[str], start: int, end: int, *, shouted: bool, inside: bool) -> None:
        word = "".join(characters[start:end])
        if _is_acronym(word, shouted=shouted):
            return
        common = not inside and self.is_common(word.lower().rstrip("."))
        first = _starts_sentence(characters, start)
        for index in range(start, end):
            keep = index == start and (not common or first)
            if not keep and (shouted or common):
                characters[index] = _lower_one(characters[index])


def _is_acronym(word: str, *, shouted: bool) -> bool:
    """Say whether a word is initials; in a shouted line only dots or missing vowels can tell."""
    bare = word.rstrip(".")
    if "." in bare:
        return True
    if not shouted:
        return len(bare) > 1 and bare.isupper()
    return 2 <= len(bare) <= 6 and not set(bare) & set("AEIOUYÁÉÍÓÚ")


def _starts_sentence(characters: list[str], start: int) -> bool:
    before = "".join(characters[max(0, start - 4) : start]).rstrip(" \"'“‘([")
    return not before or before[-1] in ".!?:—"


def _base_forms(word: str) -> Iterable[str]:
    """Yield the word and the forms it may be inflected from."""
    yield word
    for ending, replacement in (
        ("'s", ""),
        ("’s", ""),
        ("ies", "y"),
        ("es", ""),
        ("es", "e"),
        ("s", ""),
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
        ("er", ""),
        ("ers", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            yield word[: len(word) - len(ending)] + replacement


def _lower_one(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character
