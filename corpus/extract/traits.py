"""What a name says by itself, whatever document it stands in; worked out once per process."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from corpus.extract.plain import is_plain
from corpus.extract.words import (
    COMPANY_FORMS,
    FEATURES,
    FUNCTION_WORDS,
    ORG_HEADS,
    ROYALS,
    STREETS,
    SUFFIXES,
    common_words,
    first_names,
)

CACHED_NAMES = 16_384
ACRONYM_LENGTH = 5
SURE_OF_BODY, LONGEST_BODY = 3, 7  # words of a name that ends like a body's
# "GitHub" has a capital within, but so have "McHarrow", "DeHarrow" and "LaHarrow".
_CAPITAL_WITHIN = re.compile(r"[A-Z][a-z]+[A-Z]\w*")
_OF_PEOPLE = re.compile(r"(?:Ma?c|D[aeiu]|L[aeo]|Van|Von|Ver|Ten|Ter|St|Fitz|Al|El|Abu?l?|Ben|Ap|Ni|Mbo?|Sch|Ó|O)[A-Z]")
MAX_INITIALS = 6
_BEFORE_FEATURES = frozenset({"camp", "cape", "fort", "lake", "mount"})
_BODIES_OF = frozenset({"ministry", "university", "bank"})

Shape = Literal["acronym", "joined", "given", "common", "full", ""]


# A tuple, which is made several times faster than a frozen object.
class Traits(NamedTuple):
    """The signs in a name: `firm`, `body`, `feature` = its words are a firm's, an organisation's, a water's.

    `shape` tells initials, names with "&" or "of", full names (after a given name, of common words, of others);
    `last` and `first` are the outer words of a name of several, without "Jr."; `surnames` its endings of several words.
    """

    firm: bool
    body: bool
    office: bool
    feature: bool
    several: bool
    given: bool
    short_acronym: bool
    shape: Shape
    first: str
    last: str
    surnames: tuple[str, ...]


@lru_cache(maxsize=CACHED_NAMES)
def traits_of(surface: str) -> Traits:
    """Return the signs in a name."""
    words = surface.lower().replace(",", " ").split() or [""]
    capital = surface.isupper()
    given = surface.partition(" ")[0].lower() in first_names()
    if is_plain(surface):
        acronym = capital and len(surface) <= ACRONYM_LENGTH and len(words) == 1
        firm = body = has_capital_within(surface)
        office = False
        feature = words[0] in _BEFORE_FEATURES and len(words) > 1
        proper = surface.split(" ")
    else:
        tail = words[-1]
        acronym = capital and surface.isalpha() and len(surface) <= ACRONYM_LENGTH
        firm = len(words) > 1 and tail in COMPANY_FORMS
        body = firm or tail.strip(".") in ORG_HEADS or tail in COMPANY_FORMS
        office = words[0] in _BODIES_OF
        feature = tail in STREETS or (len(words) > 1 and (tail in FEATURES or words[0] in _BEFORE_FEATURES))
        proper = [word for word in surface.split() if word.lower() not in SUFFIXES]
    several = len(proper) > 1
    return Traits(
        firm,
        body,
        office,
        feature,
        " " in surface,
        given,
        acronym,
        _shape(surface, words),
        proper[0] if several else "",
        proper[-1] if several else "",
        tuple([" ".join(proper[at:]) for at in range(1, len(proper) - 1)]) if len(proper) > 2 else (),
    )


@lru_cache(maxsize=CACHED_NAMES)
def passed_over(surface: str) -> Literal["PER", "ORG", "?"]:
    """Return what a name of several words surely is that a model has passed over, "?" for what isn't sure."""
    traits = traits_of(surface)
    if not traits.several:
        return "?"
    words = surface.split(" ")
    if traits.firm or (traits.body and SURE_OF_BODY <= len(words) <= LONGEST_BODY and "and" not in words):
        return "ORG"
    if (
        traits.given
        and traits.shape == "given"
        and not traits.body
        and not traits.feature
        and all(word[0].isupper() for word in words)
    ):
        return "PER"
    return "?"


def has_capital_within(surface: str) -> bool:
    """Say whether a single word is written as firms write theirs ("GitHub", "SpaceX")."""
    return _CAPITAL_WITHIN.fullmatch(surface) is not None and _OF_PEOPLE.match(surface) is None


def _shape(surface: str, words: list[str]) -> Shape:
    if len(words) == 1:
        bare = surface.replace(".", "").replace("-", "").replace("&", "")
        if bare.isupper() and len(bare) <= MAX_INITIALS:
            return "acronym"
    if "&" in surface or not FUNCTION_WORDS.isdisjoint(words):
        return "joined"
    if not 2 <= len(words) <= 4:
        return ""
    names = first_names()
    if len(words) == 2 and words[0] in ROYALS:
        return "given"
    if words[0] in names or words[0].partition("-")[0] in names or (len(words[0]) == 2 and words[0].endswith(".")):
        return "given"
    common = common_words()
    known = not common.isdisjoint(words) or not common.isdisjoint([word.rstrip("s.") for word in words])
    return "common" if known else "full"
