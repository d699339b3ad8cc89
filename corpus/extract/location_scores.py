"""Weighs the places a name may stand for against what the rest of the document speaks of."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.extract.gazetteer import Gazetteer, Match, Place
from corpus.extract.gazetteer_names import RANK_ABBREVIATION, RANK_ALTERNATE, bare_name, place_key
from corpus.extract.location_cues import LocationCue, containers, lies_in, split_name, stated_kind
from corpus.extract.mention import Resolved

# Weights of the score, in units of a tenfold population; set on general grounds, checked on LGL and GeoVirus.
KIND_WEIGHT = {"country": 4.5, "admin1": 1.2, "admin2": -1.0, "city": 0.0, "region": 7.0}
CONTAINER_WEIGHT = 6.0
COUNTRY_WEIGHT = 4.0
ADMIN1_WEIGHT = 4.5
NEARBY_WEIGHT = 3.0
MAX_POINTS = 100  # of a document's places; more tell nothing new
NEARBY_PART = {"city": 1.0, "admin2": 1.0, "admin1": 0.6}
NEARBY_KILOMETRES = 160.0
ALTERNATE_PENALTY = 2.0
KNOWN_ALTERNATE_PENALTY = 0.3
WELL_KNOWN_POPULATION = 100_000
FAMOUS_POPULATION = 1_000_000
FAMOUS_RIVAL_PENALTY = 4.0  # a village that is also called New York is not meant
EMPTY_ALIAS_PENALTY = 1.5
CAPITAL_WEIGHT = 2.5
NAMESAKE_PENALTY = 3.0
NAMESAKE_SHARE = 0.1
STATED_WEIGHT = 3.0
SOFTNESS = 2.0  # 1 would trust the first scores fully
LEAST_VOTE = 0.01
HOME_VOTES = 1.0
DATELINE_VOTES = 2.0
_EARTH_KILOMETRES = 6371.0


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What a document says as a whole: where it was written, the source's home, and its demonyms by ISO-2 code."""

    dateline: Resolved | None = None
    home_country: str = ""
    demonyms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Focus:
    """How large a part of a document's places lies in each country (ISO-2) and in each province (geonameid)."""

    countries: Mapping[str, float] = field(default_factory=dict)
    admin1: Mapping[int, float] = field(default_factory=dict)
    votes: float = 0.0

    @property
    def country(self) -> str:
        """Return the country most of the document is about, "" if none."""
        return max(self.countries, key=lambda code: (self.countries[code], code), default="")

    @property
    def province(self) -> int | None:
        """Return the province most of the document is about, if any."""
        return max(self.admin1, key=lambda geonameid: (self.admin1[geonameid], -geonameid), default=None)


@dataclass(slots=True)
class Name:
    """One mention to resolve: its candidates, what contains it, and the scores of the last pass."""

    cue: LocationCue
    key: str
    matches: Sequence[Match]
    containing: frozenset[int]
    demonym: bool = False
    kind: str = ""
    namesakes: frozenset[int] = frozenset()
    famous: bool = False
    scores: list[float] = field(default_factory=list)

    @property
    def best(self) -> Place | None:
        """Return the candidate with the highest score."""
        if not self.scores:
            return None
        return self.matches[max(range(len(self.scores)), key=self.scores.__getitem__)].place


def names_of(cues: Iterable[LocationCue], gazetteer: Gazetteer) -> list[Name]:
    """Look the cues up; a name found nowhere is tried again as "Name, Container"."""
    names = []
    for cue in cues:
        matches = _usable(gazetteer.matches(cue.text), cue)
        if not matches and ("," in cue.text or "(" in cue.text):
            cue = split_name(cue)
            matches = _usable(gazetteer.matches(cue.text), cue)
        people = None if matches else gazetteer.demonym(cue.text)
        if people is not None:
            matches = [Match(people, RANK_ALTERNATE)]
        name = Name(cue, place_key(cue.text), matches, containers(cue, gazetteer), demonym=people is not None)
        name.kind, name.namesakes = stated_kind(cue), namesakes(matches, name.key)
        name.famous = any(match.place.population >= FAMOUS_POPULATION for match in matches)
        names.append(name)
    return names


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
    return place_key(bare_name(name) or name)


def _usable(matches: Sequence[Match], cue: LocationCue) -> list[Match]:
    """Leave out abbreviations that are not written as one, and words of two letters that are no capitals."""
    written = cue.text.isupper() or "." in cue.text
    if not written and len(cue.text) <= 3 and not cue.text[:1].isupper():
        return []
    abbreviation = written and (cue.text.endswith(".") or cue.before.rstrip(" ").endswith(","))
    return [match for match in matches if match.rank != RANK_ABBREVIATION or abbreviation]


def weigh(names: Sequence[Name], context: DocumentContext, *, passes: int = 2) -> Focus:
    """Score every candidate of every name, in passes that each know the last one's result; return the focus."""
    shared = _shared_containers(names)
    focus = Focus()
    points: list[Place] = []
    for _ in range(passes + 1):
        scored: dict[tuple[str, frozenset[int], str], list[float]] = {}
        for name in names:
            alike = (name.key, name.containing, name.kind)
            if alike not in scored:
                scored[alike] = [_score(match, name, shared[name.key], focus, points) for match in name.matches]
            name.scores = scored[alike]
        focus = _soft_focus(names, context)
        best = filter(None, (name.best for name in names))
        points = list({place.geonameid: place for place in best if place.kind != "country"}.values())[:MAX_POINTS]
    return focus


