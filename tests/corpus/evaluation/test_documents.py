"""Gold for whole articles: names of organisations, towns of incidents, countries."""

from __future__ import annotations

import pytest

from corpus.evaluation.documents import country_code, incident_towns, is_same_actor, perpetrators, published_days
from corpus.extract.mention import FoundMention


def actor(text: str, name: str = "", key: str = "") -> FoundMention:
    """Return an actor mention."""
    return FoundMention(0, len(text), text, "text", "group", name or text, 0.9, "lexicon", key=key)


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("HARBOUR FRONT", actor("Harbour Front"), True),
        ("HARBOUR FRONT", actor("Revolutionary Harbour Front"), True),
        ("REVOLUTIONARY HARBOUR FRONT", actor("Harbour Front"), True),
        ("HF", actor("HF", "Harbour Front"), True),
        ("ARMY", actor("Harbour Liberation Army"), False),
        ("HARBOUR FRONT", actor("Lowdale Front"), False),
        ("HARBOUR", actor("Harbouring"), False),
    ],
)
def test_an_organisation_is_found_by_its_words(gold: str, found: FoundMention, same: bool) -> None:
    assert is_same_actor(gold, found) is same


@pytest.mark.parametrize(
    ("location", "towns"),
    [
        ("PERU: LIMA (CITY)", [("PERU", "LIMA")]),
        ("PERU: JUNIN (DEPARTMENT): HUANCAYO (CITY)", [("PERU", "HUANCAYO")]),
        ("PERU: LIMA (CITY): MIRAFLORES (NEIGHBORHOOD)", [("PERU", "LIMA")]),
        ("COLOMBIA: ANTIOQUIA (DEPARTMENT)", [("COLOMBIA", "ANTIOQUIA")]),
        ("COLOMBIA", []),
        ("PERU: LIMA (CITY) - PERU: ICA (CITY)", [("PERU", "LIMA"), ("PERU", "ICA")]),
        ("CHILE: A RIVER (RIVER)", []),
    ],
)
def test_the_town_else_the_district_of_an_incident(location: str, towns: list[tuple[str, str]]) -> None:
    assert list(incident_towns(location)) == towns


@pytest.mark.parametrize(
    ("name", "code"),
    [("usa", "US"), ("west-germany", "DE"), ("south-korea", "KR"), ("EL SALVADOR", "SV"), ("atlantis", "")],
)
def test_countries_as_the_sets_name_them(name: str, code: str) -> None:
    assert country_code(name) == code


def test_the_names_of_a_perpetrator_are_freed_of_scraps() -> None:
    assert perpetrators(["HF", "THE HARBOUR FRONT", " / ", "\\", "HARBOUR FRONT"]) == ("HARBOUR FRONT", "HF")
    assert perpetrators([]) == ()


def test_dates_are_read_as_ingestion_reads_them() -> None:
    days = published_days("June 17, 2011")

    assert days is not None
    assert [day.isoformat() for day in days] == ["2011-06-17", "2011-06-17"]
    assert published_days(None) is None
