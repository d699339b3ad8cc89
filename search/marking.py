"""The text of an article cut into marked segments, and the evidence behind each mark."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from corpus.models import Article, Location, Mention
from search.day_labels import label_days
from search.links import about_url, search_url, value_url
from search.state import SearchState

MOST_EVIDENCE: Final = 3_000  # mentions; beyond it a mark leads straight to the search, so that the page stays loadable
QUOTE_CHARACTERS: Final = 50
RULES: Final = {
    "model": "recognised by the language model",
    "lexicon": "listed in the lexicon of actors",
    "gazetteer": "listed in the gazetteer",
    "propagated": "named in full elsewhere in the article",
    "implied": "the forces, government or rebels of the country that the article is about",
    "within": "the place that the body is named after",
    "role": "the role stands for this actor",
    "metonym": "the place stands for its government",
    "demonym": "a word for the country’s people",
    "dateline": "the dateline of the article",
    "supplied": "named by the record itself",
}
ROUTES: Final = {
    "exact": "its exact name",
    "fuzzy": "a name spelt much like it",
    "demonym": "the word for its people",
    "country": "the country the article speaks of",
    "supplied": "what the record says",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text; `look` is the kind of its innermost mention (empty: none), `url` where its mark leads."""

    text: str
    look: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a mention counts: the words around it, the rule, and for locations how it was reached.

    `also` names what else the same words were read as, with the address of that evidence.
    """

    anchor: str
    look: str
    name: str
    about: str
    before: str
    surface: str
    after: str
    reason: str
    confidence: str
    extractor: str
    alternatives: str
    also: tuple[tuple[str, str], ...]
    url: str
    page: str  # address of the page about it, or ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the evidence that opens under it."""

    anchor: str
    segments: tuple[Segment, ...]
    evidence: tuple[Evidence, ...]


