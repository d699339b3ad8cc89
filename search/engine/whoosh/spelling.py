"""Words near others, and the words that a query marks in a text."""

from __future__ import annotations

from collections.abc import Callable

from search.engine.whoosh import expansion, words
from search.engine.whoosh.queries import BODY, fields_of, in_field
from search.engine.whoosh.snapshot import Snapshot
from search.tree import And, Fuzzy, Node, Or, Phrase, Prefix, Term

_SHORT_WORD = 4  # letters; such a word has others near enough with one change


def words_matched(newest: Callable[[], Snapshot], node: Node) -> frozenset[str]:
    """Return the stems of the words by which a query tree can match, those of its negations left out.

    The newest commit is asked for only where words must be looked up in it.
    """
    if isinstance(node, And | Or):
        return frozenset[str]().union(*(words_matched(newest, child) for child in node.children))
    if isinstance(node, Term | Phrase):
        return frozenset(words.stem_of(word) for word in words.folded_words(node.text))
    if isinstance(node, Prefix | Fuzzy):
        snapshot = newest()
        return frozenset().union(*(_expanded(snapshot, node, field) for field in fields_of(node.field)))
    return frozenset()


def _expanded(snapshot: Snapshot, node: Prefix | Fuzzy, field: str) -> frozenset[str]:
    query = in_field(node, field)
    if not hasattr(query, "fieldname"):
        return frozenset()
    found: set[bytes] = set()
    for segment in snapshot.segments:
        terms = segment.terms(field)
        if terms is not None:
            numbers = expansion.all_numbers(segment, snapshot.schema[field], query, lambda: None)
            found.update(terms.dictionary[number] for number in numbers)
    return frozenset(words.stem_of(term.decode()) for term in found)


def words_like(snapshot: Snapshot, text: str, limit: int) -> list[str]:
    """Return words of the body text spelt like this one: fewest changes first, then the commonest."""
    found = words.folded_words(text)
    if len(found) != 1 or found[0].isdigit():
        return []
    word = found[0]
    changes = 1 if len(word) <= _SHORT_WORD else 2
    near: dict[str, int] = {}
    frequencies: dict[str, int] = {}
    for part in snapshot.parts:
        terms = part.segment.text(BODY)
        if terms is None:
            continue
        for number, distance in expansion.distances_to(terms.dictionary, word, changes, swaps=True):
            each = terms.dictionary[number].decode()
            near[each] = distance
            frequencies[each] = frequencies.get(each, 0) + part.count_living(terms.postings(number))
    stem = words.stem_of(word)
    others = [each for each in near if frequencies[each] and words.stem_of(each) != stem and not each.isdigit()]
    return sorted(others, key=lambda each: (near[each], -frequencies[each], each))[:limit]
