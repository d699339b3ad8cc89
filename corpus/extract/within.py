"""Locations named by the bodies that serve them: "Harrow Police Department", "the Iowa Court of Appeals"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.extract.claims import Claim
from corpus.extract.geography import Standing
from corpus.extract.votes import Scene
from corpus.extract.words import LOCAL_BODIES

CONFIDENCE = 0.7  # times that of the body
LONGEST_PLACE = 3  # words
_KNOWN = frozenset(
    {
        Standing.COUNTRY,
        Standing.ADMIN_IN_CONTEXT,
        Standing.BIG_CITY_IN_CONTEXT,
        Standing.CITY_IN_CONTEXT,
        Standing.BIG_CITY,
    }
)
_CITY_OF = ("City of ", "Town of ", "County of ", "Village of ", "University of ", "Port of ", "Diocese of ")


def places_within(chosen: Iterable[Claim], scene: Scene) -> Iterator[Claim]:
    """Yield a claim for the location that the name of a local body begins with, beside the claim of the body itself."""
    for claim in chosen:
        if claim.label != "ORG" or claim.rule in ("role", "metonym") or " " not in claim.surface:
            continue
        size = _size_of_place(claim.surface, scene)
        if size:
            first, last = size
            yield Claim(
                claim.index,
                claim.start + first,
                claim.start + last,
                "LOC",
                claim.surface[first:last],
                "within",
                round(CONFIDENCE * claim.confidence, 3),
                0.0,
            )


def _size_of_place(surface: str, scene: Scene) -> tuple[int, int] | None:
    """Return where the location's name begins and ends in that of a body, None if it is not one of a place."""
    if surface.startswith(_CITY_OF):
        opening = next(filter(surface.startswith, _CITY_OF))
        return (len(opening), len(surface)) if scene.standing(surface[len(opening) :]) in _KNOWN else None
    words = surface.split(" ")
    if LOCAL_BODIES.isdisjoint(surface.lower().split(" ")):
        return None
    for number in range(min(LONGEST_PLACE, len(words) - 1), 0, -1):
        if words[number].lower() not in LOCAL_BODIES and words[-1].lower() not in LOCAL_BODIES:
            continue
        name = " ".join(words[:number])
        if scene.standing(name) in _KNOWN and not (number == 1 and scene.is_common(name.lower())):
            return 0, len(name)
    return None
