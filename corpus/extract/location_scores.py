"""Weighs the places a name may stand for against what the rest of the document speaks of."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.extract.gazetteer import Match, Place
from corpus.extract.gazetteer_names import RANK_ALTERNATE
from corpus.extract.home import is_called_after
from corpus.extract.location_cues import lies_in
from corpus.extract.location_names import ALTERNATE_PENALTY, Name
from corpus.extract.mention import Resolved

# Weights of the score, in units of a tenfold population; set on general grounds, checked on LGL and GeoVirus.
CONTAINER_WEIGHT = 6.0
COUNTRY_WEIGHT = 4.0
ADMIN1_WEIGHT = 6.0
ADMIN2_WEIGHT = 5.0
WITHOUT_DISTRICT = 2  # a province and its country
HOME_WEIGHT = 4.0
NEARBY_WEIGHT = 4.5
MAX_POINTS = 100  # of a document's places; more tell nothing new
NEARBY_PART = {"city": 1.0, "admin2": 1.0, "admin1": 0.6}
NEARBY_KILOMETRES = 160.0
ENOUGH_NEARBY = 3  # places; more add nothing
SOFTNESS = 2.0  # 1 would trust the first scores fully
LEAST_VOTE = 0.01
HOME_VOTES = 1.0
DATELINE_VOTES = 2.0
LOCAL_POPULATION = 20_000  # people; more say nothing about the town of a local newspaper
LOCAL_OTHER = 2.0  # score of what is no town
CELL_DEGREES = 3.0  # wider than NEARBY_KILOMETRES up to 61° of latitude
_NOTHING: frozenset[int] = frozenset()
_EARTH_KILOMETRES = 6371.0


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What a document says as a whole: where it was written, the source's home, and its demonyms by ISO-2 code.

    `outlet` is the name of its source (see corpus.extract.home.outlet_key): one called after a town means that town.
    """

    dateline: Resolved | None = None
    home_country: str = ""
    outlet: str = ""
    demonyms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Focus:
    """How large a part of a document's places lies in each country (ISO-2), province and district (geonameid)."""

    countries: Mapping[str, float] = field(default_factory=dict)
    admin1: Mapping[int, float] = field(default_factory=dict)
    votes: float = 0.0
    districts: Mapping[int, float] = field(default_factory=dict)

    @property
    def country(self) -> str:
        """Return the country most of the document is about, "" if none."""
        return max(self.countries, key=lambda code: (self.countries[code], code), default="")

    @property
    def province(self) -> int | None:
        """Return the province most of the document is about, if any."""
        return max(self.admin1, key=lambda geonameid: (self.admin1[geonameid], -geonameid), default=None)


def weigh(names: Sequence[Name], context: DocumentContext, *, passes: int = 2) -> Focus:
    """Score every candidate of every name, in passes that each know the last one's result; return the focus."""
    shared = _shared_containers(names)
    alike: dict[tuple[int, frozenset[int], str], list[Name]] = defaultdict(list)
    for name in names:
        alike[id(name.known), name.containing or shared[name.key], name.kind].append(name)
    groups = [
        _Group(members, _first_scores(members[0], containing, context=context))
        for (_, containing, _), members in alike.items()
    ]
    focus = Focus()
    for number in range(passes + 1):
        if number:
            places = (group.best for group in groups)
            near = Neighbourhood(place for place in places if place is not None and place.kind != "country")
            for group in groups:
                if len(group.first) > 1:
                    group.scores = _scores(group, focus, near)
        if number < passes:
            focus = _soft_focus(groups, context)
    if not all(name.matches for name in names):  # only names found nowhere are looked for within the focus
        focus = _soft_focus(groups, context)
    for group in groups:
        for name in group.names:
            name.scores = group.scores
    return focus


@dataclass(slots=True)
class _Group:
    """Mentions that are alike in all that counts, so that one scoring serves them."""

    names: list[Name]
    first: list[float]
    scores: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.scores = self.first

    @property
    def best(self) -> Place | None:
        if not self.scores:
            return None
        return self.names[0].matches[self.scores.index(max(self.scores))].place


def _shared_containers(names: Sequence[Name]) -> dict[str, frozenset[int]]:
    """Return per name what contains it anywhere in the document: "Alexandria, La." counts for a later "Alexandria"."""
    shared: dict[str, frozenset[int]] = {}
    for name in names:
        shared[name.key] = shared.get(name.key, _NOTHING) | name.containing
    return shared


def _first_scores(name: Name, containing: frozenset[int], *, context: DocumentContext) -> list[float]:
    """Return the scores that no other name of the document has a part in."""
    scores = name.known.scores_for(name.kind)
    if context.outlet and len(name.matches) > 1 and is_called_after(context.outlet, name.key):
        home = context.home_country if "." in context.outlet else ""
        scores = _local_scores(name, scores, home=home)
    if not containing:
        return scores
    return [
        score + CONTAINER_WEIGHT if lies_in(match.place, containing) else score
        for score, match in zip(scores, name.matches, strict=True)
    ]


