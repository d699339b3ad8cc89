"""One type for each surface of a document: person, organisation or location."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.extract.ballot import UNIT, Ballot, Scene, Verdict
from corpus.extract.defined import DEFINING, defined_as
from corpus.extract.gazetteer_names import place_key
from corpus.extract.geography import Standing
from corpus.extract.home import is_called_after
from corpus.extract.lines import Line
from corpus.extract.listing import listed_together
from corpus.extract.parting import PROMINENT
from corpus.extract.spans import Label, Span, has_title_before
from corpus.extract.surroundings import (
    PARTIES,
    QUOTES,
    does_business,
    follows_place_noun,
    heads_story,
    is_quoted,
    names_home,
)
from corpus.extract.traits import traits_of
from corpus.extract.words import (
    BODY_NOUNS_AFTER,
    BODY_NOUNS_BEFORE,
    COMPANY_FORMS,
    COMPANY_WORDS,
    INHABITANTS,
    KIN,
    PERSON_VERBS,
    PLACE_CUES,
    PLACE_NOUNS,
    PLACE_PREPOSITIONS,
    SHARED_NAMES,
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
GIVEN_ALONE = 0.5
LEAST_TOWN = 5  # letters of a town after which bodies are called; shorter ones are parts of people's names
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
NOUN = 1.0
DEFINED = 3.0
AGE = 1.5
FEATURE = 2.5
SHORT_FIRM = 2.5
LEAST_WITHOUT_MODEL = 0.35  # per mention

MIN_CONFIDENCE = 0.05
_BEFORE_PLACES = PLACE_PREPOSITIONS | PLACE_CUES
_ANNOUNCING = frozenset({"of", "like", "including", "as"})
_NOUNS_AFTER = PLACE_NOUNS | INHABITANTS | KIN | BODY_NOUNS_AFTER | PERSON_VERBS
_SURE_PREPOSITIONS = frozenset(["across", "around", "in", "inside", "near", "outside", "throughout"])
_AT_HOME = ("-based", "-area")
_SEVERAL_PLACES = frozenset(
    {"cities", "counties", "districts", "governorates", "municipalities", "provinces", "towns", "townships", "villages"}
)
_AGE = re.compile(r", (?:aged )?\d\d,")
_SPEAKING = PERSON_VERBS - {"who", "whose"}
_OWNED = frozenset({"shares", "stock", "subsidiary", "board", "headquarters"})
_BIG = frozenset({Standing.BIG_CITY, Standing.BIG_CITY_IN_CONTEXT, Standing.ADMIN_IN_CONTEXT})
_LITTLE = frozenset({Standing.NONE, Standing.CITY_ELSEWHERE, Standing.CITY_IN_CONTEXT})
_PROMINENT = frozenset({Standing.ADMIN_IN_CONTEXT, Standing.BIG_CITY_IN_CONTEXT})
_CONTAINERS = frozenset({Standing.COUNTRY, Standing.ADMIN_IN_CONTEXT, Standing.BIG_CITY})
_ELSEWHERE = {Standing.CITY_ELSEWHERE: Standing.CITY_IN_CONTEXT, Standing.BIG_CITY: Standing.BIG_CITY_IN_CONTEXT}
_SMALL = frozenset({Standing.CITY_ELSEWHERE, Standing.CITY_IN_CONTEXT})
# "Harrow, Maine," or "Harrow (Iowa)": the name is followed by what it lies in.
CONTAINED = re.compile(r"(?:, | \()(?P<name>[A-Z][\w.]+(?: [A-Z][\w.]+)?)")
_TYPES: tuple[Label, ...] = ("PER", "ORG", "LOC")


def decide(spans: Iterable[tuple[Span, Line]], scene: Scene, *, with_model: bool) -> dict[str, Verdict]:
    """Return the verdict on each surface; surfaces that nothing speaks for are left out."""
    found = list(spans)
    ballots: dict[str, Ballot] = {}
    for span, line in found:
        ballot = ballots.get(span.text)
        if ballot is None:
            ballot = ballots[span.text] = Ballot(traits_of(span.text), scene.standing(span.text))
            ballot.ordinary = not with_model and span.text.isupper() and scene.is_loud(span.text)
        ballot.mentions += 1
        # In capitals every unknown word looks like a name, and so do the titles of films and books.
        ballot.shouted += line.shouted or (
            not with_model and line.text[span.start - line.start - 1] in QUOTES and is_quoted(line, span)
        )
        if span.label in _TYPES:
            ballot.votes[span.label] += MODEL_LABEL
        _vote_context(ballot, span, line, scene, with_model=with_model)
    for surface, ballot in ballots.items():
        if not scene.countries and ballot.strong_cues and ballot.standing in _ELSEWHERE:
            # Local news names no country; what stands like a place is one of its own.
            ballot.standing = _ELSEWHERE[ballot.standing]
        _vote_surface(ballot, with_model=with_model)
        if not with_model:
            _vote_shape(ballot, scene)
        if scene.outlet and _is_town_of_outlet(surface, ballot, scene):
            ballot.announce_place(ballot.mentions)
    _vote_short_firms(ballots, scene)
    listed = set(_among_locations(found, ballots))
    for surface in listed:
        ballots[surface].votes["LOC"] += AMONG_LOCATIONS
    if not with_model:
        _distrust(ballots, listed, scene)
    surnames = _surnames(ballots.values(), with_model=with_model)
    verdicts: dict[str, Verdict] = {}
    for surface, ballot in ballots.items():
        if surface in surnames:
            ballot.votes["PER"] += SURNAME * ballot.mentions
            if not with_model and not ballot.cues and ballot.standing is not Standing.COUNTRY:
                ballot.votes.pop("LOC", None)
        verdict = _count(ballot, least=0.0 if with_model else LEAST_WITHOUT_MODEL * ballot.mentions)
        if verdict is not None:
            verdicts[surface] = verdict
    return verdicts


def _is_town_of_outlet(surface: str, ballot: Ballot, scene: Scene) -> bool:
    """Say whether a name is that of the place a newspaper is called after ("Harrow" in the Harrow Herald)."""
    if ballot.standing is Standing.NONE or ballot.standing is Standing.COUNTRY:
        return False
    return is_called_after(scene.outlet, place_key(surface)) and not scene.is_common(surface.lower())


def _vote_context(ballot: Ballot, span: Span, line: Line, scene: Scene, *, with_model: bool) -> None:
    text, votes = line.text, ballot.votes
    start, end = span.start - line.start, span.end - line.start
    words = text[start - 24 if start > 24 else 0 : start].split()
    if words:
        before = words[-1].lower()
        if before in _ANNOUNCING and follows_place_noun(words):
            ballot.announce_place()
            ballot.named_places += 1
        if (before == "of" or before[-1] == ",") and names_home(words):
            ballot.announce_place()
        if before in _BEFORE_PLACES:
            votes["LOC"] += PREPOSITION
            ballot.cues += 1
            ballot.strong_cues += before in _SURE_PREPOSITIONS
        elif before == "the":
            ballot.articled += 1
            if scene.standing(f"The {span.text}") is Standing.COUNTRY:
                votes["LOC"] += COUNTRY
                ballot.regions += 1
        elif words[-1] in PARTIES:
            ballot.announce_place()
        if before != words[-1] and has_title_before(text, start, words[-1]):
            votes["PER"] += TITLE
            ballot.titled += 1
    if text.startswith((", ", " ("), end):
        container = CONTAINED.match(text, end)
        if container and scene.standing(container["name"]) in _CONTAINERS:
            ballot.cues += 1
            ballot.contained += 1
    if text.startswith(DEFINING, end) and (label := defined_as(text, end)) != "?":
        votes[label] += DEFINED
        if label == "LOC":
            ballot.cues += 1
            ballot.strong_cues += 1
    if span.text.isupper() and heads_story(line, span):
        ballot.announce_place()
    _vote_nouns(ballot, text, end, words[-1] if words else "", with_model=with_model)


def _vote_nouns(ballot: Ballot, text: str, end: int, before: str, *, with_model: bool) -> None:
    """Let the words beside a name speak: "the newspaper X", "X shares", "X, 65,", "X's wife", "X said"."""
    votes = ballot.votes
    # Without a model nothing else is known of the name; then one noun says more than the shape of all its mentions.
    weight = NOUN if with_model else 2 * NOUN
    if before in BODY_NOUNS_BEFORE:
        votes["ORG"] += weight
    elif before in KIN:
        votes["PER"] += weight / 2
    elif not with_model and before in _SPEAKING and ballot.traits.shape == "full":
        votes["PER"] += NOUN
    mark = text[end : end + 1]
    if mark == "-" and text.startswith(_AT_HOME, end) and ballot.standing is not Standing.NONE:
        ballot.announce_place()
    if mark == ",":
        if _AGE.match(text, end, end + 16):
            votes["PER"] += AGE
        return
    owned = mark != " " and text.startswith(("'s", "’s"), end)
    business = not with_model and ballot.standing in _LITTLE and (owned or text.startswith(" said it", end))
    if business and does_business(text, end):
        votes["ORG"] += weight
    word = _first_word(text[end + 2 : end + 16] if owned else text[end : end + 16]) if owned or mark == " " else ""
    if word not in _NOUNS_AFTER:
        return
    if word in PLACE_NOUNS and not owned:
        votes["LOC"] += UNIT
        ballot.cues += 1
        ballot.named_places += word in _SEVERAL_PLACES
    elif word in INHABITANTS and not owned and ballot.standing is not Standing.NONE:
        votes["LOC"] += weight
        ballot.cues += 1
        ballot.strong_cues += 1
    if owned and word in KIN:
        votes["PER"] += weight
    elif word in BODY_NOUNS_AFTER and not (owned and word not in _OWNED):
        votes["ORG"] += weight
    elif not with_model and word in PERSON_VERBS:
        person = ballot.traits.several or (ballot.standing is Standing.NONE and ballot.traits.shape != "acronym")
        votes["PER" if person else "ORG"] += SAYS


def _vote_surface(ballot: Ballot, *, with_model: bool) -> None:
    votes, mentions, traits, standing = ballot.votes, ballot.mentions, ballot.traits, ballot.standing
    if traits.feature:
        votes["LOC"] += FEATURE * mentions
    # "San Miguel Department" is a province where the gazetteer says so.
    if (traits.body or traits.office) and not standing.in_context:
        votes["ORG"] += ORG_HEAD if with_model else 2 * ORG_HEAD * mentions
    if standing is Standing.COUNTRY:
        votes["LOC"] += COUNTRY if with_model else COUNTRY * mentions
    elif standing is Standing.ADMIN_IN_CONTEXT:
        votes["LOC"] += ADMIN_IN_CONTEXT * mentions
    elif standing is Standing.CITY_IN_CONTEXT or standing is Standing.BIG_CITY_IN_CONTEXT:
        votes["LOC"] += CITY_IN_CONTEXT * mentions
        if with_model and not traits.body:
            _doubt_model(ballot)
    if (
        with_model
        and traits.given
        and not traits.several
        and standing is Standing.CITY_ELSEWHERE
        and not ballot.strong_cues
    ):
        # Hardly a village is meant by a given name.
        votes["PER"] += votes.pop("LOC", 0.0)
    unlike_body = traits.shape == "given" and not traits.body and not ballot.articled
    if with_model and unlike_body and votes["ORG"] and not votes["PER"]:
        votes["PER"] += GIVEN_NAME * mentions
    if traits.firm:
        votes["ORG"] += ORG_HEAD * mentions
    if traits.firm or traits.feature:
        votes.pop("PER", None)


def _doubt_model(ballot: Ballot) -> None:
    """Let a town of the document's country win against a wrong guess of the model, where words beside it agree."""
    votes, traits = ballot.votes, ballot.traits
    if ballot.cues:
        votes["LOC"] += CITY_WITH_CUE * ballot.cues
    unlike_person = traits.several and not traits.given and not ballot.titled
    if (votes["ORG"] and not votes["PER"]) or unlike_person or (ballot.shouted and not ballot.titled):
        votes["LOC"] += CITY_NOT_BODY * ballot.mentions


