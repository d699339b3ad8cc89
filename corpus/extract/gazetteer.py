"""The gazetteer: what places there are, how they are called and what lies in what.

The places come from GeoNames (CC BY 4.0) by way of two packages; regions, seas, former countries and demonyms are
hand-made and have negative ids. The file is compiled by `corpus.extract.gazetteer_build`.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, cast

from corpus.extract.gazetteer_build import DEFAULT_PATH, KINDS, SCHEMA_VERSION, GazetteerError
from corpus.extract.gazetteer_filter import may_hold, unpack_names
from corpus.extract.gazetteer_names import RANK_ABBREVIATION, TYPE_WORDS, is_unusual, place_key

PlaceKind = Literal["country", "admin1", "admin2", "city", "region"]
CACHED_NAMES = 16_384
CACHED_PARENTS = 64  # provinces and countries whose names are held at once
MAX_CANDIDATES = 120
MAPPED_BYTES = 256 << 20  # more than the file has: pages are read where the system keeps them, without a copy
_KIND_NAMES = tuple(cast(PlaceKind, kind) for kind in KINDS)
_PROVINCES = "SELECT id, name FROM place WHERE kind = 1"
_PLACES = """
SELECT p.id, p.name, p.kind, p.country, p.lat, p.lon, p.population, p.capital, p.admin2, p.admin1, p.countries
FROM place p """
_COUNTRIES = _PLACES + "WHERE p.kind = 0 AND p.id > 0"
_BY_ID = _PLACES + "WHERE p.id = ?"
_NAMED = """
SELECT p.id, p.name, p.kind, p.country, p.lat, p.lon, p.population, p.capital, p.admin2, p.admin1, p.countries, n.rank
FROM name n JOIN place p ON p.id = n.place WHERE n.key = ?"""
_MAJOR_KINDS = frozenset(KINDS.index(kind) for kind in ("country", "admin1", "region"))
_KINDS_OF = "SELECT p.kind, p.country, p.population, n.rank FROM name n JOIN place p ON p.id = n.place WHERE n.key = ?"
_KNOWN = "SELECT 1 FROM name WHERE key = ? AND rank <> ? LIMIT 1"
_WITHIN = "SELECT names FROM within WHERE parent = ?"
_POSSESSIVE = re.compile(r"['’]s?$")
_TYPE = re.compile(rf"(?:^(?:the |city of |(?:{TYPE_WORDS}) of (?:the )?))|\s(?:{TYPE_WORDS}|city)$", re.IGNORECASE)
_TYPES = frozenset([*TYPE_WORDS.split("|"), "city"])
_COMPASS = "(?:north|south|east|west)(?:-?(?:east|west))?"
_PART = re.compile(
    rf"^(?:the )?(?:(?:{_COMPASS}(?:ern)?|central|upper|lower|greater|mainland|downtown|rural)[ -])+", re.IGNORECASE
)
_KINDS_OF_TYPE = {
    "city": ("city",),
    "town": ("city",),
    "county": ("admin2", "admin1"),
    "district": ("admin2", "admin1"),
}


@dataclass(slots=True, unsafe_hash=True)
class Place:
    """A place of the gazetteer. `parents` are geonameids from the nearest upwards; coordinates are in degrees.

    `admin1` names the province it lies in (its own name, if it is one); `countries` are the ISO-2 codes that
    a region or a former country touches.
    """

    geonameid: int
    name: str
    kind: PlaceKind
    country: str
    admin1: str
    lat: float | None
    lon: float | None
    population: int
    parents: tuple[int, ...]
    countries: tuple[str, ...] = ()
    capital: bool = False


class Sort(NamedTuple):
    """What sort of place has a name: enough to weigh the name, without the place itself; see Match."""

    kind: PlaceKind
    country: str
    population: int
    rank: int

    @property
    def unusual(self) -> bool:
        """Say whether English texts hardly call the place so."""
        return is_unusual(self.rank, kind=self.kind, country=self.country, population=self.population)


class Within(NamedTuple):
    """Folded names and, in the same order, the geonameids of their places."""

    names: list[str]
    places: array[int]


Named = TypeVar("Named")


@dataclass(slots=True, unsafe_hash=True)
class Match:
    """A place that has the name asked for.

    `rank` tells how good the name is: 0 main, 1 alternate, 2 without its "Province", 3 abbreviation.
    `part` is set when the name stood for a part of the place ("northern Mali").
    """

    place: Place
    rank: int
    part: bool = False

    @property
    def unusual(self) -> bool:
        """Say whether English texts hardly call the place so."""
        place = self.place
        return is_unusual(self.rank, kind=place.kind, country=place.country, population=place.population)


@dataclass(slots=True)
class _Connection:
    process: int
    handle: sqlite3.Connection
    lock: threading.Lock


class Gazetteer:
    """The compiled gazetteer, open for reading; safe to share between threads and across a fork."""

    def __init__(self, path: Path = DEFAULT_PATH) -> None:
        """Open the file; raise GazetteerError if it is missing or of another version."""
        self.path = path
        if not path.is_file():
            raise GazetteerError(
                f"The gazetteer is missing ({path}): run `python manage.py gazetteer` (`make serve` does it too)."
            )
        self._connection: _Connection | None = None
        self._opening = threading.Lock()
        os.register_at_fork(after_in_child=self._forget_connection)
        self._check_version()
        self._names_filter, self._openings_filter = self._filter("names"), self._filter("openings")
        # Held rather than joined: nearly every place has one.
        self._provinces = dict(cast(list[tuple[int, str]], self._query(_PROVINCES, ())))
        self._countries: dict[str, Place] = {}
        self._countries = {row[3]: self._place(row) for row in self._query(_COUNTRIES, ())}
        self._demonyms = dict(cast(list[tuple[str, int]], self._query("SELECT word, place FROM demonym", ())))
        self._cached_matches = lru_cache(maxsize=CACHED_NAMES)(self._find_matches)
        self._cached_sorts = lru_cache(maxsize=CACHED_NAMES)(self._find_sorts)
        self._cached_place = lru_cache(maxsize=CACHED_NAMES)(self._find_place)
        self._cached_known = lru_cache(maxsize=CACHED_NAMES)(self._find_known)
        self._cached_within = lru_cache(maxsize=CACHED_PARENTS)(self._find_names_within)

    def candidates(self, name: str) -> list[Place]:
        """Return the places called `name`, the most populous first; [] when there is none."""
        return [match.place for match in self.matches(name) if match.rank != RANK_ABBREVIATION]

    def matches(self, name: str) -> tuple[Match, ...]:
        """Return the places called `name` with the quality of the name, abbreviations ("Fla.") included."""
        return self._cached_matches(name)

    def sorts(self, name: str) -> tuple[Sort, ...]:
        """Return what sorts of places are called `name`, abbreviations included; not those it names a part of."""
        for key, unit in self._variants(name):
            found = self._cached_sorts(key) if may_hold(self._names_filter, key) and key else ()
            if found:
                return _of_type(found, unit, lambda sort: sort.kind) if unit else found
        return ()

    def by_id(self, geonameid: int) -> Place | None:
        """Return the place with this id (negative for regions and former countries)."""
        return self._cached_place(geonameid)

    def country(self, iso2: str) -> Place | None:
        """Return the country with this ISO 3166 code."""
        return self._countries.get(iso2.upper())

    def demonym(self, word: str) -> Place | None:
        """Return the country whose people or things `word` names ("Afghan", "Russians", "South Korean")."""
        key = place_key(word)
        geonameid = self._demonyms.get(key)
        if geonameid is None and key.endswith("s"):
            geonameid = self._demonyms.get(key[:-1])
        return None if geonameid is None else self.by_id(geonameid)

    def demonym_words(self) -> frozenset[str]:
        """Return the folded demonyms, without their plurals."""
        return frozenset(self._demonyms)

    def names(self, geonameid: int) -> list[str]:
        """Return the names of a place in Latin script, the preferred one first."""
        found = self._query("SELECT name, alternates FROM place WHERE id = ?", (geonameid,))
        if not found:
            return []
        name, alternates = found[0]
        return [name, *(alternates.split("|") if alternates else [])]

    def is_place_name(self, folded: str) -> bool:
        """Tell whether any place has this name; abbreviations do not count."""
        return self._cached_known(place_key(folded))

    def may_open_name(self, word: str) -> bool:
        """Tell whether a name of several words may begin so, that of a country, region, province or known town."""
        return may_hold(self._openings_filter, place_key(word))

    def names_within(self, parent_id: int) -> Within:
        """Return the names of all that lies in a country or province; none for a country of very many places."""
        return self._cached_within(parent_id)

    def _find_matches(self, name: str) -> tuple[Match, ...]:
        for key, unit in self._variants(name):
            found = self._query_name(key)
            if found:
                return _of_type(found, unit, lambda match: match.place.kind) if unit else found
        if name.isalpha():
            return ()
        found = self._query_name(place_key(_PART.sub("", _POSSESSIVE.sub("", name))))
        return tuple(Match(match.place, match.rank, part=True) for match in found)

    def _variants(self, name: str) -> list[tuple[str, str]]:
        """Return the keys under which a name may stand, with the word that says what kind it is ("province")."""
        found = [(place_key(name), "")]
        if name.isalpha():
            return found
        base = _POSSESSIVE.sub("", name) if "'" in name or "’" in name else name
        if base != name:
            found.append((place_key(base), ""))
        if " " in base and _may_state_type(base):
            unit = _TYPE.search(base)
            if unit:
                found.append((place_key(_TYPE.sub("", base)), unit[0]))
        return found

    def _query_name(self, key: str) -> tuple[Match, ...]:
        if not key or not may_hold(self._names_filter, key):
            return ()
        rows = self._query(_NAMED, (key,))
        if len(rows) > MAX_CANDIDATES:
            rows = sorted(rows, key=lambda row: (row[2] not in _MAJOR_KINDS, *_by_people(row)))[:MAX_CANDIDATES]
        rows.sort(key=_by_people)
        return tuple([Match(self._place(row[:-1]), row[-1]) for row in rows])

    def _filter(self, name: str) -> bytes:
        return cast(bytes, self._query("SELECT bits FROM filter WHERE name = ?", (name,))[0][0])

    def _find_sorts(self, key: str) -> tuple[Sort, ...]:
        rows = self._query(_KINDS_OF, (key,))
        return tuple([Sort(_KIND_NAMES[kind], country, people, rank) for kind, country, people, rank in rows])

    def _find_known(self, key: str) -> bool:
        return bool(self._query(_KNOWN, (key, RANK_ABBREVIATION)))

    def _find_place(self, geonameid: int) -> Place | None:
        rows = self._query(_BY_ID, (geonameid,))
        return self._place(rows[0]) if rows else None

    def _find_names_within(self, parent_id: int) -> Within:
        rows = self._query(_WITHIN, (parent_id,))
        return Within(*unpack_names(rows[0][0])) if rows else Within([], array("q"))

    def _place(self, row: tuple[Any, ...]) -> Place:
        geonameid, name, kind, country, lat, lon, population, capital, admin2, admin1, countries = row
        label = _KIND_NAMES[kind]
        home = None if label == "country" and geonameid > 0 else self._country_id(country)
        parents = tuple([parent for parent in (admin2, admin1, home) if parent is not None])
        codes = tuple(countries.split()) if countries else ()
        province = name if label == "admin1" else self._provinces.get(admin1, "")
        return Place(geonameid, name, label, country, province, lat, lon, population, parents, codes, bool(capital))

    def _country_id(self, iso2: str) -> int | None:
        place = self._countries.get(iso2)
        return None if place is None else place.geonameid

    def _query(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            connection = self._open()
            with connection.lock:
                return connection.handle.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise GazetteerError(
                f"The gazetteer cannot be read ({self.path}: {error}): run `python manage.py gazetteer --rebuild`."
            ) from error

    def _open(self) -> _Connection:
        connection = self._connection
        if connection is not None and connection.process == os.getpid():
            return connection
        with self._opening:
            if self._connection is None or self._connection.process != os.getpid():
                address = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
                handle = sqlite3.connect(address, uri=True, check_same_thread=False, cached_statements=16)
                handle.execute("PRAGMA cache_size = -4096")
                handle.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
                self._connection = _Connection(os.getpid(), handle, threading.Lock())
            return self._connection

    def _forget_connection(self) -> None:
        """Let the child of a fork open its own connection, with locks that no vanished thread holds."""
        self._connection = None
        self._opening = threading.Lock()

    def _check_version(self) -> None:
        try:
            found = dict(cast(list[tuple[str, str]], self._query("SELECT key, value FROM meta", ())))
        except GazetteerError:
            found = {}
        if found.get("schema") != str(SCHEMA_VERSION):
            raise GazetteerError(
                f"The gazetteer {self.path} is of another version: run `python manage.py gazetteer`, or `make serve`."
            )

    def close(self) -> None:
        """Close the file; the next look-up opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.handle.close()


def _by_people(row: tuple[Any, ...]) -> tuple[int, bool, int]:
    """Return the key that sorts places by their population, then countries and provinces first, then by id."""
    return -row[6], row[2] not in _MAJOR_KINDS, row[0]


def _may_state_type(name: str) -> bool:
    """Say whether the first or last word of a name may be one that _TYPE looks for, which is dear."""
    lowered = name.lower()
    stated = not _TYPES.isdisjoint(lowered.split()[-1:])
    return stated or lowered.startswith(("the ", "city of ")) or " of " in lowered


def _of_type(found: tuple[Named, ...], unit: str, kind: Callable[[Named], str]) -> tuple[Named, ...]:
    """Keep the places of the kind that a word such as "province" or "city of" names, if there are any."""
    word = unit.lower().replace(" of", "").replace("the ", "").strip()
    kinds = _KINDS_OF_TYPE.get(word, ("admin1", "admin2")) if word and word != "the" else ()
    return tuple(one for one in found if kind(one) in kinds) or found


@cache
def default_gazetteer() -> Gazetteer:
    """Return the gazetteer that all of a process shares."""
    return Gazetteer()
