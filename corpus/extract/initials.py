"""Initials and the names they stand for."""

from __future__ import annotations

import re

from corpus.extract.words import cached_fold

_ARTICLES = frozenset({"the", "a", "an"})


def has_initials(acronym: str, name: str) -> bool:
    """Say whether an acronym is made of the first letters of a name's words, in order, the first word's included."""
    letters = cached_fold("".join(character for character in acronym if character.isupper()))
    initials = [word[0] for word in re.split(r"[\s-]+", cached_fold(name)) if word and word not in _ARTICLES]
    if len(letters) < 2 or not initials or initials[0] != letters[0]:
        return False
    remaining = iter(initials)
    return all(letter in remaining for letter in letters)
