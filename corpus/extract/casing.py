"""Giving Title Case and capitals-only lines the capitals that a plain sentence would have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from corpus.extract.initials import has_initials
from corpus.extract.lines import Line
from corpus.extract.shouted import expanded, movements, quoted, spelled_out
from corpus.extract.word_classes import load_word_classes
from corpus.extract.words import (
    COMPANY_FORMS,
    FUNCTION_WORDS,
    GOVERNMENT_HEADS,
    GROUP_HEADS,
    HEADLINE_SMALL,
    HEADLINE_VERBS,
    MEASURES,
    ORG_HEADS,
    PLURAL_NAMES,
    common_words,
    first_names,
)
from corpus.extract.written import Written

_WORD = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*\.?")
_HEADS = ORG_HEADS | GROUP_HEADS | GOVERNMENT_HEADS
_SHORT_COUNTRIES = frozenset(["DRC", "PRC", "UAE", "UK", "USA", "USSR"])
_LAST_OF_ENDINGS = frozenset("dgrsy")
CACHED_WORDS = 16_384
LONGEST_FIRM = 5  # words before the form of a company

KnowsWord = Callable[[str], bool]


@lru_cache(maxsize=CACHED_WORDS)
def is_listed(word: str) -> bool:
    """Say whether the list of common words has a lower-cased word or a form it may be inflected from."""
    return not common_words().isdisjoint(_base_forms(word))


def no_dictionary(_: str) -> bool:
    """Know no word: the dictionary of an extractor without a model."""
    return False


def is_dictionary_word(word: str, knows_word: KnowsWord) -> bool:
    """Say whether the lists or a dictionary have a lower-cased word."""
    return word in FUNCTION_WORDS or word in MEASURES or word in ORG_HEADS or is_english(word, knows_word)


def is_english(word: str, knows_word: KnowsWord) -> bool:
    """Say whether a lower-cased word, or a form it may be inflected from, is a common one or in a dictionary."""
    if is_listed(word):
        return True
    return knows_word is not no_dictionary and any(map(knows_word, _base_forms(word)))


class Casing:
    """The evidence of one document about which words are names.

    `names` says whether a word or its neighbourhood is a known name; `knows_word` is a dictionary of English words.
    """

    def __init__(self, lines: Iterable[Line], knows_word: KnowsWord = no_dictionary) -> None:
        self.knows_word = knows_word
        self._text = Written("\n".join([line.text for line in lines if line.cased]))
        self._ordinary: dict[str, bool] = {}

    def is_common(self, word: str) -> bool:
        """Say whether a lower-cased word is an ordinary word as far as this document and the lists show."""
        if word in FUNCTION_WORDS or word in MEASURES:
            return True
        ordinary = self._ordinary.get(word)
        if ordinary is None:
            # Most names are neither; so what they look like elsewhere need not be known.
            ordinary = is_english(word, self.knows_word) or self._text.in_lower_case(word)
            ordinary = self._ordinary[word] = ordinary and not self._text.with_capital(word)
        return ordinary

    def is_dictionary_word(self, word: str) -> bool:
        """Say whether the lists have a lower-cased word, whatever the document does with it."""
        return is_dictionary_word(word, self.knows_word)

    def recase(self, line: Line, known: list[tuple[int, int]]) -> str:
        """Return the line's text, equally long, with capitals on likely names only.

        `known` are spans of names already recognised there; they keep their capitals (Title Case in a shouted line).
        """
        characters = list(line.text)
        matches = list(_WORD.finditer(line.text))
        known = [*known, *_firms(line.text, matches)]
        acronyms: set[tuple[int, int]] = set()
        bodies: list[tuple[int, int]] = []
        if line.shouted:
            known.extend(self._bodies(line.text, matches))
            bodies = [*movements(line.text, matches, self._is_ordinary), *quoted(line.text)]
            known.extend(bodies)
            acronyms.update(expanded(line.text, self._is_ordinary))
            for name, initials in spelled_out(line.text, matches, has_initials):
                known.append(name)
                acronyms.add(initials)
        ends = {last + 1 for _, last in bodies}
        before = ""
        for match in matches:
            start, end = match.span()
            previous, before = before, match.group().lower()
            bare = end - line.text.endswith(".", start, end)  # the full stop may be the sentence's
            inside = any(first <= start and bare <= last for first, last in known)
            if (inside and (not line.shouted or match.group() in _SHORT_COUNTRIES)) or (start, end) in acronyms:
                continue
            subject = any(last == start - 1 for _, last in known)
            if line.headline and not inside and self._is_ordinary_in_headline(before, previous, subject=subject):
                characters[start:end] = map(_lower_one, characters[start:end])
                continue
            self._recase_word(characters, start, end, shouted=line.shouted, inside=inside)
            if start in ends and not inside:  # what follows a body's name is no part of it
                characters[start] = _lower_one(characters[start])
        return "".join(characters)

    def _is_ordinary_in_headline(self, word: str, previous: str, *, subject: bool) -> bool:
        """Say whether a word of a headline is a verb, adjective or abstraction and so part of no name.

        "Evacuates" is one, "Annex" in first place, and "Doubles" behind a known name; what the document writes with a
        capital elsewhere is none.
        """
        if previous in first_names() or word in _HEADS or not word.isalpha():
            return False
        known, bases = load_word_classes(), set(_base_forms(word))
        if not previous:
            ordinary = word in known.verbs and word not in first_names()
        elif word.endswith("s"):
            verbs = known.verbs if subject and word not in PLURAL_NAMES else known.plain_verbs
            ordinary = not verbs.isdisjoint(bases) and word not in known.verbs
        else:
            ordinary = word in known.adjectives
            ordinary = ordinary or (word.endswith(("ed", "ing")) and not known.verbs.isdisjoint(bases))
        ordinary = ordinary or (bool(previous) and not known.abstractions.isdisjoint(bases))
        return ordinary and not self._text.with_capital(word)

    def _bodies(self, text: str, words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
        """Yield the spans of words such as "FRONT" and "BATTALION" that follow a name, as they then belong to it."""
        for word, head in pairwise(words):
            name = word.group().lower()
            if (
                head.group().lower() in GROUP_HEADS
                and text[word.end() : head.start()] == " "
                and not self._is_ordinary(name)
            ):
                yield head.span()

    def _is_ordinary(self, word: str) -> bool:
        return self.is_common(word) or is_dictionary_word(word, self.knows_word)

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


def _firms(text: str, words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that end with the form of a company and begin where nothing but a name can ("AM HARROW INC")."""
    for index, match in enumerate(words):
        if match.group().rstrip(".").lower() not in COMPANY_FORMS or not match.group()[0].isupper():
            continue
        first = index
        while first and index - first < LONGEST_FIRM and _goes_on(text, words[first - 1], words[first]):
            first -= 1
        if first < index:
            yield words[first].start(), match.end()


def _goes_on(text: str, word: re.Match[str], following: re.Match[str]) -> bool:
    gap = text[word.end() : following.start()]
    lowered = word.group().rstrip(".").lower()
    ordinary = lowered in FUNCTION_WORDS or lowered in HEADLINE_SMALL or lowered in HEADLINE_VERBS
    return gap in (" ", "-", " & ") and word.group()[0].isupper() and not ordinary and lowered not in MEASURES


def _is_acronym(word: str, *, shouted: bool) -> bool:
    """Say whether a word is initials; in a shouted line only dots or missing vowels can tell."""
    bare = word.rstrip(".")
    if bare.lower() in MEASURES:
        return False
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
    if word[-1:] not in _LAST_OF_ENDINGS:
        return
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
