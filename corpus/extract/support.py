"""Which names of the lexicon a document supports, and what those it has say of its countries."""

from __future__ import annotations

from collections import Counter

from corpus.extract.lexicon import Hit


def supported(hits: list[list[Hit]], countries: Counter[str]) -> list[list[Hit]]:
    """Keep weak hits only where the actor is named in full or its country occurs; of rivals the best supported.

    A weak name beats a namesake's full one where the document speaks of its country more than of all others.
    """
    named = {hit.entry.id for line in hits for hit in line if not hit.weak}
    focus = max(countries, key=lambda code: (countries[code], code), default="")
    kept: list[list[Hit]] = []
    for line in hits:
        best: dict[tuple[int, int], tuple[int, Hit]] = {}
        for hit in line:
            country = hit.entry.country
            support = (
                3 * (not hit.weak)
                + 2 * (hit.weak and hit.entry.id in named)
                + (bool(country) and country in countries)
                + 3 * (bool(country) and country == focus)
            )
            rival = best.get((hit.start, hit.end))
            if support and (rival is None or support > rival[0]):
                best[hit.start, hit.end] = (support, hit)
        kept.append([hit for _, hit in best.values()])
    return kept


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