def _local_scores(name: Name, scores: list[float], *, home: str) -> list[float]:
    """Return the scores of the places that an outlet is called after: those in its country, else where fame is none."""
    if any(match.place.country == home for match in name.matches):
        return [
            score + HOME_WEIGHT * (match.place.country == home)
            for score, match in zip(scores, name.matches, strict=True)
        ]
    return [_local_score(match) for match in name.matches]


def _local_score(match: Match) -> float:
    """Return the score of a place where fame says nothing, as an outlet of that name means its own town."""
    place = match.place
    if place.kind != "city":
        return LOCAL_OTHER
    alternate = match.rank == RANK_ALTERNATE
    return math.log10(min(place.population, LOCAL_POPULATION) + 10) - ALTERNATE_PENALTY * alternate


def _scores(group: _Group, focus: Focus, near: Neighbourhood) -> list[float]:
    """Return the scores in view of the document's focus and of the places near each candidate."""
    first, known = group.first, group.names[0].known
    countries, provinces, districts, cells = focus.countries, focus.admin1, focus.districts, near.cells
    scores = []
    for score, match, lineage in zip(first, known.matches, known.lineages, strict=True):
        place = match.place
        if place.country:
            share = countries.get(place.country, 0.0)
        else:
            share = max((countries.get(code, 0.0) for code in place.countries), default=0.0)
        if share:
            score += COUNTRY_WEIGHT * share
            most = 0.0
            for each in lineage:
                if each in provinces and provinces[each] > most:
                    most = provinces[each]
            score += ADMIN1_WEIGHT * most
            if len(lineage) > WITHOUT_DISTRICT:
                # Its own district, or what it is itself.
                score += ADMIN2_WEIGHT * max(districts.get(lineage[0], 0.0), districts.get(lineage[-3], 0.0))
        if cells and place.kind in NEARBY_PART:
            score += NEARBY_WEIGHT * NEARBY_PART[place.kind] * near.share(place)
        scores.append(score)
    return scores


class Neighbourhood:
    """The places a document speaks of, found by where they lie."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.cells: defaultdict[tuple[int, int], list[Place]] = defaultdict(list)
        distinct = {place.geonameid: place for place in places if place.lat is not None and place.lon is not None}
        for place in list(distinct.values())[:MAX_POINTS]:
            row, column = _cell(place)
            for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                self.cells[cell].append(place)

    def share(self, place: Place) -> float:
        """Return how much of the document lies near a place: 0 nothing, 1 enough other places."""
        if place.lat is None or place.lon is None:
            return 0.0
        points = self.cells.get((int(place.lat // CELL_DEGREES), int(place.lon // CELL_DEGREES)))
        if points is None:
            return 0.0
        near = 0
        for point in points:
            if point.geonameid != place.geonameid and _is_near(place, point):
                near += 1
                if near == ENOUGH_NEARBY:
                    break
        return near / ENOUGH_NEARBY


def _cell(place: Place) -> tuple[int, int]:
    return int((place.lat or 0.0) // CELL_DEGREES), int((place.lon or 0.0) // CELL_DEGREES)


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


@dataclass(slots=True)
class _Votes:
    """Votes for countries, provinces and districts."""

    countries: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    provinces: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    districts: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))


def _context_votes(context: DocumentContext) -> _Votes:
    votes = _Votes()
    for code, count in context.demonyms.items():
        votes.countries[code] += count
    if context.home_country:
        votes.countries[context.home_country] += HOME_VOTES
    if context.dateline is not None:
        _vote(context.dateline, votes, weight=DATELINE_VOTES)
    return votes


def _as_shares(votes: _Votes) -> Focus:
    total = sum(votes.countries.values())
    if not total:
        return Focus()
    return Focus(
        {code: number / total for code, number in votes.countries.items()},
        {parent: number / total for parent, number in votes.provinces.items()},
        total,
        {parent: number / total for parent, number in votes.districts.items()},
    )


def _soft_focus(groups: Sequence[_Group], context: DocumentContext) -> Focus:
    """Return the focus with every candidate voting by its share, so that many doubtful towns of one province add up."""
    votes = _context_votes(context)
    for group in groups:
        number, matches = len(group.names), group.names[0].matches
        if len(matches) == 1:
            _vote(matches[0].place, votes, weight=number)
            continue
        for part, match in zip(shares(group.scores, softness=SOFTNESS), matches, strict=True):
            if part > LEAST_VOTE:
                _vote(match.place, votes, weight=part * number)
    return _as_shares(votes)


def _vote(place: Place | Resolved, votes: _Votes, *, weight: float = 1.0) -> None:
    if place.country:
        votes.countries[place.country] += weight
    elif isinstance(place, Place):
        for code in place.countries:
            votes.countries[code] += weight / len(place.countries)
    if place.kind == "admin1":
        votes.provinces[place.geonameid] += weight
    elif place.kind in ("admin2", "city") and len(place.parents) >= 2:
        votes.provinces[place.parents[-2]] += weight
        district = place.geonameid if place.kind == "admin2" else place.parents[0]
        if district != place.parents[-2]:
            votes.districts[district] += weight


def shares(scores: Sequence[float], *, softness: float = 1.0) -> list[float]:
    """Return the scores as parts of one (softmax)."""
    if len(scores) == 1:
        return [1.0]
    highest = max(scores, default=0.0)
    weights = [math.exp((score - highest) / softness) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]
