"""Names of places as a document has them, each with the places it may stand for and what speaks for these anywhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.extract.gazetteer import Gazetteer, Match, Place
from corpus.extract.gazetteer_names import (
    ENGLISH_SPEAKING,
    RANK_ABBREVIATION,
    RANK_ALTERNATE,
    RANK_MAIN,
    bare_name,
    place_key,
)
from corpus.extract.home import town_in
from corpus.extract.location_cues import LocationCue, containers, split_name, stated_kind
from corpus.extract.mention import Resolved
from corpus.extract.surroundings import PARTIES
from corpus.extract.words import DIRECTIONS

# Weights of the score, in units of a tenfold population; set on general grounds, checked on LGL and GeoVirus.
KIND_WEIGHT = {"country": 4.5, "admin1": 1.2, "admin2": -1.0, "city": 0.0, "region": 7.0}
ALTERNATE_PENALTY = 2.0
KNOWN_ALTERNATE_PENALTY = 0.3
WELL_KNOWN_POPULATION = 100_000
EMPTY_ALIAS_PENALTY = 1.5
RIVAL_SHARE = 0.3  # of a place's people that another one of the name has, so that a by-name means that one
NO_RIVAL = -1
UNUSUAL_PENALTY = 2.0  # of a by-name of a town where English is spoken
CAPITAL_WEIGHT = 2.5
NAMESAKE_PENALTY = 3.0
_FORM_OF_STATE = re.compile(
    r"(?:[A-Z][\w’'-]+ )?(?:Commonwealth|Duchy|Emirate|Federation|Kingdom|Principality|Republic|State|Sultanate|Union)"
    r" of (?:the )?(?=[A-Z])"
)
FAMOUS_POPULATION = 500_000
FAINT_SHARE = 0.02  # of a famous place's people
FAINT_TRUST = 0.4
NAMESAKE_SHARE = 0.1
STATED_WEIGHT = 3.0
STATE_WEIGHT = 6.0  # of the province behind a town in it
MAX_INITIALS = 3
KNOWN_BY_INITIALS = 1_000_000  # people of a town such as "LA"
CACHED_NAMES = 16_384
CACHED_OUTLETS = 1_024

NEARBY_WEIGHT = {"city": 4.5, "admin2": 4.5, "admin1": 2.7}
CELL_DEGREES = 3.0  # wider than what counts as near, up to 61° of latitude
CELLS_A_ROW = 1_000  # more than there are

# What units call themselves before the town's name they bear: "Regierungsbezirk Köln".
_UNITS = frozenset({"arrondissement", "kreis", "landkreis", "okres", "powiat", "regierungsbezirk", "wilaya"})
_NOWHERE = (0.0, 0.0, 0.0)
_INITIALS = re.compile(r"[A-Z]\.")
_ARTICLE_BEFORE = re.compile(r"(?:^|\W)[Tt]he $")
# "the Kabul airport": the article is the next noun's.
_NOUN_AFTER = re.compile(
    r" (?!(?:and|or|at|by|in|on|is|was|are|were|from|to|into|near|with|has|had|have|for|between|as|that|which|who|but|"
    r"since|after|before|during|until|while|when|where|will|would|could|may|rivers?)\b)[a-z]| (?!River\b)[A-Z]|-[a-z]"
)


class Seat(NamedTuple):
    """Where a place lies, as the weighing of a document's places asks for it over and over.

    `lineage` are the ids of the place and of what it lies in; `province` and `district` are those that it is or lies
    in, 0 for none; `cell` and `nearness` are set if places near it count; `point` lies on a globe of radius 1.
    """

    geonameid: int
    country: str
    countries: tuple[str, ...]
    lineage: tuple[int, ...]
    province: int
    district: int
    cell: int | None
    nearness: float
    point: tuple[float, float, float]


@dataclass(slots=True, eq=False)
class Known:
    """What the gazetteer has under a name: the matches, and the part of their scores that no document changes.

    `plain` are the scores where the text states no kind; `seats` tell where the places lie; `trust` is how far to go
    by the country that a document is about: less for places that are nothing beside another of the name, as Montreal
    in Wisconsin is, which the county or state must speak for.
    """

    key: str
    matches: tuple[Match, ...]
    scores: tuple[float, ...]
    namesakes: frozenset[int]
    demonym: bool
    plain: list[float]
    seats: tuple[Seat, ...]
    trust: tuple[float, ...]

    def scores_for(self, kind: str) -> list[float]:
        """Return the scores where the text states a kind ("the town of"), or "" for none."""
        if not kind:
            return self.plain
        return [
            score
            + (
                STATED_WEIGHT
                if kind == match.place.kind
                else -NAMESAKE_PENALTY
                if match.place.geonameid in self.namesakes
                else 0.0
            )
            for score, match in zip(self.scores, self.matches, strict=True)
        ]


@dataclass(slots=True)
class Name:
    """One mention to resolve: what it may stand for, what contains it, and the scores of the last pass."""

    cue: LocationCue
    known: Known
    containing: frozenset[int]
    kind: str
    scores: list[float] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the name as places' names are compared."""
        return self.known.key

    @property
    def matches(self) -> tuple[Match, ...]:
        """Return the places of this name."""
        return self.known.matches

    @property
    def best(self) -> Place | None:
        """Return the candidate with the highest score."""
        if not self.scores:
            return None
        return self.matches[self.scores.index(max(self.scores))].place


