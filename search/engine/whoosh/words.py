"""Words as the index holds them: cut, folded, stemmed; texts and queries go through the same functions.

Every token is indexed once, in its folded form (lower case, no accents). Beside the dictionary of folded forms a
segment keeps which of them share a stem (texts.py). The term WORD_MARK + form stands for a word as a reader means it:
in English text, and in text of unknown language, every token with its stem; in other text every token with its folded
form. Prefixes, fuzzy words and spelling look at the folded forms alone, so that `governmen*` finds "government". There
is no stop list: "The Who" can be found, and phrases are exact.
"""

from __future__ import annotations

import re
import sys
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import Stemmer

from corpus.names import fold_name

WORD_MARK: Final = "\x01"  # no text contains it
LONGEST_WORD: Final = 100  # characters; what is longer is found by its beginning
STEMMED_LANGUAGES: Final = frozenset({"", "en", "eng", "und"})
_CACHED_WORDS: Final = 100_000


def _combining_marks() -> str:
    """Return the characters that go with a letter but are none to `re`, as ranges of a character class."""
    marks = [code for code in range(0x300, sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_MARKS: Final = _combining_marks()
# Whoosh's token expression, \w+(\.?\w+)*, with marks; a possessive 's is no part of the name it follows.
_TOKEN: Final = re.compile(rf"(\w[\w{_MARKS}]*(?:\.\w[\w{_MARKS}]*)*)(?:['’ʼ‘`´][sS](?![\w{_MARKS}]))?")
# Scripts written without spaces: every character is a token, and a word is a phrase.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED_PART: Final = re.compile(rf"[{_UNSPACED}][{_MARKS}]*|[^{_UNSPACED}]+")


# The same for texts without marks and unspaced scripts, and for plain English in lower case.
_SPACED_TOKEN: Final = re.compile(r"(\w+(?:\.\w+)*)(?:['’ʼ‘`´][sS](?!\w))?")
_ASCII_TOKEN: Final = re.compile(r"([a-z0-9_]+(?:\.[a-z0-9_]+)*)(?:['`]s(?![a-z0-9_]))?")
# Latin letters, typographic punctuation and currency signs: no marks, and nothing of the unspaced scripts.
_USUAL: Final = re.compile(r"[\x00-\u02ff\u1e00-\u1eff\u2010-\u2044\u20a0-\u20cf]*")
_UNUSUAL: Final = re.compile(rf"[{_UNSPACED}{_MARKS}]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_APOSTROPHES: Final = "’‘´"
_MOSTLY: Final = 8  # a text of which more than 1/8 of the bytes are not ASCII is no English


class _Typewriter(dict[str, str]):
    """What a typewriter has for a character, if a text's folded tokens are the same with it; else the character."""

    def __missing__(self, character: str) -> str:
        found = self[character] = self._typed(character)
        return found

    def _typed(self, character: str) -> str:
        if character in _APOSTROPHES:
            return "'"
        if _UNUSUAL.match(character):
            return character
        if not character.isalnum():
            return " " if not re.match(r"\w", character) else character
        folded = fold(character)
        return folded if folded.isascii() and folded.isalnum() else character


_typewriter: Final = _Typewriter()


def typed(text: str) -> str:
    """Return a text as a typewriter has it, as far as its folded tokens stay the same."""
    if (len(text.encode()) - len(text)) * _MOSTLY > len(text):
        return text
    return _NOT_ASCII.sub(lambda found: _typewriter[found[0]], text)


def tokens_of(piece: str) -> list[str]:
    """Return the folded tokens of a piece of plain English in lower case."""
    return [token[:LONGEST_WORD] for token in _ASCII_TOKEN.findall(piece)]


def spans(text: str) -> Iterator[tuple[str, int]]:
    """Yield the tokens of a text with the offset of each."""
    for match in _TOKEN.finditer(text):
        token, start = match[1], match.start(1)
        parts = (
            [(token, 0)] if token.isascii() else [(each[0], each.start()) for each in _UNSPACED_PART.finditer(token)]
        )
        for part, offset in parts:
            yield part, start + offset


def tokens(text: str) -> list[str]:
    """Return the tokens of a text; those of plain ASCII text in lower case already."""
    if text.isascii():
        return _ASCII_TOKEN.findall(text.lower())
    if _USUAL.fullmatch(text) or not _UNUSUAL.search(text):
        return _SPACED_TOKEN.findall(text)
    found: list[str] = _TOKEN.findall(text)
    return [part for token in found for part in ([token] if token.isascii() else _UNSPACED_PART.findall(token))]


@lru_cache(maxsize=_CACHED_WORDS)
def fold(token: str) -> str:
    """Return the folded form of a token."""
    folded = token.lower() if token.isascii() else (fold_name(token) or token).lower()
    return folded[:LONGEST_WORD]


class _Stemmers(threading.local):
    """Snowball's English stemmer ("Porter 2"), one for each thread, for it keeps state."""

    def __init__(self) -> None:
        self.english = Stemmer.Stemmer("english", 0)


_stemmers: Final = _Stemmers()


@lru_cache(maxsize=_CACHED_WORDS)
def stem_of(folded: str) -> str:
    """Return the English stem of a folded word."""
    return str(_stemmers.english.stemWord(folded)) or folded


def stems_of(folded: list[str]) -> list[str]:
    """Return the stems of many folded words."""
    found: list[str] = _stemmers.english.stemWords(folded)
    return [stem or word for stem, word in zip(found, folded, strict=True)]


def is_stemmed(language: str) -> bool:
    """Return whether text of a language (a code such as "en" or "en-GB") is stemmed."""
    return re.split(r"[-_]", language, maxsplit=1)[0].lower() in STEMMED_LANGUAGES


def folded_words(text: str) -> list[str]:
    """Return the folded tokens of a text."""
    return [fold(token) for token in tokens(text)]


def searched(folded: str) -> str:
    """Return the term that stands for a word in all its forms."""
    return WORD_MARK + folded
