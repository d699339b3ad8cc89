"""Which names of one document mean the same actor, and what the actor is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.extract.lexicon import ActorKind, Entry, Lexicon
from corpus.extract.ordinary import is_firm
from corpus.extract.plain import is_plain
from corpus.extract.words import (
    COMPANY_FORMS,
    GOVERNMENT_HEADS,
    GROUP_HEADS,
    NAME_LINKS,
    ROYALS,
    SUFFIXES,
    TITLES,
    cached_fold,
    common_words,
    first_names,
)

CACHED_NAMES = 16_384
MAX_NAMESAKES = 50  # people of one last name that a name is compared with
MAX_NAME = 250
MAX_KEY = 300
QUOTES = "\"“”‘’'"
MAX_INITIALS = 6  # longer names in capitals only are shouted, not initials
_LONE_NAME = re.compile(r"(?:[^\W\d_]['’]|[^\W\d_]{2,3}-)?[^\W\d_a-z][^\W\d_]*[a-zß-ÿ](?:-[^\W\d_]+)*")
_GOVERNMENT_WORDS = re.compile(
    r"(?:^|\b\w+(?:an|ese|ish|i|ic|ch|us|u\.s\.) )(?:ministry|department|government|embassy|consulate) of\b"
    r"|^office of the president\b|\b(?:house of representatives|joint chiefs(?: of staff)?|(?:legislative|city|county"
    r"|town|borough|privy) council|(?:prosecutor|attorney|sheriff|coroner|governor|mayor)(?:'s)? office"
    r"|fire (?:and|&) rescue(?: service)?|fire (?:department|brigade)|police(?: department| force| service)?"
    r"|weather service|coast ?guard|air force(?: reserve)?|armed forces|marine corps|national guard|border patrol"
    r"|ambulance service|geological survey|hurricane cent(?:er|re)|central bank|secret service|constabulary"
    r"|elect(?:ions?|oral) commission|house of (?:commons|lords)|chamber of deputies"
    r"|(?:high|supreme|appeals?|district|constitutional|federal) court|court of (?:appeals?|justice|cassation))$"
)


@dataclass(slots=True, unsafe_hash=True)
class Actor:
    """An actor as the document shows it; `key` links it across documents, an empty one to nothing."""

    key: str
    name: str
    kind: ActorKind
    country: str = ""


@lru_cache(maxsize=CACHED_NAMES)
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


@lru_cache(maxsize=CACHED_NAMES)
def _take_apart(surface: str) -> _Name | None:
    tokens = surface.replace(",", " ").split()
    if len(tokens) > 2:
        # "Nadia "Nan" Kowalczyk" is called Nadia Kowalczyk elsewhere.
        tokens = [token for token in tokens if token[0] not in QUOTES or token[-1] not in QUOTES] or tokens
    while len(tokens) > 1 and (title := tokens[0].lower().rstrip(".")) in TITLES:
        if title in ROYALS and len(tokens) == 2:
            break
        tokens.pop(0)
    written = " ".join(tokens)
    while len(tokens) > 1 and tokens[-1].lower() in SUFFIXES:
        tokens.pop()
    words = tuple(word for token in tokens if (word := cached_fold(token).strip(".'\"")))
    return _Name(written, " ".join(tokens), words) if words else None


def link_people(
    surfaces: Iterable[str], lexicon: Lexicon, *, officials: Collection[str] = (), countries: Collection[str] = ()
) -> dict[str, Actor]:
    """Return the person each surface names; one whose full name isn't known has no key, so that nothing links it.

    A surname in `officials`, those that follow the title of an office, may be that of the only such person whom the
    lexicon has in one of the `countries` (ISO 3166) the article speaks of.
    """
    names = {surface: name for surface in dict.fromkeys(surfaces) if (name := _take_apart(surface))}
    people = _People(lexicon)
    for cluster in _cluster([name for name in names.values() if len(name.words) > 1], lexicon):
        people.add(cluster)
    found: dict[str, Actor] = {}
    for surface, name in names.items():
        owner = people.owner(name)
        if owner is None and surface in officials and not people.are_called(name):
            known = [entry for entry in lexicon.surnamed(name.last) if entry.country in countries]
            owner = from_entry(known[0]) if len(known) == 1 else None
        if owner is None and _may_be_person(name):
            owner = Actor("", name.written[:MAX_NAME], "person")
        if owner is not None:
            found[surface] = owner
    return found


def _may_be_person(name: _Name) -> bool:
    """Say whether a single word looks like a person's name: letters only, and not in capitals."""
    word = name.written
    return len(word) > 2 and _LONE_NAME.fullmatch(word) is not None and name.last not in common_words()