def _vote_shape(ballot: Ballot, scene: Scene) -> None:
    votes, mentions, shape = ballot.votes, ballot.mentions, ballot.traits.shape
    if ballot.traits.firm or ballot.traits.feature:
        return
    votes["LOC"] += KNOWN_LOCATION.get(ballot.standing, 0.0) * mentions
    if ballot.traits.several and ballot.standing.in_context:
        votes["LOC"] += CITY_WITH_CUE * ballot.strong_cues
    if ballot.ordinary:
        return
    if shape == "acronym":
        votes["ORG"] += ACRONYM_SHAPE * (mentions - ballot.shouted)
    elif shape == "joined":
        votes["ORG"] += ACRONYM_SHAPE
    elif ballot.traits.body or ballot.traits.office:
        return
    elif shape == "given":
        votes["PER"] += (FULL_NAME_SHAPE + GIVEN_NAME) * mentions
    elif shape:
        # Clubs and firms bear the names of towns before their own.
        first = ballot.traits.first
        is_town = len(first) >= LEAST_TOWN and first.lower() not in SHARED_NAMES
        called_after = is_town and scene.standing(first) in PROMINENT
        body = shape == "common" or ballot.articled or called_after
        votes["ORG" if body else "PER"] += FULL_NAME_SHAPE * (mentions - ballot.shouted)
    elif ballot.traits.given and not ballot.traits.several and ballot.standing in _LITTLE:
        votes["PER"] += GIVEN_ALONE * mentions
        if not ballot.cues:
            votes.pop("LOC", None)


