"""What looks like a name and is none: products, other scripts, figures, loud words."""

from __future__ import annotations

import pytest

from corpus.extract import make_extractor
from corpus.extract.mention import Document, Extractor, FoundMention
from corpus.extract.ordinary import begins_thing, is_foreign, is_thing
from corpus.extract.spans import after_loud_words, before_figures, trimmed


@pytest.fixture(scope="module", params=["rules", "spacy"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    return make_extractor(request.param)


def mentions(extractor: Extractor, text: str) -> dict[str, FoundMention]:
    [found] = extractor.extract_many([Document("", text)])
    return {one.text: one for one in found if one.kind != "date"}


@pytest.mark.parametrize("name", ["iPhone X", "MacBook Pro", "Panama Papers", "Harrow-2", "Galaxy S9", "Falcon 9"])
def test_products_and_works_are_things(name: str) -> None:
    assert is_thing(name)


@pytest.mark.parametrize("name", ["M-19", "Harrow Front", "Galaxy Entertainment", "Falcon Mining", "Catch-All Group"])
def test_movements_and_firms_are_none(name: str) -> None:
    assert not is_thing(name)


def test_a_word_of_a_thing_is_no_name_where_the_thing_goes_on() -> None:
    assert begins_thing("The Falcon 9 rose.", 4, 10)
    assert not begins_thing("The Falcon rose.", 4, 10)


@pytest.mark.parametrize("name", ["में क्या", "Свою победу", "和平", "में HIV problem"])
def test_other_scripts_are_told_from_accents(name: str) -> None:
    assert is_foreign(name)
    assert trimmed(name) is None
    assert not is_foreign("Łukasz Żółć-Nguyễn, ‘Unābah – Zoë’s oﬃce…")


def test_figures_end_the_name_of_a_person() -> None:
    assert before_figures("Peter Harrow 2") == len("Peter Harrow")
    assert before_figures("Peter Harrow/PA") == len("Peter Harrow")
    assert before_figures("Peter Harrow") == len("Peter Harrow")
    assert before_figures("Galaxy S9") == 0
    assert before_figures("2.5 Ecus") == 0


def test_loud_words_before_a_name_are_cut_off() -> None:
    def is_word(word: str) -> bool:
        return word in {"exclusive", "watch", "shock", "aids"}

    assert "EXCLUSIVE Harrow Mines"[after_loud_words("EXCLUSIVE Harrow Mines", is_word) :] == "Harrow Mines"
    assert after_loud_words("AIDS Harrow Trust", is_word) == 0
    assert after_loud_words("UNHCR Harrow", is_word) == 0
    assert after_loud_words("EXCLUSIVE HARROW MINES", is_word) == 0


def test_a_product_is_no_actor_and_its_maker_is(extractor: Extractor) -> None:
    found = mentions(extractor, "Google LLC showed a rival of the MacBook Pro. The MacBook Pro is made in China.")

    assert "MacBook Pro" not in found
    assert found["Google LLC"].kind == "organisation"


def test_foreign_letters_in_an_article_name_nobody(extractor: Extractor) -> None:
    found = mentions(extractor, "Asked in Delhi, he said: Свою победу я дарю маме. India smiled, and so did Delhi.")

    assert set(found) == {"Delhi", "India"}


def test_a_village_is_not_meant_by_the_name_of_a_famous_city(extractor: Extractor) -> None:
    found = mentions(extractor, "The United States sent a team of U.S. experts from Boston to a meeting in Montreal.")

    assert found["Montreal"].country == "CA"


def test_a_village_is_meant_where_its_state_is_named(extractor: Extractor) -> None:
    found = mentions(
        extractor, "A man from Toronto, Ohio, was hurt. Ohio police said that he had gone home to Toronto."
    )

    assert found["Toronto"].country == "US"


def test_a_state_is_known_by_its_full_form(extractor: Extractor) -> None:
    found = mentions(extractor, "Bonds were issued by officials in the Kingdom of Belgium on Monday, in Zurich.")

    assert {one.country for one in found.values() if one.text.endswith("Belgium")} == {"BE"}


def test_a_nickname_in_quotes_stands_within_a_name(extractor: Extractor) -> None:
    found = mentions(extractor, 'The sergeant Peter "Nan" Harrow met Robert “Bob” Kowalczyk. Peter Harrow left Leeds.')

    assert found['Peter "Nan" Harrow'].key == found["Peter Harrow"].key == "person:peter harrow"
    assert found["Robert “Bob” Kowalczyk"].kind == "person"


def test_what_is_said_in_quotes_between_names_is_no_nickname(extractor: Extractor) -> None:
    found = mentions(extractor, 'In Leeds Peter Harrow said "Dunmere" was near. Robert Kowalczyk "left" Leeds.')

    assert {"Peter Harrow", "Robert Kowalczyk"} <= set(found)


def test_a_known_body_behind_a_full_name_is_no_part_of_it(extractor: Extractor) -> None:
    found = mentions(extractor, "The crash of Peter Harrow Ferrari said was dramatic. Ferrari thanked Harrow.")

    assert (found["Peter Harrow"].kind, found["Ferrari"].kind) == ("person", "organisation")
