"""Weighs the places a name may stand for against what the rest of the document speaks of."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpus.extract.gazetteer import Match
from corpus.extract.gazetteer_names import ENGLISH_SPEAKING, RANK_ALTERNATE
from corpus.extract.home import is_called_after
from corpus.extract.location_cues import lies_in
from corpus.extract.location_names import ALTERNATE_PENALTY, CELLS_A_ROW, Name, Seat, seat_of
from corpus.extract.mention import Resolved

# Weights of the score, in units of a tenfold population; set on general grounds, checked on LGL and GeoVirus.
CONTAINER_WEIGHT = 6.0
COUNTRY_WEIGHT = 4.0
ADMIN1_WEIGHT = 8.0
ADMIN2_WEIGHT = 5.0
HOME_WEIGHT = 4.0
MAX_POINTS = 100  # of a document's places; more tell nothing new
NEARBY_KILOMETRES = 160.0
ENOUGH_NEARBY = 3  # places; more add nothing
SOFTNESS = 2.0  # 1 would trust the first scores fully
LEAST_VOTE = 0.01
LEAST_OTHERS = 1.0  # votes of the others, so that a lone one is not all there is
DECIDED = 6.0  # between the first and the second score
NO_VOTE = 1e-6  # what is left of votes taken back
HOME_VOTES = 1.0
DATELINE_VOTES = 2.0
LOCAL_POPULATION = 20_000  # people; more say nothing about the town of a local newspaper
ENGLISH_WEIGHT = 1.0  # of towns where English is spoken: it is there that English papers are called after towns
LOCAL_OTHER = 2.0  # score of what is no town
CACHED_CELLS = 8_192
_NOTHING: frozenset[int] = frozenset()
_EARTH_KILOMETRES = 6371.0
_NEARBY_COSINE = math.cos(NEARBY_KILOMETRES / _EARTH_KILOMETRES)


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
    groups = _grouped(names, context)
    undecided = [group for group in groups if len(group.first) > 1]
    near = Neighbourhood(())
    for _ in range(passes if undecided else 0):
        votes = _votes(groups, context)
        near = near.moved_to([seat for group in groups for seat in group.points])
        for group in undecided:
            group.scores = _scores(group, votes, near, home=context.home_country)
        undecided = [group for group in undecided if _is_open(group.scores)]
    for group in groups:
        for name in group.names:
            name.scores = group.scores
    # Only names found nowhere are looked for within the focus.
    return Focus() if all(name.matches for name in names) else _as_shares(_votes(groups, context, len))


def _is_open(scores: Sequence[float]) -> bool:
    """Say whether more than one candidate may still win."""
    least = max(scores) - DECIDED
    return len([score for score in scores if score > least]) > 1


def _grouped(names: Sequence[Name], context: DocumentContext) -> list[_Group]:
    """Return the names in groups that one scoring serves, with the scores that no other name has a part in."""
    shared = _shared_containers(names)
    alike: dict[tuple[int, frozenset[int], str], list[Name]] = {}
    for name in names:
        known = name.known
        key = id(known), name.containing or shared.get(known.key, _NOTHING), name.kind
        alike.setdefault(key, []).append(name)
    return [
        _Group(members, _first_scores(members[0], containing, context=context))
        for (_, containing, _), members in alike.items()
    ]


class _OwnVotes(NamedTuple):
    """The votes of one name, which are no evidence for it."""

    countries: dict[str, float]
    provinces: dict[int, float]
    districts: dict[int, float]
    total: float


@dataclass(slots=True)
class _Group:
    """Mentions that are alike in all that counts, so that one scoring serves them.

    `own` are its votes for what the document is about.
    """

    names: list[Name]
    first: list[float]
    scores: list[float] = field(init=False)
    own: _OwnVotes = field(init=False)
    _cast: list[float] | None = None
    _weight: float = 0.0

    def __post_init__(self) -> None:
        self.scores = self.first

    def cast(self, weight: float) -> _OwnVotes:
        """Return the votes of every candidate by its share; they are counted once for the same scores and weight."""
        if self._cast is not self.scores or weight != self._weight:
            self._cast, self._weight, self.own = self.scores, weight, self._count(weight)
        return self.own

    def _count(self, weight: float) -> _OwnVotes:
        seats = self.names[0].known.seats
        if len(seats) == 1 and seats[0].country:
            _, country, _, _, province, district, _, _, _ = seats[0]
            return _OwnVotes(
                {country: weight},
                {province: weight} if province else {},
                {district: weight} if province and district else {},
                weight,
            )
        parts = shares(self.scores, softness=SOFTNESS) if len(seats) > 1 else [1.0]
        countries: dict[str, float] = {}
        provinces: dict[int, float] = {}
        districts: dict[int, float] = {}
        total = 0.0
        for part, (_, country, region, _, province, district, _, _, _) in zip(parts, seats, strict=False):
            if part <= LEAST_VOTE:
                continue
            part *= weight
            if country:
                countries[country] = countries.get(country, 0.0) + part
                total += part
            elif region:
                total += part
                for code in region:
                    countries[code] = countries.get(code, 0.0) + part / len(region)
            if province:
                provinces[province] = provinces.get(province, 0.0) + part
                if district:
                    districts[district] = districts.get(district, 0.0) + part
        return _OwnVotes(countries, provinces, districts, total)

    @property
    def points(self) -> tuple[Seat, ...]:
        """Return where the best candidate lies, unless it is a whole country; () where that is nowhere."""
        if not self.scores:
            return ()
        known = self.names[0].known
        best = self.scores.index(max(self.scores)) if len(self.scores) > 1 else 0
        seat = known.seats[best]
        return (seat,) if seat.cell is not None and known.matches[best].place.kind != "country" else ()


def _shared_containers(names: Sequence[Name]) -> dict[str, frozenset[int]]:
    """Return per name what contains it somewhere in the document: "Alexandria, La." counts for a later "Alexandria"."""
    shared: dict[str, frozenset[int]] = {}
    for name in names:
        if name.containing:
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
    score = math.log10(min(place.population, LOCAL_POPULATION) + 10) - ALTERNATE_PENALTY * alternate
    return score + ENGLISH_WEIGHT * (place.country in ENGLISH_SPEAKING)


def _scores(group: _Group, votes: _Votes, near: Neighbourhood, *, home: str) -> list[float]:
    """Return the scores in view of what the other names speak of, and of the places near each candidate."""
    own = group.own
    others = max(LEAST_OTHERS, votes.total - own.total)
    by_country, by_province, by_district = COUNTRY_WEIGHT / others, ADMIN1_WEIGHT / others, ADMIN2_WEIGHT / others
    countries, provinces, districts = votes.countries, votes.provinces, votes.districts
    cells = near.cells
    scores = []
    known = group.names[0].known
    for score, seat, weight in zip(group.first, known.seats, known.trust, strict=True):
        _, country, region, _, province, district, cell, nearness, _ = seat
        if country:
            share = countries[country] - own.countries.get(country, 0.0) if country in countries else 0.0
        else:
            share = max([countries.get(code, 0.0) - own.countries.get(code, 0.0) for code in region], default=0.0)
        if share > NO_VOTE:
            score += by_country * share * (weight if country != home else 1.0)
            if province in provinces:
                score += by_province * (provinces[province] - own.provinces.get(province, 0.0))
                if district in districts:
                    score += by_district * (districts[district] - own.districts.get(district, 0.0))
        if nearness and cell in cells:
            score += nearness * near.share(seat)
        scores.append(score)
    return scores


class Neighbourhood:
    """The places a document speaks of, found by where they lie."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self._points = {seat.geonameid: seat for seat in seats}
        self._shares: dict[int, float] = {}
        self._near = list(islice(self._points.values(), MAX_POINTS))
        self.cells: set[int | None] = set()
        for point in self._near:
            self.cells.update(_cells_around(point.cell or 0))

    def moved_to(self, seats: Iterable[Seat]) -> Neighbourhood:
        """Return the neighbourhood of other places, or this one if they are the same."""
        points = {seat.geonameid: seat for seat in seats}
        return self if list(points) == list(self._points) else Neighbourhood(points.values())

    def share(self, seat: Seat) -> float:
        """Return how much of the document lies near a place: 0 nothing, 1 enough other places."""
        found = self._shares.get(seat.geonameid)
        if found is None:
            x, y, z = seat.point
            near = 0
            for other in self._near:
                point = other.point
                if x * point[0] + y * point[1] + z * point[2] >= _NEARBY_COSINE and other.geonameid != seat.geonameid:
                    near += 1
            found = self._shares[seat.geonameid] = min(near, ENOUGH_NEARBY) / ENOUGH_NEARBY
        return found


