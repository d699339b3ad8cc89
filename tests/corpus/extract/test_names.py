"""Names that are easily cut short, or taken for what they are not."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.extract import make_extractor
from corpus.extract.lexicon import load_lexicon
from corpus.extract.locations import cue_at, resolve
from corpus.extract.mention import Document, FoundMention
from corpus.extract.spans import is_within_name


def extracted(text: str) -> list[FoundMention]:
    (mentions,) = make_extractor("rules").extract_many([Document("", text, published=(date(2021, 9, 6),) * 2)])
    return mentions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Men of the 82nd Airborne Division landed.", "82nd Airborne Division"),
        ("Officers of the Sandhill People's Army met.", "Sandhill People's Army"),
        ("A song of the Harrow Workers' Liberation Army was heard.", "Harrow Workers' Liberation Army"),
    ],
)
def test_numbers_and_genitives_belong_to_the_name(text: str, name: str) -> None:
    assert name in {one.name for one in extracted(text)}


def test_a_date_before_a_name_is_not_its_number() -> None:
    assert "21st" not in {one.text.split()[0] for one in extracted("On the 21st Harrow left for Paris.")}


@pytest.mark.parametrize(
    ("text", "name", "within"),
    [
        ("The China Daily said so.", "China", True),
        ("He told Tobias Harrow that", "Harrow", True),
        ("In China Monday was hot.", "China", False),
        ("The rest of President Harrow's day", "Harrow", False),
        ("It rained. Harrow said so.", "Harrow", False),
        ("In Kabul, Harrow said so.", "Harrow", False),
    ],
)
def test_part_of_a_longer_name_is_told(text: str, name: str, within: bool) -> None:
    start = text.index(name)

    assert is_within_name(text, start, start + len(name)) is within


def test_a_word_for_a_people_is_no_small_town() -> None:
    text = "The Canadian coast guard came."
    (place,) = resolve([cue_at(text, 4, 12)])

    assert place is not None
    assert (place.name, place.how) == ("Canada", "demonym")


def test_initials_of_a_town_are_no_short_form_of_a_state() -> None:
    text = "He left L.A. for N.C. by car."
    places = resolve([cue_at(text, 8, 12), cue_at(text, 17, 21)])

    assert [place.name for place in places if place] == ["Los Angeles", "North Carolina"]


def test_what_only_a_province_is_called_is_a_location_anywhere() -> None:
    found = {one.text: one.kind for one in extracted("Clashes in Donbas, West Bank and South Kivu went on.")}

    assert found["West Bank"] == found["South Kivu"] == "location"


def test_a_day_that_does_not_exist_is_not_its_month() -> None:
    assert [one.text for one in extracted("It fell on 31 February 2021, not in March 2021.") if one.kind == "date"] == [
        "March 2021"
    ]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("The army of Mali left.", "Malian army", "ML"),
        ("The I.M.F. agreed.", "International Monetary Fund", ""),
        ("The Wazalendo held Goma.", "Wazalendo", "CD"),
        ("Corneille Nangaa spoke.", "Corneille Nangaa", "CD"),
        ("Fighters of Viv Ansanm burnt it.", "Viv Ansanm", "HT"),
        ("Kyrylo Budanov denied it.", "Kyrylo Budanov", "UA"),
        ("In Sudan the RSF advanced.", "Rapid Support Forces", "SD"),
    ],
)
def test_actors_of_today_s_conflicts_are_known(text: str, name: str, country: str) -> None:
    assert (name, country) in {(one.name, one.country) for one in extracted(text)}


def test_no_two_actors_of_the_lexicon_share_an_unambiguous_name() -> None:
    owners: dict[str, set[str]] = {}
    for forms in load_lexicon().forms.values():
        for form in forms:
            if not form.weak and not form.exact:
                owners.setdefault(form.text, set()).add(form.entry.id)

    assert {text: ids for text, ids in owners.items() if len(ids) > 1 and any("cameo" not in one for one in ids)} == {}