def names_of(cues: Iterable[LocationCue], gazetteer: Gazetteer) -> list[Name]:
    """Look the cues up; a name found nowhere is tried again as "Name, Container"."""
    names = []
    for cue in cues:
        known = _look_up(cue, gazetteer)
        if not known.matches and ("," in cue.text or "(" in cue.text):
            cue = split_name(cue)
            known = _look_up(cue, gazetteer)
        names.append(Name(cue, known, containers(cue, gazetteer), stated_kind(cue)))
    return names


@lru_cache(maxsize=CACHED_OUTLETS)
def outlet_town(outlet: str, gazetteer: Gazetteer) -> tuple[Name, ...]:
    """Return the town or county that an outlet is called after as a name that every article of it speaks of."""
    letters = town_in(outlet)
    cuts = range(2, len(letters) - 1)
    for spelling in [letters, *(f"{letters[:cut]} {letters[cut:]}" for cut in cuts)] if letters else []:
        if any(match.rank == RANK_MAIN and not match.part for match in gazetteer.matches(spelling)):
            return tuple(names_of([LocationCue(spelling.title())], gazetteer))
    return ()


def states_of_towns(names: Sequence[Name]) -> None:
    """Let the name behind a town's be the province's, not its capital's: "New York" of "Buffalo, New York"."""
    for town, name in pairwise(names):
        behind = town.cue.field == name.cue.field and town.cue.end + 2 == name.cue.start
        best = name.best if behind and town.scores and name.cue.before.endswith(", ") else None
        if best is None or best.kind != "city" or town.best is None:
            continue
        around = town.best.parents
        name.scores = [
            score + STATE_WEIGHT if match.place.kind == "admin1" and match.place.geonameid in around else score
            for score, match in zip(name.scores, name.matches, strict=True)
        ]


def _look_up(cue: LocationCue, gazetteer: Gazetteer) -> Known:
    text = cue.text.removeprefix("City of ")
    after_comma = cue.before.rstrip(" ").endswith(",")
    # "Wichita, Kan., …": the full stop may be the sentence's or the abbreviation's, the comma tells.
    if after_comma and cue.after.startswith(".") and not text.endswith("."):
        text = f"{text}."
    written = text.isupper() or "." in text
    elected = cue.before.endswith(PARTIES)
    abbreviation = elected or (written and (text.endswith(".") or after_comma))
    article = (
        cue.before.endswith(("the ", "The "))
        and _ARTICLE_BEFORE.search(cue.before[-5:]) is not None
        and not _NOUN_AFTER.match(cue.after)
    )
    return known_as(text, gazetteer, abbreviation=abbreviation, article=article)


@lru_cache(maxsize=CACHED_NAMES)
def known_as(text: str, gazetteer: Gazetteer, *, abbreviation: bool, article: bool) -> Known:
    """Return what a name may stand for; `abbreviation` = "Fla." counts, `article` = it follows "the"."""
    matches = (article and _with_article(text, gazetteer)) or _usable(text, gazetteer, abbreviation=abbreviation)
    form = None if matches else _FORM_OF_STATE.match(text)
    if form is not None:
        matches = tuple([match for match in gazetteer.matches(text[form.end() :]) if match.place.kind == "country"])
    demonym = False
    key = place_key(text)
    people = gazetteer.demonym(text)
    if people is not None and not any(_beats_people(match) for match in matches if not _is_short(match, people, key)):
        matches, demonym = (Match(people, RANK_ALTERNATE),), True
    called = {f"{key} city", key}  # "New York" is New York City's own name, too
    own = [match.rank == RANK_MAIN or place_key(match.place.name) in called for match in matches]
    rival = max((match.place.population for match in matches if match.rank == RANK_MAIN), default=NO_RIVAL)
    scores = tuple([_own_score(match, -1 if mine else rival) for match, mine in zip(matches, own, strict=True)])
    alike = namesakes(matches, key)
    places = [match.place for match in matches]
    plain = [score - NAMESAKE_PENALTY * (place.geonameid in alike) for score, place in zip(scores, places, strict=True)]
    return Known(key, matches, scores, alike, demonym, plain, tuple(map(seat_of, places)), trust_in_country(matches))


