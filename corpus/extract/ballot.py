"""What is counted for each surface of a document, and in view of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.extract.geography import Geography, Standing
from corpus.extract.spans import Label
from corpus.extract.traits import Traits

UNIT = 1.5  # votes for a location of a word that stands only beside one


@dataclass(slots=True, unsafe_hash=True)
class Verdict:
    """The type of a surface and the share of the votes it won."""

    label: Label
    confidence: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What the votes are cast in view of: the gazetteer, the document's countries (ISO 3166), and common words.

    `outlet` is the name of its source, see corpus.extract.home.outlet_key.
    """

    geography: Geography
    countries: frozenset[str]
    is_common: Callable[[str], bool]
    outlet: str = ""
    _standings: dict[str, Standing] = field(default_factory=dict)

    def standing(self, name: str) -> Standing:
        """Return what a name is known as in view of the document's countries."""
        found = self._standings.get(name)
        if found is None:
            found = self._standings[name] = self.geography.standing(name, self.countries)
        return found

    def is_loud(self, surface: str) -> bool:
        """Say whether capitals only raise a voice or number a thing: "READ MORE", "FILE", "XY4"."""
        return any(map(str.isdigit, surface)) or any(self.is_common(word.lower()) for word in surface.split())


@dataclass(slots=True)
class Ballot:
    """The votes on a surface, and how often words beside its mentions told something."""

    traits: Traits
    standing: Standing
    votes: defaultdict[Label, float] = field(default_factory=lambda: defaultdict(float))
    mentions: int = 0
    shouted: int = 0
    cues: int = 0
    strong_cues: int = 0
    titled: int = 0
    articled: int = 0
    contained: int = 0
    named_places: int = 0
    regions: int = 0
    ordinary: bool = False

    def announce_place(self, times: int = 1) -> None:
        """Count words that stand only beside a place's name."""
        self.votes["LOC"] += UNIT * times
        self.cues += times
        self.strong_cues += times
