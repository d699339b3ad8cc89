"""Confidence says how often such a mention is right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.extract import confidence, make_extractor
from corpus.extract.mention import Document


@given(st.floats(0.05, 1), st.text(min_size=1, max_size=40), st.booleans(), st.booleans())
def test_it_is_a_share_that_grows_with_that_of_the_votes(
    share: float, name: str, linked: bool, with_model: bool
) -> None:
    for value in (
        confidence.person(share, name, linked=linked, with_model=with_model),
        confidence.body(share, name, with_model=with_model),
    ):
        assert 0 < value < 1

    assert confidence.person(share, name, linked=linked, with_model=with_model) <= confidence.person(
        1, name, linked=linked, with_model=with_model
    )


def test_a_name_is_believed_more_the_more_its_words_say() -> None:
    for with_model in (True, False):
        assert confidence.body(1, "Harrow Liberation Front", with_model=with_model) > confidence.body(
            1, "Harrow Dunmere", with_model=with_model
        )
        assert confidence.person(1, "Peter Harrow", linked=True, with_model=with_model) > confidence.person(
            1, "Harrow", linked=False, with_model=with_model
        )


def test_what_the_lexicon_knows_is_believed_more_than_what_only_looks_like_a_name() -> None:
    text = "Ulvar Brundtwick met fighters of Hezbollah and of the Harrow Dunmere Group near Beirut."
    (mentions,) = make_extractor("rules").extract_many([Document("", text)])
    sure = {one.text: one.confidence for one in mentions}

    assert sure["Hezbollah"] > sure["Ulvar Brundtwick"]