def _distrust(ballots: dict[str, Ballot], listed: set[str], scene: Scene) -> None:
    """Take the votes for a location from names that no gazetteer has, or only for a place too small to be meant.

    For the first a preposition is too little; the others need one, and common words ("Congress", "Reading") a big city.
    """
    for surface, ballot in ballots.items():
        if surface in listed or ballot.traits.feature or ballot.named_places:
            continue
        if ballot.standing is Standing.NONE or _is_doubtful(surface, ballot, scene):
            ballot.votes.pop("LOC", None)


def _is_doubtful(surface: str, ballot: Ballot, scene: Scene) -> bool:
    standing = ballot.standing
    if standing is Standing.COUNTRY or ballot.traits.several or ballot.contained or ballot.regions:
        return False
    if ballot.traits.short_acronym or scene.is_common(surface.lower()):
        return standing not in _BIG or not ballot.strong_cues
    return standing in _SMALL and not ballot.strong_cues and 2 * ballot.cues < ballot.mentions


def _vote_short_firms(ballots: dict[str, Ballot], scene: Scene) -> None:
    """Let "Harrow" be the firm where the document also has "Harrow Motors Corp", unless it speaks of the location."""
    for surface in [surface for surface, ballot in ballots.items() if ballot.traits.firm]:
        words = surface.split()
        for size in range(1, len(words)):
            short = ballots.get(" ".join(words[:size]))
            if short is None or short.cues or short.standing is Standing.COUNTRY:
                continue
            # "Harrow Telephone Company" is one of Harrow's, if that is a big town.
            if short.standing not in _PROMINENT or not all(_is_plain(word.lower(), scene) for word in words[size:]):
                short.votes["ORG"] += SHORT_FIRM * short.mentions


