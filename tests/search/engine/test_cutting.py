"""Texts are cut into the same tokens by the block as one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine.whoosh import cutting, words
from search.engine.whoosh.cutting import Cutter

ODD = "aB.'`’‘´s S-_ 1é\xa0…“”½²ßİﬁŉﷺ北京дя⑴ℭ\u0301\ufdd0\x00\n\t"
WORDS = [
    "Kabul",
    "kabul's",
    "U.S.",
    "3.30",
    "don't",
    "naïve",
    "KABUL’S",
    "O'Brien",
    "½",
    "x" * 140,
    "北京",
    "—",
    "'",
    "…",
]
TEXTS = st.lists(
    st.text(st.sampled_from(ODD), max_size=30) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text()
)


def cut(cutter: Cutter, texts: Sequence[str | None]) -> list[list[str]]:
    """Return the folded tokens of each text."""
    found: list[list[str]] = []
    for numbers, counts in cutter.cut(texts):
        forms, at = list(cutter.forms), 0
        for count in counts.tolist():
            pieces = [[number] if number >= 0 else cutter.sequences[-number - 1] for number in numbers[at : at + count]]
            found.append([forms[number] for piece in pieces for number in piece])
            at += count
    return found


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_block_is_cut_as_its_texts_are(batches: list[list[str]]) -> None:
    cutter = Cutter()
    for texts in batches:
        assert cut(cutter, texts) == [[words.fold(token) for token in words.tokens(text)] for text in texts]


@given(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]))
def test_every_character_is_cut_as_it_is_folded(character: str) -> None:
    text = f"a long text in plain English around x{character}y and John{character}s {character} and no more"
    assert cut(Cutter(), [text]) == [[words.fold(token) for token in words.tokens(text)]]


def test_the_offsets_of_tokens_are_those_of_the_same_tokens() -> None:
    text = "Kabul’s “U.S.” embassy, 3.30 — naïve 北京 don't"
    assert [words.fold(token) for token, _ in words.spans(text)] == words.folded_words(text)
    assert all(text.startswith(token, start) for token, start in words.spans(text))


def test_blocks_end_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "BLOCK_BYTES", 10)
    texts = ["one two three", "", None, "four", "five six seven eight", "nine"]
    assert cut(Cutter(), texts) == [(text or "").split() for text in texts]


def test_pieces_with_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    zero = cutting.np.uint64(0)
    monkeypatch.setattr(cutting, "_FACTORS", (zero, zero))
    texts = ["peace talks in the valley", "talks of peace in another valley", "unconstitutionality"]
    assert cut(Cutter(), texts) == [text.split() for text in texts]
