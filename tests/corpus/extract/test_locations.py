"""Names become the right places: in the light of the words around them and of the whole document."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.location_scores import kilometres
from corpus.extract.locations import (
    DocumentContext,
    LocationCue,
    cue_at,
    find_demonyms,
    lookup_supplied,
    rate,
    resolve,
    to_resolved,
)
from corpus.extract.mention import Resolved


def places(text: str, *names: str, document: DocumentContext | None = None) -> dict[str, Resolved]:
    cues = [cue_at(text, text.index(name), text.index(name) + len(name)) for name in names]
    found = zip(names, resolve(cues, document=document), strict=True)
    return {name: place for name, place in found if place is not None}


CONFLICT = (
    "Fighters held four districts of Panjshir on Monday. They had taken Shutal, Paryan and Onaba, and fought in Rukha "
    "and Bazarak. Panjshir is the last province of Afghanistan outside their hands. Clashes spread to Andarab."
)


def test_misspelt_districts_are_found_in_the_province_the_text_is_about() -> None:
    names = ("Panjshir", "Shutal", "Paryan", "Onaba", "Rukha", "Bazarak", "Andarab", "Afghanistan")
    found = places(CONFLICT, *names)
    assert {found[name].admin1 for name in names[:6]} == {"Panjshir"}
    assert (found["Andarab"].country, found["Andarab"].admin1, found["Andarab"].kind) == ("AF", "Baghlan", "admin2")
    assert found["Shutal"].how == "fuzzy"
    assert found["Shutal"].parents == (6957555, 1149361)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("A shooting in Paris, Texas.", "Paris", ("city", "US", "Texas")),
        ("The mayor of Paris met the French president.", "Paris", ("city", "FR", "Île-de-France")),
        ("Flights left Tripoli (Lebanon) at noon.", "Tripoli", ("city", "LB", "North Governorate")),
        ("They met in Atlanta, Ga., at noon.", "Ga.", ("admin1", "US", "Georgia")),
        ("Troops moved from Tbilisi across Georgia.", "Georgia", ("country", "GE", "")),
        ("Voters in Atlanta, Georgia, and Savannah, Georgia.", "Savannah", ("city", "US", "Georgia")),
        ("Shelling hit Kabul.", "Kabul", ("city", "AF", "Kabul")),
        ("Shelling hit Kandahar province.", "Kandahar", ("admin1", "AF", "Kandahar")),
        ("Shelling hit the city of Kandahar.", "Kandahar", ("city", "AF", "Kandahar")),
        ("Talks in Washington and London.", "Washington", ("city", "US", "Washington, D.C.")),
        ("A storm reached northern Mali.", "northern Mali", ("country", "ML", "")),
        ("The dam at Victoria, Seychelles.", "Victoria", ("city", "SC", "English River")),
    ],
)
def test_the_words_around_decide(text: str, name: str, expected: tuple[str, str, str]) -> None:
    found = places(text, *([name] if name != "Ga." else ["Atlanta", "Ga."]))[name]
    assert (found.kind, found.country) == expected[:2]
    if expected[0] != "city" or expected[1] in ("US", "FR", "AF"):
        assert found.admin1 == expected[2]


def test_the_day_in_a_dateline_names_no_place() -> None:
    assert places("HAMDAYET, Nov. 20 – The ferry crossed again.", "HAMDAYET") == {}
    assert places("TALLINN, March 3 – The ferry crossed again.", "TALLINN")["TALLINN"].country == "EE"


def test_the_rest_of_the_document_decides() -> None:
    salvador = places("Santa Ana, San Miguel and San Salvador", "Santa Ana", "San Miguel", "San Salvador")
    assert {place.country for place in salvador.values()} == {"SV"}
    spain = DocumentContext(demonyms={"ES": 4})
    assert places("The council of Cartagena met.", "Cartagena", document=spain)["Cartagena"].country == "ES"
    colombia = DocumentContext(dateline=lookup_supplied("Bogotá"))
    assert places("The council of Cartagena met.", "Cartagena", document=colombia)["Cartagena"].country == "CO"
    home = DocumentContext(home_country="GB", demonyms={"GB": 2})
    assert places("A fire in Boston.", "Boston", document=home)["Boston"].country in {"GB", "US"}


def test_a_name_given_with_its_container_counts_for_its_other_mentions() -> None:
    text = "Police in Alexandria, Louisiana, made an arrest. Alexandria has had several fires."
    cues = [cue_at(text, start, start + 10) for start in (10, text.rindex("Alexandria"))]
    assert [place and place.admin1 for place in resolve(cues)] == ["Louisiana", "Louisiana"]


def test_a_doubtful_town_falls_back_to_its_country() -> None:
    cue = cue_at("Officials in Springfield spoke.", 13, 24)
    scored = rate([cue])[0]
    assert scored is not None
    assert (scored.place.kind, scored.place.country, scored.place.how) == ("country", "US", "country")
    assert scored.place.alternatives
    assert all(0 <= share <= 1 for *_rest, share in scored.place.alternatives)


def test_demonyms_resolve_to_the_country_without_a_point() -> None:
    found = places("The Afghan army advanced.", "Afghan")["Afghan"]
    assert (found.country, found.how, found.lat, found.lon) == ("AF", "demonym", None, None)


def test_unknown_names_stay_unknown() -> None:
    assert resolve([LocationCue("Zzyqqwv"), LocationCue(""), LocationCue("us"), LocationCue(", , (")]) == [None] * 4
    assert resolve([]) == []


def test_a_dateline_span_of_name_and_country_resolves() -> None:
    found = places("KABUL, Afghanistan - Troops", "KABUL, Afghanistan")["KABUL, Afghanistan"]
    assert (found.name, found.kind, found.country) == ("Kabul", "city", "AF")


def spans(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], place.country) for start, end, place in find_demonyms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Afghan and Russian-backed troops", [("Afghan", "AF"), ("Russian", "RU")]),
        ("South Koreans met North Korean envoys", [("South Koreans", "KR"), ("North Korean", "KP")]),
        ("A Saudi Arabian prince", [("Saudi Arabian", "SA")]),
        ("the Afghans’ wish", [("Afghans", "AF")]),
        ("SALVADORAN REBELS", [("SALVADORAN", "SV")]),
        ("He spoke French, and wrote in Arabic.", []),
        ("a Spanish-speaking envoy", []),
        ("they polish the turkey", []),
        ("the Swiss", [("Swiss", "CH")]),
    ],
)
def test_demonyms_are_found_but_languages_are_not(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Panjshir", "", ("admin1", "AF")),
        ("Panjshir, Afghanistan", "", ("admin1", "AF")),
        ("panjshir , AFGHANISTAN", "", ("admin1", "AF")),
        ("KABUL", "", ("city", "AF")),
        ("Sao Paulo", "", ("city", "BR")),
        ("Paris", "", ("city", "FR")),
        ("Paris", "us", ("city", "US")),
        ("United States", "", ("country", "US")),
        ("Red Sea", "", ("region", "")),
    ],
)
def test_supplied_locations_are_found_by_exact_name(name: str, country: str, expected: tuple[str, str]) -> None:
    found = lookup_supplied(name, country)
    assert found is not None
    assert (found.kind, found.country, found.how) == (*expected, "supplied")


def test_supplied_ids_win_and_unknown_names_give_nothing() -> None:
    by_id = lookup_supplied("whatever they call it", geonameid=1138958)
    assert by_id is not None
    assert by_id.name == "Kabul"
    for name, country in (("Shutal", ""), ("Kabul", "BR"), ("Kabul, Brazil", ""), ("", ""), (", ", "")):
        assert lookup_supplied(name, country) is None


def test_an_unknown_village_falls_back_to_what_it_lies_in_only_where_it_is_surely_a_location() -> None:
    text = "A fire broke out in Zorvikstad, Norway, police said. Norway sent help from Oslo and Bergen."
    start = text.index("Zorvikstad")
    others = [cue_at(text, text.index(name), text.index(name) + len(name)) for name in ("Oslo", "Bergen")]

    (sure, *_) = resolve([cue_at(text, start, start + 10, sure=True), *others])
    (unsure, *_) = resolve([cue_at(text, start, start + 10), *others])

    assert sure is not None
    assert (sure.name, sure.how) == ("Norway", "part")
    assert unsure is None


def test_a_village_without_words_around_falls_back_to_the_country_of_the_article() -> None:
    text = "Zorvikstad is quiet. Trains run from Oslo to Bergen and Trondheim."
    names = ("Zorvikstad", "Oslo", "Bergen", "Trondheim")
    cues = [cue_at(text, text.index(name), text.index(name) + len(name), sure=True) for name in names]

    found = resolve(cues)[0]

    assert found is not None
    assert (found.name, found.how) == ("Norway", "country")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("He moved to Wichita, Kan. He likes it.", "Kan", "Kansas"),
        ("A mill in Salem, Ore., closed.", "Ore", "Oregon"),
        ("A mill in Erie, Pa., closed.", "Pa", "Pennsylvania"),
    ],
)
def test_an_abbreviation_behind_a_comma_is_the_state(text: str, name: str, expected: str) -> None:
    start = text.index(f", {name}") + 2
    found = resolve([cue_at(text, start, start + len(name))])[0]

    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("region", ["Central", "Latin", "South", "North"])
def test_american_with_a_region_before_it_is_no_demonym_of_a_country(region: str) -> None:
    assert [place.country for _, _, place in find_demonyms(f"{region} American towns and American troops")] == ["US"]


def test_the_home_of_the_outlet_tells_namesakes_apart() -> None:
    cue = cue_at("The council of Cambridge met.", 15, 24)

    homes = {home: resolve([cue], document=DocumentContext(home_country=home))[0] for home in ("GB", "US")}

    assert {home: place.country for home, place in homes.items() if place} == {"GB": "GB", "US": "US"}


def test_a_name_does_not_speak_for_itself_however_often_it_stands() -> None:
    text = "Georgia, Georgia, Georgia: the law of Georgia is read in Atlanta and in Savannah, Augusta and Macon."
    starts = [match.start() for match in re.finditer("Georgia", text)]
    towns = [text.index(town) for town in ("Atlanta", "Savannah", "Augusta", "Macon")]
    cues = [cue_at(text, start, start + 7) for start in starts]
    cues += [cue_at(text, start, start + len(text[start:].split()[0].strip(",."))) for start in towns]

    assert {place.country for place in resolve(cues) if place} == {"US"}


def test_the_town_that_an_outlet_is_called_after_tells_its_neighbours_apart() -> None:
    text = "Berea had rain on Monday."

    assert places(text, "Berea")["Berea"].country == "LS"
    near = places(text, "Berea", document=DocumentContext(outlet="richmondregister"))
    assert (near["Berea"].country, near["Berea"].admin1) == ("US", "Kentucky")


def test_a_former_name_means_the_place_that_bears_it_today() -> None:
    assert places("A school in Newtown, Connecticut, was shut.", "Newtown")["Newtown"].name == "Newtown"
    assert places("Ships left Philadelphia on Monday.", "Philadelphia")["Philadelphia"].country == "US"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Snow fell in Buffalo, New York, on Monday.", "admin1"),
        ("New York Governor Nadia Kowalczyk spoke.", "admin1"),
        ("Shares fell in New York on Monday.", "city"),
    ],
)
def test_new_york_is_the_state_behind_a_town_and_before_its_governor(text: str, kind: str) -> None:
    names = [name for name in ("Buffalo", "New York") if name in text]

    assert places(text, *names)["New York"].kind == kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Port of Galveston", "Galveston"), ("Mount Zzyqqwv", "United States"), ("Galveston Airport", "Galveston")],
)
def test_an_unknown_thing_lies_where_its_name_says_but_a_mount_is_not_montana(name: str, expected: str) -> None:
    text = f"Ships from Houston and Dallas in Texas, United States, came near the {name} on Monday."
    others = ("Houston", "Dallas", "Texas", "United States")
    cues = [cue_at(text, text.index(one), text.index(one) + len(one)) for one in others]
    cues.append(cue_at(text, text.index(name), text.index(name) + len(name), sure=True))

    found = resolve(cues)[-1]
    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("She was born in Pittsburgh, Pennsylvania, on Monday.", "Pittsburgh", "Pittsburgh"),
        ("She was born in Zanesville, Pennsylvania, on Monday.", "Zanesville", "Pennsylvania"),
        ("She was born in Zanesville, W. Va., on Monday.", "Zanesville", "West Virginia"),
    ],
)
def test_a_town_said_to_lie_in_a_state_is_in_no_other_one(text: str, name: str, expected: str) -> None:
    found = places(text, name)[name]

    assert expected in (found.name, found.admin1)


def test_the_outlet_of_a_town_called_like_a_country_means_the_town() -> None:
    text = "Jordan beat a team from Minnesota on Saturday."
    names = ("Jordan", "Minnesota")

    assert places(text, "Jordan")["Jordan"].kind == "country"
    own = places(text, *names, document=DocumentContext(outlet="jordannews", home_country="JO"))
    assert (own["Jordan"].country, own["Jordan"].admin1) == ("US", "Minnesota")


def test_a_direction_is_no_place_of_that_name() -> None:
    text = "Snow fell on Chicago and Boston and on much of the Northeast of the United States."
    cues = [cue_at(text, text.index(one), text.index(one) + len(one)) for one in ("Chicago", "Boston", "United States")]
    cues.append(cue_at(text, text.index("Northeast"), text.index("Northeast") + 9, sure=True))

    assert [place.name if place else "" for place in resolve(cues)][-1] == "United States"


def test_to_resolved_keeps_the_gazetteer_s_facts() -> None:
    place = default_gazetteer().by_id(1138958)
    assert place is not None
    resolved = to_resolved(place, how="supplied")
    assert (resolved.geonameid, resolved.lat, resolved.parents) == (place.geonameid, place.lat, place.parents)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_no_text_breaks_the_resolver(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    cue = cue_at(text, start, end)
    assert len(resolve([cue, cue])) == 2
    for first, last, place in find_demonyms(text):
        assert 0 <= first < last <= len(text)
        assert place.geonameid
    lookup_supplied(text)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "least"), [("lgl", 0.81), ("geovirus", 0.88)])
def test_towns_of_the_gold_corpora_are_found_within_161_kilometres(shared: Path, name: str, least: float) -> None:
    with gzip.open(shared / "data" / "ner" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as stream:
        documents = [json.loads(line) for number, line in enumerate(stream) if number % 4 == 0]
    right = total = 0
    for document in documents:
        gold = [item for item in document["toponyms"] if item.get("lat") is not None]
        found = resolve([cue_at(document["text"], item["start"], item["end"]) for item in gold])
        total += len(gold)
        right += sum(1 for item, place in zip(gold, found, strict=True) if place and _is_right(item, place))
    assert right / total >= least


def _is_right(gold: dict[str, object], place: Resolved) -> bool:
    found = default_gazetteer().by_id(place.geonameid)
    assert found is not None
    if str(found.geonameid) == gold.get("geonameid"):
        return True
    radius = 1_600.0 if found.kind == "country" and not gold.get("geonameid") else 161.0
    return (
        kilometres(float(found.lat or 0), float(found.lon or 0), float(str(gold["lat"])), float(str(gold["lon"])))
        <= radius
    )