def seat_of(place: Place | Resolved) -> Seat:
    """Return where a place lies."""
    own, parents = place.geonameid, place.parents
    lineage = (own, *parents)
    province = district = 0
    if place.kind == "admin1":
        province = own
    elif place.kind in ("admin2", "city") and len(parents) > 1:
        province = parents[-2]
        district = own if place.kind == "admin2" else parents[0]
    if place.lat is None or place.lon is None:
        nearness, cell, point = 0.0, None, _NOWHERE
    else:
        nearness = NEARBY_WEIGHT.get(place.kind, 0.0)
        cell, point = cell_at(place.lat, place.lon), _point(place.lat, place.lon)
    return Seat(
        own,
        place.country,
        place.countries if isinstance(place, Place) else (),
        lineage,
        province,
        district if district != province else 0,
        cell,
        nearness,
        point,
    )


def _point(lat: float, lon: float) -> tuple[float, float, float]:
    first, second = math.radians(lat), math.radians(lon)
    across = math.cos(first)
    return across * math.cos(second), across * math.sin(second), math.sin(first)


def cell_at(lat: float, lon: float) -> int:
    """Return the number of the cell of a grid over the globe in which a point lies."""
    return int(lat // CELL_DEGREES) * CELLS_A_ROW + int(lon // CELL_DEGREES)


def _beats_people(match: Match) -> bool:
    """Say whether a place is better known by a word than a people of that name: not "Canadian", Texas."""
    return match.place.kind in ("country", "region", "admin1") or match.place.population >= KNOWN_BY_INITIALS


def _is_short(match: Match, people: Place, key: str) -> bool:
    """Say whether a name is a country's own only as its people's is: "Saudi"."""
    return match.place.geonameid == people.geonameid and place_key(match.place.name) != key


def _with_article(text: str, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """Return the region or river that "the Gulf" or "the Dnipro" names; () if the article tells nothing."""
    for name in (f"The {text}", f"{text} River"):
        regions = tuple(match for match in gazetteer.matches(name) if match.place.kind == "region")
        if regions:
            return regions
    return ()


def _usable(text: str, gazetteer: Gazetteer, *, abbreviation: bool) -> tuple[Match, ...]:
    """Leave out abbreviations that are not written as one, and words of two letters that are no capitals."""
    if not (text.isupper() or "." in text) and len(text) <= 3 and not text[:1].isupper():
        return ()
    if text.lower() in DIRECTIONS:
        return ()
    matches = gazetteer.matches(text)
    short = tuple(match for match in matches if match.rank == RANK_ABBREVIATION)
    if abbreviation and short:
        # "L.A." is no short form of Louisiana.
        letters = len(_INITIALS.findall(text))
        fitting = tuple(match for match in short if letters < 2 or len(match.place.name.split()) >= letters)
        if fitting:
            return fitting
    # "EU" is not the town of Eu.
    initials = len(text.replace(".", "")) <= MAX_INITIALS and text.isupper()
    return tuple(
        match
        for match in matches
        if match.rank != RANK_ABBREVIATION
        and not (
            initials and match.place.kind not in ("country", "region") and match.place.population < KNOWN_BY_INITIALS
        )
    )


def trust_in_country(matches: Sequence[Match]) -> tuple[float, ...]:
    """Return for each place of a name how far a document's country speaks for it, beside a famous one elsewhere."""
    cities = [match for match in matches if match.place.kind == "city"]
    most = max(cities, key=lambda match: match.place.population, default=None)
    if most is None or most.place.population < FAMOUS_POPULATION:
        return (1.0,) * len(matches)
    return tuple(
        FAINT_TRUST
        if match.place.population < FAINT_SHARE * most.place.population and match.place.country != most.place.country
        else 1.0
        for match in matches
    )


def _own_score(match: Match, rival: int) -> float:
    """Return the score of a place in no document; `rival` has as many people as the biggest that is called so first."""
    place = match.place
    score = math.log10(place.population + 10) + KIND_WEIGHT[place.kind]
    known = True
    if match.rank == RANK_ALTERNATE:
        known = place.population >= WELL_KNOWN_POPULATION and rival < RIVAL_SHARE * place.population
        score -= KNOWN_ALTERNATE_PENALTY if known else ALTERNATE_PENALTY
        score -= 0 if place.population else EMPTY_ALIAS_PENALTY
        if place.kind == "city" and (match.unusual or (rival > NO_RIVAL and place.country in ENGLISH_SPEAKING)):
            score -= UNUSUAL_PENALTY
    return score + CAPITAL_WEIGHT if place.capital and known else score


def namesakes(matches: Sequence[Match], key: str) -> frozenset[int]:
    """Return the provinces and districts that are called after a town in them where much of their people live.

    "Kabul" without "province" is the town.
    """
    towns = [match.place for match in matches if match.place.kind == "city" and match.place.population]
    return frozenset(
        match.place.geonameid
        for match in matches
        if match.place.kind in ("admin1", "admin2")
        for town in towns
        if match.place.geonameid in town.parents
        and town.population >= NAMESAKE_SHARE * match.place.population
        and _plain_key(match.place.name) in (key, _plain_key(town.name))
    )


def _plain_key(name: str) -> str:
    key = place_key(bare_name(name) or name)
    first, _, rest = key.partition(" ")
    return rest if first in _UNITS else key
