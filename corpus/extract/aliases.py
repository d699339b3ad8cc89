"""Which names of one document mean the same actor, and what the actor is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.extract.lexicon import ActorKind, Entry, Lexicon
from corpus.extract.words import (
    COMPANY_FORMS,
    GOVERNMENT_HEADS,
    GROUP_HEADS,
    NAME_LINKS,
    SUFFIXES,
    TITLES,
    cached_fold,
    common_words,
    first_names,
)

MAX_NAME = 250
_MINISTRY_STARTS = ("ministry of", "department of", "government of", "embassy of", "office of the president")


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as the document shows it; `key` links it across documents."""

    key: str
    name: str
    kind: ActorKind
    country: str = ""


def from_entry(entry: Entry) -> Actor:
    """Return the actor of a lexicon entry."""
    return Actor(entry.key, entry.name, entry.kind, entry.country)


# --- people -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Name:
    """A person's name taken apart: as written (without titles), without suffix, and its folded words."""

    written: str
    plain: str
    words: tuple[str, ...]

    @property
    def last(self) -> str:
        return self.words[-1]


def _take_apart(surface: str) -> _Name | None:
    tokens = surface.replace(",", " ").split()
    while len(tokens) > 1 and tokens[0].lower().rstrip(".") in TITLES:
        tokens.pop(0)
    written = " ".join(tokens)
    while len(tokens) > 1 and tokens[-1].lower() in SUFFIXES:
        tokens.pop()
    words = tuple(word for token in tokens if (word := cached_fold(token).strip(".'\"")))
    return _Name(written, " ".join(tokens), words) if words else None


def link_people(surfaces: Iterable[str], lexicon: Lexicon) -> dict[str, Actor]:
    """Return the person each surface names; bare surnames that fit none or several people are left out."""
    names = {surface: name for surface in dict.fromkeys(surfaces) if (name := _take_apart(surface))}
    clusters = _cluster([name for name in names.values() if len(name.words) > 1], lexicon)
    actors: dict[str, Actor] = {}
    people = [(cluster, _person(cluster, lexicon)) for cluster in clusters]
    for surface, name in names.items():
        owner = _owner(name, people, lexicon)
        if owner is not None:
            actors[surface] = owner
    return actors


def _cluster(names: list[_Name], lexicon: Lexicon) -> list[list[_Name]]:
    """Group full names: same last name, first names equal or initial; the lexicon keeps namesakes apart."""
    clusters: list[list[_Name]] = []
    for name in sorted(set(names), key=lambda name: (-len(name.words), -len(name.plain), name.written)):
        homes = [cluster for cluster in clusters if all(_compatible(name, other, lexicon) for other in cluster)]
        if len(homes) == 1:
            homes[0].append(name)
        else:
            clusters.append([name])
    return clusters


def _compatible(one: _Name, other: _Name, lexicon: Lexicon) -> bool:
    first, second = lexicon.named(one.plain), lexicon.named(other.plain)
    if first is not None and second is not None:
        return first.id == second.id
    if one.words == other.words:
        return True
    if one.last != other.last:
        return False
    return _same_given(one.words[0], other.words[0]) and _same_middle(one.words[1:-1], other.words[1:-1])


def _same_given(one: str, other: str) -> bool:
    return one == other or (len(one) == 1 and other.startswith(one)) or (len(other) == 1 and one.startswith(other))


