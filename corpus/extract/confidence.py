"""How far each rule is believed: the share of its names that are right, as far as labels tell.

The figures for guesses were counted by `manage.py evaluate --set sample`, on texts and labels written for the
project, and drawn towards a prior: for the language model the precision its makers publish for the type (meta.json of
en_core_web_md 3.7.1: persons 0.87, organisations 0.81, countries and towns 0.92), for the rules one half. Where other
labelled sets showed them far off they were moved by hand, in round steps, and for all texts alike (docs/quality.md).
"""

from __future__ import annotations

import math
from typing import Literal

from corpus.extract.traits import traits_of

LEXICON = 0.95
NAMED_BODY = 0.92  # by the lexicon; its name may be part of another's ("US Army Europe")
WEAK_LEXICON = 0.8
ROLE = 0.85
IMPLIED = 0.6
METONYM = 0.7
DATELINE = 0.97
PROPAGATED_SHARE = 0.9
MOST_OF_A_LOCATION = 0.97  # that a name is a location's, before it is asked which
MOST_OF_AN_ANSWER = 0.97  # a name that the gazetteer has but once may be that of a place it lacks

NARROWNESS = 0.6  # power of a share of the votes: 1 would believe it as it is, 0 would believe every win alike

Sign = Literal["given", "several", "alone", "body", "acronym", "other"]

# The belief in a guess that has all votes: of the model's, of the rules'.
_PERSONS: dict[Sign, tuple[float, float]] = {"given": (0.95, 0.95), "several": (0.92, 0.68), "alone": (0.7, 0.75)}
_BODIES: dict[Sign, tuple[float, float]] = {
    "body": (0.87, 0.82),
    "acronym": (0.8, 0.55),
    "alone": (0.6, 0.55),
    "other": (0.58, 0.4),
}


def won(share: float) -> float:
    """Return the belief in a type that won a share of the votes: a narrow win is a win more often than not."""
    return math.pow(share, NARROWNESS)


def person(share: float, name: str, *, linked: bool, with_model: bool) -> float:
    """Return the belief in a person: the share of the votes, and the name, `linked` if it is known in full."""
    traits = traits_of(name)
    sign: Sign = "alone" if not linked else "given" if traits.given else "several"
    return round(won(share) * _PERSONS[sign][not with_model], 3)


def body(share: float, name: str, *, with_model: bool) -> float:
    """Return the belief in an organisation or group: `share` of the votes, and its name as it is best known."""
    traits = traits_of(name)
    sign: Sign = "other" if traits.several else "alone"
    if traits.body or traits.office:
        sign = "body"
    elif traits.shape == "acronym":
        sign = "acronym"
    return round(won(share) * _BODIES[sign][not with_model], 3)
