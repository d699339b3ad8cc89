"""Dictionaries are put together as sets of terms are, wherever the ranges end."""

from __future__ import annotations

from itertools import compress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine.whoosh import joining
from search.engine.whoosh.joining import Joined, joined
from search.engine.whoosh.terms import Dictionary, packed

TERMS = st.lists(st.tuples(st.binary(max_size=3), st.booleans()), max_size=12, unique_by=lambda each: each[0])


def dictionary(terms: list[bytes]) -> Dictionary:
    return Dictionary(*packed(sorted(terms)))


def listed(found: Joined) -> list[bytes]:
    return list(Dictionary(found.block, found.starts))


@given(parts=st.lists(TERMS, max_size=4), length=st.integers(1, 5))
def test_used_terms_are_there_once_in_order_and_each_is_found_at_its_place(
    parts: list[list[tuple[bytes, bool]]], length: int
) -> None:
    parts = [sorted(part) for part in parts]
    used = [[is_used for _, is_used in part] for part in parts]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(joining, "RANGE_TERMS", length)
        found = joined(
            [dictionary([term for term, _ in part]) for part in parts],
            [np.array(each, dtype=np.bool_) for each in used],
        )
    terms = listed(found)
    assert terms == sorted({term for part in parts for term, is_used in part if is_used})
    assert len(found) == len(terms)
    for part, places in zip(parts, found.places, strict=True):
        assert len(places) == len(part)
        assert (np.diff(places.astype(np.int64)) >= 0).all()
        for place, (term, _) in compress(zip(places, part, strict=True), [is_used for _, is_used in part]):
            assert terms[place] == term


def test_a_term_whose_end_is_a_zero_byte_is_another_term() -> None:
    found = joined([dictionary([b"a", b"a\0"]), dictionary([b"a\0", b"b"])], [np.ones(2, np.bool_)] * 2)
    assert listed(found) == [b"a", b"a\0", b"b"]
    assert [places.tolist() for places in found.places] == [[0, 1], [1, 2]]
