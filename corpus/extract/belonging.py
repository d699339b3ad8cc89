"""Which country a body belongs to: by its name ("Supreme Court of India"), else by what the article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.extract.aliases import Actor, from_entry, kind_of, organisation_key
from corpus.extract.geography import Geography
from corpus.extract.lexicon import ActorKind, Hit, Lexicon, fold_in_place

CACHED_NAMES = 16_384
LONGEST_COUNTRY = 3  # words
MOST_OF_AN_ARTICLE = 0.6  # of the countries it names and of whose people it names
LEAST_SIGNS = 2
# Named alike in many countries: people, states of the US, and peoples of several countries.
_AMBIGUOUS = frozenset({"chad", "congo", "georgia", "guinea", "jordan", "korea", "korean", "niger", "congolese"})
_SUBJECTS = (
    r"agriculture|commerce|communications?|culture|defen[cs]e|econom(?:y|ics|ic affairs)|education|emergencies|energy"
    r"|environment|external affairs|finance|foreign(?: affairs)?|health|home(?: affairs)?|industry|information"
    r"|(?:internal|interior)(?: affairs)?|justice|labou?r|national defen[cs]e|oil|planning|public security"
    r"|state security|tourism|trade|transport(?:ation)?"
)
# What a state has but one of, named by its subject alone.
_OF_STATES = re.compile(
    rf"(?:{_SUBJECTS}) (?:ministry|department)|ministry of [a-z ,&-]+|congress|parliament|senate|national assembly"
    r"|house of (?:representatives|commons|lords)|chamber of deputies|(?:supreme|constitutional|federal) court"
    r"|council of ministers|cabinet|national security council|coast ?guard|national guard|border guards?|air force"
    r"|army|navy|marines?|marine corps|armed forces|defen[cs]e forces?|central bank|(?:federal|national) police"
    r"|(?:central |national )?elections? commission|electoral commission|national intelligence service|treasury"
    r"|joint chiefs(?: of staff)?|attorney general's office|weather service"
)
_ARMED = re.compile(
    r"army|navy|air force|armed forces|marines|marine corps|coast ?guard|(?:national|border) guards?|"
    r"(?:(?:self-)?defen[cs]e|security|ground|naval|special) forces?"
    r"|(?:(?:national|federal|transport) )?police(?: force)?"
)
_PARTIES = re.compile(
    r"(?:communist|socialist|conservative|labou?r|liberal(?: democratic)?|green|democratic|republican|national"
    r"|people's|workers'?|social democratic|christian democratic|nationalist) party"
    r"|greens|(?:social|christian|liberal) democrats"
)
# What these have under other names; there it is another country's.
_NOT_OF = {
    "US": re.compile(
        r".*ministry.*|parliament|national assembly|.* (?:commons|lords|deputies|ministers)|.*party|.*democrats"
    ),
    "GB": re.compile(r"senate|national assembly|house of representatives|(?:foreign|finance|interior) ministry"),
}
_CONGRESS = "congress"
_CONGRESSES = frozenset(
    ["AR", "BO", "BR", "CL", "CO", "DO", "EC", "ES", "GT", "HN", "IN", "MX", "PE", "PH", "US", "VE"]
)
_OF_COUNTRY = " of "


@dataclass(slots=True)
class Owners:
    """What tells of a document whose its bodies are.

    `home` is the country (ISO 3166) it is about, "" where it doesn't tell, `others` those it speaks of.
    """

    geography: Geography
    lexicon: Lexicon
    home: str
    others: frozenset[str]
    _known: dict[Actor, Actor] = field(default_factory=dict)

    def settle(self, actors: Mapping[str, Actor]) -> dict[str, Actor]:
        """Return the actors of a document, bodies of states with their country, under one name of each."""
        return {surface: self._settled(actor) for surface, actor in actors.items()}

    def _settled(self, actor: Actor) -> Actor:
        if actor.country or not actor.key or actor.key.startswith("lexicon:"):
            return actor
        found = self._known.get(actor)
        if found is None:
            found = self._known[actor] = self._with_country(actor)
        return found

    def _with_country(self, actor: Actor) -> Actor:
        country, bare = country_in(actor.name, self.geography)
        folded = organisation_key(bare)
        generic = _OF_STATES.fullmatch(folded) or _PARTIES.fullmatch(folded)
        if country:
            return self._of_state(bare, country) if generic else _owned(actor, country, bare)
        if not generic:
            return actor
        country = self._congress() if folded == _CONGRESS else self.home
        if not country or (country in _NOT_OF and _NOT_OF[country].fullmatch(folded)):
            return actor
        return self._of_state(actor.name, country)

    def _congress(self) -> str:
        """Return the country whose Congress is meant: that of the US where the document speaks of no other's."""
        if self.home in _CONGRESSES:
            return self.home
        return "US" if _CONGRESSES.isdisjoint(self.others - {"US"}) else ""

    def _of_state(self, body: str, country: str) -> Actor:
        """Return a country's body under the name that tells it from all others': "Indian Supreme Court"."""
        name = f"{self.geography.adjective(country)} {body}"
        entry = self.lexicon.named(name)
        if entry is not None:
            return from_entry(entry)
        kind = _kind_of(body)
        return Actor(f"{kind}:{organisation_key(name)}", name, kind, country)


def _owned(actor: Actor, country: str, bare: str) -> Actor:
    """Return a body whose name has its country, of the kind that the rest of the name speaks for."""
    kind = actor.kind if actor.kind == "government" else _kind_of(bare)
    _, _, key = actor.key.partition(":")
    return Actor(f"{kind}:{key}", actor.name, kind, country)


def _kind_of(bare: str) -> ActorKind:
    return "government" if _ARMED.fullmatch(organisation_key(bare)) else kind_of(bare)


@lru_cache(maxsize=CACHED_NAMES)
def country_in(name: str, geography: Geography) -> tuple[str, str]:
    """Return the country (ISO 3166) that a body's name begins with or is "of", and the name without it."""
    folded = fold_in_place(name)
    if _OF_COUNTRY in folded:
        before, _, after = folded.rpartition(_OF_COUNTRY)
        country = _named(after.removeprefix("the "), geography)
        if country:
            return country, name[: len(before)]
    words = folded.split(" ")
    for size in range(min(LONGEST_COUNTRY, len(words) - 1), 0, -1):
        opening = " ".join(words[:size])
        country = _named(opening.removesuffix("'s"), geography)
        if country:
            rest = name[len(opening) + 1 :]
            further, bare = country_in(rest, geography)  # "Cuban American Foundation"
            return (further, bare) if further and " " in rest else (country, rest)
    return "", name


def _named(words: str, geography: Geography) -> str:
    if words in _AMBIGUOUS:
        return ""
    known = geography.country_words.get(words)
    if known is not None and not known.capital:
        return known.country
    return geography.divisions.get(words, "")


def signs_of_countries(spoken_of: Counter[str], hits: Iterable[Iterable[Hit]], *, home: str = "") -> Counter[str]:
    """Return how often a document speaks of each country (ISO 3166), its people, bodies; `home` is the dateline's."""
    signs = spoken_of + Counter(hit.entry.country for line in hits for hit in line if hit.entry.country)
    if home:
        signs[home] += 1
    return signs


def country_of_article(signs: Counter[str]) -> str:
    """Return the country whose bodies an article names without it, "" where it doesn't tell."""
    if not signs:
        return ""
    country, count = max(signs.items(), key=lambda item: (item[1], item[0]))
    return country if count >= LEAST_SIGNS and count > MOST_OF_AN_ARTICLE * signs.total() else ""