def mark_article(article: Article, mentions: Sequence[Mention]) -> tuple[Paragraph, tuple[Paragraph, ...]]:
    """Return the title and the paragraphs of an article with these mentions marked."""
    placed = [each for each in mentions if each.start is not None and each.end is not None]
    with_evidence = {each.pk for each in placed[:MOST_EVIDENCE]}
    titled = [each for each in placed if each.field == Mention.Field.TITLE]
    others = [each for each in placed if each.field == Mention.Field.TEXT]
    page = _Marker(_country_names(placed), with_evidence)
    headline = page.paragraph("title", article.title, 0, mentions=titled)
    inside = _Finder(others)
    paragraphs = [
        page.paragraph(f"p{number}", text, start, mentions=inside.between(start, start + len(text)))
        for number, (start, text) in enumerate(_paragraphs(article.text), start=1)
    ]
    return headline, tuple(paragraphs)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph with the offset of its first character."""
    start = 0
    for part in text.split("\n\n"):
        if part.strip():
            yield start, part
        start += len(part) + 2


class _Finder:
    """Finds the mentions of a paragraph without going through all of them."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = sorted(mentions, key=_start)
        self.starts = [_start(each) for each in self.mentions]
        self.longest = max((_end(each) - _start(each) for each in mentions), default=0)

    def between(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that stand at least partly between two offsets."""
        first, last = bisect_left(self.starts, start - self.longest), bisect_left(self.starts, end)
        return [each for each in self.mentions[first:last] if _end(each) > start]


def _start(mention: Mention) -> int:
    return mention.start if mention.start is not None else 0


def _end(mention: Mention) -> int:
    return mention.end if mention.end is not None else 0


class _Marker:
    """Cuts paragraphs into segments; a mention that runs over two paragraphs has its evidence under the first."""

    def __init__(self, countries: Mapping[str, str], with_evidence: set[int]) -> None:
        self.countries = countries
        self.with_evidence = with_evidence
        self.shown: set[int] = set()

    def paragraph(self, anchor: str, text: str, offset: int, *, mentions: Sequence[Mention]) -> Paragraph:
        """Return a paragraph that begins at `offset` of the text the mentions count in."""
        shown = [each for each in mentions if each.pk in self.with_evidence and each.pk not in self.shown]
        self.shown.update(each.pk for each in shown)
        others = _overlaps(shown)
        return Paragraph(
            anchor=anchor,
            segments=tuple(self._segments(text, offset, mentions)),
            evidence=tuple(self._evidence(each, text, offset, also=others[each.pk]) for each in shown),
        )

    def _segments(self, text: str, offset: int, mentions: Sequence[Mention]) -> Iterator[Segment]:
        spans = [(max(0, _start(each) - offset), min(len(text), _end(each) - offset), each) for each in mentions]
        cuts = sorted({0, len(text), *(cut for start, end, _ in spans for cut in (start, end))})
        spans.sort(key=lambda span: span[0])
        active: list[tuple[int, int, Mention]] = []
        waiting = 0
        for start, end in pairwise(cuts):
            while waiting < len(spans) and spans[waiting][0] <= start:
                active.append(spans[waiting])
                waiting += 1
            active = [span for span in active if span[1] > start]
            yield self._segment(text[start:end], [mention for _, _, mention in active])

    def _segment(self, text: str, covering: Sequence[Mention]) -> Segment:
        if not covering:
            return Segment(text)
        inner = min(covering, key=lambda each: _end(each) - _start(each))
        look = look_of(inner) + (" both" if len(covering) > 1 else "")
        return Segment(text, look, f"#m{inner.pk}" if inner.pk in self.with_evidence else mention_url(inner))

    def _evidence(self, mention: Mention, text: str, offset: int, *, also: Sequence[Mention]) -> Evidence:
        start, end = max(0, _start(mention) - offset), min(len(text), _end(mention) - offset)
        before, after = text[max(0, start - QUOTE_CHARACTERS) : start], text[end : end + QUOTE_CHARACTERS]
        return Evidence(
            anchor=f"m{mention.pk}",
            look=look_of(mention),
            name=name_of(mention),
            about=about(mention),
            before=("…" if start > QUOTE_CHARACTERS else "") + before,
            surface=text[start:end],
            after=after + ("…" if end + QUOTE_CHARACTERS < len(text) else ""),
            reason=_reason(mention),
            confidence=f"{mention.confidence:.2f}",
            extractor=mention.extractor,
            alternatives=_alternatives(mention, self.countries),
            also=tuple((f"{name_of(each)} ({about(each)})", f"#m{each.pk}") for each in also),
            url=mention_url(mention),
            page=_page(mention),
        )


def _overlaps(mentions: Sequence[Mention]) -> dict[int, list[Mention]]:
    """Return the other mentions that share words with each."""
    found: dict[int, list[Mention]] = {each.pk: [] for each in mentions}
    ordered = sorted(mentions, key=_start)
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            if _start(second) >= _end(first):
                break
            found[first.pk].append(second)
            found[second.pk].append(first)
    return found


def look_of(mention: Mention) -> str:
    """Return who, where or when."""
    return {"location": "where", "date": "when"}.get(mention.kind, "who")


def name_of(mention: Mention) -> str:
    """Return the preferred name of what a mention is of."""
    if mention.actor:
        return mention.actor.name
    if mention.location:
        return mention.location.name
    return date_label(mention)


def date_label(mention: Mention) -> str:
    """Return the days a date mention means, or its words when no year can be told."""
    if mention.date_from and mention.date_to:
        return label_days(mention.date_from, mention.date_to)
    if mention.yearless:
        return f"{mention.surface}, year unknown"
    return mention.surface


def mention_url(mention: Mention) -> str:
    """Return the address of the search for what a mention is of, or ""."""
    if mention.actor_id:
        return value_url("actor", mention.actor_id)
    if mention.location_id:
        return value_url("location", mention.location_id)
    if mention.date_from and mention.date_to:
        return days_url(mention.date_from, mention.date_to, axis="mentioned")
    return ""


def _page(mention: Mention) -> str:
    if mention.actor_id:
        return about_url("actor", mention.actor_id)
    return about_url("location", mention.location_id) if mention.location_id else ""


def days_url(first: date, last: date, *, axis: str) -> str:
    """Return the address of the search for these days."""
    return search_url(SearchState(axis=axis).with_dates(first.isoformat(), last.isoformat()))


def about(mention: Mention) -> str:
    """Return what sort of thing a mention is of, and for a location where it lies."""
    if mention.actor:
        return str(mention.actor.get_kind_display()).lower()
    if mention.location:
        return _location_about(mention.location)
    return mention.precision


def _location_about(location: Location) -> str:
    names = [str(location.get_kind_display()).lower(), *_above(location)]
    return " · ".join(filter(None, (", ".join(names), spot(location))))


def spot(location: Location) -> str:
    """Return the coordinates of a location in words, or ""."""
    if location.latitude is None or location.longitude is None:
        return ""
    north = f"{abs(location.latitude):.2f} {'N' if location.latitude >= 0 else 'S'}"
    east = f"{abs(location.longitude):.2f} {'E' if location.longitude >= 0 else 'W'}"
    return f"{north} {east}"


def _above(location: Location) -> list[str]:
    """Return what a location lies in, from the nearest upwards."""
    names: list[str] = []
    parent, steps = location.parent, 0
    while parent and steps < 4:
        names.append(parent.name)
        parent, steps = parent.parent, steps + 1
    return names


def _reason(mention: Mention) -> str:
    reason = RULES.get(mention.rule, mention.rule)
    route = mention.evidence.get("how") if isinstance(mention.evidence, dict) else None
    if mention.kind != "location" or not route or route == mention.rule:
        return reason
    return f"{reason}; reached by {ROUTES.get(route, route)}"


def _alternatives(mention: Mention, countries: Mapping[str, str]) -> str:
    others = []
    for other in _others(mention):
        country = countries.get(other[1], other[1])
        others.append(f"{other[0]} ({country})" if country and country != other[0] else other[0])
    return ", ".join(dict.fromkeys(others))


def _others(mention: Mention) -> list[tuple[str, str]]:
    """Return name and country code of the other locations a mention might have been."""
    given = mention.evidence.get("alternatives") if isinstance(mention.evidence, dict) else None
    if not isinstance(given, list):
        return []
    return [(str(each[1]), str(each[2])) for each in given if isinstance(each, list) and len(each) >= 3]


def _country_names(mentions: Iterable[Mention]) -> dict[str, str]:
    codes = {code for mention in mentions for _, code in _others(mention)}
    if not codes:
        return {}
    rows = Location.objects.filter(kind="country", country__in=codes).values_list("country", "name")
    return {str(code): str(name) for code, name in rows}
