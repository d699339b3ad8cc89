"""Words as the index holds them: cut, folded, stemmed; texts and queries go through the same functions.

Every token is indexed in its folded form (lower case, no accents). In English text, and in text of unknown language, a
token whose stem differs is indexed a second time as its stem, behind a mark that no text can contain. A query word then
finds, in English text, every token with its stem, and in other text every token with its folded form; prefixes, fuzzy
words and spelling look at the unmarked forms alone, so that `governmen*` finds "government". There is no stop list:
"The Who" can be found, and phrases are exact.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal

from whoosh.lang.porter import stem as porter_stem

from corpus.names import fold_name

STEM_MARK: Final = "\x01"
LONGEST_WORD: Final = 100  # characters; what is longer is found by its beginning
STEMMED_LANGUAGES: Final = frozenset({"", "en", "eng", "und"})
_CACHED_WORDS: Final = 100_000

Scope = Literal["all", "stemmed", "other"]


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


def spans(text: str) -> Iterator[tuple[str, int]]:
    """Yield the tokens of a text with the offset of each."""
    for match in _TOKEN.finditer(text):
        token, start = match[1], match.start(1)
        parts = (
            [(token, 0)] if token.isascii() else [(each[0], each.start()) for each in _UNSPACED_PART.finditer(token)]
        )
        for part, offset in parts:
            yield part, start + offset


def raw_tokens(text: str) -> list[str]:
    """Return the tokens of a text as they stand in it."""
    found: list[str] = _TOKEN.findall(text)
    if text.isascii():
        return found
    return [part for token in found for part in ([token] if token.isascii() else _UNSPACED_PART.findall(token))]


@lru_cache(maxsize=_CACHED_WORDS)
def forms(token: str) -> tuple[str, str]:
    """Return the folded form and the stem of a token."""
    folded = token.lower() if token.isascii() else fold_name(token) or token
    folded = folded[:LONGEST_WORD]
    return folded, stem_of(folded)


@lru_cache(maxsize=_CACHED_WORDS)
def stem_of(folded: str) -> str:
    """Return the English stem of a folded word (Porter)."""
    return str(porter_stem(folded)) or folded


def is_stemmed(language: str) -> bool:
    """Return whether text of a language (a code such as "en" or "en-GB") is stemmed."""
    return re.split(r"[-_]", language, maxsplit=1)[0].lower() in STEMMED_LANGUAGES


def folded_words(text: str) -> list[str]:
    """Return the folded tokens of a query text."""
    return [forms(token)[0] for token in raw_tokens(text)]


def positions(text: str, *, stemmed: bool) -> tuple[dict[str, list[int]], int]:
    """Return each term of a text with its positions, and the number of tokens."""
    places: dict[str, list[int]] = {}
    tokens = raw_tokens(text)
    for position, token in enumerate(tokens):
        folded, stem = forms(token)
        _place(places, folded, position)
        if stemmed and stem != folded:
            _place(places, STEM_MARK + stem, position)
    return places, len(tokens)


def _place(places: dict[str, list[int]], term: str, position: int) -> None:
    found = places.get(term)
    if found is None:
        places[term] = [position]
    else:
        found.append(position)


def terms_for(folded: str) -> Iterator[tuple[str, Scope]]:
    """Yield the index terms that a query word stands for, each with the articles in which it counts."""
    stem = stem_of(folded)
    yield STEM_MARK + stem, "all"
    if stem == folded:
        yield folded, "all"
        return
    yield folded, "other"
    if stem_of(stem) == stem:  # otherwise the stem, as a word, has another stem
        yield stem, "stemmed"
