"""One type for each surface of a document: person, organisation or location."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.extract.geography import Geography, Standing
from corpus.extract.lines import Line
from corpus.extract.spans import Label, Span, has_title_before
from corpus.extract.words import (
    COMPANY_FORMS,
    FUNCTION_WORDS,
    ORG_HEADS,
    PERSON_VERBS,
    PLACE_CUES,
    PLACE_PREPOSITIONS,
    SUFFIXES,
    common_words,
    first_names,
)

# Weights set by hand from what each sign means; none is learned from a corpus.
MODEL_LABEL = 1.0
COUNTRY = 3.0
ADMIN_IN_CONTEXT = 1.15
CITY_IN_CONTEXT = 0.5
PREPOSITION = 0.5
AMONG_LOCATIONS = 1.15
SURNAME = 1.5
ORG_HEAD = 1.0
TITLE = 1.5
# Without a model the shape of a name has to speak; these count only then.
FULL_NAME_SHAPE = 0.6
GIVEN_NAME = 1.5
ACRONYM_SHAPE = 1.0
KNOWN_LOCATION = {
    Standing.CITY_ELSEWHERE: 0.2,
    Standing.CITY_IN_CONTEXT: 0.6,
    Standing.BIG_CITY: 2.2,
    Standing.BIG_CITY_IN_CONTEXT: 2.2,
    Standing.ADMIN_IN_CONTEXT: 1.2,
}
SAYS = 0.5
LEAST_WITHOUT_MODEL = 0.35  # per mention

MIN_CONFIDENCE = 0.05
_LISTING = frozenset({", ", " and ", ", and ", " or ", ", or ", " & ", " as well as "})
_TYPES: tuple[Label, ...] = ("PER", "ORG", "LOC")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The type of a surface and the share of the votes it won."""

    label: Label
    confidence: float


@dataclass(slots=True)
class _Ballot:
    votes: defaultdict[Label, float] = field(default_factory=lambda: defaultdict(float))
    mentions: int = 0
    shouted: int = 0


def decide(
    spans: Iterable[tuple[Span, Line]], geography: Geography, countries: frozenset[str], *, with_model: bool
) -> dict[str, Verdict]:
    """Return the verdict on each surface; surfaces that nothing speaks for are left out."""
    found = list(spans)
    ballots: dict[str, _Ballot] = defaultdict(_Ballot)
    for span, line in found:
        ballot = ballots[span.text]
        ballot.mentions += 1
        # In capitals every unknown word looks like a name.
        ballot.shouted += line.shouted
        if span.label in _TYPES:
            ballot.votes[span.label] += MODEL_LABEL
        _vote_context(ballot, span, line, with_model=with_model)
    for surface, ballot in ballots.items():
        _vote_surface(surface, ballot, geography.standing(surface, countries), with_model=with_model)
    listed = set(_among_locations(found, geography, countries))
    for surface in listed:
        ballots[surface].votes["LOC"] += AMONG_LOCATIONS
    if not with_model:
        _distrust_unknown(ballots, listed, geography, countries)
    surnames = _surnames(ballots, with_model=with_model)
    verdicts: dict[str, Verdict] = {}
    for surface, ballot in ballots.items():
        if surface in surnames:
            ballot.votes["PER"] += SURNAME * ballot.mentions
        verdict = _count(ballot, least=0.0 if with_model else LEAST_WITHOUT_MODEL * ballot.mentions)
        if verdict is not None:
            verdicts[surface] = verdict
    return verdicts


def _vote_context(ballot: _Ballot, span: Span, line: Line, *, with_model: bool) -> None:
    start, end = span.start - line.start, span.end - line.start
    before = _word_before(line.text, start)
    if before in PLACE_PREPOSITIONS or before in PLACE_CUES:
        ballot.votes["LOC"] += PREPOSITION
    if has_title_before(line.text, start):
        ballot.votes["PER"] += TITLE
    if not with_model and _word_after(line.text, end) in PERSON_VERBS:
        ballot.votes["PER" if " " in span.text else "ORG"] += SAYS


def _vote_surface(surface: str, ballot: _Ballot, standing: Standing, *, with_model: bool) -> None:
    votes, mentions = ballot.votes, ballot.mentions
    words = surface.lower().replace(",", " ").split()
    body = words[-1].strip(".") in ORG_HEADS or words[-1] in COMPANY_FORMS
    # "San Miguel Department" is a province where the gazetteer says so.
    if not standing.in_context and (body or words[0] in {"ministry", "university", "bank"}):
        votes["ORG"] += ORG_HEAD if with_model else 2 * ORG_HEAD * mentions
    if standing is Standing.COUNTRY:
        votes["LOC"] += COUNTRY if with_model else COUNTRY * mentions
    elif standing is Standing.ADMIN_IN_CONTEXT:
        votes["LOC"] += ADMIN_IN_CONTEXT * mentions
    elif standing in {Standing.CITY_IN_CONTEXT, Standing.BIG_CITY_IN_CONTEXT}:
        votes["LOC"] += CITY_IN_CONTEXT * mentions
    if not with_model:
        _vote_shape(surface, words, ballot, standing)


