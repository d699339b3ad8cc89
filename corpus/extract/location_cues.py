"""What the words around a name of a place say about which place it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.extract.date_grammar import MONTH, WEEKDAYS
from corpus.extract.gazetteer import Gazetteer, Match, Place
from corpus.extract.mention import MentionField
from corpus.extract.words import OFFICE_WORDS, ORG_HEADS

CONTEXT_CHARACTERS = 80
_WORD = r"[A-ZÀ-Þ][\w.'’-]*"
_PHRASE = rf"{_WORD}(?:[ \xa0](?:(?:of|and|the|al|el|de|du|la) )?{_WORD}){{0,3}}"
_COMPASS = r"(?:the )?(?:(?:north|south|east|west)[\w-]* |central |upper |lower )?"
_SIDE = rf"{_COMPASS}(?:(?:province|district|state|region|county|city) of )?{_COMPASS}"
_AFTER = re.compile(rf"(?:['’]s)?(?:\s*,\s*|\s*\()(?:in |a \w+ in )?{_SIDE}(?P<name>{_PHRASE})")
_AFTER_IN = re.compile(
    rf"(?: (?:city|town|village|district|province|area|region|county))?,? (?:in|of) {_SIDE}(?P<name>{_PHRASE})"
)
_EPITHETS = r"(?:\w+ly |restive |\w+ern |capital |port |town of |city of |capital of |city |province of )*"
_BEFORE = re.compile(rf"(?P<name>{_PHRASE})['’]s? {_EPITHETS}$")
_BEFORE_DISTRICT = re.compile(
    rf"(?P<name>{_PHRASE}) (?:province|state|county|district|governorate)['’]s (?:[\w-]+ ){{0,2}}$"
)
_UNIT_AFTER = re.compile(
    r" (?:(?P<admin1>province|governorate|state|oblast|prefecture|emirate|gov(?:ernor)?(?=\W)|legislature)|"
    r"(?P<admin2>district|county|municipality)|(?P<city>city|town|village))s?\b",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(
    r"(?:(?P<admin1>province|governorate|state|oblast|prefecture)|(?P<admin2>district|county|municipality)|"
    r"(?P<city>city|town|village|capital))s?(?: of)? (?:\w+(?:,| and|, and) ){0,4}$",
    re.IGNORECASE,
)
_UNIT_INITIALS = frozenset("cdeglmopstv")
# The words that stand before the name itself: a unit, "of", or the end of a list's item ("the cities of X, Y and Z").
_UNITS_BEFORE: tuple[str, ...] = ("province", "governorate", "state", "oblast", "prefecture", "district", "county")
_UNITS_BEFORE += ("municipality", "city", "town", "village", "capital")
_UNITS_BEFORE += (*(f"{unit}s" for unit in _UNITS_BEFORE), "of", ",", "and")
_BEFORE_CONTAINER = frozenset(" ,('’\t\n\xa0")
_DATE_WORD = re.compile(rf"(?:{MONTH}|(?:{'|'.join(WEEKDAYS)})\b)[.,]*", re.IGNORECASE)
_OF_BODIES = ORG_HEADS | OFFICE_WORDS
_NOTHING: frozenset[int] = frozenset()


@dataclass(slots=True, unsafe_hash=True)
class LocationCue:
    """A name that may be a place: its text, offsets and field, and the text before and after it (80 characters do)."""

    text: str
    start: int = 0
    end: int = 0
    field: MentionField = "text"
    before: str = ""
    after: str = ""
    sure: bool = False


def cue_at(text: str, start: int, end: int, *, field: MentionField = "text", sure: bool = False) -> LocationCue:
    """Return the cue for a span of a text, with the text around it; `sure` = it is a location, known or not."""
    before, after = text[max(0, start - CONTEXT_CHARACTERS) : start], text[end : end + CONTEXT_CHARACTERS]
    return LocationCue(text[start:end], start, end, field, before, after, sure)


def containers(cue: LocationCue, gazetteer: Gazetteer) -> frozenset[int]:
    """Return the ids of the places that the surrounding words name as the one `cue` lies in."""
    before, after = cue.before[-CONTEXT_CHARACTERS:], cue.after[:CONTEXT_CHARACTERS]
    phrases: list[re.Match[str] | None] = []
    if after[:1] in _BEFORE_CONTAINER:
        phrases.append(_AFTER.match(after))
        if " in " in after or " of " in after:
            phrases.append(_AFTER_IN.match(after))
    if "' " in before or "’ " in before or "'s " in before or "’s " in before:
        phrases.extend((_BEFORE.search(before), _BEFORE_DISTRICT.search(before)))
    named = [match["name"] for match in phrases if match]
    if not named:
        return _NOTHING
    return frozenset(place.geonameid for name in named for place in _named(name, gazetteer))


def stated_kind(cue: LocationCue) -> str:
    """Return the kind that a word beside the name states: admin1 for "Kandahar province", city for "the town of X"."""
    found = _UNIT_AFTER.match(cue.after) if cue.after[1:2].lower() in _UNIT_INITIALS else None
    if found is None:
        before = cue.before[-CONTEXT_CHARACTERS:]
        # The search is dear; the word before the name tells whether there is anything to find.
        last = before[:-1].rpartition(" ")[2].lower() if before[-1:] == " " else ""
        if last.endswith(_UNITS_BEFORE):
            found = _UNIT_BEFORE.search(before)
    return (found.lastgroup or "") if found else ""


def lies_in(place: Place, containing: frozenset[int]) -> bool:
    """Tell whether the place lies in one of the containing places."""
    return not containing.isdisjoint(place.parents)


def _named(phrase: str, gazetteer: Gazetteer) -> list[Place]:
    """Return the places that the longest beginning of a phrase names: "Afghanistan Monday" is Afghanistan.

    "HAMDAYET, Nov. 20" tells the day, not what Hamdayet lies in, though there is a town called Nov.
    """
    words = phrase.split()
    if _DATE_WORD.fullmatch(words[0]):
        return []
    for length in range(len(words), 0, -1):
        # In "Harrow, the U.S. Agriculture Department said" the U.S. is part of another name.
        if length < len(words) and words[length].lower().rstrip(".,;:’'") in _OF_BODIES:
            continue
        name = " ".join(words[:length]).rstrip(",;:")
        matches = gazetteer.matches(name) or gazetteer.matches(name.replace(". ", ".").rstrip("."))
        places = [match.place for match in matches if _may_contain(match, name)]
        if places:
            return places
    return []


def _may_contain(match: Match, name: str) -> bool:
    if match.rank == 3 and not (name.isupper() or name.endswith(".")):
        return False
    return match.place.kind != "city" or match.place.population > 0


def split_name(cue: LocationCue) -> LocationCue:
    """Return a cue for the first part of "Panjshir, Afghanistan", with the rest counted as what follows it."""
    for mark in (", ", ",", " ("):
        head, found, rest = cue.text.partition(mark)
        if found and head.strip() and rest.strip():
            return LocationCue(
                head.strip(), cue.start, cue.end, cue.field, cue.before, f", {rest.strip(' )')}{cue.after}"
            )
    return cue
