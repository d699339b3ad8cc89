"""Claims: stretches of a document that readings of it compete for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.extract.aliases import Actor
from corpus.extract.candidates import Prepared
from corpus.extract.mention import FoundMention, Kind, Resolved


@dataclass(slots=True)
class Claim:
    """A stretch of a line that one reading wants for itself; the heaviest claims win, the others yield.

    `surface` is the name as it is compared: recased where the line is in capitals.
    """

    index: int
    start: int
    end: int
    label: str
    surface: str
    rule: str
    confidence: float
    weight: float
    actor: Actor | None = None


def choose(claims: Iterable[Claim]) -> list[Claim]:
    """Return the heaviest claims that don't overlap."""
    taken: defaultdict[int, int] = defaultdict(int)  # a bit for each character of a line
    chosen: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (-c.weight, c.index, c.start)):
        stretch = ((1 << (claim.end - claim.start)) - 1) << claim.start if claim.start < claim.end else 0
        if stretch and not taken[claim.index] & stretch:
            taken[claim.index] |= stretch
            chosen.append(claim)
    return chosen


def mention_of(
    prepared: Prepared,
    claim: Claim,
    *,
    kind: Kind,
    name: str,
    confidence: float,
    key: str = "",
    country: str = "",
    place: Resolved | None = None,
) -> FoundMention:
    """Return the mention for a claim, with its offsets into the title or text as given."""
    line = prepared.lines[claim.index]
    start, end = line.start + claim.start, line.start + claim.end
    whole = prepared.document.title if line.field == "title" else prepared.document.text
    return FoundMention(
        start,
        end,
        whole[start:end],
        line.field,
        kind,
        name,
        confidence,
        claim.rule,
        key=key,
        country=country,
        place=place,
    )