@lru_cache(maxsize=CACHED_CELLS)
def _cells_around(cell: int) -> tuple[int, ...]:
    """Return the cells from which a place in a cell may be near, the cell itself included."""
    return tuple(cell + row * CELLS_A_ROW + column for row in (-1, 0, 1) for column in (-1, 0, 1))


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance of two points in degrees along the great circle."""
    first, second, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    chord = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_KILOMETRES * math.asin(math.sqrt(min(1.0, chord)))


class _Votes:
    """Votes for countries, provinces and districts; `total` are those for countries."""

    def __init__(self) -> None:
        self.total = 0.0
        self.countries: defaultdict[str, float] = defaultdict(float)
        self.provinces: defaultdict[int, float] = defaultdict(float)
        self.districts: defaultdict[int, float] = defaultdict(float)

    def add(self, own: _OwnVotes) -> None:
        """Add the votes of a name."""
        self.total += own.total
        for code, number in own.countries.items():
            self.countries[code] += number
        for province, number in own.provinces.items():
            self.provinces[province] += number
        for district, number in own.districts.items():
            self.districts[district] += number

    def cast(self, seat: Seat, weight: float) -> None:
        """Vote for what a place lies in."""
        if seat.country:
            self.countries[seat.country] += weight
            self.total += weight
        elif seat.countries:
            self.total += weight
            for code in seat.countries:
                self.countries[code] += weight / len(seat.countries)
        if seat.province:
            self.provinces[seat.province] += weight
            if seat.district:
                self.districts[seat.district] += weight


def _context_votes(context: DocumentContext) -> _Votes:
    votes = _Votes()
    for code, count in context.demonyms.items():
        votes.countries[code] += count
        votes.total += count
    if context.home_country:
        votes.countries[context.home_country] += HOME_VOTES
        votes.total += HOME_VOTES
    if context.dateline is not None:
        votes.cast(seat_of(context.dateline), DATELINE_VOTES)
    return votes


def _as_shares(votes: _Votes) -> Focus:
    total = votes.total
    if not total:
        return Focus()
    return Focus(
        {code: number / total for code, number in votes.countries.items()},
        {parent: number / total for parent, number in votes.provinces.items()},
        total,
        {parent: number / total for parent, number in votes.districts.items()},
    )


def _root(names: Sequence[Name]) -> float:
    """Return the weight of a name's votes for others: one that stands ten times tells hardly more than one."""
    return math.sqrt(len(names))


def _votes(
    groups: Sequence[_Group], context: DocumentContext, weight_of: Callable[[Sequence[Name]], float] = _root
) -> _Votes:
    """Return the votes, every candidate voting by its share, so that many doubtful towns of one province add up."""
    votes = _context_votes(context)
    for group in groups:
        votes.add(group.cast(weight_of(group.names)))
    return votes


def shares(scores: Sequence[float], *, softness: float = 1.0) -> list[float]:
    """Return the scores as parts of one (softmax)."""
    if len(scores) == 1:
        return [1.0]
    highest = max(scores, default=0.0)
    weights = [math.exp((score - highest) / softness) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]
