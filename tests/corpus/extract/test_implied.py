"""“The army” of an article that is about one country."""

from __future__ import annotations

import pytest

from corpus.extract import make_extractor
from corpus.extract.mention import Document


def implied(text: str) -> list[tuple[str, str, str]]:
    (mentions,) = make_extractor("rules").extract_many([Document("", text)])
    return [(one.text, one.name, one.country) for one in mentions if one.rule == "implied"]


def test_it_is_that_country_s() -> None:
    text = "Fighting in Khartoum went on. Sudan has seen no truce. Sudanese doctors said the army held the bridge."

    assert implied(text) == [("army", "Sudanese army", "SD")]


def test_it_is_that_of_the_country_whose_forces_are_named() -> None:
    text = "Sudanese troops left. Egypt, Kenya and Sudan will meet in Cairo, and the armed forces agreed."

    assert implied(text) == [("armed forces", "Sudanese armed forces", "SD")]


def test_governments_and_rebels_are_meant_likewise() -> None:
    text = "Sudan, Sudan, Sudan: the government said that the rebels and government troops had left Khartoum."

    assert implied(text) == [
        ("government", "Sudanese government", "SD"),
        ("rebels", "Sudanese rebels", "SD"),
        ("government troops", "Sudanese government troops", "SD"),
    ]


def test_a_dateline_tells_whose_where_most_but_not_all_is_about_one_country() -> None:
    text = "met. Sudan, Sudan, Sudan, Egypt and Kenya were there, and the army was not."

    assert implied(f"KHARTOUM, Sept 5 (Agency) — They {text}") == [("army", "Sudanese army", "SD")]
    assert implied(f"They {text}") == []


@pytest.mark.parametrize("thing", ["government bonds", "government of Kenya", "government-owned mill"])
def test_a_government_s_things_are_not_meant(thing: str) -> None:
    assert implied(f"Sudan, Sudan, Sudan: the {thing}.") == []


def test_it_is_nobody_s_where_the_article_speaks_of_many_countries() -> None:
    assert implied("Kenya, Egypt and Chad met. The army was not asked.") == []


def test_it_has_the_key_of_the_role_so_that_both_are_one_actor() -> None:
    text = "The Sudanese army said so. In Khartoum, Sudan, the army withdrew."
    (mentions,) = make_extractor("rules").extract_many([Document("", text)])

    keys = {one.key for one in mentions if one.rule in ("role", "implied")}
    assert keys == {"group:sudanese army"}


def test_an_army_s_things_and_other_armies_are_not_meant() -> None:
    assert implied("Sudan, Sudan, Sudan: the military airfield at Khartoum, and the army of Kenya.") == []


def test_bands_of_traffickers_are_those_of_the_country() -> None:
    text = (
        "Colombia, Colombia, Colombia: a judge was shot by the drug trafficking rings, and the accursed death squads."
    )

    assert [name for _text, name, _country in implied(text)] == [
        "Colombian drug trafficking rings",
        "Colombian death squads",
    ]


def test_groups_tell_whose_army_it_is() -> None:
    text = "The FMLN left. FMLN fighters and the army met. The FMLN said that the air force had bombed a church."

    assert {country for _text, _name, country in implied(text)} == {"SV"}


def test_leaders_and_parties_tell_whose_army_it_is_as_much_as_the_country_s_name() -> None:
    text = "Vladimir Putin spoke of Germany. Dmitry Peskov said that the army had left Berlin. Putin thanked Peskov."

    assert implied(text) == [("army", "Russian army", "RU")]


def test_what_an_army_did_is_no_thing_of_its_own() -> None:
    text = "Sudan, Sudan, Sudan: a bishop accused the air force of bombing a church, and the army of Kenya."

    assert [name for _text, name, _country in implied(text)] == ["Sudanese air force"]
