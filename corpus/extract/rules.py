"""Finding candidate names by capitals alone: what there is without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from corpus.extract.casing import Casing, KnowsWord, is_dictionary_word
from corpus.extract.plain import is_plain
from corpus.extract.words import (
    ABBREVIATIONS,
    ABSTRACT,
    AMBIGUOUS_TITLES,
    CALENDAR,
    COMPANY_FORMS,
    COMPANY_WORDS,
    FIRM_CONTINUATIONS,
    FUNCTION_WORDS,
    LEANINGS,
    OF_HEADS,
    OFFICE_WORDS,
    ORG_HEADS,
    PLACE_OPENINGS,
    STRONG_TITLES,
    TITLES,
    first_names,
)

_UPPER = "".join(chr(code) for code in range(0x530) if chr(code).isupper() or chr(code).istitle())
# "Workers' Union", but not "the rebels' Kabul office"
_OF_MANY = (
    r"(?<=s)['’](?=[ ](?:[A-Z]\w+[ ]){0,2}(?:"
    r"Alliance|Army|Assembly|Association|Club|Coalition|Committee|Congress|Cooperative|Council|"
    r"Federation|Front|Fund|Group|League|Movement|Network|Organi[sz]ation|Party|Rights|Syndicate|Union)\b)"
)
# "Harrow People's Army", but not "the people's Army"
_OF_PEOPLE = r"(?:(?<=People)|(?<=Women)|(?<=Children))['’]s(?=[ ][A-Z])"
# Runs of letters at a stroke: a text has many, and nothing within them can be read otherwise.
_AFTER_CAPITAL = (
    rf"(?:\.(?:[{_UPPER}]\.)+|"
    rf"\w*+(?:(?:[’'](?!s\b|S\b)(?=\w)|-(?=\w)|&(?=[{_UPPER}])|{_OF_MANY}|{_OF_PEOPLE})\w*+)*+\.?)"
)
_ARTICLE = "(?:al|el|as|ad|ash|an|ar|at|bin|ibn|de|van|von)-"
_CAPITAL = rf"(?:[{_UPPER}]{_AFTER_CAPITAL}|{_ARTICLE}[{_UPPER}][\w’'-]*)"
_LINK = (
    r"(?:of the|of|al|el|bin|ibn|de la|de los|de|del|della|der|den|van der|van|von|da|dos|das|di|du|la|le|y|e|ul|wa|"
    r"for|&|and)"
)
# It begins with the capital, for which a text is searched fast; what stands before it is looked at afterwards.
# "Committee on Harrow", "Conference on the Law of the Sea"
_ON = r"(?:(?<=Committee)|(?<=Commission)|(?<=Conference)|(?<=Council)|(?<=Center)|(?<=Centre)) on (?:the )?"
SEQUENCE = re.compile(rf"[{_UPPER}](?<!\w.){_AFTER_CAPITAL}(?:(?:[ ](?:{_LINK}[ ])?|{_ON}){_CAPITAL})*")
_ARTICLE_BEFORE = re.compile(rf"(?<!\w){_ARTICLE}$")
LONGEST_BEFORE = 3  # characters looked at before every name
_ORDINAL_ENDINGS = frozenset(
    first + second + " " for ending in ("st", "nd", "rd", "th") for first in (ending[0], ending[0].upper())
    for second in (ending[1], ending[1].upper())
)  # fmt: skip
_PART_BEFORE = frozenset("-.")
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,3}(?:st|nd|rd|th) $", re.IGNORECASE)
_UNITS = frozenset(
    ["army", "battalion", "brigade", "congress", "corps", "division", "fleet", "regiment", "squadron", "wing"]
)
_LEADING_LINK = re.compile(rf"{_LINK}[ ]")
_INNER_LINK = re.compile(r" (of the|of|for|&|y|e|and) ")
_TOKEN = re.compile(r"\S+")
_NO_NAME = FUNCTION_WORDS | ABSTRACT | TITLES
_FUNCTION_WORDS = frozenset(map(str.capitalize, FUNCTION_WORDS))
_INITIAL = re.compile(rf"[{_UPPER}]")
LONGEST_ARTICLE = 5
CACHED_SEQUENCES = 16_384
_CHIEF_OF = frozenset({"police", "fire"})
_COMPOUNDS = ("-based", "-led", "-backed", "-born", "-controlled", "-owned", "-run")


def capital_sequences(text: str, casing: Casing) -> list[tuple[int, int]]:
    """Return the spans of capitalised word sequences that may be names, without mere sentence starts."""
    found: list[tuple[int, int]] = []
    for match in SEQUENCE.finditer(text):
        start, end = match.span()
        surface = match[0]
        before = text[start - LONGEST_BEFORE if start > LONGEST_BEFORE else 0 : start]
        if surface in _FUNCTION_WORDS and before[-1:] not in _PART_BEFORE:
            continue
        if before[-1:] in _PART_BEFORE or before in _ORDINAL_ENDINGS:
            start = _with_beginning(text, start, end)
            surface, before = text[start:end], text[max(0, start - LONGEST_BEFORE) : start]
        begins = not (before[-1:] == " " and before[-2:-1].isalnum()) and _ends_sentence(before)
        several = " " in surface
        # Most names are one word within a sentence.
        if not begins and not several and surface[-1] != ".":
            if end - start > 1 and (surface.lower() not in _NO_NAME or surface == "US"):
                found.append((start, end))
            continue
        if before == "of " or (several and ". " in surface):
            found.extend(_pieces(text, start, end, casing))
            continue
        common = False
        if begins:
            first = surface.partition(" ")[0].rstrip(".,").lower()
            if first in PLACE_OPENINGS:
                found.extend(_pieces(text, start, end, casing))
                continue
            common = casing.is_common(first)
            if common and several and first in first_names():
                found.extend(_pieces(text, start, end, casing))
                continue
        for head, tail in _pieces_alone(surface, begins, common, casing.knows_word):
            found.append((start + head, start + tail))
    return found


def _with_beginning(text: str, start: int, end: int) -> int:
    """Return where a name begins that what stands before it may belong to: an article, an initial, a number.

    They are those of "al-Harrow", "W.Va." and "82nd Airborne Division".
    """
    mark = text[start - 1]
    if mark == "-":
        article = _ARTICLE_BEFORE.search(text, max(0, start - LONGEST_ARTICLE), start)
        return article.start() if article else start
    if mark == ".":
        initial = start > 1 and _INITIAL.match(text, start - 2) and not text[start - 3 : start - 2].isalnum()
        return start - 2 if initial else start
    number = _ORDINAL.search(text, max(0, start - 6), start)
    of_unit = text[start:end].rpartition(" ")[2].rstrip(".").lower() in _UNITS
    return number.start() if number is not None and of_unit else start


class _Evidence(Protocol):
    """What the trimming of a sequence asks of the document."""

    def is_common(self, word: str) -> bool: ...

    def is_dictionary_word(self, word: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class _FirstWord:
    """The evidence for a sequence by itself: only its first word can be one that merely begins a sentence."""

    common: bool
    knows_word: KnowsWord

    def is_common(self, _: str) -> bool:
        return self.common

    def is_dictionary_word(self, word: str) -> bool:
        return is_dictionary_word(word, self.knows_word)


@lru_cache(maxsize=CACHED_SEQUENCES)
def _pieces_alone(surface: str, begins: bool, common: bool, knows_word: KnowsWord) -> tuple[tuple[int, int], ...]:
    """Return the names in a sequence, whatever stands before it: the same sequences come over and over."""
    if not common and is_plain(surface):
        return ((0, len(surface)),)
    lead = "" if begins else "x "
    size = len(lead)
    evidence = _FirstWord(common, knows_word)
    found = _pieces(lead + surface, size, size + len(surface), evidence)
    return tuple((start - size, end - size) for start, end in found)


def _pieces(text: str, start: int, end: int, casing: _Evidence) -> Iterator[tuple[int, int]]:
    for sentence in _split_sentences(text, start, end):
        begin, finish = _trim_sentence_start(text, *sentence, casing)
        for piece in _split_links(text, begin, finish, casing):
            for first, last in _split_titles(text, *piece):
                first = _after_office(text, first, last)
                first, last = _trim_tail(text, first, last)
                if last - first > 1 and not _is_abstract(text[first:last]):
                    yield first, last


def _split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut after a full stop that ends a sentence rather than an abbreviation or initial."""
    stop = text.find(". ", start, end)
    while stop >= 0:
        word = text[start:stop].rpartition(" ")[2]
        if len(word) > 1 and "." not in word and word.lower() not in ABBREVIATIONS:
            yield start, stop + 1
            start = stop + 2
        stop = text.find(". ", stop + 2, end)
    yield start, end


