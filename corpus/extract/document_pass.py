"""The pass over a whole document: from candidates to mentions that don't contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from corpus.extract import confidence as belief
from corpus.extract.aliases import Actor, from_entry, is_bare_noun, link_organisations, link_people
from corpus.extract.ballot import Scene, Verdict
from corpus.extract.belonging import Owners, country_of_article, signs_of_countries
from corpus.extract.candidates import Finder, Prepared
from corpus.extract.claims import Claim, choose, mention_of
from corpus.extract.geography import is_short_form
from corpus.extract.home import outlet_key
from corpus.extract.lexicon import Hit
from corpus.extract.lines import Line
from corpus.extract.mention import FoundMention, MentionField
from corpus.extract.parting import belongs_to_person, belongs_to_thing
from corpus.extract.places import find_places
from corpus.extract.spacy_model import Entity
from corpus.extract.spans import Span, has_title_before, is_within_name
from corpus.extract.times import find_times
from corpus.extract.votes import decide
from corpus.extract.within import has_parts, places_within
from corpus.extract.words import OFFICES

_GUESSES = frozenset({"model", "capitals", "propagated"})
DATELINE_WEIGHT = 1_000.0
_ROLE_CONFIDENCE = {"role": belief.ROLE, "implied": belief.IMPLIED, "metonym": belief.METONYM}
_PLACE_PART = re.compile(r"[^\s,/][^,/]*[^\s,/]")
# "Harrow Front rebels": what it is doesn't belong to the name.
_DESCRIBED = re.compile(r" (?:group|rebels|militants|fighters|militia|militiamen|insurgents)$")
# Capitals and hyphens beside a name: "CNN Harrow", "Harrow-Presse".
_CAPITAL_BESIDE = re.compile(r"(?:-|[^\W\d_a-z][\w.]* )$")
_CAPITAL_BEHIND = re.compile(r" ?[^\W\d_a-z]|-")
LONGEST_BESIDE = 30
# A known name beats a longer guess unless the guess goes on for more letters than this.
KNOWN_BONUS = 12
ROLE_BONUS = 8


class DocumentPass:
    """Turns the candidates of a document into its mentions."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def run(self, prepared: Prepared, entities: list[list[Entity]] | None) -> list[FoundMention]:
        """Return the mentions of a prepared document; `entities` per line, None = find names by rules."""
        spans = self._finder.spans(prepared, entities)
        outlet = outlet_key(prepared.document.source)
        scene = Scene(self._finder.geography, prepared.countries, prepared.casing.is_dictionary_word, outlet)
        verdicts = decide(spans, scene, with_model=entities is not None)
        claims = self._lexicon_claims(prepared)
        claims.extend(self._span_claims(prepared, spans, verdicts))
        claims.extend(self._propagated(prepared, verdicts, claims))
        roles, capitals = self._role_claims(prepared)
        locations = [_as_location(claim) for claim in capitals]
        chosen = choose([*claims, *roles, *locations, *_dateline_claims(prepared)])
        metonyms = [claim for claim in capitals if _stands_as_location(claim, chosen)]
        mentions = self._actor_mentions(prepared, chosen, metonyms, with_model=entities is not None)
        taken = _taken(chosen)
        chosen.extend(_countries_left(prepared, taken))
        left = [(span, line) for span, line in spans if span.text not in verdicts and has_parts(span.text)]
        rest = list(_uncovered(prepared, left, taken)) if left else []
        inner = [*_owners(claims, chosen), *places_within([*chosen, *rest], scene)]
        mentions.extend(find_places(self._finder.geography, prepared, [*chosen, *inner]))
        mentions.extend(find_times(prepared, mentions))
        return sorted(mentions, key=_order)

    def _lexicon_claims(self, prepared: Prepared) -> list[Claim]:
        claims: list[Claim] = []
        for index, hits in enumerate(prepared.hits):
            text = prepared.lines[index].text
            for hit in hits:
                if self._finder.is_quiet(prepared, index, hit.start, hit.end):
                    continue
                if hit.entry.kind == "person" and belongs_to_thing(text, hit.end):
                    continue
                if hit.entry.kind == "organisation" and belongs_to_person(text, hit.start, hit.end):
                    continue
                claims.append(_lexicon_claim(index, text, hit))
        return claims

    def _span_claims(
        self, prepared: Prepared, spans: Iterable[tuple[Span, Line]], verdicts: dict[str, Verdict]
    ) -> list[Claim]:
        at = {(line.field, line.start): index for index, line in enumerate(prepared.lines)}
        claims: list[Claim] = []
        for span, line in spans:
            verdict = verdicts.get(span.text)
            if verdict is None or verdict.label == "NORP":
                continue
            index = at[line.field, line.start]
            start, size = span.start - line.start, len(span.text)
            claims.append(
                Claim(index, start, start + size, verdict.label, span.text, span.rule, verdict.confidence, size)
            )
        return claims

    def _propagated(self, prepared: Prepared, verdicts: dict[str, Verdict], claims: list[Claim]) -> list[Claim]:
        """Find the names again where nothing proposed them, and the surnames of people known by their full names."""
        wanted = {
            surface: verdict
            for surface, verdict in verdicts.items()
            if verdict.label in {"PER", "ORG", "LOC"} and len(surface) >= 3 and not is_bare_noun(surface)
        }
        for surface, verdict in list(wanted.items()):
            if verdict.label != "PER" or " " not in surface:
                continue
            words = [word for word in surface.split() if word.lower().rstrip(".") not in {"jr", "sr"}]
            if len(words) < 2 or len(words[-1]) < 3 or words[-1] in verdicts:
                continue
            if not prepared.casing.is_common(words[-1].lower()):
                wanted.setdefault(words[-1], verdict)
        taken = {(claim.index, claim.start, claim.end) for claim in claims}
        found: list[Claim] = []
        for index, start, end, surface in self._finder.occurrences(prepared, wanted, taken):
            if (index, start, end) in taken or self._finder.is_quiet(prepared, index, start, end):
                continue
            if prepared.lines[index].cased and is_within_name(prepared.lines[index].text, start, end):
                continue
            verdict = wanted[surface]
            confidence = round(verdict.confidence * belief.PROPAGATED_SHARE, 3)
            found.append(Claim(index, start, end, verdict.label, surface, "propagated", confidence, end - start - 0.5))
        return found

    def _role_claims(self, prepared: Prepared) -> tuple[list[Claim], list[Claim]]:
        """Return the role actors, and apart from them the capitals that stand for governments."""
        claims: list[Claim] = []
        capitals: list[Claim] = []
        for index, hits in enumerate(self._finder.roles(prepared)):
            for hit in hits:
                if any(first < hit.end and hit.start < last for first, last in prepared.zones[index]):
                    continue
                confidence = _ROLE_CONFIDENCE[hit.rule]
                weight = hit.end - hit.start + ROLE_BONUS
                surface = prepared.lines[index].text[hit.start : hit.end]
                claim = Claim(index, hit.start, hit.end, "ROLE", surface, hit.rule, confidence, weight, hit.actor)
                (capitals if hit.capital else claims).append(claim)
        return claims, capitals

    def _actor_mentions(
        self, prepared: Prepared, chosen: list[Claim], metonyms: list[Claim], *, with_model: bool
    ) -> list[FoundMention]:
        lexicon = self._finder.lexicon
        for claim in chosen:
            if claim.label == "PER" and prepared.lines[claim.index].shouted:
                claim.surface = " ".join(word[:1].upper() + word[1:] for word in claim.surface.split(" "))
        people = link_people(
            (c.surface for c in chosen if c.label == "PER"),
            lexicon,
            officials={c.surface for c in chosen if c.label == "PER" and _follows_office(prepared, c)},
            countries=prepared.countries,
        )
        text = "\n".join(prepared.texts)
        bodies = self._owners(prepared).settle(
            link_organisations((c.surface for c in chosen if c.label == "ORG"), text, lexicon)
        )
        mentions: list[FoundMention] = []
        for claim in [*chosen, *metonyms]:
            actor = claim.actor
            if actor is None and claim.label == "PER":
                actor = people.get(claim.surface)
            elif actor is None and claim.label == "ORG":
                actor = bodies.get(claim.surface)
            if actor is not None and (actor.key or _may_stand_alone(prepared, claim)):
                mentions.append(
                    mention_of(
                        prepared,
                        claim,
                        kind=actor.kind,
                        name=actor.name,
                        confidence=_confidence(claim, actor, with_model=with_model),
                        key=actor.key,
                        country=actor.country,
                    )
                )
        return mentions

    def _owners(self, prepared: Prepared) -> Owners:
        dateline = prepared.dateline_place
        written = dateline.country if dateline is not None else ""
        signs = signs_of_countries(prepared.spoken_of, prepared.hits, home=written)
        geography = self._finder.geography
        home = country_of_article(signs) if signs else geography.home(prepared.document.source)
        return Owners(geography, self._finder.lexicon, home, frozenset(signs))


