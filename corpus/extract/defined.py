"""What a sentence says that a name is: "Harrow, a village in …", "Harrow is a militant group that …"."""

from __future__ import annotations

import re

from corpus.extract.spans import Label
from corpus.extract.words import BODY_NOUNS_BEFORE, PLACE_NOUNS

LONGEST = 70  # characters behind a name
# What follows a name that is defined; nothing else is worth a look.
DEFINING = (", a", ", the ", " is a", " is the ", " was a", " was the ")
_PLACES = (PLACE_NOUNS - {"airport", "quarter", "departments"}) | {
    "archipelago",
    "commune",
    "enclave",
    "island",
    "port",
}
_PLACES |= {
    "capital",
    "region",
    "state",
    "river",
    "stronghold",
    "crossing",
    "neighbourhood",
    "neighborhood",
    "peninsula",
}
_BODIES = (BODY_NOUNS_BEFORE - {"channel", "daily", "weekly", "union"}) | {
    "non-profit",
    "nonprofit",
    "charity",
    "think-tank",
}
_DEFINED = re.compile(
    r"(?:,| is| was) (?:an?|the) (?:[a-z][\w'’-]{1,18},? ){0,3}?(?P<noun>[a-z-]{4,16})"
    r"(?=[,.;)]| (?:about|around|at|based|between|close|founded|from|in|just|located|near|of|on|outside|run|set|some"
    r"|south|north|east|west|that|to|where|which|with)\b)"
)


def defined_as(text: str, end: int) -> Label:
    """Return what a name that ends there is said to be; "?" for nothing that tells."""
    found = _DEFINED.match(text, end, end + LONGEST)
    if found is None:
        return "?"
    noun = found["noun"]
    return "LOC" if noun in _PLACES else "ORG" if noun in _BODIES else "?"
