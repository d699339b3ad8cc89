"""Texts as the cluster gets them: cut, folded and stemmed here, by the functions of the Whoosh engine.

The cluster only splits at blanks, so both engines have the same words by construction. A text in English, or of unknown
language, is sent as its stems; another as its folded words, each with a mark before it. A word as a reader means it is
either: ALTERNATIVES makes of "stem|=folded" two terms at one place, which are scored as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from search.engine.whoosh import words

PLAIN_MARK: Final = "="  # no token contains it
_EITHER: Final = "|"
# What the folding of rare characters can bring into a token, and would be cut at or taken for a mark.
_UNSAFE: Final = re.compile(r"[\s|=]")
_STANDS_FOR_UNSAFE: Final = "\u00a0"  # no blank to Java
_CACHED_WORDS: Final = 100_000  # some 30 MB; nearly every word of a text has been met before

WORDS: Final = "words"
ALTERNATIVES: Final = "alternatives"
ANALYSIS: Final[dict[str, Any]] = {
    "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": 1_000}},
    "filter": {
        "alternatives": {"type": "pattern_capture", "preserve_original": False, "patterns": [r"([^|]+)\|(.+)"]},
    },
    "analyzer": {
        WORDS: {"type": "custom", "tokenizer": "blanks"},
        ALTERNATIVES: {"type": "custom", "tokenizer": "blanks", "filter": ["alternatives"]},
    },
}


def safe(word: str) -> str:
    """Return a folded word as a token for the cluster."""
    return _UNSAFE.sub(_STANDS_FOR_UNSAFE, word)


def folded(text: str) -> list[str]:
    """Return the folded words of a text, safe to send."""
    return [safe(word) for word in words.folded_words(text)]


def indexed(text: str, language: str) -> tuple[str, list[str]]:
    """Return a text as it is indexed, and its different folded words."""
    found = [_form_and_stem(token) for token in words.tokens(text)]
    forms = list(dict.fromkeys([form for form, _ in found]))
    if words.is_stemmed(language):
        return " ".join([stem for _, stem in found]), forms
    return " ".join([PLAIN_MARK + form for form, _ in found]), forms


@lru_cache(maxsize=_CACHED_WORDS)
def _form_and_stem(token: str) -> tuple[str, str]:
    form = safe(words.fold(token))
    [stem] = words.stems_of([form])
    return form, stem


def either(word: str) -> str:
    """Return what stands in a query analysed with ALTERNATIVES for a folded word in all its forms."""
    return f"{words.stem_of(word)}{_EITHER}{PLAIN_MARK}{word}"


def both(word: str) -> tuple[str, str]:
    """Return the two terms by which a folded word is found: its stem, and itself in other languages."""
    return words.stem_of(word), PLAIN_MARK + word


def all_either(found: Iterable[str]) -> str:
    """Return the query text of several folded words."""
    return " ".join(map(either, found))
