"""When an answer of the gazetteer is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.evaluation.toponyms import is_near, kilometres
from corpus.extract.mention import Resolved

TOWN = Resolved(42, "Harbourtown", "city", "FR", lat=48.0, lon=2.0)


def test_distance_along_a_great_circle() -> None:
    assert kilometres(0, 0, 0, 1) == pytest.approx(111.2, abs=0.1)
    assert kilometres(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)
    assert kilometres(90, 0, -90, 0) == pytest.approx(20_015, abs=1)


def test_the_same_id_is_right_wherever_it_lies() -> None:
    assert is_near(TOWN, -30.0, 100.0, 42)


def test_161_kilometres_is_near_enough() -> None:
    assert is_near(TOWN, 49.4, 2.0, None)
    assert not is_near(TOWN, 49.5, 2.0, None)
    assert not is_near(TOWN, 49.5, 2.0, 7)


def test_a_country_has_its_own_radius_when_the_gold_has_no_id() -> None:
    country = replace(TOWN, kind="country")

    assert is_near(country, 50.0, 3.0, None)
    assert not is_near(country, 50.0, 3.0, 7)
    assert not is_near(country, 60.0, 3.0, None)


def test_a_place_without_a_point_is_looked_up() -> None:
    nowhere = Resolved(-999_999, "Nowhere", "region", "")

    assert not is_near(nowhere, 0.0, 0.0, None)
