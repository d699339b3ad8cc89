"""Everything in a document that may name an actor or a location, before anything is decided."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

from corpus.extract.acronyms import read_acronyms, short_for_things
from corpus.extract.belonging import country_of_article, signs_of_countries
from corpus.extract.casing import Casing, KnowsWord
from corpus.extract.dateline import Dateline, parse_dateline
from corpus.extract.geography import Geography, Standing
from corpus.extract.lexicon import Hit, Lexicon, fold_in_place
from corpus.extract.lines import Line, split_lines
from corpus.extract.locations import cue_at, resolve
from corpus.extract.mention import Document, Resolved
from corpus.extract.ordinary import begins_thing, tickers
from corpus.extract.parting import PROMINENT, apart, before_body, ends_like_body, listed, with_nicknames
from corpus.extract.publisher import (
    compact,
    forms_of,
    is_agency,
    is_wire,
    may_sign_off,
    only_reports,
    publisher_names,
    quiet_zones,
)
from corpus.extract.roles import (
    House,
    Metonyms,
    Possessor,
    RoleHit,
    country_of_forces,
    find_implied,
    find_roles,
    names_forces,
)
from corpus.extract.rules import capital_sequences, only_begins
from corpus.extract.spacy_model import Entity
from corpus.extract.spans import Span, after_loud_words, before_figures, royal_before, trimmed, untitled
from corpus.extract.spotting import Spotter
from corpus.extract.support import homes, sides, supported
from corpus.extract.surroundings import PARTIES, heads_story, speaks_for_location
from corpus.extract.traits import passed_over

CACHED_DATELINES = 4_096
CACHED_NAMES = 16_384
MAX_SEARCHED = 300_000_000  # characters read to find names again; a book's last names are not looked for
LONGEST_LONE = 10  # characters of what is hardly a full name and a body's
_MAYBE_TITLED = frozenset({"PER", "?"})
_HANDLES = frozenset("@#")  # before names of accounts and campaigns
UNKNOWN = frozenset({Standing.NONE, Standing.CITY_ELSEWHERE, Standing.CITY_IN_CONTEXT})


@dataclass(slots=True)
class Prepared:
    """A document made ready: its lines, how they are to be read, and what needs no model to be seen."""

    document: Document
    lines: list[Line]
    folded: list[str]
    texts: list[str]
    casing: Casing
    possessors: list[list[Possessor]]
    houses: list[list[House]]
    hits: list[list[Hit]]
    zones: list[list[tuple[int, int]]]
    publisher: frozenset[str]
    spoken_of: Counter[str]
    countries: frozenset[str]
    dateline: Dateline | None = None
    dateline_place: Resolved | None = None


class Finder:
    """Prepares documents and collects their candidates."""

    def __init__(self, lexicon: Lexicon, metonyms: Metonyms, geography: Geography, knows_word: KnowsWord) -> None:
        self.lexicon = lexicon
        self.metonyms = metonyms
        self.geography = geography
        self._knows_word = knows_word
        self._spotter = Spotter(lexicon, geography, metonyms)
        self._dateline_place = lru_cache(maxsize=CACHED_DATELINES)(self._resolve_dateline)
        self._tidied = lru_cache(maxsize=CACHED_NAMES)(self._tidy)

    def prepare(self, document: Document) -> Prepared:
        """Cut a document into lines, recase what capitals say nothing about, and look up the known names."""
        lines = split_lines(document)
        casing = Casing(lines, self._knows_word)
        folded = [fold_in_place(line.text) for line in lines]
        spotted = self._spotter.spot(lines, folded)
        hits = [one.hits for one in spotted]
        possessors = [one.possessors for one in spotted]
        texts = [
            line.text if line.cased else casing.recase(line, self._known(line, found, owners))
            for line, found, owners in zip(lines, hits, possessors, strict=True)
        ]
        spoken_of = Counter(owner.country for owners in possessors for owner in owners if owner.country)
        signed = [False] * len(lines)
        if may_sign_off("\n".join(folded)):
            signed = [may_sign_off(low) for low in folded]
        zones = [
            [*quiet_zones(line, self.lexicon, signed=some), *tickers(line.text)]
            for line, some in zip(lines, signed, strict=True)
        ]
        prepared = Prepared(
            document,
            lines,
            folded,
            texts,
            casing,
            possessors,
            [one.houses for one in spotted],
            hits,
            zones,
            publisher_names(document, lines),
            spoken_of,
            frozenset(spoken_of).union(*(one.divisions for one in spotted)),
        )
        self._read_dateline(prepared)
        if prepared.dateline_place is not None and prepared.dateline_place.country:
            spoken_of[prepared.dateline_place.country] += 1
        prepared.hits = supported(hits, spoken_of, lines)
        prepared.countries |= homes(prepared.hits)
        if not prepared.countries:
            # Local news names no country; it is about the outlet's.
            prepared.countries = frozenset(filter(None, [self.geography.home(document.source)]))
        return prepared

    def _read_dateline(self, prepared: Prepared) -> None:
        """Let the place at the head of the story speak for its country, and silence the agency beside it."""
        text = prepared.document.text
        dateline = parse_dateline(text)
        if dateline is None:
            return
        prepared.dateline = dateline
        place = self._dateline_place(text[slice(*dateline.place)])
        prepared.dateline_place = place
        if place is not None and place.country:
            prepared.countries |= {place.country}
        for index, line in enumerate(prepared.lines):
            inside = line.field == "text" and line.start <= dateline.place[0] < line.start + len(line.text)
            if inside and dateline.agency is not None:
                first, last = dateline.agency
                prepared.zones[index].append((first - line.start, last - line.start))

    def _resolve_dateline(self, name: str) -> Resolved | None:
        return resolve([cue_at(name, 0, len(name))], gazetteer=self.geography.gazetteer)[0]

    def _known(self, line: Line, hits: list[Hit], owners: list[Possessor]) -> list[tuple[int, int]]:
        spans = [(hit.start, hit.end) for hit in hits if not hit.weak]
        spans.extend((owner.start, owner.end) for owner in owners)
        spans.extend(self.geography.certain_places(line.text))
        return spans

    def roles(self, prepared: Prepared) -> list[list[RoleHit]]:
        """Return the role actors and metonyms of each line."""
        adjective = self.geography.adjective
        found: list[list[RoleHit]] = []
        for line, owners, houses in zip(prepared.lines, prepared.possessors, prepared.houses, strict=True):
            hits = list(find_roles(line.text, owners, adjective)) if owners else []
            if owners or houses:
                hits.extend(self.metonyms.find(line.text, houses, owners, adjective=adjective))
            found.append(hits)
        forces = [(hit.actor.name, hit.actor.country) for hits in found for hit in hits]
        forces.extend((hit.entry.name, hit.entry.country) for hits in prepared.hits for hit in hits)
        home = prepared.dateline_place.country if prepared.dateline_place is not None else ""
        country = country_of_forces(forces, prepared.spoken_of + sides(prepared.hits), home=home)
        country = country or country_of_article(signs_of_countries(prepared.spoken_of, prepared.hits, home=home))
        if country and names_forces("\n".join(prepared.folded)):
            for line, folded, hits in zip(prepared.lines, prepared.folded, found, strict=True):
                if names_forces(folded):
                    hits.extend(find_implied(line.text, country, adjective))
        return found

    def spans(self, prepared: Prepared, entities: list[list[Entity]] | None) -> list[tuple[Span, Line]]:
        """Return the candidate spans of all lines: the model's entities, or capitalised sequences without one."""
        found: list[tuple[Span, Line]] = []
        rule = "capitals" if entities is None else "model"
        for index in range(len(prepared.lines)):
            proposals = self._by_rules(prepared, index) if entities is None else self._parted(prepared, index, entities)
            found.extend(self._spans(prepared, index, proposals, rule))
        if entities is not None:
            found.extend(self._proposed(prepared, found))
        read_acronyms(found)
        things = {
            initials
            for line in prepared.lines
            if line.cased and "(" in line.text
            for initials in short_for_things(line.text)
        }
        if things:
            found = [(span, line) for span, line in found if span.text not in things]
        return found

    def _parted(self, prepared: Prepared, index: int, entities: list[list[Entity]]) -> Iterator[Entity]:
        """Yield the model's entities of a line, those cut apart that are lists of locations ("Harrow and Dunmere")."""
        text = prepared.texts[index]
        for start, end, label in entities[index]:
            parts = list(listed(text, start, end)) if label != "LOC" else []
            if len(parts) > 1 and all(
                self.geography.standing(text[first:last], prepared.countries).in_context for first, last in parts
            ):
                yield from ((first, last, "LOC") for first, last in parts)
            else:
                yield start, end, label

    def _proposed(self, prepared: Prepared, found: list[tuple[Span, Line]]) -> Iterator[tuple[Span, Line]]:
        """Yield names the model passed over: known places where words speak for one, and full names of people."""
        taken = {place for span, _ in found for place in span.places()}
        full = {place for span, _ in found if span.label == "PER" and " " in span.text for place in span.places()}
        names = {span.text for span, _ in found}
        surnames = {span.text for span, _ in found if span.label == "PER" and " " not in span.text}
        for index in range(len(prepared.lines)):
            for span, line in self._spans(prepared, index, self._by_rules(prepared, index), "gazetteer"):
                if span.text in names or (span.field, span.start) in taken:
                    continue
                if " " in span.text and full.isdisjoint(span.places()):
                    first, _, last = span.text.rpartition(" ")
                    if last in surnames and line.cased and not prepared.casing.is_common(first.lower()):
                        span.label, span.rule = "PER", "capitals"
                        yield span, line
                        continue
                label = "?" if taken.intersection(span.places()) else passed_over(span.text)
                if label == "ORG" or (label == "PER" and line.cased):
                    span.label, span.rule = label, "capitals"
                    yield span, line
                    continue
                standing = self.geography.standing(span.text, prepared.countries)
                if (standing.in_context and speaks_for_location(line, span)) or (
                    standing is not Standing.NONE and heads_story(line, span)
                ):
                    span.label = "LOC"
                    yield span, line

    def _by_rules(self, prepared: Prepared, index: int) -> Iterable[Entity]:
        text, owners = prepared.texts[index], prepared.possessors[index]
        demonyms = {owner.start: owner.end for owner in owners if owner.demonym or _is_short(text, owner)}
        table = prepared.lines[index].table
        sequences = apart(text, capital_sequences(text, prepared.casing), self._knows_prominent(prepared))
        if not demonyms and not table:
            return [(start, end, "?") for start, end in sequences]
        return self._after_peoples(prepared, index, sequences, demonyms)

    def _knows_prominent(self, prepared: Prepared) -> Callable[[str], bool]:
        return lambda name: self.geography.standing(name, prepared.countries) in PROMINENT

    def _after_peoples(
        self, prepared: Prepared, index: int, sequences: Iterable[tuple[int, int]], demonyms: dict[int, int]
    ) -> Iterator[Entity]:
        """Yield the sequences without the peoples they begin with ("Afghan Ahmad Massoud"); in tables, known places."""
        text, table = prepared.texts[index], prepared.lines[index].table
        for start, end in sequences:
            if table and self.geography.standing(text[start:end], prepared.countries) in UNKNOWN:
                continue
            after = demonyms.get(start, end)
            if after < end and text[after] == ".":
                after += 1
            if after < end and text[after] == " " and not ends_like_body(text[start:end]):
                if text[start:after].isupper():
                    yield start, after, "?"
                start = after + 1
            yield start, end, "?"

    def _spans(self, prepared: Prepared, index: int, proposals: Iterable[Entity], rule: str) -> list[tuple[Span, Line]]:
        """Return the proposals of a line that may name something, tidied."""
        line, text = prepared.lines[index], prepared.texts[index]
        field, base = line.field, line.start
        peoples = {(owner.start, owner.end) for owner in prepared.possessors[index] if owner.demonym}
        silenced = bool(prepared.zones[index] or prepared.publisher)
        bodies = [(hit.start, hit.end) for hit in prepared.hits[index] if hit.entry.kind != "person" and not hit.weak]
        spans: list[tuple[Span, Line]] = []
        for first, last, label in with_nicknames(text, proposals):
            if bodies and label in _MAYBE_TITLED and last - first > LONGEST_LONE:
                last = before_body(text, first, last, bodies)
            if text.startswith(PARTIES, first) and text.endswith((", ", " ("), 0, first):
                first, label = text.index("-", first) + 1, "LOC"
            if label == "PER":
                last = first + before_figures(text[first:last])
            if line.cased and text[first + 1 : first + 2].isupper():
                first += after_loud_words(text[first:last], prepared.casing.is_dictionary_word)
            found = self._tidied(text[first:last], label in _MAYBE_TITLED)
            if found is None:
                continue
            offset, name, agency = found
            start = first + offset
            end = start + len(name)
            if (
                (peoples and (start, end) in peoples)
                or text.startswith("$", end)
                or text[start - 1 : start] in _HANDLES
                or begins_thing(text, start, end)
            ):
                continue
            if (silenced or agency) and self.is_quiet(prepared, index, start, end):
                continue
            if label == "ORG" and only_begins(text, start, name) and prepared.casing.is_common(name.lower()):
                continue
            if label == "PER" and " " not in name:
                start -= royal_before(text, start)
                name = text[start:end]
            spans.append((Span(field, base + start, base + end, name, label, rule), line))
        return spans

    def _tidy(self, surface: str, titled: bool) -> tuple[int, str, bool] | None:
        """Return a name tidied, with what was cut off before it and whether it is an agency's; None if it is none."""
        found = untitled(surface) if titled else trimmed(surface)
        return (*found, is_agency(found[1], self.lexicon)) if found is not None else None

    def is_quiet(self, prepared: Prepared, index: int, start: int, end: int) -> bool:
        """Say whether a stretch only names the publisher, an agency or a byline."""
        zones = prepared.zones[index]
        if zones and any(first < end and start < last for first, last in zones):
            return True
        text = prepared.lines[index].text
        surface = text[start:end]
        named = prepared.publisher and not prepared.publisher.isdisjoint(forms_of(surface))
        if named and self._names_publisher(prepared, surface):
            return True
        wire = is_wire(surface, self.lexicon)
        return is_agency(surface, self.lexicon) and only_reports(text, start, end, wire=wire)

    def _names_publisher(self, prepared: Prepared, surface: str) -> bool:
        """Say whether a form of the publisher's name means it, not a better known name ("UN" of "UN News")."""
        if compact(surface) == compact(prepared.document.source):
            return True
        if is_agency(surface, self.lexicon):
            return True
        if self.lexicon.named(surface) is not None:
            return False
        return self.geography.standing(surface, prepared.countries) in {Standing.NONE, Standing.CITY_ELSEWHERE}

    def occurrences(
        self, prepared: Prepared, surfaces: Iterable[str], taken: Iterable[tuple[int, int, int]]
    ) -> Iterator[tuple[int, int, int, str]]:
        """Yield (line, start, end, surface) wherever a surface is written again, whole words only.

        `taken` are stretches (line, start, end) already known; a name that is written nowhere else isn't looked for.
        """
        lines = prepared.lines
        length = len(prepared.document.title) + len(prepared.document.text) + 1
        wanted = list(islice(surfaces, 1 + MAX_SEARCHED // length))
        cased = [line.text if line.cased else "" for line in lines]
        held = Counter([cased[index][start:end] for index, start, end in taken])
        whole = "\n".join([text or " " * len(line.text) for text, line in zip(cased, lines, strict=True)])
        starts = list(accumulate((len(line.text) + 1 for line in lines), initial=0))
        for surface in wanted:
            if whole.count(surface) == held[surface]:
                continue
            for position in _positions(whole, surface):
                index = bisect_right(starts, position) - 1
                start = position - starts[index]
                if _whole(lines[index].text, start, start + len(surface)):
                    yield index, start, start + len(surface), surface
        # Lines without meaningful capitals are few; they are searched one by one.
        others = [(index, low) for index, low in enumerate(prepared.folded) if not lines[index].cased]
        for surface in wanted if others else ():
            lowered = fold_in_place(surface)
            for index, low in others:
                text = lines[index].text
                for start in _positions(low, lowered):
                    if text[start].isupper() and _whole(text, start, start + len(lowered)):
                        yield index, start, start + len(lowered), surface


def _positions(haystack: str, needle: str) -> Iterator[int]:
    position = haystack.find(needle)
    while position >= 0:
        yield position
        position = haystack.find(needle, position + len(needle))


def _is_short(text: str, owner: Possessor) -> bool:
    """Say whether a country stands abbreviated, as it does before nouns: "U.S. Banks"."""
    surface = text[owner.start : owner.end]
    return not owner.capital and surface.isupper() and len(surface) <= 6


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")
