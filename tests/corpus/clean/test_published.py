"""Publication dates as files write them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean.published import parse_published, published_from_url
from corpus.clean.words import words

DATES = json.loads((Path(__file__).resolve().parents[2] / "data" / "clean" / "dates.json").read_text(encoding="utf-8"))
TODAY = date(2021, 11, 22)
DAY = "2021-09-05"


@pytest.mark.parametrize(
    "value",
    DATES["days"],
)
def test_days(value: str) -> None:
    found = parse_published(value, today=TODAY)
    assert (found.first, found.last) == (date(2021, 9, 5), date(2021, 9, 5))
    assert (found.precision, found.status, found.warning) == ("day", "stated", "")


@pytest.mark.parametrize(
    ("value", "first", "last", "precision"),
    [
        ("2021-09", "2021-09-01", "2021-09-30", "month"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("Sept 2021", "2021-09-01", "2021-09-30", "month"),
        ("September, 2021", "2021-09-01", "2021-09-30", "month"),
        ("09/2021", "2021-09-01", "2021-09-30", "month"),
        ("2021-11", "2021-11-01", "2021-11-30", "month"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
        ("1987", "1987-01-01", "1987-12-31", "year"),
        ("13/04/2021", "2021-04-13", "2021-04-13", "day"),
        ("04/13/2021", "2021-04-13", "2021-04-13", "day"),
        ("03/03/2021", "2021-03-03", "2021-03-03", "day"),
        ("1605-06-07", "1605-06-07", "1605-06-07", "day"),
        ("2021-11-23", "2021-11-23", "2021-11-23", "day"),
    ],
)
def test_spans(value: str, first: str, last: str, precision: str) -> None:
    found = parse_published(value, today=TODAY)
    assert (str(found.first), str(found.last), found.precision, found.warning) == (first, last, precision, "")


def test_an_ambiguous_day_and_month_keep_the_year_only() -> None:
    found = parse_published("03/04/2021", today=TODAY)
    assert (str(found.first), str(found.last), found.precision) == ("2021-01-01", "2021-12-31", "year")
    assert "ambiguous; write 2021-04-03 or 2021-03-04" in found.warning


@pytest.mark.parametrize("value", ["Updated 5 September 2021", "Last updated: 5 Sep 2021", "modified 2021-09-05"])
def test_the_day_of_a_change_is_no_day_of_publication(value: str) -> None:
    assert parse_published(value, today=TODAY).first is None


ODD = DATES["odd"]


@pytest.mark.parametrize("value", ODD)
def test_what_is_no_date_leaves_the_article_undated_with_a_warning(value: str) -> None:
    found = parse_published(value, today=TODAY)
    assert (found.first, found.last, found.precision, found.status) == (None, None, "", "unknown")
    assert found.warning


def test_there_are_a_hundred_odd_values() -> None:
    assert len(set(ODD)) >= 100


@pytest.mark.parametrize("value", ["", " ", "\n\t", "\u00a0"])
def test_no_value_needs_no_warning(value: str) -> None:
    found = parse_published(value, today=TODAY)
    assert (found.first, found.last, found.precision, found.status, found.warning) == (None, None, "", "unknown", "")


def test_a_warning_names_the_value_shortly_and_what_to_do() -> None:
    assert "write it as 2021-09-05" in parse_published("sometime", today=TODAY).warning
    long = parse_published("x\n" * 5_000, today=TODAY).warning
    assert len(long) < 150
    assert "\n" not in long


PARTS = st.sampled_from(
    words("2021 09 5 31 0 99 1999 Sep September Mon - / . : , T Z + am UTC ( ) at of 12 60 24 de 年 月 日 1630836000")
)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(PARTS, max_size=9).map(" ".join), st.lists(PARTS, max_size=9).map("".join))
)
def test_any_value_is_a_sound_span_or_unknown_and_never_raises(value: str) -> None:
    found = parse_published(value, today=TODAY)
    if found.first is None or found.last is None:
        assert (found.first, found.last, found.precision, found.status) == (None, None, "", "unknown")
        assert bool(found.warning) or not value.strip()
        return
    assert found.first <= found.last
    assert found.first <= TODAY + timedelta(days=1)
    assert found.first.year >= 1500
    assert found.precision == ("day" if found.first == found.last else found.precision)


@settings(deadline=None)
@given(st.text(max_size=40).filter(lambda text: not any(character.isnumeric() for character in text)))
def test_a_value_without_a_number_is_never_a_date(value: str) -> None:
    assert parse_published(value, today=TODAY).first is None


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://tideland.example/2021/09/05/ferries", DAY),
        ("https://tideland.example/2021/9/5/", DAY),
        ("https://tideland.example/news/2021-09-05-ferries.html", DAY),
        ("https://tideland.example/2021/sep/05/ferries", DAY),
        ("https://tideland.example/ferries-20210905/", DAY),
        ("https://tideland.example/2021/09/05/what-happened-on-2001-09-11", DAY),
        ("https://web.archive.example/web/20211001101010/https://tideland.example/2021/09/05/x", DAY),
        ("https://tideland.example/english/2021-09/05/c_131.htm", DAY),
        ("https://tideland.example/n3/2021/0905/c90-98.html", DAY),
        ("https://tideland.example/a/202109/05/WS61.html", DAY),
        ("https://tideland.example/2021/1345/x", ""),
        ("https://tideland.example/2021/09/ferries", "2021-09"),
        ("https://tideland.example/2021/sep/ferries", "2021-09"),
        ("https://tideland.example/2021-09-ferries.html", "2021-09"),
        ("https://tideland.example/2021/13/05/x", ""),
        ("https://tideland.example/2021/02/30/x", "2021-02"),
        ("https://tideland.example/article/20210905123.html", ""),
        ("https://tideland.example/?date=2021-09-05", ""),
        ("https://tideland.example/2021-09-05-a/2021-09-06-b", ""),
        ("https://tideland.example/1066/10/14/battle", ""),
        ("http://[broken", ""),
        ("", ""),
        ("/" * 100_000, ""),
    ],
)
def test_dates_in_addresses(url: str, found: str) -> None:
    assert published_from_url(url) == found


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_address_is_read(url: str) -> None:
    found = published_from_url(url)
    assert found == "" or parse_published(found, today=date(2100, 1, 1)).first
