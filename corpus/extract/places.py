"""The locations of a document: names resolved together, demonyms, and what the dateline says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from corpus.extract.candidates import Prepared
from corpus.extract.claims import Claim, mention_of
from corpus.extract.confidence import MOST_OF_A_LOCATION, MOST_OF_AN_ANSWER, won
from corpus.extract.geography import Geography
from corpus.extract.home import outlet_key
from corpus.extract.locations import DEMONYM_CONFIDENCE, DocumentContext, cue_at, find_demonyms, rate, to_resolved
from corpus.extract.mention import FoundMention
from corpus.extract.words import PLACE_PREPOSITIONS, STREETS

MIN_CONFIDENCE = 0.05
SURE = 0.65  # of a name no gazetteer has that it is a location's
LONGEST_PREPOSITION = 12  # characters


def find_places(geography: Geography, prepared: Prepared, chosen: list[Claim]) -> Iterator[FoundMention]:
    """Yield the location mentions: claims that resolve, and demonyms outside other names."""
    claims = [claim for claim in chosen if claim.label == "LOC"]
    cues = [
        cue_at(
            prepared.texts[claim.index],
            claim.start,
            claim.end,
            field=prepared.lines[claim.index].field,
            sure=_is_sure(prepared, claim),
        )
        for claim in claims
    ]
    demonyms = list(_demonyms(geography, prepared, chosen))
    context = DocumentContext(
        dateline=prepared.dateline_place,
        home_country=geography.home(prepared.document.source),
        outlet=outlet_key(prepared.document.source),
        demonyms=Counter(mention.country for mention in demonyms if mention.country),
    )
    for claim, scored in zip(claims, rate(cues, document=context, gazetteer=geography.gazetteer), strict=True):
        if scored is not None:
            sure = claim.confidence if claim.rule == "dateline" else min(won(claim.confidence), MOST_OF_A_LOCATION)
            confidence = max(MIN_CONFIDENCE, round(sure * min(scored.confidence, MOST_OF_AN_ANSWER), 3))
            yield mention_of(
                prepared,
                claim,
                kind="location",
                name=scored.place.name,
                confidence=confidence,
                country=scored.place.country,
                place=scored.place,
            )
    yield from demonyms


def _is_sure(prepared: Prepared, claim: Claim) -> bool:
    """Say whether a name is a location's even if no gazetteer has it; streets are too small to be one."""
    if claim.confidence < SURE or not prepared.lines[claim.index].cased:
        return False
    text = prepared.texts[claim.index]
    lone = " " not in claim.surface and not text.startswith(", ", claim.end)
    if lone and prepared.casing.is_dictionary_word(claim.surface.lower()):
        # "Yellow" and "Underground" are no places unless something stands before them as it does before places.
        before = text[max(0, claim.start - LONGEST_PREPOSITION) : claim.start].split()
        return bool(before) and before[-1].lower() in PLACE_PREPOSITIONS
    return claim.surface.rpartition(" ")[2].lower().rstrip(".") not in STREETS


def _demonyms(geography: Geography, prepared: Prepared, chosen: Iterable[Claim]) -> Iterator[FoundMention]:
    """Yield each demonym as a mention of its country, but for those inside the names of others."""
    taken: dict[int, list[tuple[int, int]]] = {}
    for claim in chosen:
        if claim.rule != "role":
            taken.setdefault(claim.index, []).append((claim.start, claim.end))
    for index, owners in enumerate(prepared.possessors):
        if not any(owner.demonym for owner in owners):
            continue
        for start, end, place in find_demonyms(prepared.texts[index], gazetteer=geography.gazetteer):
            if any(first < end and start < last for first, last in taken.get(index, ())):
                continue
            if any(first < end and start < last for first, last in prepared.zones[index]):
                continue
            claim = Claim(index, start, end, "LOC", "", "demonym", DEMONYM_CONFIDENCE, 0.0)
            yield mention_of(
                prepared,
                claim,
                kind="location",
                name=place.name,
                confidence=DEMONYM_CONFIDENCE,
                country=place.country,
                place=to_resolved(place, how="demonym"),
            )
