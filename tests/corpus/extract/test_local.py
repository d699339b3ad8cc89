"""Local news: towns that the outlet is called after, bodies named after places, states as context, heads of stories."""

from __future__ import annotations

import pytest

from corpus.extract import make_extractor
from corpus.extract.mention import Document, FoundMention


def extracted(text: str, source: str = "") -> list[FoundMention]:
    (mentions,) = make_extractor("rules").extract_many([Document("", text, source=source)])
    return mentions


def places(text: str, source: str = "") -> dict[str, tuple[str, str]]:
    """Return country and province of each location's name."""
    return {one.text: (one.place.country, one.place.admin1) for one in extracted(text, source) if one.place is not None}


COUNCIL = "The council of Paris met on Monday. The roads of Lamar County, Texas, are to be mended, said a mayor."


def test_an_outlet_called_after_a_town_means_its_own_town() -> None:
    assert places(COUNCIL, "theparisnews.com")["Paris"] == ("US", "Texas")


def test_the_famous_town_is_meant_where_the_rest_speaks_for_it() -> None:
    text = "The council of Paris met on Monday. France has the Seine to clean, said a French mayor."

    assert places(text, "theparisnews.com")["Paris"][0] == "FR"
    assert places("Moscow waits. Russia said so.", "moscowtimes.ru")["Moscow"][0] == "RU"


@pytest.mark.parametrize(
    ("text", "body", "place"),
    [
        ("The Ohio Supreme Court ruled in Columbus.", "Ohio Supreme Court", "Ohio"),
        ("The Kansas Department of Transportation warned drivers.", "Kansas Department of Transportation", "Kansas"),
        ("He studied at the University of Cincinnati in Ohio.", "University of Cincinnati", "Cincinnati"),
    ],
)
def test_a_body_named_after_a_place_names_the_place_too(text: str, body: str, place: str) -> None:
    found = {one.text: one for one in extracted(text)}

    assert found[body].kind in ("organisation", "government")
    assert found[place].kind == "location"
    if found[place].rule == "within":
        assert found[body].start <= found[place].start < found[place].end <= found[body].end
        assert found[place].confidence < 0.8


@pytest.mark.parametrize("text", ["Shares of Texas Instruments fell.", "He reads the Boston Globe."])
def test_firms_and_papers_are_not_where_they_are_called_after(text: str) -> None:
    assert not [one for one in extracted(text) if one.rule == "within"]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Danbury Boys Club", "Danbury"),
        ("Danbury-Kent Rescue Squad", "Danbury"),
        ("University of Danbury Press", "Danbury"),
    ],
)
def test_a_place_that_the_article_speaks_of_is_found_in_names_too(name: str, place: str) -> None:
    alone = f"The {name} met on Monday in Connecticut."

    assert place not in [one.text for one in extracted(alone)]
    assert place in [one.text for one in extracted(f"{alone} Rain fell in Danbury.") if one.rule == "within"]


@pytest.mark.parametrize("body", ["Torrington Superior Court", "Torrington City Council", "Torrington Fire Rescue"])
def test_courts_and_councils_of_a_town_tell_it_though_no_country_is_named(body: str) -> None:
    assert [one.text for one in extracted(f"He was due in the {body} on Monday.") if one.rule == "within"] == [
        "Torrington"
    ]


def test_the_town_of_the_outlet_is_found_in_names() -> None:
    text = "The Torrington Marble Club met on Monday."

    assert [one.text for one in extracted(text, "torringtonherald.com") if one.rule == "within"] == ["Torrington"]
    assert not [one for one in extracted(text, "dunmereherald.com") if one.rule == "within"]


def test_a_person_or_firm_holds_no_place() -> None:
    text = "Rain fell in Danbury, Connecticut. Nadia Danbury left Danbury Motors Inc on Monday."

    assert not [one for one in extracted(text) if one.rule == "within"]


def test_a_country_written_short_counts_before_what_it_owns() -> None:
    text = "Joan Harrow, a former US Senator, met U.S. Sens. Nadia Kowalczyk and Maria Sarkis. A fine was US$900."
    found = [one for one in extracted(text) if one.place is not None]

    assert [(one.text, one.place.country) for one in found if one.place] == [("US", "US"), ("U.S.", "US")]
    assert text.index("US$") not in [one.start for one in found]


