"""Actors named by their role: "Israeli forces", "the Syrian government", "Moscow said", "the Kremlin"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.extract.aliases import Actor, from_entry
from corpus.extract.lexicon import ActorKind, Lexicon, Metonym, fold_in_place, rows_of
from corpus.extract.seats import acts, says
from corpus.extract.words import cached_fold

_GOVERNMENT = "government|govt|regime|administration|authorities|cabinet"
_MILITARY = (
    r"armed forces|security forces|special forces|ground forces|defen[cs]e forces|government forces|regime forces|"
    r"coalition forces|peacekeeping forces|naval forces|air forces?|forces|army|armies|military|troops|soldiers|"
    r"navy|marines|coast ?guard|border guards?|paratroopers|commandos|air defen[cs]es|warplanes|fighter jets|jets|"
    r"peacekeepers"
)
_BODIES = (
    r"(?:foreign|defen[cs]e|interior|finance|health|justice|oil|energy|information|education|culture) ministry|"
    r"parliament|intelligence services?|intelligence agency|intelligence|secret services?|central bank|police force|"
    r"security services?|embassy|judiciary|supreme court|national assembly|presidency|"
    r"(?-i:(?:military |criminal |appeals |high |top )?courts?)"
)
_PEOPLE = (
    r"police|service ?members|servicemen|personnel|officials|leadership|diplomats|lawmakers|prosecutors|rebels|"
    r"militants|insurgents|fighters|militiamen|"
    r"militias?|separatists|guerrillas?|mercenaries|opposition|resistance|insurgency|protesters|protestors"
    r"|demonstrators|"
    r"scholars|clerics|activists|hackers|smugglers|traffickers|extremists|islamists|jihadists|jihadis|partisans|"
    r"paramilitaries|gunmen|settlers|dissidents|negotiators|elders|tribesmen|nationalists|loyalists|exiles|snipers"
)
_QUALIFIERS = (
    r"(?:(?:armed|religious|military|state|federal|central|interim|transitional|national|regional|local|provincial|"
    r"coalition|caretaker|communist|socialist|conservative|military-backed|riot|border|special|senior|top|islamist|"
    r"shiite|shi'ite|shia|sunni|kurdish|muslim|christian|islamic|jihadist|leftist|marxist|maoist|right-wing|left-wing|"
    r"far-right|anti-government|pro-government|pro-democracy|political|tribal|ethnic|separatist|foreign|joint|elite|"
    r"occupation|occupying|invading|ground|naval|air|security|public|government-backed|allied|rebel|exiled|"
    r"democratic|regular|regime|government|human rights|civil|judicial|health|electoral) ){0,2}"
)
_ROLE = re.compile(
    rf"(?P<possessive>['’]s?)?[ -](?P<rest>{_QUALIFIERS}(?:(?P<government>{_GOVERNMENT})|(?:{_MILITARY})|"
    rf"(?P<body>{_BODIES})|(?:{_PEOPLE})))\b(?!['’]?s? (?:government|army|of state)\b)",
    re.IGNORECASE,
)
# What a country has but one of: by itself it is that of the country an article is about.
_FORCES = re.compile(
    r"\b(?i:the|an(?= armed forces| air force)) (?P<rest>(?i:armed forces|army|air force|military|navy"
    r"|security forces|national police|"
    r"national guard))\b"
    r"(?!['’]?s? (?i:of(?! \w+ing\b)|corps|bases?|junta|council|coup|airfields?|airports?|academy|aid"
    r"|alliance|camps?|campaigns?|"
    r"courts?|dictatorship|equipment|exercises?|government|hospitals?|intervention|operations?|parade|regime|rule"
    r"|rulers?|"
    r"solution|takeover|training|tribunal|uniforms?|vehicles?)\b)"
)
_RULERS = re.compile(
    r"\b(?i:the) (?P<rest>(?i:government|regime|junta|military junta|ruling junta))\b"
    r"(?!-|['’]?s? (?i:of|in|at|agenc(?:y|ies)|aid|bonds?|buildings?|bureau|contracts?|data|debt|department|employees|"
    r"figures|forces|funds?|headquarters|house|housing|offices?|palace|programs?|radio|report|sector|shutdown|soldiers|"
    r"spending|subsid(?:y|ies)|television|troops|websites?|workers)\b)"
)
_BANDS = re.compile(
    r"\b(?i:the)(?: [\w-]+(?= (?i:death squads)))? (?P<rest>(?i:guerrillas|rebels|insurgents|paramilitaries"
    r"|death squads|"
    r"(?:drug|cocaine|heroin|narcotics) (?:cartels|lords|mafias?|traffickers|barons|gangs|rings)|mafia|"
    r"(?:drug|cocaine|heroin|narcotics)[ -]trafficking (?:cartels|gangs|groups|mafias?|organi[sz]ations"
    r"|rings)))\b(?!['’]?s? (?i:of|from)\b)"
)
_GOVERNMENT_FORCES = re.compile(r"\b(?P<rest>(?i:government (?:forces|troops|soldiers)))\b")
_IMPLIED_WORDS: tuple[str, ...] = (
    "army",
    "force",
    "military",
    "navy",
    "national",
    "government",
    "regime",
    "junta",
    "guerrillas",
    "rebels",
)
_IMPLIED_WORDS += (
    "insurgents",
    "paramilitaries",
    "squads",
    "drug",
    "mafia",
    "cocaine",
    "heroin",
    "narcotics",
    "police",
)
_FORCE_WORDS = frozenset(["forces", "army", "force", "military", "navy", "troops", "soldiers"])
MOST_OF_AN_ARTICLE = 0.7  # of the countries it names, by which one is what an article is about
HALF = 0.5  # of them is enough where the article was written there
LEAST_COUNTRY_WORDS = 3
_CAPITAL_WORDS = frozenset(["kurdish", "muslim", "christian", "islamic", "shiite", "shi'ite", "shia", "sunni"])
_OF_COUNTRY = re.compile(
    r"\b(?:(?P<government>government|regime|administration)|(?P<body>parliament)|"
    r"(?P<forces>army|armed forces|military|air force|navy|security forces|police)) of (?:the )?$",
    re.IGNORECASE,
)


@dataclass(slots=True, unsafe_hash=True)
class Possessor:
    """A demonym, country or seat of government in a line, with the country it stands for.

    `own` = it means the whole country: not "Scottish" or "Chechen".
    """

    start: int
    end: int
    country: str
    demonym: bool
    capital: bool = False
    own: bool = True


@dataclass(slots=True, unsafe_hash=True)
class House:
    """A house or quarter of a government, with its span in the line."""

    start: int
    end: int
    metonym: Metonym


@dataclass(frozen=True, slots=True)
class RoleHit:
    """An actor named by a role or a metonym, with its span in the line; `capital` = a city stands for it."""

    start: int
    end: int
    actor: Actor
    rule: str
    capital: bool = False


Adjective = Callable[[str], str]


def government_of(country: str, adjective: Adjective) -> Actor:
    """Return the government of a country (ISO 3166); `adjective` gives "Syrian" for "SY"."""
    return Actor(f"government:{country}", f"{adjective(country)} government", "government", country)


def find_roles(text: str, possessors: Iterable[Possessor], adjective: Adjective) -> Iterator[RoleHit]:
    """Yield the roles that a line gives to countries: forces, governments, ministries, movements."""
    for possessor in possessors:
        if not possessor.demonym:
            before = _body_before(text, possessor.start)
            if before:
                yield RoleHit(before.start(), possessor.end, _of_country(possessor.country, before, adjective), "role")
                continue
        match = _ROLE.match(text, possessor.end)
        if match is None or (match["possessive"] and possessor.demonym):
            continue
        if possessor.capital and not match["government"]:
            continue
        yield RoleHit(possessor.start, match.end(), _role_actor(text, possessor, match, adjective), "role")


def _body_before(text: str, start: int) -> re.Match[str] | None:
    """Return what a country is stated to own: "the army of (the) Syria"."""
    if not text[max(0, start - 8) : start].lower().endswith((" of ", " of the ")):
        return None
    return _OF_COUNTRY.search(text, max(0, start - 30), start)


def _of_country(country: str, before: re.Match[str], adjective: Adjective) -> Actor:
    if before["government"]:
        return government_of(country, adjective)
    name = f"{adjective(country)} {(before['body'] or before['forces']).lower()}"
    kind: ActorKind = "government" if before["body"] else "group"
    return Actor(f"{kind}:{cached_fold(name)}", name, kind, country)


def _role_actor(text: str, possessor: Possessor, match: re.Match[str], adjective: Adjective) -> Actor:
    country, rest = possessor.country, match["rest"]
    owner = text[possessor.start : possessor.end]
    if possessor.own:
        if match["government"] and len(rest.split()) <= 2:
            return government_of(country, adjective)
        owner = adjective(country)
    name = f"{owner} {_plain(rest)}"
    kind: ActorKind = "government" if match["government"] or match["body"] else "group"
    return Actor(f"{kind}:{cached_fold(name)}", name, kind, country)


def names_forces(folded: str) -> bool:
    """Say whether a folded line may have words that find_implied looks for, which is dear."""
    return any(map(folded.__contains__, _IMPLIED_WORDS))


def find_implied(text: str, country: str, adjective: Adjective) -> Iterator[RoleHit]:
    """Yield "the army", "the government", "the rebels" as those of a country, in an article that is about it."""
    for pattern in (_FORCES, _BANDS, _GOVERNMENT_FORCES):
        for match in pattern.finditer(text):
            name = f"{adjective(country)} {match['rest'].lower()}"
            actor = Actor(f"group:{cached_fold(name)}", name, "group", country)
            yield RoleHit(match.start("rest"), match.end(), actor, "implied")
    for match in _RULERS.finditer(text):
        yield RoleHit(match.start("rest"), match.end(), government_of(country, adjective), "implied")


def country_of_forces(forces: Iterable[tuple[str, str]], spoken_of: Counter[str], *, home: str = "") -> str:
    """Return the country (ISO 3166) whose army "the army" is, "" where an article doesn't tell.

    It is the country an article speaks of most, if it speaks of hardly any other, names that country's forces or was
    written there; `forces` are the names and countries of actors, `home` is the country of the dateline.
    """
    if not spoken_of:
        return ""
    country, count = max(spoken_of.items(), key=lambda item: (item[1], item[0]))
    share = count / spoken_of.total()
    if country == home and share >= MOST_OF_AN_ARTICLE:
        return country
    if count >= LEAST_COUNTRY_WORDS and (share >= MOST_OF_AN_ARTICLE or (country == home and share > HALF)):
        return country
    named = any(home == country and name.rpartition(" ")[2].lower() in _FORCE_WORDS for name, home in forces)
    return country if named else ""


def _plain(rest: str) -> str:
    """Return a role in lower case, but for words that keep their capital ("Kurdish forces")."""
    return " ".join(
        word if word.lower() in _CAPITAL_WORDS and word[0].isupper() and not word.isupper() else word.lower()
        for word in rest.split()
    )


def capitals() -> dict[str, str]:
    """Return the country (ISO 3166) of each seat of government."""
    return {name: country for country, names in rows_of("capitals.tsv", 2) for name in names.split(" | ")}


class Metonyms:
    """Houses and capitals that stand for governments."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.houses = {fold_in_place(metonym.surface): metonym for metonym in lexicon.metonyms}

    def find(
        self, text: str, houses: Iterable[House], possessors: Iterable[Possessor], *, adjective: Adjective
    ) -> Iterator[RoleHit]:
        """Yield "Kremlin", "White House" …, and those capitals among the possessors that say or do something."""
        for house in houses:
            if not house.metonym.cue or says(text, house.end):
                yield RoleHit(house.start, house.end, self._actor(house.metonym.key, adjective), "metonym")
        for owner in possessors:
            if owner.capital and acts(text, owner.start, owner.end):
                yield RoleHit(owner.start, owner.end, government_of(owner.country, adjective), "metonym", capital=True)

    def _actor(self, key: str, adjective: Adjective) -> Actor:
        scheme, _, identifier = key.partition(":")
        if scheme == "government":
            return government_of(identifier, adjective)
        return from_entry(self._lexicon.by_id[identifier])


@lru_cache(maxsize=1)
def load_metonyms(lexicon: Lexicon) -> Metonyms:
    """Return the metonyms, compiled once per process."""
    return Metonyms(lexicon)
