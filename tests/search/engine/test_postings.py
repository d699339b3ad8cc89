"""Several terms taken as one: the same documents and frequencies, in order or not."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engine.whoosh.postings import Postings, together, union

TERMS = st.lists(st.dictionaries(st.integers(0, 399), st.integers(1, 255), max_size=60), max_size=12)


def postings(term: dict[int, int], *, once: bool) -> Postings:
    """Return a term as the index holds it."""
    documents = np.array(sorted(term), dtype=np.uint32)
    return Postings(documents, None if once else np.array([term[each] for each in documents.tolist()], dtype=np.uint8))


@given(TERMS, st.booleans())
def test_joined_terms_hold_what_each_of_them_holds(terms: list[dict[int, int]], once: bool) -> None:
    expected: Counter[int] = Counter()
    for term in terms:
        expected.update(dict.fromkeys(term, 1) if once else term)
    for join in (union, together):
        found = join([postings(term, once=once) for term in terms], 400)
        ones = np.ones(len(found), np.uint8) if found.frequencies is None else found.frequencies
        assert dict(zip(found.documents.tolist(), ones.tolist(), strict=True)) == expected
        assert len(found) == len(expected)
        assert not found.ascending or (np.diff(found.documents.astype(np.int64)) > 0).all()
    assert union([postings(term, once=once) for term in terms], 400).ascending