def _same_middle(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or not other or all(_same_given(a, b) for a, b in zip(one, other, strict=False))


def _person(cluster: list[_Name], lexicon: Lexicon) -> Actor:
    for name in cluster:
        entry = lexicon.named(name.written) or lexicon.named(name.plain)
        if entry is not None and entry.kind == "person":
            return from_entry(entry)
    longest = max(cluster, key=lambda name: (len(name.words), len(name.plain)))
    bare = {name.written for name in cluster}
    plain = longest.plain in bare or (len(cluster) > 1 and longest.plain != longest.written)
    shown = longest.plain if plain else longest.written
    return Actor(f"person:{cached_fold(longest.plain)}"[:300], shown[:MAX_NAME], "person")


def _owner(name: _Name, people: list[tuple[list[_Name], Actor]], lexicon: Lexicon) -> Actor | None:
    if len(name.words) > 1:
        return next(actor for cluster, actor in people if name in cluster)
    bare = name.last
    by_last = {actor.key: actor for cluster, actor in people if any(_ends_with(full, bare) for full in cluster)}
    if len(by_last) == 1:
        return next(iter(by_last.values()))
    if by_last:
        return None
    entry = lexicon.named(name.written)
    if entry is not None and entry.kind == "person":
        return from_entry(entry)
    if bare in first_names():
        return None
    by_first = {actor.key: actor for cluster, actor in people if any(full.words[0] == bare for full in cluster)}
    return next(iter(by_first.values())) if len(by_first) == 1 else None


def _ends_with(full: _Name, bare: str) -> bool:
    return full.last == bare or full.last.partition("-")[2] == bare or bare.partition("-")[2] == full.last


# --- organisations ----------------------------------------------------------


def link_organisations(surfaces: Iterable[str], text: str, lexicon: Lexicon) -> dict[str, Actor]:
    """Return the organisation, group or government body each surface names; bare nouns are left out."""
    wanted = [surface for surface in dict.fromkeys(surfaces) if not is_bare_noun(surface)]
    keys = {surface: organisation_key(surface) for surface in wanted}
    spelled_out = _acronyms(wanted, text)
    forms: dict[str, list[str]] = defaultdict(list)
    for surface in wanted:
        forms[keys[spelled_out.get(surface, surface)]].append(surface)
    actors: dict[str, Actor] = {}
    for key, members in forms.items():
        actor = _organisation(key, members, lexicon)
        actors.update(dict.fromkeys(members, actor))
    return actors


def _organisation(key: str, members: list[str], lexicon: Lexicon) -> Actor:
    for member in sorted(members, key=len, reverse=True):
        entry = lexicon.named(member) or lexicon.named(key)
        if entry is not None:
            return from_entry(entry)
    name = max(members, key=len)
    kind = kind_of(name)
    return Actor(f"{kind}:{key}"[:300], name[:MAX_NAME], kind)


def organisation_key(surface: str) -> str:
    """Return the name under which an organisation is compared: folded, without article and company form."""
    words = cached_fold(surface).replace(",", " ").split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in COMPANY_FORMS:
        words = words[:-1]
    if len(words) > 1 and words[-1] in {"&", "and"}:
        words = words[:-1]
    return " ".join(words).removesuffix("'s")


def kind_of(name: str) -> ActorKind:
    """Return the kind that the words of a name speak for."""
    folded = cached_fold(name)
    words = folded.split()
    if words[-1] in GOVERNMENT_HEADS or folded.startswith(_MINISTRY_STARTS):
        return "government"
    return "group" if words[-1] in GROUP_HEADS else "organisation"


def is_bare_noun(surface: str) -> bool:
    """Say whether a surface only describes ("the group", "Government", "resistance forces")."""
    words = [word for word in re.split(r"[\s-]+", surface) if word]
    if not words or not any(character.isalpha() for character in surface):
        return True
    if not any(character.isupper() for character in surface):
        return True
    if len(words) > 1:
        return False
    word = words[0]
    if word.isupper():
        return len(word) == 1
    return len(word) == 1 or word.lower().rstrip(".'s") in common_words()


def _acronyms(surfaces: list[str], text: str) -> dict[str, str]:
    """Return which long name each acronym of the document stands for."""
    short = [
        surface
        for surface in surfaces
        if 2 <= len(surface.replace(".", "")) <= 8 and surface.replace(".", "").isupper()
    ]
    long = [surface for surface in surfaces if " " in surface]
    found: dict[str, str] = {}
    for acronym in short:
        letters = acronym.replace(".", "").lower()
        stated = [name for name in long if f"{name} ({acronym})" in text]
        fitting = stated or [name for name in long if letters in _initials(name)]
        if len({organisation_key(name) for name in fitting}) == 1:
            found[acronym] = fitting[0]
    return found


def _initials(name: str) -> set[str]:
    words = [word for word in re.split(r"[\s-]+", cached_fold(name)) if word]
    content = [word for word in words if word not in NAME_LINKS and word not in COMPANY_FORMS]
    return {"".join(word[0] for word in words), "".join(word[0] for word in content)}
