"""What must not be taken for an actor or location, and what must; texts written for this test."""

from __future__ import annotations

import pytest

from corpus.extract import make_extractor
from corpus.extract.mention import Document, Extractor, FoundMention
from corpus.extract.spacy_model import load_model


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return make_extractor("rules")


def mentions(extractor: Extractor, text: str, title: str = "") -> list[FoundMention]:
    (found,) = extractor.extract_many([Document(title, text)])
    return found


def named(found: list[FoundMention], kind: str) -> set[str]:
    return {mention.name for mention in found if mention.kind == kind}


REPORT = (
    "Harrow Motors Corp said it lost 4.2 mln dlrs in the quarter. General Harrow Foods Inc <GHF> made a profit, it "
    "told the Securities and Exchange Commission. Harrow said it would sell its plants.\n\n"
    "Shr loss 12 cts vs profit 30 cts\n\n"
    "Net 1,203,000 vs 3,971,000\n\n"
    "NOTE: Figures for 1st QTR are in U.S. Dlrs."
)


def test_labels_units_and_forms_are_no_actors(rules: Extractor) -> None:
    found = mentions(rules, REPORT, "HARROW MOTORS CORP <HRW> 1ST QTR NET")

    actors = {mention.text for mention in found if mention.kind not in {"location", "date"}}
    assert actors == {
        "HARROW MOTORS CORP",
        "Harrow Motors Corp",
        "General Harrow Foods Inc",
        "Harrow",
        "Securities and Exchange Commission",
    }
    assert named(found, "person") == set()


def test_the_short_form_of_a_firm_is_the_firm_not_the_town(rules: Extractor) -> None:
    text = (
        "Lincoln Harrow Mills Ltd closed two mills in the United States. Lincoln said prices fell. Lincoln has debts."
    )

    found = mentions(rules, text)

    assert named(found, "location") == {"United States"}
    assert named(found, "organisation") == {"Lincoln Harrow Mills Ltd"}


@pytest.mark.parametrize(
    "text",
    [
        "The United States said that Congress would vote. Members of Congress from Iowa were told.",
        "President Reagan left the United States. Reagan said he would be back.",
        "In the United States the Exchange was shut, and Western banks were in trouble, the Federal Reserve said.",
        "The ICO will meet in Brazil. The ICO said it had no quotas.",
    ],
)
def test_common_words_surnames_and_acronyms_are_no_small_towns(rules: Extractor, text: str) -> None:
    places = {m.place.kind for m in mentions(rules, text) if m.place is not None}

    assert "city" not in places


def test_a_town_called_like_a_word_counts_where_the_text_says_where_it_lies(rules: Extractor) -> None:
    found = mentions(rules, "A fire broke out in Reading, England, and another one in Mobile, Alabama.")

    assert {"Reading", "Mobile"} <= named(found, "location")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ukrainian troops crossed the Dnipro, the army said.", "Dnieper"),
        ("The army of Ukraine met in Dnipro on Monday.", "Dnipro"),
        ("Ethiopia and Somalia quarrel, and the Horn has no time for it.", "Horn of Africa"),
        ("Tankers from Kuwait crossed the Gulf.", "Persian Gulf"),
    ],
)
def test_an_article_tells_a_river_or_region_from_a_town(rules: Extractor, text: str, name: str) -> None:
    assert name in named(mentions(rules, text), "location")


def test_namesakes_among_groups_go_by_the_country_the_article_speaks_of(rules: Extractor) -> None:
    mozambique = (
        "Mozambique sent troops to Palma. In Mozambique the insurgents are called al-Shabab; they have nothing to do "
        "with the Somali group. The government of Mozambique calls them criminals."
    )
    kenya = "Kenya said al-Shabab had crossed the border. Kenyan police looked for the fighters."

    assert named(mentions(rules, mozambique), "group") >= {"Islamic State Mozambique Province"}
    assert named(mentions(rules, kenya), "group") >= {"al-Shabaab"}


def test_spellings_of_one_abbreviation_may_stand_side_by_side(rules: Extractor) -> None:
    found = mentions(rules, "He went to Portland, Ore. and Salem, Ore, then to Ore. A mine in Ore was shut.")

    assert "Portland" in named(found, "location")


@pytest.mark.skipif(load_model() is None, reason="the language model is not installed")
def test_rare_towns_are_no_actors_for_the_model_either() -> None:
    text = (
        "Chad opened a second camp near Adré, where lorries from Sudan arrive by night.\n\n"
        "In Ethiopia the road to Bahir Dar was shut, and buses from Gondar and Bahir Dar stood still.\n\n"
        "In Haiti fuel ran out in Les Cayes. Médecins Sans Frontières treats the wounded there."
    )

    found = mentions(make_extractor("spacy"), text)

    assert {"Adré", "Bahir Dar", "Les Cayes"} <= named(found, "location")
    assert {m.name for m in found if m.kind in {"person", "organisation", "group"}} == {"Médecins Sans Frontières"}
