"""Random query trees, and what they find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from whoosh import query

from search.engine.whoosh.codec import open_segment
from search.engine.whoosh.evaluating import Evaluator
from search.engine.whoosh.snapshot import Snapshot, deleted_numbers
from tests.search.engine.indexes import FIRST, Batches, schema

# No shrinking: each step writes two indexes, and the assertion names the query.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=PHASES)
SPELT = ["valley", "valleys", "army", "univers", "universite", "fight", "fights", "fighting", "the", "of", "who", "a"]
SPELT += ["naive", "u.s", "3.30", "北", "zebra", "rare", "rarely", "oft"]  # the last three in the large corpus only
TEXTS = st.sampled_from(["text", "title"])
WORDS = st.sampled_from(SPELT)
BOOSTS = st.sampled_from([1.0, 1.0, 0.5, 3.0])
NUMBERS = st.none() | st.integers(-310, 310)
MOMENTS = st.none() | st.integers(-5, 300).map(lambda hours: FIRST + timedelta(hours=hours))
FLAGS = st.booleans()
VALUES = [("actor", "1"), ("actor", "Ann, Lee"), ("place", "7"), ("source", "Wire"), ("id", "x.3"), ("number", 5)]
VALUES += [("note", "fight"), ("grams", "val"), ("flag", True), ("actor_exact", "30"), ("unknown", "1")]


def terms() -> Any:
    of_texts = st.builds(query.Term, TEXTS, WORDS, boost=BOOSTS)
    return of_texts | st.sampled_from(VALUES).map(lambda pair: query.Term(*pair))


def phrases() -> Any:
    return st.builds(query.Phrase, TEXTS, st.lists(WORDS, min_size=1, max_size=3), slop=st.integers(1, 4), boost=BOOSTS)


def ranges() -> Any:
    numbers = st.builds(query.NumericRange, st.just("number"), NUMBERS, NUMBERS, FLAGS, FLAGS, boost=BOOSTS)
    moments = st.builds(
        query.DateRange, st.sampled_from(["published", "added"]), MOMENTS, MOMENTS, FLAGS, FLAGS, boost=BOOSTS
    )
    return numbers | moments


def patterns() -> Any:
    """Draw queries that stand for several terms."""
    return st.one_of(
        st.builds(query.Prefix, TEXTS, st.sampled_from(["f", "fight", "u", "zz", "valley", "rar"]), boost=BOOSTS),
        st.builds(query.Wildcard, TEXTS, st.sampled_from(["f*t?", "*e*", "?", "val*", "u.?", "[ft]h*"]), boost=BOOSTS),
        st.builds(query.Regex, TEXTS, st.sampled_from(["fi.*t", "a|the", "va?l+ey", ".*s$", "^who"]), boost=BOOSTS),
        st.builds(
            query.FuzzyTerm,
            TEXTS,
            st.sampled_from(["valy", "fihgt", "teh", "universtiy", "who"]),
            boost=BOOSTS,
            maxdist=st.integers(1, 2),
            prefixlength=st.integers(0, 2),
        ),
        st.builds(query.TermRange, TEXTS, st.none() | WORDS, st.none() | WORDS, FLAGS, FLAGS, boost=BOOSTS),
        st.builds(query.TermRange, st.just("actor"), st.sampled_from(["1", "2", None]), st.sampled_from(["2", "z"])),
    )


def every() -> Any:
    return st.sampled_from([query.Every(), query.Every("published"), query.Every("note"), query.Every("actor")])


def compounds(inner: Any, boosts: Any, kinds: Sequence[Any]) -> Any:
    several = st.lists(inner, min_size=1, max_size=4)
    lists = [
        st.builds(kind, several, boost=boosts) for kind in kinds if kind in (query.And, query.Or, query.DisjunctionMax)
    ]
    pairs = [st.builds(kind, inner, inner) for kind in (query.AndNot, query.AndMaybe, query.Require)]
    constant = st.builds(query.ConstantScoreQuery, inner, st.sampled_from([1.0, 2.5]))
    return st.one_of(*lists, *pairs, constant)


def any_queries() -> Any:
    """Draw a query tree of any kind."""
    leaves = terms() | phrases() | ranges() | patterns() | every()

    def extended(inner: Any) -> Any:
        excluding = st.builds(lambda one, other: query.And([one, query.Not(other)]), inner, inner)
        return compounds(inner, BOOSTS, (query.And, query.Or, query.DisjunctionMax)) | excluding

    return st.recursive(leaves, extended, max_leaves=6)


def scored_queries() -> Any:
    """Draw a query tree that Whoosh scores by the same formula."""
    leaves = terms() | phrases() | ranges() | every()
    return st.recursive(leaves, lambda inner: compounds(inner, st.just(1.0), (query.And, query.Or)), max_leaves=6)


def snapshot_of(index: Any) -> Snapshot:
    entries = index._read_toc().segments
    segments = [open_segment(index.storage, schema(), entry) for entry in entries]
    return Snapshot("test", schema(), segments, [deleted_numbers(entry.deleted) for entry in entries])


def evaluated(snapshot: Snapshot, wanted: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    for base, matches in zip(snapshot.bases, Evaluator(snapshot).matches(wanted), strict=True):
        scores = [0.0] * len(matches) if matches.scores is None else matches.scores.tolist()
        documents = matches.documents.tolist()
        assert sorted(set(documents)) == (documents if matches.ascending else sorted(documents))
        found |= {document + base: score for document, score in zip(documents, scores, strict=True)}
    return found


def gone_of(found: Batches, numbers: set[int]) -> set[int]:
    return {number % sum(map(len, found)) for number in numbers}
