"""What the words beside a name, and the rest of the article, make of it; texts written for this test."""

from __future__ import annotations

import pytest

from corpus.extract import make_extractor
from corpus.extract.defined import defined_as
from corpus.extract.mention import Document, Extractor, FoundMention
from corpus.extract.spacy_model import load_model


@pytest.fixture(scope="module", params=["rules", "spacy"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    if request.param == "spacy" and load_model() is None:
        pytest.skip("the language model is not installed")
    return make_extractor(request.param)


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return make_extractor("rules")


def mentions(extractor: Extractor, text: str, title: str = "", source: str = "") -> list[FoundMention]:
    (found,) = extractor.extract_many([Document(title, text, source=source)])
    return found


def kinds(found: list[FoundMention], surface: str) -> set[str]:
    return {mention.kind for mention in found if mention.text == surface}


def test_us_in_capitals_is_the_country_and_us_is_not(extractor: Extractor) -> None:
    found = mentions(extractor, "Talks in the US failed. The US envoy told us that US policy would not change.")

    assert [mention.text for mention in found if mention.country == "US" and mention.rule != "role"] == ["US"] * 3


def test_the_country_of_a_role_counts_as_a_demonym_would(extractor: Extractor) -> None:
    found = mentions(extractor, "US forces left Kabul. French troops stayed in Kabul, and US officials said no more.")

    assert kinds(found, "US forces") == {"group"}
    assert [mention.text for mention in found if mention.place and mention.place.country == "US"] == ["US", "US"]
    assert [mention.text for mention in found if mention.place and mention.place.country == "FR"] == ["French"]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("The newspaper Dunmere Wochenblatt closed. Dunmere Wochenblatt had few readers.", "Dunmere Wochenblatt"),
        ("Zorvex shares fell again. The board of Zorvex met, and Zorvex shares rose.", "Zorvex"),
    ],
)
def test_nouns_beside_a_name_make_it_a_body(rules: Extractor, text: str, surface: str) -> None:
    assert kinds(mentions(rules, text), surface) == {"organisation"}


def test_an_age_or_relatives_make_a_name_a_person(rules: Extractor) -> None:
    found = mentions(rules, "Gorvenal, 63, was freed on bail. Gorvenal's wife said that Gorvenal was ill.")

    assert kinds(found, "Gorvenal") == {"person"}


def test_a_lone_surname_is_a_person_that_nothing_links(extractor: Extractor) -> None:
    found = mentions(extractor, "President Gorvenal resigned on Monday. President Gorvenal gave no reason.")

    people = [mention for mention in found if mention.kind == "person"]
    assert [mention.text for mention in people] == ["Gorvenal", "Gorvenal"]
    assert {mention.key for mention in people} == {""}


def test_initials_behind_a_name_are_another_name_of_it(extractor: Extractor) -> None:
    text = "The Zorvian Workers' Union (ZWU) called a strike. Members of the ZWU marched, and ZWU leaders spoke."
    found = mentions(extractor, text)

    acronyms = [mention for mention in found if mention.text == "ZWU"]
    assert len(acronyms) == 3
    assert {mention.name for mention in acronyms} == {"Zorvian Workers' Union"}


def test_wrapped_capitals_do_not_cut_names_apart(extractor: Extractor) -> None:
    text = (
        "REBELS ATTACKED A BARRACKS IN THE OUTSKIRTS OF THE CAPITAL OF EL SALVADOR, SAN\n"
        "SALVADOR, EARLY TODAY, AND TWO SOLDIERS WERE WOUNDED, THE MINISTRY SAID IN SAN\n"
        "SALVADOR."
    )

    found = mentions(extractor, text)

    assert sorted(m.text for m in found if m.place and m.place.name == "San Salvador") == ["SAN\nSALVADOR"] * 2


def test_a_capital_and_a_day_alone_in_a_line_are_a_dateline(rules: Extractor) -> None:
    found = mentions(rules, "KHARTOUM 2023-04-15\nFighting broke out in the city, residents said.")

    assert [(mention.text, mention.rule) for mention in found[:2]] == [
        ("KHARTOUM", "dateline"),
        ("2023-04-15", "dateline"),
    ]


def test_the_town_in_the_name_of_a_local_firm_stays_a_town(rules: Extractor) -> None:
    text = (
        "Colombia mourns. The Medellin Telephone Company was bombed, police said. Medellin has seen worse. "
        "The Medellin Telephone Company is repairing its lines."
    )

    assert kinds(mentions(rules, text), "Medellin") == {"location"}


def test_railways_parks_and_dams_are_no_people(rules: Extractor) -> None:
    found = mentions(rules, "They met in Garlan Prosser Park near the Sandy Elmer Railroad and the Robert Vane Dam.")

    assert not [mention.text for mention in found if mention.kind == "person"]


def test_a_list_announced_as_one_of_towns_is_one(rules: Extractor) -> None:
    text = "Fighting went on in El Salvador. Cities such as Mejicanos, Apopa, Delgado and Soyapango had no water."
    found = mentions(rules, text)

    assert {"Mejicanos", "Apopa", "Soyapango"} <= {mention.text for mention in found if mention.kind == "location"}


def test_a_guess_is_never_believed_as_much_as_a_known_name(extractor: Extractor) -> None:
    found = mentions(extractor, "The Taliban spoke to Zorvex Holdings Ltd. The Taliban and Zorvex Holdings Ltd agreed.")

    by_rule = {mention.rule: mention.confidence for mention in found}
    assert by_rule.pop("lexicon") > max(by_rule.values())


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Azeby, a small village in the hills, was cut off. Azeby waits.", "Azeby", "location"),
        ("Azeby is the largest town of the island. Azeby waits.", "Azeby", "location"),
        ("Tarvik Hallen, a militant group that nobody knew, left. Tarvik Hallen wept.", "Tarvik Hallen", "group"),
        ("Tarvik Hallen is a company based in the hills. Tarvik Hallen wept.", "Tarvik Hallen", "organisation"),
    ],
)
def test_what_a_sentence_says_that_a_name_is_counts(text: str, name: str, kind: str) -> None:
    assert defined_as(text, len(name)) == ("LOC" if kind == "location" else "ORG")


@pytest.mark.parametrize(
    "text",
    [
        "Nadia Kowalczyk, a party official, left.",
        "Nadia Kowalczyk, a town clerk, left.",
        "Nadia Kowalczyk was the village doctor of the hills.",
        "Nadia Kowalczyk, 31, of a village in the hills, left.",
    ],
)
def test_what_somebody_works_for_is_not_what_she_is(text: str) -> None:
    assert defined_as(text, len("Nadia Kowalczyk")) == "?"
