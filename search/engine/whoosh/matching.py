"""Evaluates the text of a query over whole posting lists: which articles match, and how well (BM25F).

Scores are those of Whoosh's BM25F (B .75, K1 1.2, coarse field lengths), but counted over the articles that are not
deleted, so that they don't depend on how the index happens to be divided into segments. A word's stem and forms are
one term, as are all the words of a prefix or fuzzy word; a phrase scores as its words do.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from search.engine.contract import QueryTooCostlyError
from search.engine.whoosh import words
from search.engine.whoosh.segments import NO_POSTINGS, Floats, Ints, Mask, Postings, Segment
from search.engine.whoosh.snapshot import NO_DAY, Snapshot
from search.engine.whoosh.words import Scope
from search.tree import And, DateRange, FacetName, FacetTerm, Fuzzy, Node, Not, Or, Phrase, Prefix, Term, TextField

TITLE: Final = "title"
BODY: Final = "text"
TITLE_WEIGHT: Final = 2.0
B: Final = 0.75
K1: Final = 1.2
_POSITIONS: Final = 0xFFFF_FFFF

Terms = Sequence[tuple[str, Scope]]


class Deadline:
    """Raises QueryTooCostlyError once this thread has computed for so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.thread_time() + seconds

    def check(self) -> None:
        """Raise if the time is over."""
        if time.thread_time() > self.end:
            raise QueryTooCostlyError(f"The query took more than {self.seconds:g} seconds of computing.")


@dataclass(slots=True)
class Matched:
    """Which documents match and their scores; where a document does not match its score is 0."""

    mask: Mask
    scores: Floats


class Matcher:
    """Evaluates query trees over one snapshot."""

    def __init__(self, snapshot: Snapshot, check: Callable[[], None]) -> None:
        self.snapshot = snapshot
        self.check = check

    def match(self, node: Node) -> Matched:
        """Return the documents that a query tree matches (deleted ones may be among them)."""
        self.check()
        if isinstance(node, And):
            return self._all([self.match(child) for child in node.children])
        if isinstance(node, Or):
            return self._any([self.match(child) for child in node.children])
        if isinstance(node, Not):
            return self._unscored(~self.match(node.child).mask)
        if isinstance(node, FacetTerm):
            return self._unscored(self.snapshot.facet(node.facet).having(node.values))
        if isinstance(node, DateRange):
            return self._unscored(self._published(node))
        if isinstance(node, FacetName):
            raise TypeError(f"{node.facet}:{node.name} must be looked up before the engine is asked.")
        return self._any([self._in_field(node, field) for field in fields_of(node.field)])

    def _unscored(self, mask: Mask) -> Matched:
        return Matched(mask, np.zeros(self.snapshot.total))

    def _all(self, parts: Sequence[Matched]) -> Matched:
        """Return what every part matches; no parts match everything."""
        found = self._unscored(np.ones(self.snapshot.total, dtype=np.bool_))
        for part in parts:
            found.mask &= part.mask
            found.scores += part.scores
        found.scores[~found.mask] = 0
        return found

    def _any(self, parts: Sequence[Matched]) -> Matched:
        """Return what at least one part matches; no parts match nothing."""
        found = self._unscored(np.zeros(self.snapshot.total, dtype=np.bool_))
        for part in parts:
            found.mask |= part.mask
            found.scores += part.scores
        return found

    def _published(self, node: DateRange) -> Mask:
        first, last = self.snapshot.first, self.snapshot.last
        mask: Mask = first != NO_DAY
        if node.first is not None:
            mask &= first >= node.first.toordinal()
        if node.last is not None:
            mask &= last <= node.last.toordinal()
        return mask

    def _in_field(self, node: Term | Phrase | Fuzzy | Prefix, field: str) -> Matched:
        if isinstance(node, Prefix | Fuzzy):
            return self._term(field, [(word, "all") for word in expand(self.snapshot, node, field, self.check)])
        found = words.folded_words(node.text)
        if not found:
            return self._any([])
        if len(found) == 1:
            return self._term(field, list(words.terms_for(found[0])))
        return self._phrase(field, found, node.slop if isinstance(node, Phrase) else 0)

    def _term(self, field: str, terms: Terms) -> Matched:
        """Match terms that count as one."""
        return self._scored(field, self._weights(self._postings(field, terms)))

    def _phrase(self, field: str, found: Sequence[str], slop: int) -> Matched:
        """Match words in order, each at most `slop` positions further on than next to the one before."""
        postings = [self._postings(field, list(words.terms_for(word))) for word in found]
        reached = _places(postings[0])
        for following in postings[1:]:
            self.check()
            places = _places(following)
            low = np.searchsorted(reached, places - 1 - slop, side="left")
            high = np.searchsorted(reached, places - 1, side="right")
            reached = places[high > low]
        mask = np.zeros(self.snapshot.total, dtype=np.bool_)
        mask[reached >> 32] = True
        matched = self._all([self._scored(field, self._weights(each)) for each in postings])
        matched.mask &= mask
        matched.scores[~matched.mask] = 0
        return matched

    def _postings(self, field: str, terms: Terms) -> list[Postings]:
        """Return the postings of terms in all segments, each term only where it counts."""
        found = []
        for segment, base in zip(self.snapshot.segments, self.snapshot.bases, strict=True):
            for term, scope in terms:
                self.check()
                postings = segment.postings(field, term, self.check)
                if len(postings.documents):
                    found.append(self._within(postings, base, scope))
        return found

    def _within(self, postings: Postings, base: int, scope: Scope) -> Postings:
        documents = postings.documents + base
        if scope == "all":
            return Postings(documents, postings.weights, postings.positions)
        kept = self.snapshot.stemmed[documents]
        if scope == "other":
            kept = ~kept
        positions = tuple(each for each, keep in zip(postings.positions, kept, strict=True) if keep)
        return Postings(documents[kept], postings.weights[kept], positions)

    def _weights(self, postings: Iterable[Postings]) -> Floats:
        weights = np.zeros(self.snapshot.total)
        for each in postings:
            weights[each.documents] += each.weights  # a term names a document once
        return weights

    def _scored(self, field: str, weights: Floats) -> Matched:
        """Return the documents with a weight, scored as one term."""
        snapshot = self.snapshot
        mask = weights > 0
        frequency = int(np.count_nonzero(mask & snapshot.alive))
        scores = np.zeros(snapshot.total)
        if frequency:
            lengths, average = snapshot.lengths(field)
            rarity = math.log(snapshot.alive_count / (frequency + 1)) + 1
            weight = weights[mask]
            saturated = weight * (K1 + 1) / (weight + K1 * ((1 - B) + B * lengths[mask] / average))
            scores[mask] = rarity * saturated * (TITLE_WEIGHT if field == TITLE else 1.0)
        return Matched(mask, scores)