def _confidence(claim: Claim, actor: Actor, *, with_model: bool) -> float:
    """Return how far the mention of an actor is believed; what the lexicon knows is no guess."""
    if claim.rule not in _GUESSES:
        return claim.confidence
    if actor.key.startswith("lexicon:"):
        return min(belief.won(claim.confidence), belief.LEXICON if claim.label == "PER" else belief.NAMED_BODY)
    if claim.label == "PER":
        return belief.person(claim.confidence, actor.name, linked=bool(actor.key), with_model=with_model)
    return belief.body(claim.confidence, actor.name, with_model=with_model)


def _lexicon_claim(index: int, text: str, hit: Hit) -> Claim:
    described = _DESCRIBED.search(text[hit.start : hit.end])
    end = hit.end - len(described[0]) if described else hit.end
    surface = text[hit.start : end]
    lone_name = hit.entry.kind == "person" and " " not in surface
    sure = belief.LEXICON if hit.entry.kind == "person" else belief.NAMED_BODY
    confidence = belief.WEAK_LEXICON if hit.weak else sure
    weight = len(surface) + (0.5 if lone_name else KNOWN_BONUS)
    # People go on to alias linking: a lone surname may turn out to be another bearer's.
    if hit.entry.kind == "person":
        return Claim(index, hit.start, end, "PER", surface, "lexicon", confidence, weight)
    return Claim(index, hit.start, end, "ORG", surface, "lexicon", confidence, weight, from_entry(hit.entry))


