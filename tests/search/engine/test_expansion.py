"""Words near another: the quick look at lengths and letters never hides one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Levenshtein

from search.engine.whoosh.expansion import distances_to
from search.engine.whoosh.terms import Dictionary, packed

WORDS = st.text(st.sampled_from("abcéß北1z"), min_size=1, max_size=6)


@given(words=st.sets(WORDS, max_size=15), asked=WORDS, edits=st.integers(0, 2), swaps=st.booleans())
def test_all_words_within_the_distance_are_found(words: set[str], asked: str, edits: int, swaps: bool) -> None:
    in_order = sorted(words, key=str.encode)
    distance = OSA.distance if swaps else Levenshtein.distance
    expected = [(number, distance(asked, word)) for number, word in enumerate(in_order)]
    dictionary = Dictionary(*packed(word.encode() for word in in_order))
    assert distances_to(dictionary, asked, edits, swaps=swaps) == [each for each in expected if each[1] <= edits]