def fields_of(field: TextField) -> tuple[str, ...]:
    """Return the index fields that a query field means."""
    return {"title": (TITLE,), "body": (BODY,), "": (TITLE, BODY)}[field]


def _places(postings: Sequence[Postings]) -> Ints:
    if not postings:
        return NO_POSTINGS.documents
    places = np.concatenate([each.places() for each in postings])
    places.sort()
    return places


def expand(snapshot: Snapshot, node: Prefix | Fuzzy, field: str, check: Callable[[], None]) -> list[str]:
    """Return the folded words of a field that a prefix or a fuzzy word stands for."""
    found: set[str] = set()
    for segment in snapshot.segments:
        check()
        found.update(_expand_in(segment, node, field))
    return sorted(found)


def _expand_in(segment: Segment, node: Prefix | Fuzzy, field: str) -> Iterable[str]:
    word = folded(node.text)
    if not word:
        return []
    if isinstance(node, Prefix):
        return segment.terms(field, word)
    same_start = list(segment.terms(field, word[0]))
    found = process.extract(
        word, same_start, scorer=Levenshtein.distance, processor=None, score_cutoff=min(node.edits, 2), limit=None
    )
    return [each for each, *_ in found]


def folded(text: str) -> str:
    """Return the first folded word of a text, or ""."""
    found = words.folded_words(text)
    return found[0] if found else ""


def words_matched(snapshot: Snapshot, node: Node) -> frozenset[str]:
    """Return the stems of the words by which a query tree can match, those of its negations left out."""
    if isinstance(node, And | Or):
        return frozenset[str]().union(*(words_matched(snapshot, child) for child in node.children))
    if isinstance(node, Term | Phrase):
        return frozenset(words.stem_of(word) for word in words.folded_words(node.text))
    if isinstance(node, Prefix | Fuzzy):
        found = [expand(snapshot, node, field, lambda: None) for field in fields_of(node.field)]
        return frozenset(words.stem_of(word) for each in found for word in each)
    return frozenset()


def words_like(snapshot: Snapshot, text: str, limit: int) -> list[str]:
    """Return words of the body text spelt like this one: fewest changes first, then the commonest."""
    found = words.folded_words(text)
    if len(found) != 1 or found[0].isdigit():
        return []
    word = found[0]
    changes = 1 if len(word) <= 4 else 2
    near: dict[str, int] = {}
    for segment in snapshot.segments:
        for each, distance, _ in process.extract(
            word, segment.words(BODY), scorer=OSA.distance, processor=None, score_cutoff=changes, limit=None
        ):
            if words.stem_of(each) != words.stem_of(word) and not each.isdigit():
                near[each] = int(distance)
    frequencies = {each: _frequency(snapshot, each) for each in near}
    ranked = sorted(
        (each for each in near if frequencies[each]), key=lambda each: (near[each], -frequencies[each], each)
    )
    return ranked[:limit]


def _frequency(snapshot: Snapshot, word: str) -> int:
    """Return in how many articles a folded word stands."""
    total = 0
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
        documents = segment.postings(BODY, word, lambda: None).documents + base
        total += int(np.count_nonzero(snapshot.alive[documents]))
    return total