def _trim_sentence_start(text: str, start: int, end: int, casing: _Evidence) -> tuple[int, int]:
    """Drop leading words that have their capital only from standing first."""
    if (
        " " not in text[start:end]
        and not _begins_sentence(text, start)
        and text[start:end].lower() not in FUNCTION_WORDS
    ):
        return start, end
    while start < end:
        token = _TOKEN.match(text, start, end)
        if token is None:
            return end, end
        word = token.group().rstrip(".,").lower()
        alone = token.end() >= end
        if word in CALENDAR and not alone:
            start = _after(text, token.end(), end)
            continue
        if word in FUNCTION_WORDS and (token.group() == "I" or not token.group().isupper() or len(word) == 1):
            start = _after(text, token.end(), end)
            continue
        if (
            _begins_sentence(text, start)
            and not token.group().isupper()
            and casing.is_common(word)
            and (alone or (word not in TITLES and not _names_body(text, token.end(), end)))
            and (alone or not _opens_name(word, text, token.end(), end, casing))
        ):
            start = _after(text, token.end(), end)
            continue
        return start, end
    return start, end


def _opens_name(word: str, text: str, start: int, end: int, casing: _Evidence) -> bool:
    """Say whether a first word may be part of a name: "New" or "Crystal" before "Harrow", not before "Laws"."""
    if word not in PLACE_OPENINGS and word not in first_names():
        return False
    following = text[start:end].split()
    return bool(following) and not casing.is_common(following[0].lower().rstrip(".,"))


