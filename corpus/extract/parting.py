"""Where a stretch of capitals ends one name and begins another: lists, pairs of places, a body and a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from corpus.extract.geography import Standing
from corpus.extract.spacy_model import Entity
from corpus.extract.spans import Label
from corpus.extract.words import NAMED_AFTER_PEOPLE, ORG_HEADS, first_names

PROMINENT = frozenset({Standing.COUNTRY, Standing.ADMIN_IN_CONTEXT, Standing.BIG_CITY, Standing.BIG_CITY_IN_CONTEXT})
FEWEST_PARTED = 2  # spaces in a stretch that may hold two names
LONGEST_GIVEN = 20  # characters of a given name
_LIST = re.compile(r",? and |, ")
_NICKNAMED = re.compile(r"[A-Z][\w'’-]+ [\"“](?:[A-Z][\w-]+ ?){1,2}[\"”’'] (?:[A-Z]\. )?[A-Z][\w'’-]*[^\W\d_]")
_THINGS = NAMED_AFTER_PEOPLE | {head for head in ORG_HEADS if len(head) > 4}


def apart(
    text: str, sequences: Iterable[tuple[int, int]], is_prominent: Callable[[str], bool]
) -> list[tuple[int, int]]:
    """Return the sequences, those cut in two that are two places ("Harrow-Dunmere") or a body and a person.

    `is_prominent` says whether a name is that of a country, a province of the document's or a big town.
    """
    found: list[tuple[int, int]] = []
    for span in sequences:
        # Most names are one word or two.
        if text.count(" ", *span) < FEWEST_PARTED and text.find("-", *span) < 0:
            found.append(span)
            continue
        start, end = span
        cut = start + _length_of_first(text[start:end], is_prominent)
        found.append((start, cut))
        if cut < end:
            found.append((cut + 1, end))
    return found


def _length_of_first(surface: str, is_prominent: Callable[[str], bool]) -> int:
    first, hyphen, second = surface.partition("-")
    if not hyphen:
        return _before_person(surface, is_prominent)
    two = second[:1].isupper() and is_prominent(second) and is_prominent(first)
    return len(first) if two else len(surface)


def _before_person(surface: str, is_prominent: Callable[[str], bool]) -> int:
    """Return where a place or body ends that a person's name follows: "United States Jo Harrow"."""
    words = surface.split(" ")
    given = first_names()
    if words[0].lower() in given:
        return len(surface)
    for index in range(1, len(words) - 1):
        if words[index].lower() in given:
            before = " ".join(words[:index])
            if words[index - 1].lower() in ORG_HEADS or is_prominent(before):
                return len(before)
    return len(surface)


def before_body(text: str, start: int, end: int, bodies: Iterable[tuple[int, int]]) -> int:
    """Return where a person's full name ends that the name of a known body follows: "Jo Maria Harrow (Ferrari)"."""
    for first, last in bodies:
        if last == end and start < first:
            name = text[start : first - 1]
            if " " in name and "," not in name and name.partition(" ")[0].lower() in first_names():
                return first - 1
    return end


def with_nicknames(text: str, proposals: Iterable[Entity]) -> Iterable[Entity]:
    """Return the proposals, those joined that a nickname in quotes parts: 'Nadia "Nan" Kowalczyk'."""
    if '"' not in text and "“" not in text:
        return proposals
    names = [match.span() for match in _NICKNAMED.finditer(text)]
    return _joined(list(proposals), names) if names else proposals


def _joined(proposals: list[Entity], names: Iterable[tuple[int, int]]) -> list[Entity]:
    for start, end in names:
        inside = [one for one in proposals if one[0] < end and start < one[1]]
        if any(label in ("PER", "?") and first >= start and last <= end for first, last, label in inside):
            label: Label = "PER" if any(one[2] == "PER" for one in inside) else "?"
            proposals = sorted([*(one for one in proposals if one not in inside), (start, end, label)])
    return proposals


def listed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the commas and "and"s of a stretch."""
    for link in _LIST.finditer(text, start, end):
        yield start, link.start()
        start = link.end()
    yield start, end


def ends_like_body(surface: str) -> bool:
    """Say whether the last word of a name is an organisation's ("Afghan Wireless Company")."""
    return surface.split()[-1].lower().rstrip(".") in ORG_HEADS


def belongs_to_thing(text: str, end: int) -> bool:
    """Say whether a person's name only names a thing here: "Trump Tower", "Kennedy Center"."""
    following = text[end : end + 24].split()
    if not following or not text[end : end + 1].isspace() or not following[0][:1].isupper():
        return False
    return following[0].lower().strip(".,") in _THINGS


def belongs_to_person(text: str, start: int, end: int) -> bool:
    """Say whether a firm's name is a person's surname here: "Lilian Harrow" where Harrow makes cars."""
    if " " in text[start:end] or text[start - 1 : start] != " ":
        return False
    before = text[max(0, start - LONGEST_GIVEN) : start].split()
    return bool(before) and before[-1][0].isupper() and before[-1].lower() in first_names()
