"""What the pass over a document asks of the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from corpus.extract.gazetteer import Gazetteer, Sort, default_gazetteer
from corpus.extract.gazetteer_build import KNOWN_TOWN_PEOPLE
from corpus.extract.gazetteer_names import ENGLISH_SPEAKING, RANK_ABBREVIATION
from corpus.extract.home import home_of
from corpus.extract.lexicon import fold_in_place, is_inside_word
from corpus.extract.roles import Possessor, capitals
from corpus.extract.tables import rows, values
from corpus.extract.words import FUNCTION_WORDS, common_words

BIG_CITY_PEOPLE = 200_000
LONGEST_NAME_WORDS = 4
CACHED_HOMES = 1_024
CACHED_STANDINGS = 16_384

# What newspapers put before "government" and "troops" where the word for the people is another.
_USUAL_ADJECTIVES = {
    "CK": "Cook Islands",
    "FK": "Falkland Islands",
    "GL": "Greenland",
    "HK": "Hong Kong",
    "LI": "Liechtenstein",
    "LS": "Lesotho",
    "LU": "Luxembourg",
    "MM": "Myanmar",
    "MO": "Macau",
    "NZ": "New Zealand",
    "SB": "Solomon Islands",
    "SC": "Seychelles",
    "US": "US",
    "VU": "Vanuatu",
}
_OF_A_PART = frozenset(
    ["English", "Englishman", "Englishmen", "Scottish", "Scot", "Scotsman", "Welsh", "Welshman", "Northern Irish"]
)
_PART = re.compile(r"(?:North|South|East|West|Central|Upper|Lower|Greater)(?:east|west)?(?:ern)? (?=[A-Z])")
_AMBIGUOUS_DIVISIONS = frozenset(["Victoria", "Washington"])  # people and towns, too
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
# Short forms that are also words or names of other things; only capitals and full stops tell them apart.
_SHORT_FORMS = frozenset(
    {"us", "u.s.", "usa", "u.s.a.", "uk", "u.k.", "uae", "u.a.e.", "ussr", "drc", "prc", "u.s", "u.k"}
)


_BEFORE_AMERICAN = ("latin ", "central ", "south ", "north ", "native ", "pan-", "inter-", "ibero-", "spanish-")


class Standing(IntEnum):
    """What the gazetteer knows of a name, in view of the countries a document speaks of."""

    NONE = 0
    CITY_ELSEWHERE = 1
    BIG_CITY = 2
    CITY_IN_CONTEXT = 3
    BIG_CITY_IN_CONTEXT = 4
    ADMIN_IN_CONTEXT = 5
    COUNTRY = 6

    @property
    def in_context(self) -> bool:
        """Say whether the name is a country's, or that of a location in a country the document speaks of."""
        return self >= Standing.CITY_IN_CONTEXT


@dataclass(frozen=True, slots=True)
class _Known:
    """The countries (ISO 3166) in which a name is a division's, a big city's or a city's, or that it is a country's."""

    country: bool = False
    divisions: frozenset[str] = frozenset()
    big_cities: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    elsewhere: Standing = Standing.NONE


_UNKNOWN = _Known()


@dataclass(frozen=True, slots=True)
class CountryWord:
    """What a word says of a country: its name, its people's or its seat of government's; see Possessor."""

    country: str
    demonym: bool
    capital: bool
    own: bool


