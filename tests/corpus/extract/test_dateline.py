"""The head of a story: where and when it was written, and by which agency."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extract.dateline import parse_dateline


def parts(text: str) -> tuple[str, str, str, str] | None:
    found = parse_dateline(text)
    if found is None:
        return None
    spans = [text[slice(*span)] if span else "" for span in (found.place, found.date, found.agency)]
    return spans[0], spans[1], spans[2], text[found.end :].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KABUL, Sept 5 (Agency) — Talks", ("KABUL", "Sept 5", "Agency", "Talks")),
        ("    WASHINGTON, March 3 - Talks", ("WASHINGTON", "March 3", "", "Talks")),
        ("SAN SALVADOR, 3 JAN 90 -- [TEXT] TALKS", ("SAN SALVADOR", "3 JAN 90", "", "[TEXT] TALKS")),
        ("BEIJING (AP) -- Talks", ("BEIJING", "", "AP", "Talks")),
        ("KABUL, Afghanistan (April 29) - Talks", ("KABUL, Afghanistan", "April 29", "", "Talks")),
        ("KABUL, Afghanistan (Jan. 30, 2013)\nTalks", ("KABUL, Afghanistan", "Jan. 30, 2013", "", "Talks")),
        ("WASHINGTON, D.C. (AP) – Talks", ("WASHINGTON, D.C.", "", "AP", "Talks")),
        ("Kabul, 5 September 2021 (Agency) – Talks", ("Kabul", "5 September 2021", "Agency", "Talks")),
        ("MOSCOW. Sept 5 (Agency) - Talks", ("MOSCOW", "Sept 5", "Agency", "Talks")),
        ("LONDON/PARIS, Sept 5 (Agency) - Talks", ("LONDON/PARIS", "Sept 5", "Agency", "Talks")),
        ("MADRID (SPAIN), 26 JAN 89 (RNE) -- TALKS", ("MADRID (SPAIN)", "26 JAN 89", "RNE", "TALKS")),
        ("N'DJAMENA, March 3 (Agency) -- Talks", ("N'DJAMENA", "March 3", "Agency", "Talks")),
        ("NEW DELHI: Talks went on", ("NEW DELHI", "", "", "Talks went on")),
        ("BAGHDAD – Talks went on", ("BAGHDAD", "", "", "Talks went on")),
        ("By Jo Smith\n\nKABUL, Sept 5 - Talks", ("KABUL", "Sept 5", "", "Talks")),
        ("ST. LOUIS, Mo., March 3 - Talks", ("ST. LOUIS, Mo.", "March 3", "", "Talks")),
        ("MOSCOW, September 5. /TASS/. Talks", ("MOSCOW", "September 5", "TASS", "Talks")),
        ("NEW DELHI, Sep 5 (PTI) Talks", ("NEW DELHI", "Sep 5", "PTI", "Talks")),
        ("HERAT, Aug. 12, 2021 (Xinhua)Talks", ("HERAT", "Aug. 12, 2021", "Xinhua", "Talks")),
        ("New Delhi [India], September 5 (ANI): Talks", ("New Delhi [India]", "September 5", "ANI", "Talks")),
        ("MEXICO CITY, Sept 5 (EFE).- Talks", ("MEXICO CITY", "Sept 5", "EFE", "Talks")),
        ("WASHINGTON and KABUL — Talks went on", ("WASHINGTON and KABUL", "", "", "Talks went on")),
        ("PARIS, 5 septembre (AFP) - Talks", ("PARIS", "5 septembre", "AFP", "Talks")),
        ("BERLIN, 5. September (dpa) - Talks", ("BERLIN", "5. September", "dpa", "Talks")),
        ("Berlin (dpa) - Talks", ("Berlin", "", "dpa", "Talks")),
        ("BRASÍLIA, 5 de setembro (Reuters) - Talks", ("BRASÍLIA", "5 de setembro", "Reuters", "Talks")),
        ("KABUL, 05/09/2021 (Agency) - Talks", ("KABUL", "05/09/2021", "Agency", "Talks")),
        ("KABUL, Monday (AP) — Talks", ("KABUL", "Monday", "AP", "Talks")),
        ("Cairo – 5 September 2021: Talks", ("Cairo", "5 September 2021", "", "Talks")),
        ("Houston, TX – September 5, 2021 – Talks", ("Houston, TX", "September 5, 2021", "", "Talks")),
        ("KABUL--Talks went on", ("KABUL", "", "", "Talks went on")),
        ("DAMASCUS, (SANA)-Talks", ("DAMASCUS", "", "SANA", "Talks")),
        ("NEW YORK--(BUSINESS WIRE)--Talks", ("NEW YORK", "", "BUSINESS WIRE", "Talks")),
    ],
)
def test_a_dateline_is_taken_apart(text: str, expected: tuple[str, str, str, str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "On September 5, the leader spoke.",
        "BREAKING: Talks have begun",
        "TALKS FAIL - REBELS ADVANCE",
        "The Taliban - who hold the city - agreed.",
        "Afghanistan: a history",
        "Talks began in Kabul, Sept 5 - they failed.",
        "UN - Talks",
        "QUESTION: Did the talks fail?",
        "Paris, Monday - a play in two acts",
        "The harbour (all of it) - The quay",
        "Berlin (she said) - was cold",
        "\n" * 50,
    ],
)
def test_headlines_and_sentences_are_no_datelines(text: str) -> None:
    assert parse_dateline(text) is None


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=150), st.text("AB,. ()-—/5\nMarch", max_size=100)))
def test_any_text_is_parsed_within_its_bounds(text: str) -> None:
    found = parse_dateline(text)
    if found is not None:
        for span in filter(None, (found.place, found.date, found.agency)):
            assert 0 <= span[0] < span[1] <= found.end <= len(text)


def test_a_long_head_takes_no_long_time() -> None:
    assert parse_dateline("AB CD, " * 20_000) is None
    assert parse_dateline("A. " * 20_000 + "-") is None