def _names_body(text: str, start: int, end: int) -> bool:
    """Say whether capitals go on after a first word, so that it may be part of "National Bank" or "Supreme Court"."""
    rest = text[start:end].split()
    return bool(rest) and rest[-1].lower().rstrip(".") in ORG_HEADS


def _after(text: str, position: int, end: int) -> int:
    while position < end and text[position] == " ":
        position += 1
    link = _LEADING_LINK.match(text, position, end)
    return link.end() if link else position


def only_begins(text: str, start: int, name: str) -> bool:
    """Say whether a word may have its capital from beginning a sentence: "Invalid" of "Invalid address"."""
    return name.isalpha() and not name.isupper() and _begins_sentence(text, start)


def _begins_sentence(text: str, start: int) -> bool:
    if start > 1 and text[start - 1] == " " and text[start - 2].isalnum():
        return False
    return _ends_sentence(text[max(0, start - LONGEST_BEFORE) : start])


def _ends_sentence(before: str) -> bool:
    before = before.rstrip(" \"'“”‘’([")
    return not before or before[-1] in ".!?:;—-–\u2022"


def _split_links(text: str, start: int, end: int, casing: _Evidence) -> Iterator[tuple[int, int]]:
    """Cut at "of", "for", "and" unless the words around make them part of a name ("Bank of England")."""
    for link in _INNER_LINK.finditer(text[start:end]):
        before = text[start : start + link.start()].split()
        after = text[start + link.end() : end].split()
        if link.group(1) == "&" or (link.group(1) == "and" and _joined(before, after, casing)):
            continue
        if link.group(1) == "and" or not before or before[-1].lower().rstrip(".") not in OF_HEADS:
            yield start, start + link.start()
            yield from _split_links(text, start + link.end(), end, casing)
            return
    if start < end:
        yield start, end


def _joined(before: list[str], after: list[str], casing: _Evidence) -> bool:
    """Say whether "and" stands inside a name: "Harrow and Co", "Food and Drug Administration"."""
    if not before or not after:
        return False
    first, last = after[0].lower(), after[-1].lower().rstrip(".")
    if first in FIRM_CONTINUATIONS or first in COMPANY_FORMS:
        return True
    if last not in ORG_HEADS and last not in COMPANY_FORMS:
        return False
    if len(before) == len(after) == 1 and last.endswith("s") and before[0].endswith("s"):  # "Republicans and Democrats"
        return False
    return _describes(before[-1], casing) and _describes(after[0], casing)


def _describes(word: str, casing: _Evidence) -> bool:
    lowered = word.lower()
    return (
        lowered in ORG_HEADS
        or lowered in COMPANY_WORDS
        or lowered in OFFICE_WORDS
        or casing.is_dictionary_word(lowered)
    )


def _after_office(text: str, start: int, end: int) -> int:
    """Return where the name begins behind an office: "(Secretary of) State Nadia Kowalczyk"."""
    if not text.endswith("of ", max(0, start - 3), start) or " " not in text[start:end]:
        return start
    before = text[max(0, start - 24) : start].split()
    if len(before) < 2 or before[-2].lower() not in TITLES:
        return start
    while (token := _TOKEN.match(text, start, end)) and token.group().lower() in OFFICE_WORDS and token.end() < end:
        start = _after(text, token.end(), end)
    return start


def _split_titles(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut around a title inside ("Harrow Bank Chairman Nadia Kowalczyk") and after "-based" and the like."""
    first = start
    if " " not in text[start:end]:
        yield start, end
        return
    tokens = list(_TOKEN.finditer(text, start, end))
    firm = tokens[-1].group().lower() in COMPANY_FORMS
    before = ""
    for token, following in pairwise(tokens):
        word = token.group().lower().rstrip(".")
        titled = word in STRONG_TITLES or (word == "chief" and before in _CHIEF_OF)
        before = word
        if titled and token.start() > start and not (firm and word in AMBIGUOUS_TITLES):
            yield first, token.start() - 1
            first = following.start()
        elif word.endswith(_COMPOUNDS):
            yield first, token.end()
            first = following.start()
        elif word in LEANINGS and token.start() == first and tokens[-1].group().lower().rstrip(".") not in ORG_HEADS:
            first = following.start()
    yield first, end


def _trim_tail(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop the full stop of the sentence and trailing words that never end a name."""
    if text[end - 1 : end] != "." and " " not in text[start:end]:
        return start, end
    words = text[start:end].split()
    last = words[-1][:-1] if words and words[-1].endswith(".") else ""
    initial = len(last) == 1 and len(words) > 1
    if last and "." not in last and last.lower() not in ABBREVIATIONS and not initial:
        end -= 1
    words = text[start:end].split(" ")
    while words and (
        words[-1].lower() in CALENDAR or (words[-1].lower() in FUNCTION_WORDS and not words[-1].isupper())
    ):
        words.pop()
    return start, start + len(" ".join(words))


def _is_abstract(surface: str) -> bool:
    some = False
    for word in surface.split():
        if word == "US":
            continue
        if word.lower().strip(".") not in _NO_NAME:
            return False
        some = True
    return some