def _is_plain(word: str, scene: Scene) -> bool:
    return word in COMPANY_WORDS or word in COMPANY_FORMS or scene.is_common(word)


def _among_locations(spans: list[tuple[Span, Line]], ballots: dict[str, Ballot]) -> Iterator[str]:
    """Yield the unknown names that are listed together with known locations ("Harrow, Dunmere and Ashby").

    All names of a list count that is announced as one of locations ("cities such as Harrow, Dunmere and Ashby").
    """
    for names in listed_together(spans):
        standings = [ballots[name].standing for name in names]
        if any(ballots[name].named_places for name in names):
            yield from (name for name, one in zip(names, standings, strict=True) if one is not Standing.COUNTRY)
            continue
        known = [one for one in standings if one >= Standing.BIG_CITY]
        if 2 * len(known) >= len(names):
            yield from (
                name
                for name, one in zip(names, standings, strict=True)
                if one is Standing.NONE and not (ballots[name].traits.several and ballots[name].traits.given)
            )


def _surnames(ballots: Iterable[Ballot], *, with_model: bool) -> frozenset[str]:
    """Return the last words of the names that so far look like people's, and first words that are no given names.

    Without a model only names that begin with a given name or initial can be trusted so far.
    """
    found: set[str] = set()
    for ballot in ballots:
        traits = ballot.traits
        if not traits.last or not ballot.votes or _leading(ballot) != "PER":
            continue
        if with_model or ballot.votes["PER"] >= GIVEN_NAME * ballot.mentions:
            found.add(traits.last)
            found.update(traits.surnames)
            if not traits.given:
                found.add(traits.first)
    return frozenset(found)


def _leading(ballot: Ballot) -> Label:
    return max([(votes, label) for label, votes in ballot.votes.items()])[1]


def _count(ballot: Ballot, *, least: float) -> Verdict | None:
    total = won = 0.0
    label: Label = "?"
    for candidate, votes in ballot.votes.items():
        total += votes
        if votes > won or (votes == won and candidate > label):
            won, label = votes, candidate
    if total <= 0 or won < least:
        return None
    return Verdict(label, min(1.0, max(MIN_CONFIDENCE, round(won / total, 3))))


def _first_word(text: str) -> str:
    words = text.split()
    return words[0].strip(".,;:") if words and text[0] == " " else ""
