"""Names in lines of capitals, where every word looks alike."""

from __future__ import annotations

import pytest

from corpus.extract import ExtractorName, make_extractor
from corpus.extract.mention import Document, FoundMention


def extracted(text: str) -> list[FoundMention]:
    (mentions,) = make_extractor("rules").extract_many([Document("", text)])
    return mentions


def actors(text: str) -> dict[str, str]:
    return {one.text: one.kind for one in extracted(text) if one.kind not in ("location", "date")}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "THE DUNMERE POPULAR LIBERATION FRONT KILLED TWO SOLDIERS NEAR THE RIVER.",
            "DUNMERE POPULAR LIBERATION FRONT",
        ),
        ("POLICE SAID THE PATRIOTIC RESISTANCE MOVEMENT HAS BOMBED THE BRIDGE.", "PATRIOTIC RESISTANCE MOVEMENT"),
        ("A NOTE WAS SIGNED BY THE HARROW WORKERS' LIBERATION ARMY ON THE WALL.", "HARROW WORKERS' LIBERATION ARMY"),
    ],
)
def test_movements_are_known_by_the_words_they_bear(text: str, name: str) -> None:
    assert actors(text) == {name: "group"}


def test_initials_in_brackets_show_where_a_name_begins() -> None:
    found = {one.text: one.name for one in extracted("LEADERS OF THE HARROW ACTION ALLIANCE (HAA) MET ON THE HILL.")}

    assert found["HARROW ACTION ALLIANCE"] == "Harrow Action Alliance"


@pytest.mark.parametrize(
    "text",
    ["THE ARMY AND THE POLICE WENT HOME WITHOUT A WORD.", "TWO ARMED MEN OF THE GUARD RAN TO THE FRONT OF THE HOUSE."],
)
def test_common_words_before_a_head_are_no_movement(text: str) -> None:
    assert actors(text) == {}


def test_short_names_of_countries_stay_countries() -> None:
    found = [one.place.country for one in extracted("HE FLED TO THE UAE AND THEN TO THE USA BY NIGHT.") if one.place]

    assert found == ["AE", "US"]


def test_what_a_group_is_called_in_quotes_is_its_name() -> None:
    found = actors('POLICE BLAMED A GROUP CALLED "FRIENDS OF HARROW" AND THE "NIGHT FRONT" FOR THE THEFT OF THE BOAT.')

    assert {"FRIENDS OF HARROW", "NIGHT FRONT"} <= set(found)


def test_initials_are_a_body_s_that_a_name_in_brackets_explains() -> None:
    assert actors("TWO MEN OF HIPA [HILL PATROL UNITS OF HARROW] WERE SEEN NEAR THE RIVER BY A FISHERMAN.")["HIPA"]
    assert "FISH" not in actors("TWO MEN SOLD FISH [FRESH FROM THE RIVER] AND WENT HOME TO THE HILLS.")


def test_an_unknown_word_behind_a_movement_is_no_part_of_its_name() -> None:
    text = "THEY HOLD THE DUNMERE REVOLUTIONARY MOVEMENT RESPONSIBLE FOR THE LOSS OF THE BOAT."

    assert list(actors(text)) == ["DUNMERE REVOLUTIONARY MOVEMENT"]


@pytest.mark.parametrize("name", ["rules", "spacy"])
@pytest.mark.parametrize(
    "text",
    [
        'A UNIT, THE "NORBERTO DUNMERE CIVIC FORCE", SAID TONIGHT THAT IT HAD SET FIRE TO THE HALL.',
        "OUR FORCE IS CALLED THE NORBERTO DUNMERE CIVIC FORCE. WE SET FIRE TO THE HALL.",
    ],
)
def test_what_a_group_is_called_is_its_name_though_it_begins_like_a_person_s(name: ExtractorName, text: str) -> None:
    (mentions,) = make_extractor(name).extract_many([Document("", text)])

    assert "NORBERTO DUNMERE CIVIC FORCE" in {one.text for one in mentions if one.kind == "group"}


def test_a_party_is_known_by_the_word_before_it() -> None:
    (found,) = make_extractor("rules").extract_many(
        [
            Document(
                "", "A MEMBER OF THE NATIONAL PARTY WAS SEEN IN TEGUCIGALPA, HONDURAS, AND A NATIONAL FORCE WAS NOT."
            )
        ]
    )
    actors = {one.text: (one.kind, one.country) for one in found if one.kind not in ("location", "date")}

    assert actors == {"NATIONAL PARTY": ("group", "HN")}
