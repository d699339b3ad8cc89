"""Locations named by the bodies that serve them: "Harrow Police Department", "the Iowa Court of Appeals"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.extract.ballot import Scene
from corpus.extract.casing import is_listed
from corpus.extract.claims import Claim
from corpus.extract.gazetteer_names import place_key
from corpus.extract.geography import Standing
from corpus.extract.home import town_in
from corpus.extract.ordinary import is_firm
from corpus.extract.words import COMPANY_FORMS, LOCAL_BODIES

CONFIDENCE = 0.7  # times that of the body
LONGEST_PLACE = 3  # words
_PROMINENT = frozenset({Standing.COUNTRY, Standing.ADMIN_IN_CONTEXT, Standing.BIG_CITY_IN_CONTEXT, Standing.BIG_CITY})
_KNOWN = _PROMINENT | {Standing.CITY_IN_CONTEXT}
_CITY_OF = ("City of ", "Town of ", "County of ", "Village of ", "University of ", "Port of ", "Diocese of ")
# "Harrow County Attorney Nadia Kowalczyk": the model takes the whole for a person.
_OFFICES = frozenset(
    [
        "attorney",
        "city",
        "commissioner",
        "coroner",
        "county",
        "fire",
        "mayor",
        "police",
        "prosecutor",
        "sheriff",
        "town",
    ]
)
# Nothing but a place has these; elsewhere the article must speak of the country.
_TOWN_BODIES = frozenset({"circuit", "city", "fire", "municipal", "police", "superior"})
_PART = re.compile(r"[^\s-]+")
_OPENINGS = frozenset(["fort", "mount", "new", "san", "santa", "st"])  # "Paul" of "St. Paul" is another place
_DISTRICTS = frozenset({"county", "township", "parish", "borough"})


def places_within(chosen: Iterable[Claim], scene: Scene) -> Iterator[Claim]:
    """Yield a claim for the location that the name of a local body begins with, beside the claim of the body itself.

    Other names hold a location where the document speaks of that by itself, too: "Harrow Boys Club" beside Harrow.
    """
    claims = list(chosen)
    named = frozenset([claim.surface for claim in claims if claim.label == "LOC"])
    for claim in claims:
        if claim.label == "LOC" or claim.rule in ("role", "metonym") or not has_parts(claim.surface):
            continue
        size = _size_of_place(claim.surface, scene, person=claim.label != "ORG")
        firm = claim.label == "PER" or is_firm(claim.surface)
        for first, last in [size] if size else [] if firm else _named_in(claim.surface, named, scene):
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


def has_parts(surface: str) -> bool:
    """Say whether a name has several words, between which a place's may stand."""
    return " " in surface or "-" in surface


def _named_in(surface: str, named: frozenset[str], scene: Scene) -> list[tuple[int, int]]:
    """Return where names stand that a document has as locations, or that the outlet is called after."""
    found: list[tuple[int, int]] = []
    town = town_in(scene.outlet)
    town = "" if is_listed(town) else town
    if not town and not any(map(surface.__contains__, named)):
        return found
    words = [match.span() for match in _PART.finditer(surface)]
    at = 0
    while at < len(words):
        for size in range(min(LONGEST_PLACE, len(words) - at), 0, -1):
            first, last = words[at][0], words[at + size - 1][1]
            name = surface[first:last]
            before = surface[slice(*words[at - 1])].lower().rstrip(".") if at else ""
            if before in _OPENINGS and not name.isupper():
                continue
            known = name in named or (town and place_key(name).replace(" ", "") == town)
            if known and scene.standing(name) is not Standing.NONE:
                found.append((first, last))
                at += size - 1
                break
        at += 1
    return found


def _size_of_place(surface: str, scene: Scene, *, person: bool) -> tuple[int, int] | None:
    """Return where the location's name begins and ends in that of a body, None if it is not one of a place."""
    if surface.startswith(_CITY_OF):
        opening = next(filter(surface.startswith, _CITY_OF))
        return (len(opening), len(surface)) if scene.standing(surface[len(opening) :]) in _KNOWN else None
    lowered = surface.lower().replace(".", "").split(" ")
    bodies = _OFFICES if person else LOCAL_BODIES
    if (bodies.isdisjoint(lowered) and _DISTRICTS.isdisjoint(lowered)) or lowered[-1] in COMPANY_FORMS:
        return None
    words = surface.split(" ")
    for number in range(min(LONGEST_PLACE, len(words) - 1), 0, -1):
        if _is_place(words, lowered, number, scene, bodies=bodies, anywhere=not person):
            return 0, len(" ".join(words[:number]))
    return None


def _is_place(
    words: list[str], lowered: list[str], number: int, scene: Scene, *, bodies: frozenset[str], anywhere: bool
) -> bool:
    """Say whether the first words of a name are those of a place, and what is behind them a body's that serves it."""
    next_to = not bodies.isdisjoint((lowered[number], lowered[-1]))
    district = number > 1 and lowered[number - 1] in _DISTRICTS
    if number > 1 and lowered[number - 1] == "city" and _is_called(" ".join(words[:number]), scene):
        return True
    if not district and (lowered[number - 1] in LOCAL_BODIES or not (next_to or anywhere)):
        return False  # "Kansas Department" is the state by another name, but here the body's
    if not (district or next_to) and bodies.isdisjoint(lowered[number:]):
        return False
    standing = scene.standing(" ".join(words[:number]))
    if standing in _PROMINENT:
        # "Coast Guard" is none of the province in Tanzania.
        return standing is not Standing.BIG_CITY or number > 1 or not is_listed(lowered[0])
    if district or lowered[number] in _TOWN_BODIES:
        serves = standing is not Standing.NONE
    else:
        serves = standing in _KNOWN and next_to
    # A model's dictionary has towns, too.
    return serves and (number > 1 or not is_listed(lowered[0]))


def _is_called(name: str, scene: Scene) -> bool:
    """Say whether a place's own name is this, not the name of one with "City" behind it."""
    key = place_key(name)
    places = [match.place for match in scene.geography.gazetteer.matches(name)]
    return any(place.kind == "city" and place_key(place.name) == key for place in places)
