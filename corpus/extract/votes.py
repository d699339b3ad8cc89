"""One type for each surface of a document: person, organisation or location."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.extract.geography import Geography, Standing
from corpus.extract.lines import Line
from corpus.extract.ordinary import is_firm
from corpus.extract.spans import Label, Span, has_title_before
from corpus.extract.words import (
    COMPANY_FORMS,
    FEATURES,
    FUNCTION_WORDS,
    ORG_HEADS,
    PERSON_VERBS,
    PLACE_CUES,
    PLACE_PREPOSITIONS,
    STREETS,
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
# A model takes rare towns for bodies more often than bodies bear the names of towns.
CITY_WITH_CUE = 1.0
CITY_NOT_BODY = 0.6
SAYS = 0.5
FEATURE = 2.5
SHORT_FIRM = 2.5
ACRONYM_LENGTH = 5
LEAST_WITHOUT_MODEL = 0.35  # per mention

MIN_CONFIDENCE = 0.05
_SURE_PREPOSITIONS = frozenset(["across", "around", "in", "inside", "near", "outside", "throughout"])
_BIG = frozenset({Standing.BIG_CITY, Standing.BIG_CITY_IN_CONTEXT, Standing.ADMIN_IN_CONTEXT})
_CONTAINERS = frozenset({Standing.COUNTRY, Standing.ADMIN_IN_CONTEXT, Standing.BIG_CITY})
_SMALL = frozenset({Standing.CITY_ELSEWHERE, Standing.CITY_IN_CONTEXT})
# "Harrow, Maine," or "Harrow (Iowa)": the name is followed by what it lies in.
CONTAINED = re.compile(r"(?:, | \()(?P<name>[A-Z][\w.]+(?: [A-Z][\w.]+)?)")
_LISTING = frozenset({", ", " and ", ", and ", " or ", ", or ", " & ", " as well as "})
_TYPES: tuple[Label, ...] = ("PER", "ORG", "LOC")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The type of a surface and the share of the votes it won."""

    label: Label
    confidence: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What the votes are cast in view of: the gazetteer, the document's countries (ISO 3166), and common words."""

    geography: Geography
    countries: frozenset[str]
    is_common: Callable[[str], bool]
    _standings: dict[str, Standing] = field(default_factory=dict)

    def standing(self, name: str) -> Standing:
        """Return what a name is known as in view of the document's countries."""
        found = self._standings.get(name)
        if found is None:
            found = self._standings[name] = self.geography.standing(name, self.countries)
        return found


@dataclass(slots=True)
class _Ballot:
    votes: defaultdict[Label, float] = field(default_factory=lambda: defaultdict(float))
    mentions: int = 0
    shouted: int = 0
    cues: int = 0
    strong_cues: int = 0
    titled: int = 0
    contained: int = 0
    regions: int = 0


def decide(spans: Iterable[tuple[Span, Line]], scene: Scene, *, with_model: bool) -> dict[str, Verdict]:
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
        _vote_context(ballot, span, line, scene, with_model=with_model)
    for surface, ballot in ballots.items():
        _vote_surface(surface, ballot, scene.standing(surface), with_model=with_model)
    _vote_short_firms(ballots, scene)
    listed = set(_among_locations(found, scene))
    for surface in listed:
        ballots[surface].votes["LOC"] += AMONG_LOCATIONS
    if not with_model:
        _distrust(ballots, listed, scene)
    surnames = _surnames(ballots, with_model=with_model)
    verdicts: dict[str, Verdict] = {}
    for surface, ballot in ballots.items():
        if surface in surnames:
            ballot.votes["PER"] += SURNAME * ballot.mentions
        verdict = _count(ballot, least=0.0 if with_model else LEAST_WITHOUT_MODEL * ballot.mentions)
        if verdict is not None:
            verdicts[surface] = verdict
    return verdicts


def _vote_context(ballot: _Ballot, span: Span, line: Line, scene: Scene, *, with_model: bool) -> None:
    start, end = span.start - line.start, span.end - line.start
    before = _word_before(line.text, start)
    if before in PLACE_PREPOSITIONS or before in PLACE_CUES:
        ballot.votes["LOC"] += PREPOSITION
        ballot.cues += 1
        ballot.strong_cues += before in _SURE_PREPOSITIONS
    if before == "the" and scene.standing(f"The {span.text}") is Standing.COUNTRY:
        ballot.votes["LOC"] += COUNTRY
        ballot.regions += 1
    container = CONTAINED.match(line.text, end)
    if container and scene.standing(container["name"]) in _CONTAINERS:
        ballot.cues += 1
        ballot.contained += 1
    if has_title_before(line.text, start):
        ballot.votes["PER"] += TITLE
        ballot.titled += 1
    if not with_model and _word_after(line.text, end) in PERSON_VERBS:
        ballot.votes["PER" if " " in span.text else "ORG"] += SAYS


