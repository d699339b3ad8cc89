"""The search said back in words: "96 articles on the Taliban in Panjshir"."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from search.facets import DATE_LABEL, DATE_NONE_LABEL, FACETS, Facet
from search.query import parse
from search.state import NONE, Mode, SearchState, partial_days
from search.tree import And, DateRange, FacetName, Fuzzy, Node, Not, Or, Phrase, Prefix, Term

Names = Mapping[str, Mapping[str, str]]

JOINT: Final = " · "
_THE_NAMES: Final = frozenset(
    (
        *("taliban", "pakistani taliban", "afghan taliban", "kremlin", "white house", "pentagon", "vatican"),
        *("us", "uk", "un", "eu", "united states", "united kingdom", "united nations", "united arab emirates"),
        *("european union", "african union", "soviet union", "world bank", "world health organization"),
        *("netherlands", "philippines", "gambia", "bahamas", "maldives", "czech republic", "dominican republic"),
        *("central african republic", "democratic republic of the congo"),
    )
)
_THE_ENDINGS: Final = (
    *(" front", " army", " party", " movement", " brotherhood"),
    *(" forces", " guard", " guards", " coalition", " league"),
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The search in words: `count` and `heading` make the headline, `rest` stands below it, `title` says it all."""

    count: str
    heading: str
    rest: str
    title: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; `state` is the search without it, `remove` says so to those who cannot see the cross."""

    facet: str
    label: str
    excluded: bool
    state: SearchState
    remove: str
    mode: Mode = "any"


def headline(state: SearchState, *, names: Names, total: int, parsed: str, today: date | None = None) -> Headline:
    """Return the search in words; `names` as in Results, `parsed` the query as understood."""
    day = today or date.today()
    count = f"{total:,} {_noun(state, total)}"
    heading = " ".join(part for part in (_who(state, names), _where(state, names)) if part)
    below = [
        _containing(state, names, parsed),
        _published_by(state, names),
        _in_language(state, names),
        _when(state, day),
        _counted(state),
        "copies of a text counted once" if state.group == "story" else "",
    ]
    rest = JOINT.join(part for part in below if part)
    said = " ".join(part for part in (count, heading) if part)
    title = said if heading or not rest else f"{count} {rest}"
    return Headline(count, heading, rest[:1].upper() + rest[1:], title)


def _noun(state: SearchState, total: int) -> str:
    if state.group == "story":
        return "story" if total == 1 else "stories"
    return "article" if total == 1 else "articles"


def chips(state: SearchState, names: Names, *, today: date | None = None) -> tuple[Chip, ...]:
    """Return the filters in force, in the order of the facet table, dates last."""
    made = [
        _chip(state, facet, value, mode, names.get(facet.name, {}).get(value, value))
        for facet in FACETS
        for mode, values in _modes(state, facet.name)
        for value in values
    ]
    if words := _when(state, today or date.today()):
        made.append(Chip("date", words, False, state.without("date"), f"Remove {DATE_LABEL}: {words}"))
    return tuple(made)


def _modes(state: SearchState, facet: str) -> tuple[tuple[Mode, tuple[str, ...]], ...]:
    choice = state.choice(facet)
    return (("any", choice.any), ("all", choice.all), ("not", choice.excluded))


def _chip(state: SearchState, facet: Facet, value: str, mode: Mode, label: str) -> Chip:
    choice = state.choice(facet.name)
    without = choice.having(mode, (kept for kept in choice.values(mode) if kept != value))
    says = f"Remove {facet.label}: {'not ' if mode == 'not' else ''}{label}"
    return Chip(facet.name, label, mode == "not", state.with_choice(facet.name, without), says, mode)


def _who(state: SearchState, names: Names) -> str:
    return _chosen(state, "actor", names, before="on", none="naming no actor")


def _where(state: SearchState, names: Names) -> str:
    return _chosen(state, "location", names, before="in", none="naming no location")


def _containing(state: SearchState, names: Names, parsed: str) -> str:
    """Return what the text must hold, and who, where and what is excluded."""
    node = parse(parsed).node
    held = in_words(node) if node is not None else ""
    said = held if held.startswith("not ") else f"containing {held}" if held else ""
    unwanted = [part for facet in FACETS for part in _excluded(state, facet, names)]
    return ", ".join(part for part in (said, *unwanted) if part)


def _excluded(state: SearchState, facet: Facet, names: Names) -> list[str]:
    values = state.choice(facet.name).excluded
    called = names.get(facet.name, {})
    named = _or([called.get(value, value) for value in values if value != NONE])
    before = {"actor": "", "location": "in ", "source": "published by ", "language": "in "}[facet.name]
    said = [f"not {before}{named}"] if named else []
    article = "an" if facet.one[0] in "aeiou" else "a"
    return said + (
        [f"with {article} {facet.one} named" if facet.numbered else "in a known language"] if NONE in values else []
    )


def _published_by(state: SearchState, names: Names) -> str:
    return _chosen(state, "source", names, before="published by", none="with no source")


def _in_language(state: SearchState, names: Names) -> str:
    return _chosen(state, "language", names, before="in", none="in an unknown language")


def _chosen(state: SearchState, facet: str, names: Names, *, before: str, none: str) -> str:
    choice = state.choice(facet)
    called = {value: with_article(name) for value, name in names.get(facet, {}).items()}
    either = _or(called.get(value, value) for value in choice.any if value != NONE)
    required = _and(called.get(value, value) for value in choice.all)
    plain = " or ".join(([f"{before} {either}"] if either else []) + ([none] if NONE in choice.any else []))
    return " and ".join(part for part in (plain, f"{before} {required}" if required else "") if part)


def _when(state: SearchState, today: date) -> str:
    first, last = partial_days(state.first, today), partial_days(state.last, today)
    ranged = days_in_words(first[0] if first else None, last[1] if last else None)
    if state.axis == "mentioned":
        none, before = "mentioning no date", "mentioning dates "
    else:
        none, before = DATE_NONE_LABEL, ""
    parts = ([before + ranged] if ranged else []) + ([none] if state.date_missing else [])
    return " or ".join(parts)


def _counted(state: SearchState) -> str:
    """Return which dates the bars are of, when a reader would not expect it."""
    if state.axis == "published" or state.first or state.last or state.date_missing:
        return ""
    return "by the dates that the text mentions"


def days_in_words(first: date | None, last: date | None) -> str:
    """Return inclusive days in words: in September 2021, from 5 September 2021, until 2022."""
    if first and last:
        whole = _period(first, last)
        if whole:
            return f"on {whole}" if first == last else f"in {whole}"
        return f"from {_first_in_words(first)} to {_last_in_words(last)}"
    if first:
        return f"from {_first_in_words(first)}"
    return f"until {_last_in_words(last)}" if last else ""


def _period(first: date, last: date) -> str:
    if first == last:
        return _day(first)
    if (first.month, first.day) == (1, 1) and last == date(first.year, 12, 31):
        return str(first.year)
    month_end = calendar.monthrange(first.year, first.month)[1]
    return _month(first) if first.day == 1 and last == first.replace(day=month_end) else ""


def _first_in_words(day: date) -> str:
    return _month(day) if day.day == 1 else _day(day)


def _last_in_words(day: date) -> str:
    return _month(day) if day.day == calendar.monthrange(day.year, day.month)[1] else _day(day)


def _month(day: date) -> str:
    return f"{calendar.month_name[day.month]} {day.year}"


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"


def in_words(node: Node) -> str:
    """Return a query tree in words."""
    if isinstance(node, And):
        wanted = [_grouped(child) for child in node.children if not isinstance(child, Not)]
        unwanted = [in_words(child) for child in node.children if isinstance(child, Not)]
        return ", ".join(part for part in (_and(wanted), *unwanted) if part)
    if isinstance(node, Or):
        return _or([_grouped(child) for child in node.children])
    if isinstance(node, Not):
        return f"not {_grouped(node.child)}"
    return _leaf_in_words(node)


def _grouped(node: Node) -> str:
    return f"({in_words(node)})" if isinstance(node, And | Or) else in_words(node)


def _leaf_in_words(node: Node) -> str:
    if isinstance(node, FacetName):
        return f"the {node.facet} {node.name}"
    if isinstance(node, DateRange):
        return f"a date {days_in_words(node.first, node.last)}".strip()
    if not isinstance(node, Term | Phrase | Fuzzy | Prefix):
        return ""
    where = {"title": " in the title", "body": " in the body", "": ""}[node.field]
    if isinstance(node, Phrase):
        near = f" within {node.slop} words" if node.slop else ""
        return f"“{node.text}”{near}{where}"
    if isinstance(node, Fuzzy):
        return f"a word like {node.text}{where}"
    return f"{node.text}…{where}" if isinstance(node, Prefix) else f"{node.text}{where}"


def with_article(name: str) -> str:
    """Return a name as it stands in a sentence: "the Taliban", "the National Resistance Front", "Panjshir"."""
    folded = name.casefold()
    takes_it = folded in _THE_NAMES or folded.endswith(_THE_ENDINGS)
    return f"the {name}" if takes_it and not folded.startswith("the ") else name


def _or(parts: Iterable[str]) -> str:
    return _listed(list(parts), "or")


def _and(parts: Iterable[str]) -> str:
    return _listed(list(parts), "and")


def _listed(parts: list[str], word: str) -> str:
    if len(parts) < 2:
        return parts[0] if parts else ""
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
