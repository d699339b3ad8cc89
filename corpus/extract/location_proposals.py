"""Finds places that nothing else has proposed: capitalised words where the document leads one to expect a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from corpus.extract.gazetteer import Gazetteer, Place, default_gazetteer
from corpus.extract.gazetteer_names import RANK_ABBREVIATION, place_key
from corpus.extract.location_scores import Focus
from corpus.extract.locations import FUZZY_IN_COUNTRY, MIN_FUZZY_LETTERS, to_resolved
from corpus.extract.mention import Resolved

MIN_COUNTRY_SHARE = 0.34
MIN_PROVINCE_SHARE = 0.15
MIN_TOWN_POPULATION = 2_000
Span = tuple[int, int]

_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:[ -](?:e|i|al|el|de|du)[ -](?=[A-Z])|[ -](?=[A-ZÀ-Þ]))?(?:[A-ZÀ-Þ][\w’'-]*)?")
_PREPOSITION = re.compile(
    r"\b(?:in|from|of|near|at|to|into|toward|towards|outside|inside|around|between|across|through|reached|entered|left|"
    r"captur\w+|seiz\w+|retak\w+|retook|took|control|shell\w+|bomb\w+|attack\w+|besieg\w+|liberat\w+|districts?|"
    r"provinces?|towns?|villages?|city|cities)(?: (?:the|of|nearby|northern|southern|eastern|western|central))*\s+$",
    re.IGNORECASE,
)
_LINK = re.compile(r"\s*(?:,|,?\s+and|,?\s+or|\s+&|/)\s+(?:the )?", re.IGNORECASE)
# Capitalised words after "in" or "of" that are no places, whatever village bears the name.
_ORDINARY_WORDS = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december president prime minister king queen prince general colonel captain god allah islam christmas
easter ramadan eid parliament congress senate army navy police state government court house republic union party front
council committee ministry office bank university hospital school church mosque internet twitter facebook english arabic
the this that these those he she it they we you i a an and but for nor if in on at to from by of with as
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span that names a place of the document's own country or province, with its confidence (0 to 1)."""

    start: int
    end: int
    place: Resolved
    confidence: float


def propose(
    text: str,
    spans: Iterable[Span] | None = None,
    *,
    focus: Focus,
    known: Sequence[Span] = (),
    taken: Sequence[Span] = (),
    gazetteer: Gazetteer | None = None,
) -> list[Proposal]:
    """Return places among the capitalised spans (all of the text if None) that lie in what the document is about.

    A span counts if a word such as in, from, near or captured stands before it, or if it stands in one list with a
    `known` location. `taken` spans are left alone.
    """
    held = gazetteer or default_gazetteer()
    if not focus.countries or focus.countries[focus.country] < MIN_COUNTRY_SHARE:
        return []
    free = [span for span in _candidates(text, spans) if not _overlaps(span, [*known, *taken])]
    anchors = list(known)
    found: dict[Span, Proposal] = {}
    for _ in range(4):  # each round reaches the next name of a list
        fresh = [proposal for span in free if span not in found for proposal in _try(text, span, anchors, focus, held)]
        if not fresh:
            break
        for proposal in fresh:
            found[proposal.start, proposal.end] = proposal
            anchors.append((proposal.start, proposal.end))
    return sorted(found.values(), key=lambda proposal: proposal.start)


def _candidates(text: str, spans: Iterable[Span] | None) -> list[Span]:
    return sorted(spans) if spans is not None else [match.span() for match in _NAME.finditer(text)]


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _try(text: str, span: Span, anchors: Sequence[Span], focus: Focus, gazetteer: Gazetteer) -> list[Proposal]:
    start, end = span
    name = text[start:end]
    if place_key(name) in _ORDINARY or len(name) < 3 or (name.isupper() and not text.isupper()):
        return []
    listed = any(_in_one_list(text, span, anchor) for anchor in anchors)
    if not listed and not _PREPOSITION.search(text[max(0, start - 40) : start]):
        return []
    place = _local(name, focus, gazetteer, listed=listed)
    if place is None and listed:
        place = _nearly(name, focus, gazetteer)
        return [Proposal(start, end, to_resolved(place, how="fuzzy"), 0.5)] if place else []
    return [Proposal(start, end, to_resolved(place, how="proposed"), 0.7 if listed else 0.6)] if place else []


def _in_one_list(text: str, span: Span, anchor: Span) -> bool:
    """Tell whether only a comma or "and" parts the two."""
    between = text[span[1] : anchor[0]] if span[1] <= anchor[0] else text[anchor[1] : span[0]]
    return len(between) <= 10 and _LINK.fullmatch(between) is not None


def _local(name: str, focus: Focus, gazetteer: Gazetteer, *, listed: bool) -> Place | None:
    """Return the place of that name in the dominant province, else the well-known one in the dominant country."""
    matches = [match for match in gazetteer.matches(name) if match.rank != RANK_ABBREVIATION and not match.part]
    inside = [match.place for match in matches if match.place.country == focus.country]
    near = [place for place in inside if _in_focus(place, focus)]
    if near:
        return max(near, key=lambda place: (place.kind != "city", place.population))
    least = 1 if listed else MIN_TOWN_POPULATION
    towns = [place for place in inside if place.kind != "city" or place.population >= least]
    return max(towns, key=lambda place: place.population, default=None)


def _in_focus(place: Place, focus: Focus) -> bool:
    ids = (place.geonameid, *place.parents)
    return any(focus.admin1.get(geonameid, 0.0) >= MIN_PROVINCE_SHARE for geonameid in ids)


def _nearly(name: str, focus: Focus, gazetteer: Gazetteer) -> Place | None:
    """Return the place of the dominant province whose name is spelt nearly so."""
    key = place_key(name)
    if focus.province is None or len(key) < MIN_FUZZY_LETTERS or " " in key:
        return None
    scored = [(fuzz.ratio(key, other), geonameid) for other, geonameid in gazetteer.names_within(focus.province)]
    ratio, geonameid = max(scored, default=(0.0, 0))
    return gazetteer.by_id(geonameid) if ratio >= FUZZY_IN_COUNTRY - 6 else None