def _cluster(names: list[_Name], lexicon: Lexicon) -> list[list[_Name]]:
    """Group full names: same last name, first names equal or initial; the lexicon keeps namesakes apart."""
    clusters: list[list[_Name]] = []
    near: dict[str, list[list[_Name]]] = defaultdict(list)
    for name in sorted(set(names), key=lambda name: (-len(name.words), -len(name.plain), name.written)):
        entry = lexicon.named(name.plain)
        keys = [name.last] if entry is None else [name.last, entry.key]
        rivals = {id(cluster): cluster for key in keys for cluster in near[key][:MAX_NAMESAKES]}.values()
        homes = [cluster for cluster in rivals if all(_compatible(name, other, lexicon) for other in cluster)]
        if len(homes) == 1:
            homes[0].append(name)
            continue
        clusters.append([name])
        for key in keys:
            near[key].append(clusters[-1])
    return clusters


class _People:
    """The people of a document, found by full name, last word or first word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_name: dict[_Name, Actor] = {}
        self._by_last: dict[str, dict[str, Actor]] = defaultdict(dict)
        self._by_first: dict[str, dict[str, Actor]] = defaultdict(dict)

    def add(self, cluster: list[_Name]) -> None:
        """Take up a person under all forms of the name; "al-Sadr" is found as "Sadr" too."""
        actor = _person(cluster, self._lexicon)
        for name in cluster:
            self._by_name[name] = actor
            self._by_first[name.words[0]][actor.key] = actor
            for last in {name.last, name.last.partition("-")[2]} - {""}:
                self._by_last[last][actor.key] = actor

    def are_called(self, name: _Name) -> bool:
        """Say whether the document names people in full who have a single word for their last name."""
        return name.last in self._by_last

    def owner(self, name: _Name) -> Actor | None:
        """Return the person of a full name, or the only one whom a single word fits."""
        if len(name.words) > 1:
            return self._by_name[name]
        bare = name.last
        fitting = self._by_last.get(bare) or self._by_last.get(bare.partition("-")[2], {})
        if fitting:
            return next(iter(fitting.values())) if len(fitting) == 1 else None
        entry = self._lexicon.named(name.written)
        if entry is not None and entry.kind == "person":
            return from_entry(entry)
        fitting = {} if bare in first_names() else self._by_first.get(bare, {})
        return next(iter(fitting.values())) if len(fitting) == 1 else None


def _compatible(one: _Name, other: _Name, lexicon: Lexicon) -> bool:
    first, second = lexicon.named(one.plain), lexicon.named(other.plain)
    if first is not None and second is not None:
        return first.id == second.id
    if one.words == other.words:
        return True
    if one.last != other.last:
        return False
    if other.words[-len(one.words) :] == one.words or one.words[-len(other.words) :] == other.words:
        return True
    return _same_given(one.words[0], other.words[0]) and _same_middle(one.words[1:-1], other.words[1:-1])


def _same_given(one: str, other: str) -> bool:
    return one == other or (len(one) == 1 and other.startswith(one)) or (len(other) == 1 and one.startswith(other))


def _same_middle(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or not other or all(_same_given(a, b) for a, b in zip(one, other, strict=False))


def _person(cluster: list[_Name], lexicon: Lexicon) -> Actor:
    for name in cluster:
        # "Pablo Escobar Gaviria" is known without his mother's name.
        shorter = name.plain.rpartition(" ")[0] if len(name.words) > 2 else ""
        entry = (
            lexicon.named(name.written) or lexicon.named(name.plain) or (lexicon.named(shorter) if shorter else None)
        )
        if entry is not None and entry.kind == "person":
            return from_entry(entry)
    longest = max(cluster, key=lambda name: (len(name.words), len(name.plain)))
    bare = {name.written for name in cluster}
    plain = longest.plain in bare or (len(cluster) > 1 and longest.plain != longest.written)
    shown = longest.plain if plain else longest.written
    if shown.isupper() and len(shown) > MAX_INITIALS:
        shown = shown.title()
    # Middle initials come and go from article to article.
    first, *middle, last = longest.words
    key = " ".join([first, *(word for word in middle if len(word) > 1), last])
    return Actor(f"person:{key}"[:MAX_KEY], shown[:MAX_NAME], "person")


# --- organisations ----------------------------------------------------------


def link_organisations(surfaces: Iterable[str], text: str, lexicon: Lexicon) -> dict[str, Actor]:
    """Return the organisation, group or government body each surface names; bare nouns are left out."""
    wanted = [surface for surface in dict.fromkeys(surfaces) if not is_bare_noun(surface)]
    keys = {surface: organisation_key(surface) for surface in wanted}
    spelled_out = _short_forms(wanted, lexicon) | _acronyms(wanted, text)
    forms: dict[str, list[str]] = defaultdict(list)
    for surface in wanted:
        forms[keys[spelled_out.get(surface, surface)]].append(surface)
    actors: dict[str, Actor] = {}
    for key, members in forms.items():
        actor = _organisation(key, members, lexicon)
        actors.update(dict.fromkeys(members, actor))
    return actors


def _short_forms(surfaces: list[str], lexicon: Lexicon) -> dict[str, str]:
    """Return which firm each beginning of one stands for: "Harrow" beside one "Harrow Motors Corp"."""
    owners: dict[str, set[str]] = defaultdict(set)
    for firm in surfaces:
        words = firm.split() if is_firm(firm) else []
        for size in range(1, len(words)):
            owners[" ".join(words[:size])].add(firm)
    return {
        surface: min(firms)
        for surface in surfaces
        if not is_firm(surface) and lexicon.named(surface) is None
        for firms in [owners.get(surface, set())]
        if len({organisation_key(firm) for firm in firms}) == 1
    }


def _organisation(key: str, members: list[str], lexicon: Lexicon) -> Actor:
    for member in sorted(members, key=len, reverse=True):
        entry = lexicon.named(member) or lexicon.named(key)
        if entry is not None:
            return from_entry(entry)
    name = max(members, key=len)
    firm = lexicon.firm_called(name)
    if firm is not None:
        return from_entry(firm)
    kind = kind_of(name)
    return Actor(f"{kind}:{key}"[:MAX_KEY], name[:MAX_NAME], kind)


@lru_cache(maxsize=CACHED_NAMES)
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


@lru_cache(maxsize=CACHED_NAMES)
def kind_of(name: str) -> ActorKind:
    """Return the kind that the words of a name speak for."""
    folded = cached_fold(name)
    words = folded.split()
    if words[-1] in GOVERNMENT_HEADS or _GOVERNMENT_WORDS.search(folded):
        return "government"
    return "group" if words[-1] in GROUP_HEADS else "organisation"


@lru_cache(maxsize=CACHED_NAMES)
def is_bare_noun(surface: str) -> bool:
    """Say whether a surface only describes ("the group", "Government", "resistance forces")."""
    if " " in surface and is_plain(surface):
        return False
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
    by_initials: dict[str, list[str]] = defaultdict(list)
    for name in surfaces:
        if " " in name:
            for initials in _initials(name):
                by_initials[initials].append(name)
    found: dict[str, str] = {}
    for acronym in short:
        stated = _spelled_out_before(acronym, text)
        fitting = [name for name in surfaces if stated.endswith(f" {name}")] if stated else []
        fitting = fitting or by_initials.get(acronym.replace(".", "").lower(), [])
        if len({organisation_key(name) for name in fitting}) == 1:
            found[acronym] = fitting[0]
    return found


def _spelled_out_before(acronym: str, text: str) -> str:
    """Return the text before "(ACRONYM)", as far as a name can reach, or "" where it isn't put so."""
    position = text.find(f" ({acronym})")
    return f" {text[max(0, position - MAX_NAME) : position]}" if position >= 0 else ""


@lru_cache(maxsize=CACHED_NAMES)
def _initials(name: str) -> frozenset[str]:
    words = [word for word in re.split(r"[\s-]+", cached_fold(name)) if word]
    content = [word for word in words if word not in NAME_LINKS and word not in COMPANY_FORMS]
    return frozenset({"".join(word[0] for word in words), "".join(word[0] for word in content)})