def _vote_surface(surface: str, ballot: _Ballot, standing: Standing, *, with_model: bool) -> None:
    votes, mentions = ballot.votes, ballot.mentions
    words = surface.lower().replace(",", " ").split()
    firm = is_firm(surface)
    body = firm or words[-1].strip(".") in ORG_HEADS or words[-1] in COMPANY_FORMS
    if words[-1] in STREETS or (words[-1] in FEATURES and len(words) > 1):
        votes["LOC"] += FEATURE * mentions
    # "San Miguel Department" is a province where the gazetteer says so.
    if not standing.in_context and (body or words[0] in {"ministry", "university", "bank"}):
        votes["ORG"] += ORG_HEAD if with_model else 2 * ORG_HEAD * mentions
    if standing is Standing.COUNTRY:
        votes["LOC"] += COUNTRY if with_model else COUNTRY * mentions
    elif standing is Standing.ADMIN_IN_CONTEXT:
        votes["LOC"] += ADMIN_IN_CONTEXT * mentions
    elif standing in {Standing.CITY_IN_CONTEXT, Standing.BIG_CITY_IN_CONTEXT}:
        votes["LOC"] += CITY_IN_CONTEXT * mentions
        if with_model and not body:
            _doubt_model(surface, ballot)
    if not with_model:
        _vote_shape(surface, words, ballot, standing)
    if firm:
        votes.pop("PER", None)
        votes["ORG"] += ORG_HEAD * mentions


def _doubt_model(surface: str, ballot: _Ballot) -> None:
    """Let a town of the document's country win against a wrong guess of the model, where words beside it agree."""
    votes = ballot.votes
    if ballot.cues:
        votes["LOC"] += CITY_WITH_CUE * ballot.cues
    given = surface.partition(" ")[0].lower() in first_names()
    if (votes["ORG"] and not votes["PER"]) or (" " in surface and not given and not ballot.titled):
        votes["LOC"] += CITY_NOT_BODY * ballot.mentions


def _vote_shape(surface: str, words: list[str], ballot: _Ballot, standing: Standing) -> None:
    votes, mentions = ballot.votes, ballot.mentions
    votes["LOC"] += KNOWN_LOCATION.get(standing, 0.0) * mentions
    bare = surface.replace(".", "").replace("-", "").replace("&", "")
    if bare.isupper() and len(bare) <= 6 and len(words) == 1:
        votes["ORG"] += ACRONYM_SHAPE * (mentions - ballot.shouted)
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


def _distrust(ballots: dict[str, _Ballot], listed: set[str], scene: Scene) -> None:
    """Take the votes for a location from names that no gazetteer has, or only for a place too small to be meant.

    For the first a preposition is too little; the others need one, and common words ("Congress", "Reading") a big city.
    """
    for surface, ballot in ballots.items():
        if surface in listed:
            continue
        standing = scene.standing(surface)
        if standing is Standing.NONE or _is_doubtful(surface, ballot, standing, scene):
            ballot.votes.pop("LOC", None)


def _is_doubtful(surface: str, ballot: _Ballot, standing: Standing, scene: Scene) -> bool:
    if standing is Standing.COUNTRY or " " in surface or ballot.contained or ballot.regions:
        return False
    if scene.is_common(surface.lower()) or _is_acronym(surface):
        return standing not in _BIG or not ballot.strong_cues
    return standing in _SMALL and not ballot.strong_cues and 2 * ballot.cues < ballot.mentions


def _is_acronym(surface: str) -> bool:
    return surface.isupper() and surface.isalpha() and len(surface) <= ACRONYM_LENGTH


def _vote_short_firms(ballots: dict[str, _Ballot], scene: Scene) -> None:
    """Let "Harrow" be the firm where the document also has "Harrow Motors Corp", unless it speaks of the location."""
    for surface in [surface for surface in ballots if is_firm(surface)]:
        words = surface.split()
        for size in range(1, len(words)):
            short = ballots.get(" ".join(words[:size]))
            if short is None or short.cues:
                continue
            standing = scene.standing(" ".join(words[:size]))
            if standing is not Standing.COUNTRY:
                short.votes["ORG"] += SHORT_FIRM * short.mentions


def _among_locations(spans: list[tuple[Span, Line]], scene: Scene) -> Iterator[str]:
    """Yield the unknown names that are listed together with known locations ("Harrow, Dunmere and Ashby")."""
    for names in listed_together(spans):
        known = [name for name in names if scene.standing(name).value >= Standing.BIG_CITY.value]
        if 2 * len(known) >= len(names):
            yield from (name for name in names if scene.standing(name) is Standing.NONE)


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
