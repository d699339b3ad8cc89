"""Actors, locations and sources as rows: found or made once, remembered while a job runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Model

from corpus.extract.gazetteer import Gazetteer, Place
from corpus.models import Actor, ActorName, Location, LocationName, Source
from corpus.names import fold_name

MAX_NAME = 250
MAX_LOCATION_NAMES = 40
MAX_REMEMBERED = 100_000  # of actors, of locations and of names; then all are forgotten and looked up again
_CHUNK = 500


@dataclass(slots=True)
class NamedActor:
    """An actor to be found or made, with every name it is called by."""

    key: str
    name: str
    kind: str
    country: str = ""
    names: dict[str, str] = field(default_factory=dict)  # folded -> as written

    def call(self, name: str) -> None:
        """Remember another name."""
        cut = name.strip()[:MAX_NAME]
        key = fold_name(cut)[:MAX_NAME]
        if key:
            self.names.setdefault(key, cut)


class EntityDirectory:
    """Turns keys, GeoNames ids and source names into primary keys. Call `forget` when a transaction was rolled back."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._actors: dict[str, int] = {}
        self._locations: dict[int, int] = {}
        self._sources: dict[str, int] = {}
        self._called: set[tuple[type[Model], int, str]] = set()

    def forget(self) -> None:
        """Let go of everything remembered."""
        for remembered in (self._actors, self._locations, self._sources):
            remembered.clear()
        self._called.clear()

    def _make_room(self) -> None:
        """Let go of everything when it has become much, so that memory does not grow with the corpus."""
        if max(len(self._actors), len(self._locations), len(self._sources), len(self._called)) > MAX_REMEMBERED:
            self.forget()

    def sources(self, names: Iterable[str]) -> dict[str, int]:
        """Return folded name -> id of each source, made where missing."""
        self._make_room()
        wanted = {fold_name(name)[:200]: name for name in names}
        missing = [key for key in wanted if key not in self._sources]
        if missing:
            rows = [Source(name=wanted[key], key=key) for key in missing]
            Source.objects.bulk_create(rows, ignore_conflicts=True)
            self._sources.update(Source.objects.filter(key__in=missing).values_list("key", "id"))
        return {key: self._sources[key] for key in wanted}

    def actors(self, wanted: Mapping[str, NamedActor]) -> dict[str, int]:
        """Return key -> id of each actor, made where missing, with its names."""
        self._make_room()
        missing = [key for key in wanted if key not in self._actors]
        for start in range(0, len(missing), _CHUNK):
            chunk = missing[start : start + _CHUNK]
            known = dict(Actor.objects.filter(key__in=chunk).values_list("key", "id"))
            fresh = [_actor_row(wanted[key]) for key in chunk if key not in known]
            Actor.objects.bulk_create(fresh, ignore_conflicts=True)
            self._actors.update(known)
            if fresh:
                made = Actor.objects.filter(key__in=[row.key for row in fresh]).values_list("key", "id")
                self._actors.update(made)
        self._name_actors({self._actors[key]: actor.names for key, actor in wanted.items()})
        return {key: self._actors[key] for key in wanted}

    def locations(self, wanted: Mapping[int, Mapping[str, str]]) -> dict[int, int]:
        """Return GeoNames id -> id of each location and its parents, made where missing; values are surface names."""
        self._make_room()
        missing = [each for each in wanted if each not in self._locations]
        places = self._with_parents(missing)
        if places:
            known = Location.objects.filter(geonameid__in=list(places)).values_list("geonameid", "id")
            self._locations.update(known)
            self._make_locations([place for each, place in places.items() if each not in self._locations])
        self._name_locations(
            {self._locations[each]: names for each, names in wanted.items() if each in self._locations}
        )
        return {each: self._locations[each] for each in wanted if each in self._locations}

    def _with_parents(self, ids: Iterable[int]) -> dict[int, Place]:
        places: dict[int, Place] = {}
        for geonameid in ids:
            place = self.gazetteer.by_id(geonameid)
            if place is None:
                continue
            for each in (place, *filter(None, map(self.gazetteer.by_id, place.parents))):
                if each.geonameid not in self._locations:
                    places[each.geonameid] = each
        return places

    def _make_locations(self, places: Sequence[Place]) -> None:
        # From the largest to the smallest, so that a parent always has its row first.
        by_depth = sorted(places, key=_depth)
        for _, level in groupby(by_depth, key=_depth):
            rows = [self._location_row(place) for place in level]
            Location.objects.bulk_create(rows, ignore_conflicts=True)
            made = Location.objects.filter(geonameid__in=[row.geonameid for row in rows])
            self._locations.update(made.values_list("geonameid", "id"))
        self._name_locations({self._locations[place.geonameid]: self._names(place) for place in places})

    def _location_row(self, place: Place) -> Location:
        return Location(
            geonameid=place.geonameid,
            name=place.name[:MAX_NAME],
            kind=place.kind,
            country=place.country,
            admin1=place.admin1[:MAX_NAME],
            latitude=place.lat,
            longitude=place.lon,
            parent_id=next((self._locations[each] for each in place.parents if each in self._locations), None),
        )

    def _names(self, place: Place) -> dict[str, str]:
        alternates = [place.name, *self.gazetteer.names(place.geonameid)[:MAX_LOCATION_NAMES]]
        return {fold_name(name)[:MAX_NAME]: name[:MAX_NAME] for name in alternates}

    def _name_actors(self, names: Mapping[int, Mapping[str, str]]) -> None:
        fresh = self._fresh(ActorName, names)
        rows = [ActorName(actor_id=each, key=key, name=name) for each, key, name in fresh]
        ActorName.objects.bulk_create(rows, ignore_conflicts=True)

    def _name_locations(self, names: Mapping[int, Mapping[str, str]]) -> None:
        fresh = self._fresh(LocationName, names)
        rows = [LocationName(location_id=each, key=key, name=name) for each, key, name in fresh]
        LocationName.objects.bulk_create(rows, ignore_conflicts=True)

    def _fresh(self, model: type[Model], names: Mapping[int, Mapping[str, str]]) -> list[tuple[int, str, str]]:
        fresh = []
        for each, called in names.items():
            for key, name in called.items():
                if key and (model, each, key) not in self._called:
                    self._called.add((model, each, key))
                    fresh.append((each, key, name))
        return fresh


def _depth(place: Place) -> int:
    return len(place.parents)


def _actor_row(actor: NamedActor) -> Actor:
    return Actor(key=actor.key, name=actor.name[:MAX_NAME], kind=actor.kind, country=actor.country)
