"""Which names of a document are the same actor."""

from __future__ import annotations

import pytest

from corpus.extract.aliases import is_bare_noun, link_organisations, link_people, organisation_key
from corpus.extract.initials import has_initials
from corpus.extract.lexicon import load_lexicon


def people(*surfaces: str) -> dict[str, str]:
    return {surface: actor.name for surface, actor in link_people(surfaces, load_lexicon()).items()}


def keys(*surfaces: str) -> dict[str, str]:
    return {surface: actor.key for surface, actor in link_people(surfaces, load_lexicon()).items()}


def bodies(*surfaces: str, text: str = "") -> dict[str, tuple[str, str]]:
    linked = link_organisations(surfaces, text or ". ".join(surfaces), load_lexicon())
    return {surface: (actor.key, actor.name) for surface, actor in linked.items()}


def test_a_surname_belongs_to_the_full_name() -> None:
    assert people("Nadia Kowalczyk", "Kowalczyk", "N. Kowalczyk") == dict.fromkeys(
        ("Nadia Kowalczyk", "Kowalczyk", "N. Kowalczyk"), "Nadia Kowalczyk"
    )


def test_titles_and_junior_do_not_make_another_person() -> None:
    names = people("President Tomas Varga", "Tomas Varga Jr.", "Tomas Varga", "Gen. Varga")

    assert set(names.values()) == {"Tomas Varga"}


def test_junior_stays_where_no_plain_form_occurs() -> None:
    assert people("Tomas Varga Jr.") == {"Tomas Varga Jr.": "Tomas Varga Jr."}


def test_two_bearers_of_a_surname_leave_it_unlinked() -> None:
    names = people("Nadia Kowalczyk", "Piotr Kowalczyk", "Kowalczyk")

    assert set(names) == {"Nadia Kowalczyk", "Piotr Kowalczyk", "Kowalczyk"}
    assert len(set(names.values())) == 3
    assert keys("Nadia Kowalczyk", "Piotr Kowalczyk", "Kowalczyk")["Kowalczyk"] == ""


def test_a_bare_surname_alone_has_no_key_but_a_known_one_has() -> None:
    assert keys("Kowalczyk") == {"Kowalczyk": ""}
    assert keys("Putin") == {"Putin": "lexicon:vladimir-putin"}


@pytest.mark.parametrize("word", ["KO", "Ez2DJ", "4th", "Police", "TraX"])
def test_what_does_not_look_like_a_surname_is_no_person(word: str) -> None:
    assert people(word) == {}


def test_a_surname_after_an_office_is_that_of_the_only_such_person_of_a_country_in_question() -> None:
    def key(*countries: str, officials: tuple[str, ...] = ("Raisi",)) -> str:
        return link_people(["Raisi"], load_lexicon(), officials=officials, countries=countries)["Raisi"].key

    assert key("IR") == "lexicon:ebrahim-raisi"
    assert key("FR") == key("IR", officials=()) == ""


def test_a_second_surname_may_stand_for_the_whole_name() -> None:
    names = people("Pedro Aranda Solis", "Aranda Solis", "Solis")

    assert set(names.values()) == {"Pedro Aranda Solis"}


def test_a_known_surname_yields_to_another_bearer_named_in_full() -> None:
    assert people("Irina Putin", "Putin")["Putin"] == "Irina Putin"


def test_people_of_the_lexicon_keep_apart_though_names_are_alike() -> None:
    names = people("Ahmad Massoud", "Ahmad Shah Massoud")

    assert names == {"Ahmad Massoud": "Ahmad Massoud", "Ahmad Shah Massoud": "Ahmad Shah Massoud"}


def test_keys_are_full_names_without_case_and_accents() -> None:
    actor = link_people(["José Ibáñez"], load_lexicon())["José Ibáñez"]

    assert (actor.key, actor.kind) == ("person:jose ibanez", "person")


@pytest.mark.parametrize(
    ("surface", "key"),
    [
        ("The Harrow Shipping Co.", "harrow shipping"),
        ("Harrow Shipping Ltd", "harrow shipping"),
        ("Harrow Shipping", "harrow shipping"),
        ("Société Durand SA", "societe durand"),
    ],
)
def test_company_forms_and_articles_do_not_count(surface: str, key: str) -> None:
    assert organisation_key(surface) == key


def test_initials_belong_to_the_long_name() -> None:
    linked = bodies("Northern Valleys Relief Committee", "NVRC")

    assert linked["NVRC"] == ("organisation:northern valleys relief committee", "Northern Valleys Relief Committee")


def test_initials_in_brackets_belong_to_the_name_before_them() -> None:
    linked = bodies("Popular Bloc of Marenia", "PBX", text="The Popular Bloc of Marenia (PBX) won.")

    assert linked["PBX"] == linked["Popular Bloc of Marenia"]


def test_initials_that_fit_two_names_stay_alone() -> None:
    linked = bodies("Northern Relief Council", "National Roads Council", "NRC")

    assert linked["NRC"][0] == "organisation:nrc"


@pytest.mark.parametrize("surface", ["the group", "resistance forces", "Government", "Police", "the", "—", "A"])
def test_bare_nouns_are_no_actors(surface: str) -> None:
    assert is_bare_noun(surface)
    assert bodies(surface) == {}


@pytest.mark.parametrize(
    ("surface", "kind"),
    [("Marenian Liberation Front", "group"), ("Ministry of Water", "government"), ("Harrow Bank", "organisation")],
)
def test_the_kind_follows_the_words(surface: str, kind: str) -> None:
    assert link_organisations([surface], surface, load_lexicon())[surface].kind == kind


@pytest.mark.parametrize(
    ("acronym", "name"),
    [("NRF", "National Resistance Front"), ("MoD", "Ministry of Defence"), ("H.W.U.", "Harrow Workers' Union")],
)
def test_initials_stand_for_a_name(acronym: str, name: str) -> None:
    assert has_initials(acronym, name)


@pytest.mark.parametrize(
    ("acronym", "name"),
    [("PKK", "Harrow Workers' Union"), ("N", "Nordfolk"), ("FRN", "National Resistance Front"), ("", "")],
)
def test_other_letters_do_not(acronym: str, name: str) -> None:
    assert not has_initials(acronym, name)