def _dateline_claims(prepared: Prepared) -> Iterator[Claim]:
    """Yield the claims of the dateline's places, which nothing beats; "KABUL, Afghanistan" is two."""
    if prepared.dateline is None:
        return
    start, end = prepared.dateline.place
    for index, line in enumerate(prepared.lines):
        if line.field != "text" or not (line.start <= start and end <= line.start + len(line.text)):
            continue
        for part in _PLACE_PART.finditer(line.text, start - line.start, end - line.start):
            confidence, weight = belief.DATELINE, DATELINE_WEIGHT
            yield Claim(index, *part.span(), "LOC", part.group(), "dateline", confidence, weight)


def _as_location(claim: Claim) -> Claim:
    return replace(claim, label="LOC", rule="gazetteer", actor=None)


def _uncovered(
    prepared: Prepared, spans: Iterable[tuple[Span, Line]], taken: Mapping[int, list[tuple[int, int]]]
) -> Iterator[Claim]:
    """Yield candidates that nothing was made of, as claims of nothing."""
    at = {(line.field, line.start): index for index, line in enumerate(prepared.lines)}
    for span, line in spans:
        index, start = at[line.field, line.start], span.start - line.start
        end = start + len(span.text)
        if not _is_taken(taken, index, start, end):
            yield Claim(index, start, end, "?", span.text, span.rule, belief.IMPLIED, 0.0)


def _countries_left(prepared: Prepared, taken: Mapping[int, list[tuple[int, int]]]) -> Iterator[Claim]:
    """Yield the countries that no name took: "U.S." of "U.S. Sens. Jo Harrow" or before a ministry's name.

    Beside other capitals only short forms surely mean the country; "CNN Philippines" is another name.
    """
    for index, (line, owners) in enumerate(zip(prepared.lines, prepared.possessors, strict=True)):
        for owner in owners if line.cased else ():
            start, end = owner.start, owner.end
            if owner.demonym or owner.capital or _is_taken(taken, index, start, end):
                continue
            surface = line.text[start:end]
            if line.text.startswith("$", end) or surface.startswith("The "):
                continue
            if any(first < end and start < last for first, last in prepared.zones[index]):
                continue
            before = line.text[max(0, start - LONGEST_BESIDE) : start]
            beside = bool(_CAPITAL_BESIDE.search(before) or _CAPITAL_BEHIND.match(line.text, end))
            if not beside or is_short_form(surface):
                yield Claim(index, start, end, "LOC", surface, "within" if beside else "gazetteer", belief.LEXICON, 0.0)


def _taken(claims: Iterable[Claim]) -> dict[int, list[tuple[int, int]]]:
    taken: dict[int, list[tuple[int, int]]] = {}
    for claim in claims:
        taken.setdefault(claim.index, []).append((claim.start, claim.end))
    return taken


def _is_taken(taken: Mapping[int, list[tuple[int, int]]], index: int, start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken.get(index, ()))


def _owners(claims: Iterable[Claim], chosen: Iterable[Claim]) -> list[Claim]:
    """Return the claims of the countries that roles begin with: "US forces" speaks of the US, as a demonym would."""
    roles = {(claim.index, claim.start): claim.end for claim in chosen if claim.rule == "role"}
    return [claim for claim in claims if claim.label == "LOC" and claim.end < roles.get((claim.index, claim.start), 0)]


def _may_stand_alone(prepared: Prepared, claim: Claim) -> bool:
    """Say whether a lone word is taken for a person's name: not after an article, nor in capitals without a title."""
    line = prepared.lines[claim.index]
    before = line.text[max(0, claim.start - 24) : claim.start].split()
    if before and before[-1].lower() in {"the", "a", "an"}:
        return False
    return line.cased or bool(before and has_title_before(line.text, claim.start, before[-1]))


def _follows_office(prepared: Prepared, claim: Claim) -> bool:
    """Say whether the title of a high office stands before a name: "President", "Prime Minister"."""
    before = prepared.lines[claim.index].text[max(0, claim.start - 24) : claim.start].rstrip()
    return before.rpartition(" ")[2].lower().rstrip(".") in OFFICES


def _stands_as_location(metonym: Claim, chosen: list[Claim]) -> bool:
    """Say whether the capital itself was kept, rather than swallowed by a longer name."""
    return any(
        other.label == "LOC" and (other.index, other.start, other.end) == (metonym.index, metonym.start, metonym.end)
        for other in chosen
    )


_FIELD_ORDER: dict[MentionField, int] = {"title": 0, "text": 1}


def _order(mention: FoundMention) -> tuple[int, int, int, str]:
    return _FIELD_ORDER[mention.field], mention.start, -mention.end, mention.kind
