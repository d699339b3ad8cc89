"""Names in lines of capitals that their own words betray: movements, and what initials in brackets stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from corpus.extract.words import FUNCTION_WORDS, GROUP_HEADS, MOVEMENT_WORDS, MOVEMENT_WORDS_PLAIN, ORG_HEADS

LONGEST_MOVEMENT = 7  # words
MOST_UNKNOWN = 2  # words before those that movements have in common
LONGEST_SPELLED_OUT = 9  # words
_PARTY = "party"
_OF_PARTIES = frozenset(["christian", "democratic", "national", "republican"])  # and of much else: "the national force"
_UNITS = frozenset(["detachment", "forces", "unit", "units"])
_INITIALS = re.compile(r" [(\[](?P<initials>[A-Z]{2,8})[)\]]")
_HEADS = "|".join(sorted(head.upper() for head in GROUP_HEADS))
# What a text calls a group: 'a group called "Friends of Harrow"', 'the "Night Front"', 'called the Harrow Front'
_QUOTED = re.compile(
    r"(?:GROUP|ORGANI[SZ]ATION|MOVEMENT|GANG|SQUAD|CELL|FACTION|COMMANDO)S?,? (?:THAT )?"
    r"(?:CALLED|NAMED|KNOWN AS|CALL(?:S|ING) (?:ITSELF|THEMSELVES)) (?:THE )?"
    r"[\"“](?:THE )?(?P<called>[A-Z][A-Z' -]{2,60}?)[.,]?[\"”]"
    rf"|(?:CALLED|NAMED) (?:THE )?(?P<plain>[A-Z][A-Z'-]*(?: [A-Z'-]+){{1,4}} (?:{_HEADS}))\b"
    rf"|[\"“](?:THE )?(?P<quoted>[A-Z][A-Z'-]*(?: [A-Z'-]+){{0,4}} (?:{_HEADS}))[.,]?[\"”]"
)
# "HIPA [Hill Patrols of Harrow]": the initials may be those of another language.
_EXPANDED = re.compile(r"\b(?P<initials>[A-Z]{3,8}) [(\[](?P<name>(?:[A-Z'-]+ ){1,8}[A-Z'-]+)[)\]]")
_LINKS = frozenset(["and", "de", "del", "for", "in", "la", "las", "los", "of", "the", "y"])
_Words = Sequence[re.Match[str]]
IsOrdinary = Callable[[str], bool]


def movements(text: str, words: _Words, is_ordinary: IsOrdinary) -> Iterator[tuple[int, int]]:
    """Yield the spans of names such as "HARROW POPULAR LIBERATION FRONT": a head, behind words that movements bear.

    Words before them that aren't ordinary belong to the name.
    """
    for index, head in enumerate(words):
        if _lowered(head) not in GROUP_HEADS:
            continue
        first = index
        telling, party = False, _lowered(head) == _PARTY
        while first and index - first < LONGEST_MOVEMENT and _adjoin(text, words, first):
            word = _lowered(words[first - 1])
            if word not in MOVEMENT_WORDS and word not in MOVEMENT_WORDS_PLAIN:
                break
            telling = telling or word in MOVEMENT_WORDS or (party and word in _OF_PARTIES)
            first -= 1
        if not telling:
            continue
        for _ in range(MOST_UNKNOWN):
            if not first or not _adjoin(text, words, first) or is_ordinary(_lowered(words[first - 1])):
                break
            first -= 1
        yield words[first].start(), head.end()


def spelled_out(
    text: str, words: _Words, stands_for: Callable[[str, str], bool]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the spans of names whose initials follow in brackets, and of these: "HARROW ACTION ALLIANCE (HAA)"."""
    ends = {word.end(): index for index, word in enumerate(words)}
    for bracket in _INITIALS.finditer(text):
        last = ends.get(bracket.start())
        if last is None:
            continue
        first = last
        while last - first < LONGEST_SPELLED_OUT:
            opening = _lowered(words[first])
            if opening not in _LINKS and stands_for(bracket["initials"], text[words[first].start() : bracket.start()]):
                yield (words[first].start(), words[last].end()), bracket.span("initials")
                break
            if not first or not _adjoin(text, words, first):
                break
            first -= 1


def quoted(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what a text in capitals calls a group, in quotes."""
    for match in _QUOTED.finditer(text):
        yield match.span(match.lastgroup or 0)


def expanded(text: str, is_ordinary: IsOrdinary) -> Iterator[tuple[int, int]]:
    """Yield the spans of initials that a body's name in brackets explains: "HIPA [HILL PATROLS OF HARROW]"."""
    for match in _EXPANDED.finditer(text):
        words = match["name"].lower().split()
        tells = any(
            word in GROUP_HEADS or word in ORG_HEADS or word in MOVEMENT_WORDS or word in _UNITS for word in words
        )
        if tells and not is_ordinary(match["initials"].lower()):
            yield match.span("initials")


def _lowered(word: re.Match[str]) -> str:
    return word.group().rstrip(".").replace("’", "'").lower()


def _adjoin(text: str, words: _Words, index: int) -> bool:
    """Say whether nothing but a space parts a word from the one before, which may be a genitive ("WORKERS' ARMY")."""
    if text[words[index - 1].end() : words[index].start()] not in (" ", "' ", "’ "):
        return False
    word = _lowered(words[index - 1])
    return word in _LINKS or word not in FUNCTION_WORDS