def _shared_containers(names: Sequence[Name]) -> dict[str, frozenset[int]]:
    """Return per name what contains it anywhere in the document: "Alexandria, La." counts for a later "Alexandria"."""
    shared: dict[str, set[int]] = defaultdict(set)
    for name in names:
        shared[name.key] |= name.containing
    return {key: frozenset(ids) for key, ids in shared.items()}


def _score(match: Match, name: Name, shared: frozenset[int], focus: Focus, points: Sequence[Place]) -> float:
    place = match.place
    score = math.log10(place.population + 10) + KIND_WEIGHT[place.kind]
    if match.rank == RANK_ALTERNATE:
        known = place.population >= WELL_KNOWN_POPULATION
        score -= (KNOWN_ALTERNATE_PENALTY if known else ALTERNATE_PENALTY) + (
            0 if place.population else EMPTY_ALIAS_PENALTY
        )
    if place.capital:
        score += CAPITAL_WEIGHT
    if name.kind and name.kind == place.kind:
        score += STATED_WEIGHT
    elif place.geonameid in name.namesakes:
        score -= NAMESAKE_PENALTY
    if lies_in(place, name.containing or shared):
        score += CONTAINER_WEIGHT
    score += COUNTRY_WEIGHT * _country_share(place, focus)
    score += ADMIN1_WEIGHT * max(
        (focus.admin1.get(parent, 0.0) for parent in (place.geonameid, *place.parents)), default=0.0
    )
    if points and place.kind in NEARBY_PART:
        score += NEARBY_WEIGHT * NEARBY_PART[place.kind] * _nearby(place, points)
    return score


def _country_share(place: Place, focus: Focus) -> float:
    if place.country:
        return focus.countries.get(place.country, 0.0)
    return max((focus.countries.get(code, 0.0) for code in place.countries), default=0.0)


def _nearby(place: Place, points: Sequence[Place]) -> float:
    """Return how much of the document lies near: 0 nothing, 1 three other places or more."""
    near = sum(1 for point in points if point.geonameid != place.geonameid and _is_near(place, point))
    return min(near, 3) / 3


def _is_near(one: Place, other: Place) -> bool:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return False
    if abs(one.lat - other.lat) > NEARBY_KILOMETRES / 111.0:
        return False
    return kilometres(one.lat, one.lon, other.lat, other.lon) <= NEARBY_KILOMETRES


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance of two points in degrees along the great circle."""
    first, second, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    chord = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_KILOMETRES * math.asin(math.sqrt(min(1.0, chord)))


def focus_of(places: Iterable[Place | Resolved | None], context: DocumentContext | None = None) -> Focus:
    """Return the share of each country and province among the places, the dateline, the demonyms and the home."""
    countries, provinces = _context_votes(context or DocumentContext())
    for place in places:
        if place is not None:
            _vote(place, countries, provinces)
    return _as_shares(countries, provinces)


def _context_votes(context: DocumentContext) -> tuple[dict[str, float], dict[int, float]]:
    countries: defaultdict[str, float] = defaultdict(float)
    provinces: defaultdict[int, float] = defaultdict(float)
    for code, count in context.demonyms.items():
        countries[code] += count
    if context.home_country:
        countries[context.home_country] += HOME_VOTES
    if context.dateline is not None:
        _vote(context.dateline, countries, provinces, weight=DATELINE_VOTES)
    return countries, provinces


def _as_shares(countries: dict[str, float], provinces: dict[int, float]) -> Focus:
    total = sum(countries.values())
    if not total:
        return Focus()
    by_country = {code: votes / total for code, votes in countries.items()}
    return Focus(by_country, {parent: votes / total for parent, votes in provinces.items()}, total)


def _soft_focus(names: Sequence[Name], context: DocumentContext) -> Focus:
    """Return the focus with every candidate voting by its share, so that many doubtful towns of one province add up."""
    countries, provinces = _context_votes(context)
    for name in names:
        parts = shares([score / SOFTNESS for score in name.scores])
        for part, match in zip(parts, name.matches, strict=True):
            if part > LEAST_VOTE:
                _vote(match.place, countries, provinces, weight=part)
    return _as_shares(countries, provinces)


def _vote(
    place: Place | Resolved, countries: dict[str, float], provinces: dict[int, float], *, weight: float = 1.0
) -> None:
    if place.country:
        countries[place.country] += weight
    elif isinstance(place, Place):
        for code in place.countries:
            countries[code] += weight / len(place.countries)
    if place.kind == "admin1":
        provinces[place.geonameid] += weight
    elif place.kind in ("admin2", "city") and len(place.parents) >= 2:
        provinces[place.parents[-2]] += weight


def shares(scores: Sequence[float]) -> list[float]:
    """Return the scores as parts of one (softmax)."""
    highest = max(scores, default=0.0)
    weights = [math.exp(score - highest) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]