class Geography:
    """Countries, demonyms and the standing of names, from the gazetteer and its hand tables."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._adjectives: dict[str, str] = {}
        self._own_demonyms: set[str] = set()
        self.country_words: dict[str, CountryWord] = {}
        for code, name, _, _, aliases, demonyms in (_six(row) for row in rows("countries")):
            peoples = values(demonyms)
            for spelling in (name, *values(aliases)):
                self._add(spelling, code, demonym=spelling in peoples)
            for word in peoples:
                self._adjectives.setdefault(code, word)
                if word not in _OF_A_PART:
                    self._own_demonyms.add(fold_in_place(word))
                self._add(word, code, demonym=True)
        for word in sorted(gazetteer.demonym_words()):
            place = gazetteer.demonym(word)
            if place is not None and place.country:
                self._add(word, place.country, demonym=True)
        for name, code in capitals().items():
            self._add(name, code, capital=True)
        self.divisions = dict(self._telling_divisions())
        self._countries_of_words = {word: known.country for word, known in self.country_words.items() if len(word) > 3}
        self._homes = lru_cache(maxsize=CACHED_HOMES)(lambda source: home_of(source, self))
        self._knowledge = lru_cache(maxsize=CACHED_STANDINGS)(self._known)
        self._sorts = lru_cache(maxsize=CACHED_STANDINGS)(self._good_sorts)

    def _telling_divisions(self) -> Iterator[tuple[str, str]]:
        """Yield the folded names and short forms ("Ga.") of states and provinces where English is spoken."""
        for code, name, aliases, *_ in (_six(row) for row in rows("subdivisions")):
            country = code.partition("-")[0]
            if country not in ENGLISH_SPEAKING:
                continue
            for spelling in (name, *(alias for alias in values(aliases) if alias.endswith("."))):
                folded = fold_in_place(spelling)
                if folded not in self.country_words and spelling not in _AMBIGUOUS_DIVISIONS:
                    yield folded, country

    def _add(self, spelling: str, code: str, *, demonym: bool = False, capital: bool = False) -> None:
        folded = fold_in_place(spelling)
        own = not demonym or folded in self._own_demonyms
        self.country_words.setdefault(folded, CountryWord(code, demonym, capital, own))

    def countries_of_words(self) -> Mapping[str, str]:
        """Return the country (ISO 3166) of each folded name, people or seat of government."""
        return self._countries_of_words

    def country_of_city(self, name: str) -> str:
        """Return the country (ISO 3166) of a big city or a province, "" for anything else."""
        if name.lower() in common_words() or not name[:1].isupper():
            return ""
        sorts = [
            sort
            for sort in self._sorts(name)
            if sort.kind == "admin1" or (sort.kind == "city" and sort.population >= BIG_CITY_PEOPLE)
        ]
        return max(sorts, key=lambda sort: sort.population).country if sorts else ""

    def home(self, source: str) -> str:
        """Return the country (ISO 3166) where an outlet is at home, "" where its name doesn't say."""
        return self._homes(source)

    def adjective(self, country: str) -> str:
        """Return the adjective of a country ("Syrian" for "SY"), its name or code where it has none."""
        known = _USUAL_ADJECTIVES.get(country) or self._adjectives.get(country)
        if known is not None:
            return known
        place = self.gazetteer.country(country)
        return place.name if place is not None else country

    def standing(self, name: str, countries: frozenset[str]) -> Standing:
        """Return what a name is known as, seen from a document that speaks of these countries."""
        known = self._knowledge(name)
        if known is _UNKNOWN:
            return Standing.NONE
        if known.country:
            return Standing.COUNTRY
        if not known.divisions.isdisjoint(countries):
            return Standing.ADMIN_IN_CONTEXT
        if not known.big_cities.isdisjoint(countries):
            return Standing.BIG_CITY_IN_CONTEXT
        if not known.cities.isdisjoint(countries):
            return Standing.CITY_IN_CONTEXT
        return known.elsewhere

    def _known(self, name: str) -> _Known:
        """Return what the gazetteer knows of a name, boiled down to what a standing depends on."""
        sorts = self._sorts(name) or self._sorts_of_whole(name)
        if not sorts:
            return _UNKNOWN
        divisions: set[str] = set()
        big_cities: set[str] = set()
        cities: set[str] = set()
        famous, only_province = False, " " in name  # nothing but a province is called "West Bank" or "South Kivu"
        for kind, country, people, _ in sorts:
            if kind == "city":
                only_province = False
                cities.add(country)
                if people >= BIG_CITY_PEOPLE:
                    big_cities.add(country)
            elif kind == "region" or (kind == "country" and not self._names_people(name)):
                return _Known(country=True)
            elif kind == "country":
                continue
            else:
                divisions.add(country)
                famous = famous or kind == "admin1"
                only_province = only_province and kind == "admin1"
        elsewhere = Standing.BIG_CITY if famous or big_cities else Standing.CITY_ELSEWHERE
        return _Known(
            divisions=frozenset(divisions),
            big_cities=frozenset(big_cities),
            cities=frozenset(cities),
            elsewhere=Standing.ADMIN_IN_CONTEXT if only_province else elsewhere,
        )

    def _names_people(self, name: str) -> bool:
        """Say whether a country's short name is its people's: "Saudi"."""
        known = self.country_words.get(fold_in_place(name))
        return known is not None and known.demonym

    def _sorts_of_whole(self, name: str) -> tuple[Sort, ...]:
        """Return the sorts of what a name such as "Western Harrow" is a part of: countries, provinces, big cities."""
        part = _PART.match(name)
        sorts = self._sorts(name[part.end() :]) if part else ()
        return tuple(
            sort
            for sort in sorts
            if sort.kind in ("country", "admin1") or (sort.kind == "city" and sort.population >= BIG_CITY_PEOPLE)
        )

    def _good_sorts(self, name: str) -> tuple[Sort, ...]:
        sorts = self.gazetteer.sorts(name)
        if not sorts:
            return ()
        dotted = "." in name
        return tuple([sort for sort in sorts if (dotted or sort.rank != RANK_ABBREVIATION) and not sort.unusual])

    def certain_places(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of a line, whatever its capitals, that only a well-known location fits."""
        words = [match.span() for match in _WORD.finditer(text)]
        found: list[tuple[int, int]] = []
        position = 0
        while position < len(words):
            size = self._longest_place(text, words, position)
            if size:
                found.append((words[position][0], words[position + size - 1][1]))
            position += max(1, size)
        return found

    def _longest_place(self, text: str, words: list[tuple[int, int]], position: int) -> int:
        longest = LONGEST_NAME_WORDS if self.gazetteer.may_open_name(text[slice(*words[position])]) else 1
        for size in range(min(longest, len(words) - position), 0, -1):
            first, last = words[position], words[position + size - 1]
            phrase = text[first[0] : last[1]].rstrip(".'’-")
            ends = {text[slice(*first)].lower(), text[slice(*last)].lower().rstrip(".'’-")}
            if ends & FUNCTION_WORDS or (size == 1 and ends & common_words()):
                continue
            if any(_is_certain(sort.kind, sort.population, size) for sort in self._sorts(phrase)):
                return size
        return 0


def _is_certain(kind: str, people: int, size: int) -> bool:
    if kind in {"country", "region"}:
        return True
    if size > 1:
        return kind == "admin1" or people >= KNOWN_TOWN_PEOPLE
    return people >= (KNOWN_TOWN_PEOPLE if kind == "admin1" else BIG_CITY_PEOPLE)


def is_short_form(surface: str) -> bool:
    """Say whether a country is written short: "US", "U.S."."""
    return surface.lower() in _SHORT_FORMS


def read_possessor(found: list[Possessor], text: str, folded: str, start: int, end: int, *, word: CountryWord) -> None:
    """Add the country that a stretch of a line names, unless a longer one holds it; `folded` is fold_in_place(text)."""
    if word.demonym:
        if is_part_of_continent(folded, start):
            return
        end = _with_plural(folded, end)
    if not _is_written_as_name(text, start, end):
        return
    while found and found[-1].start >= start:
        found.pop()
    if not found or found[-1].end <= start:
        found.append(Possessor(start, end, word.country, word.demonym, word.capital, word.own))


def is_part_of_continent(folded: str, start: int) -> bool:
    """Say whether "american" at an offset is that of "Latin American" and the like, which is no country's."""
    return folded.startswith("american", start) and folded.endswith(_BEFORE_AMERICAN, 0, start)


def _six(row: list[str]) -> list[str]:
    return [*row, *([""] * 6)][:6]


def _with_plural(folded: str, end: int) -> int:
    return end + 1 if folded[end : end + 1] == "s" and not folded[end + 1 : end + 2].isalnum() else end


def _is_written_as_name(text: str, start: int, end: int) -> bool:
    """Say whether a stretch is a whole word with a capital; short forms need all of theirs."""
    if is_inside_word(text, start, end):
        return False
    surface = text[start:end]
    if surface.lower() in _SHORT_FORMS:
        return surface.isupper() and text[start - 1 : start] != "."
    return surface[0].isupper()


@lru_cache(maxsize=1)
def load_geography() -> Geography:
    """Return the geography of the default gazetteer; raises GazetteerError where it is missing."""
    return Geography(default_gazetteer())