def _vote_shape(surface: str, words: list[str], ballot: _Ballot, standing: Standing) -> None:
    votes, mentions = ballot.votes, ballot.mentions
    votes["LOC"] += KNOWN_LOCATION.get(standing, 0.0) * mentions
    bare = surface.replace(".", "").replace("-", "").replace("&", "")
    if bare.isupper() and len(bare) <= 6 and len(words) == 1:
        votes["ORG"] += ACRONYM_SHAPE * mentions
        return
    if any(word in FUNCTION_WORDS or "&" in word for word in words):
        votes["ORG"] += ACRONYM_SHAPE
    elif 2 <= len(words) <= 4:
        given = words[0] in first_names() or words[0].partition("-")[0] in first_names()
        if given or (len(words[0]) == 2 and words[0].endswith(".")):
            votes["PER"] += (FULL_NAME_SHAPE + GIVEN_NAME) * mentions
        elif any(word.rstrip("s.") in common_words() or word in common_words() for word in words):
            votes["ORG"] += FULL_NAME_SHAPE * (mentions - ballot.shouted)
        else:
            votes["PER"] += FULL_NAME_SHAPE * (mentions - ballot.shouted)


def _distrust_unknown(
    ballots: dict[str, _Ballot], listed: set[str], geography: Geography, countries: frozenset[str]
) -> None:
    """Take the votes for a location from names that no gazetteer has: alone, a preposition is too little."""
    for surface, ballot in ballots.items():
        if surface not in listed and geography.standing(surface, countries) is Standing.NONE:
            ballot.votes.pop("LOC", None)


def _among_locations(spans: list[tuple[Span, Line]], geography: Geography, countries: frozenset[str]) -> Iterator[str]:
    """Yield the unknown names that are listed together with known locations ("Harrow, Dunmere and Ashby")."""
    for names in listed_together(spans):
        known = [name for name in names if geography.standing(name, countries).value >= Standing.BIG_CITY.value]
        if 2 * len(known) >= len(names):
            yield from (name for name in names if geography.standing(name, countries) is Standing.NONE)


def listed_together(spans: list[tuple[Span, Line]]) -> Iterator[list[str]]:
    """Yield the names of each list of two or more: with nothing but commas, "and" and "or" between them."""
    ordered = sorted(spans, key=lambda pair: (pair[1].field, pair[0].start))
    names: list[str] = []
    for (one, line), (other, next_line) in pairwise(ordered):
        gap = line.text[one.end - line.start : other.start - line.start]
        if line is next_line and gap in _LISTING:
            names = names or [one.text]
            names.append(other.text)
            continue
        if names:
            yield names
        names = []
    if names:
        yield names


def _surnames(ballots: dict[str, _Ballot], *, with_model: bool) -> frozenset[str]:
    """Return the last words of the names that so far look like people's, and first words that are no given names.

    Without a model only names that begin with a given name or initial can be trusted so far.
    """
    found: set[str] = set()
    for surface, ballot in ballots.items():
        words = [word for word in surface.split() if word.lower() not in SUFFIXES]
        if len(words) < 2 or not ballot.votes or _leading(ballot) != "PER":
            continue
        if with_model or ballot.votes["PER"] >= GIVEN_NAME * ballot.mentions:
            found.add(words[-1])
            if words[0].lower() not in first_names():
                found.add(words[0])
    return frozenset(found)


def _leading(ballot: _Ballot) -> Label:
    return max(ballot.votes, key=lambda label: (ballot.votes[label], label))


def _count(ballot: _Ballot, *, least: float) -> Verdict | None:
    total = sum(ballot.votes.values())
    if total <= 0:
        return None
    label, won = max(ballot.votes.items(), key=lambda item: (item[1], item[0]))
    if won < least:
        return None
    return Verdict(label, min(1.0, max(MIN_CONFIDENCE, round(won / total, 3))))


def _word_before(text: str, start: int) -> str:
    words = text[max(0, start - 24) : start].split()
    return words[-1].lower() if words else ""


def _word_after(text: str, end: int) -> str:
    words = text[end : end + 16].split()
    return words[0].lower().strip(".,;:") if words else ""