def test_a_county_is_no_person() -> None:
    kinds = {
        one.text: one.kind for one in extracted("Roads in Texas were wet. Henderson County was dry, and so was Harrow.")
    }

    assert kinds["Henderson County"] == "location"


def test_a_state_makes_the_towns_of_its_country_likely() -> None:
    text = "A Danbury man was held in Connecticut. Torrington residents were told."

    assert {"Danbury", "Torrington"} <= set(places(text))
    assert "Torrington" not in places("A man was held. Torrington was told.")


@pytest.mark.parametrize("short", ["Fla.", "W.Va.", "Tenn."])
def test_short_forms_of_states_are_locations(short: str) -> None:
    assert places(f"Boats were sold near Springfield, {short} and the men went home.")[short][0] == "US"


def test_a_town_in_capitals_at_the_head_of_the_story_is_found_behind_its_headline() -> None:
    assert "CHARLESTON" in places("Ferry sails again after the storm. CHARLESTON, W.Va. (AP) -- Two boats left.")


def test_a_part_of_a_province_is_the_province() -> None:
    assert places("They sold boats in Western Massachusetts for years.") == {
        "Western Massachusetts": ("US", "Massachusetts")
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("He was held in Henderson County Jail. Texas was wet.", "Henderson County"),
        ("A grant went to the Ohio Housing Finance Agency.", "Ohio"),
        ("The Danbury Community Recreation Center in Connecticut was shut.", "Danbury"),
        ("The Danbury Police asked for help in Connecticut.", "Danbury"),
        ("The Boulder City Council met in Nevada.", "Boulder City"),
        ("The Danbury City Council met in Connecticut.", "Danbury"),
    ],
)
def test_what_serves_a_place_is_found_in_longer_names(text: str, place: str) -> None:
    assert [one.text for one in extracted(text) if one.rule == "within"] == [place]


def test_a_sheriff_is_a_title() -> None:
    kinds = {one.text: one.kind for one in extracted("Henderson County Sheriff Nadia Kowalczyk said so in Texas.")}

    assert kinds["Nadia Kowalczyk"] == "person"


@pytest.mark.parametrize(
    "text",
    [
        "A Torrington man died on Tuesday. Torrington was told at once. The mayor of Torrington wept.",
        "He works for the Torrington-based maker of bells.",
        "Parents of Torrington students were told. Some Torrington parents wept.",
    ],
)
def test_towns_are_found_where_the_article_names_no_country(text: str) -> None:
    assert "Torrington" in places(text)


def test_a_town_of_two_words_is_no_person_where_words_speak_for_a_place() -> None:
    text = "Roads in Glen Carbon were shut, and a Glen Carbon man was hurt. The snow came from Illinois to Glen Carbon."

    assert "Glen Carbon" in places(text)


def test_cities_are_announced_behind_a_comma_too() -> None:
    assert places("Only a few Georgia cities, including Gainesville and Macon, have such rules.").keys() >= {"Macon"}


@pytest.mark.parametrize("party", ["D-Danbury,", "R-Danbury,", "DFL-Danbury,"])
def test_the_town_behind_a_party_is_a_location(party: str) -> None:
    assert "Danbury" in places(f"Rep. Nadia Kowalczyk, {party} voted against it in Connecticut.")


@pytest.mark.parametrize(
    "text",
    [
        "Nadia Kowalczyk, 31, of Danbury, was unhurt. Connecticut was wet.",
        "Nadia Kowalczyk of 12 Mill Street, Danbury, was unhurt. Connecticut was wet.",
        "Boats were sold in the Danbury area. Connecticut was wet.",
        "Roads in Danbury, Kent and Torrington counties were shut. Connecticut was wet.",
    ],
)
def test_homes_and_areas_are_locations(text: str) -> None:
    assert "Danbury" in places(text)


def test_an_outlet_s_country_is_the_context_where_the_text_names_none() -> None:
    text = "The Whitby Hospital Trust was told on Monday."

    assert [one.text for one in extracted(text, "harrownews.co.uk") if one.rule == "within"] == ["Whitby"]
    assert not [one for one in extracted(text, "harrownews.com") if one.rule == "within"]
