"""Which terms a query stands for, and their postings taken as one: word forms, prefixes, patterns, fuzzy words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein
from whoosh import query as whoosh_query

from search.engine.whoosh.arrayfile import Array
from search.engine.whoosh.postings import NO_POSTINGS, Postings, union
from search.engine.whoosh.segments import FieldTerms, Segment
from search.engine.whoosh.terms import Dictionary, sizes_of

Check = Callable[[], None]

MOST_EDITS = 2
_LONGEST_CHARACTER = 4  # bytes of UTF-8
_CHECK_EVERY = 1_000  # terms


def postings(segment: Segment, kind: Any, query: Any, check: Check) -> Postings:
    """Return the postings of a Term, Prefix, Wildcard, FuzzyTerm, Regex or TermRange in a segment, taken as one.

    Those of a term may be in any order.
    """
    terms = segment.terms(query.fieldname)
    if terms is None:
        return NO_POSTINGS
    if type(query) is whoosh_query.Term:
        return terms.find(term_bytes(kind, query.text), in_order=False)
    bounds = _bounds(terms.dictionary, kind, query)
    if bounds is not None:
        return terms.between(*bounds)
    return _joined(terms, _numbers(terms.dictionary, query, check), check)


def term_bytes(kind: Any, text: Any) -> bytes:
    """Return a term as the dictionary holds it; what the field can't hold becomes a term that isn't there."""
    if isinstance(text, bytes):
        return text
    try:
        return bytes(kind.to_bytes(text))
    except (ValueError, TypeError):
        return b"\xff"


def _bounds(dictionary: Dictionary, kind: Any, query: Any) -> tuple[int, int] | None:
    """Return the first and the last but one number of terms that lie side by side; None = they may not."""
    if type(query) is whoosh_query.Prefix:
        return dictionary.starting(term_bytes(kind, query.text))
    if type(query) is not whoosh_query.TermRange:
        return None
    first, last = 0, len(dictionary)
    if query.start is not None:
        wanted = term_bytes(kind, query.start)
        first = dictionary.place(wanted)
        first += bool(query.startexcl and first < last and dictionary[first] == wanted)
    if query.end is not None:
        wanted = term_bytes(kind, query.end)
        last = dictionary.place(wanted)
        last += bool(not query.endexcl and last < len(dictionary) and dictionary[last] == wanted)
    return first, max(first, last)


def _joined(terms: FieldTerms, numbers: Sequence[int], check: Check) -> Postings:
    found = []
    for place, number in enumerate(numbers):
        if place % _CHECK_EVERY == 0:
            check()
        found.append(terms.postings(number))
    return union(found, terms.count)


def _numbers(dictionary: Dictionary, query: Any, check: Check) -> list[int]:
    if type(query) is whoosh_query.FuzzyTerm:
        edits = min(int(query.maxdist), MOST_EDITS)
        return near(dictionary, query.text, edits, same_start=query.prefixlength)
    expression = re.compile(query._get_pattern())
    first, last = dictionary.starting(query._find_prefix(query.text).encode())
    numbers = []
    for start in range(first, last, _CHECK_EVERY):
        check()
        block = dictionary.between(start, min(start + _CHECK_EVERY, last))
        numbers += [start + place for place, term in enumerate(block) if expression.match(term.decode())]
    return numbers


def near(dictionary: Dictionary, word: str, edits: int, *, same_start: int = 0, swaps: bool = False) -> list[int]:
    """Return the numbers of the words at most so many edits away; with `swaps` two letters swapped are one edit."""
    distances = distances_to(dictionary, word, edits, same_start=same_start, swaps=swaps)
    return [number for number, distance in distances if distance <= edits]


def distances_to(
    dictionary: Dictionary, word: str, edits: int, *, same_start: int = 0, swaps: bool = False
) -> list[tuple[int, int]]:
    """Return number and distance of the words at most so many edits away."""
    first, last = dictionary.starting(word[:same_start].encode()) if same_start else (0, len(dictionary))
    numbers = first + _like(dictionary, first, last, word, edits)
    candidates = [dictionary[number].decode() for number in numbers.tolist()]
    scorer = OSA.distance if swaps else Levenshtein.distance
    found = process.extract_iter(word, candidates, scorer=scorer, processor=None, score_cutoff=edits)
    return sorted((int(numbers[place]), int(distance)) for _, distance, place in found)


def _like(dictionary: Dictionary, first: int, last: int, word: str, edits: int) -> Array:
    """Return which of the terms from `first` up to `last` can be so near, by their bytes and the letters they have.

    An edit changes the length by one character at most, and takes away one letter and adds one at most.
    """
    sizes = sizes_of(dictionary.starts[first : last + 1])
    near_enough = (sizes >= len(word) - edits) & (sizes <= (len(word) + edits) * _LONGEST_CHARACTER)
    wanted = 0
    for code in word.encode():
        wanted |= 1 << (code & 31) if code < 128 else 0
    differing = np.bitwise_count(dictionary.letters[first:last] ^ np.uint32(wanted))
    return np.flatnonzero(near_enough & (differing <= 2 * edits))


def having(segment: Segment, field: str) -> Array:
    """Return the documents that have any term of a field."""
    terms = segment.terms(field)
    if terms is not None:
        return np.unique(terms.documents)
    moments = segment.numbers(field, -1)
    return np.flatnonzero(moments != -1).astype(np.uint32)


def all_numbers(segment: Segment, kind: Any, query: Any, check: Check) -> Iterable[int]:
    """Return the numbers of the terms that a query of one term or of many stands for."""
    terms = segment.terms(query.fieldname)
    if terms is None:
        return ()
    if type(query) is whoosh_query.Term:
        return terms.numbers(term_bytes(kind, query.text))
    bounds = _bounds(terms.dictionary, kind, query)
    return range(*bounds) if bounds is not None else _numbers(terms.dictionary, query, check)
