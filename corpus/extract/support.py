"""Which names of the lexicon a document supports, and what those it has say of its countries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from corpus.extract.lexicon import Hit
from corpus.extract.lines import Line
from corpus.extract.spans import is_within_name

COMPANIONS = 2  # others of a field of work, with which a name means the one that works there, too
_ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")


def supported(hits: list[list[Hit]], countries: Counter[str], lines: Sequence[Line] = ()) -> list[list[Hit]]:
    """Keep weak hits only where the actor is named in full or its country occurs; of rivals the best supported.

    A weak name beats a namesake's full one where the document speaks of its country more than of all others. It
    counts as well among others of its field ("Harrow" in a text on two makers of chips).
    """
    named = {hit.entry.id for line in hits for hit in line if not hit.weak}
    alike = set(_among_their_like(hits, lines))
    about = countries.keys() | {hit.entry.country for line in hits for hit in line if _tells_of_country(hit)}
    focus = max(countries, key=lambda code: (countries[code], code), default="")
    kept: list[list[Hit]] = []
    for index, line in enumerate(hits):
        best: dict[tuple[int, int], tuple[int, Hit]] = {}
        for hit in line:
            country = hit.entry.country if hit.entry.told else ""
            support = (
                3 * (not hit.weak)
                + 2 * (hit.weak and (hit.entry.id in named or (index, hit.start, hit.entry.id) in alike))
                + (bool(country) and country in about)
                + 3 * (bool(country) and country == focus)
            )
            rival = best.get((hit.start, hit.end))
            if support and (rival is None or support > rival[0]):
                best[hit.start, hit.end] = (support, hit)
        kept.append([hit for _, hit in best.values()])
    return kept


def _tells_of_country(hit: Hit) -> bool:
    """Say whether a name stands for its country's affairs: politicians, parties and governments do, firms don't."""
    return not hit.weak and hit.entry.kind in ("person", "group", "government")


def _among_their_like(hits: list[list[Hit]], lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Yield (line, start, id) of the weak names that stand alone in a document that names others of their field."""
    by_field: defaultdict[str, set[str]] = defaultdict(set)
    for found in hits:
        for hit in found:
            if hit.entry.field and not hit.weak:
                by_field[hit.entry.field].add(hit.entry.id)
    if all(len(ids) < COMPANIONS for ids in by_field.values()):
        return
    for index, (line, found) in enumerate(zip(lines, hits, strict=False)):
        for hit in found:
            if not hit.weak or len(by_field.get(hit.entry.field, ())) < COMPANIONS:
                continue
            if not line.text.endswith(_ARTICLES, 0, hit.start) and not is_within_name(line.text, hit.start, hit.end):
                yield index, hit.start, hit.entry.id


def homes(hits: list[list[Hit]]) -> frozenset[str]:
    """Return the countries (ISO 3166) of the armed groups, parties and governments a document names."""
    entries = [hit.entry for line in hits for hit in line if not hit.weak]
    return frozenset(entry.country for entry in entries if entry.country and entry.kind in ("group", "government"))


def sides(hits: list[list[Hit]]) -> Counter[str]:
    """Return the countries (ISO 3166) of the groups and governments that a document names, as often as it does."""
    return Counter(
        hit.entry.country
        for line in hits
        for hit in line
        if hit.entry.country and not hit.weak and hit.entry.kind in ("group", "government")
    )
