"""Dates are found where they stand, mean the right days, and numbers that are no dates stay numbers."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.extract.dates import find_dates
from corpus.extract.mention import FoundMention

MONDAY = (date(2021, 9, 6), date(2021, 9, 6))


def found(text: str, published: tuple[date, date] | None = MONDAY) -> list[tuple[str, str]]:
    return [(mention.text, mention.name) for mention in find_dates(text, published=published)]


def test_a_weekday_means_the_date_in_brackets_behind_it() -> None:
    assert found("on Tuesday (Aug 31)") == [("Tuesday", "2021-08-31"), ("Aug 31", "2021-08-31")]


@pytest.mark.parametrize("text", ["half a year ago", "weekend trips", "the weekend's best songs", "a new year's hope"])
def test_words_that_only_look_like_days_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On September 5, leaders met.", ("September 5", "2021-09-05")),
        ("on 5 September", ("5 September", "2021-09-05")),
        ("SEPTEMBER 5", ("SEPTEMBER 5", "2021-09-05")),
        ("on Sept. 5, 2021, they", ("Sept. 5, 2021", "2021-09-05")),
        ("the 5th of September, 2021", ("5th of September, 2021", "2021-09-05")),
        ("SAN SALVADOR, 3 JAN 90 --", ("3 JAN 90", "1990-01-03")),
        ("2021-09-05T10:00:00Z", ("2021-09-05", "2021-09-05")),
        ("by 25/12/2020", ("25/12/2020", "2020-12-25")),
        ("by 12/25/2020", ("12/25/2020", "2020-12-25")),
        ("Sunday, 5 September 2021", ("Sunday, 5 September 2021", "2021-09-05")),
        ("since March 2020", ("March 2020", "2020-03")),
        ("in August", ("August", "2021-08")),
        ("in May", ("May", "2021-05")),
        ("last October", ("last October", "2020-10")),
        ("in 2014", ("2014", "2014")),
        ("the 2014 election", ("2014", "2014")),
        ("(2014)", ("2014", "2014")),
        ("mid-2019", ("mid-2019", "2019-05-01/2019-08-31")),
        ("in October last year", ("October last year", "2020-10")),
        ("on 15 August of last year", ("15 August of last year", "2020-08-15")),
        ("in May this year", ("May this year", "2021-05")),
        ("over the weekend", ("weekend", "2021-09-04/2021-09-05")),
        ("They will meet at the weekend", ("weekend", "2021-09-11/2021-09-12")),
        ("on New Year's Eve", ("New Year's Eve", "2020-12-31")),
        ("on Christmas Day, 2015", ("Christmas Day, 2015", "2015-12-25")),
        ("in early 2020", ("early 2020", "2020-01-01/2020-04-30")),
        ("in late August", ("late August", "2021-08-21/2021-08-31")),
        ("in the 1990s", ("1990s", "1990-01-01/1999-12-31")),
        ("on Sunday", ("Sunday", "2021-09-05")),
        ("late on Monday night", ("Monday night", "2021-09-06")),
        ("last Friday", ("last Friday", "2021-09-03")),
        ("next Tuesday", ("next Tuesday", "2021-09-07")),
        ("yesterday", ("yesterday", "2021-09-05")),
        ("this week", ("this week", "2021-09-06/2021-09-12")),
        ("earlier this week", ("earlier this week", "2021-08-31/2021-09-06")),
        ("last week", ("last week", "2021-08-30/2021-09-05")),
        ("last month", ("last month", "2021-08")),
        ("last year", ("last year", "2020")),
        ("over the last three days", ("last three days", "2021-09-03/2021-09-06")),
        ("two weeks ago", ("two weeks ago", "2021-08-23/2021-08-29")),
        ("ten years ago", ("ten years ago", "2011")),
        ("September 5-7", ("September 5-7", "2021-09-05/2021-09-07")),
        ("from 3 to 7 May 2020", ("3 to 7 May 2020", "2020-05-03/2020-05-07")),
        ("May 30 to June 2, 2020", ("May 30 to June 2, 2020", "2020-05-30/2020-06-02")),
        ("between 2014 and 2016", ("between 2014 and 2016", "2014-01-01/2016-12-31")),
        ("the 2014-16 war", ("2014-16", "2014-01-01/2016-12-31")),
        ("first quarter of 1987", ("first quarter of 1987", "1987-01-01/1987-03-31")),
        ("Q3 2021", ("Q3 2021", "2021-07-01/2021-09-30")),
        ("second half of 1986", ("second half of 1986", "1986-07-01/1986-12-31")),
        ("the September 11 attacks", ("September 11", "2001-09-11")),
    ],
)
def test_a_date_is_found_and_means_these_days(text: str, expected: tuple[str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2000 soldiers", "in 2000 homes", "$1987", "1,987 tons", "a Boeing 2000", "at 2030 GMT", "Resolution 1973",
        "05/09/2021", "They may march in august company.", "Theresa May said so.", "led by May", "in May's speech",
        "Black Friday sales", "on Fridays", "USA Today", "the March 14 Alliance", "30 February", "Version 1.2.2021.3",
        "call 2014-555-1234", "sat in the sun", "the 17 November group's Movement of 20210905", "32 January", "#2014",
        "three days earlier", "a 2000-strong crowd", "one of two men", "the second time",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert [item for item in found(text) if item[0] != "17 November"] == []


def test_a_date_without_year_lies_near_its_publication() -> None:
    january = (date(2021, 1, 3),) * 2
    assert found("on December 30", january) == [("December 30", "2020-12-30")]
    assert found("on January 5", january) == [("January 5", "2021-01-05")]
    assert found("in November", january) == [("November", "2020-11")]
    assert found("It will be held on November 3.") == [("November 3", "2021-11-03")]
    assert found("on Feb 29")[0][1] == "--02-29"
    assert found("It is scheduled for this November.") == [("this November", "2021-11")]
    assert found("The wave that came this March") == [("this March", "2021-03")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was convicted last summer.", ("last summer", "2021-06-01/2021-08-31")),
        ("The ferry sank in the spring of 2020.", ("spring of 2020", "2020-03-01/2020-05-31")),
        ("The winter of 2019-20 had no ice", ("winter of 2019-20", "2019-12-01/2020-02-29")),
        ("The pier opens next spring", ("next spring", "2022-03-01/2022-05-31")),
        ("Profits in the fourth quarter rose", ("fourth quarter", "2020-10-01/2020-12-31")),
        ("FERRY CORP 2ND QTR LOSS", ("2ND QTR", "2021-04-01/2021-06-30")),
        ("Q3 results beat forecasts", ("Q3", "2021-07-01/2021-09-30")),
        ("First-half sales fell", ("First-half", "2021-01-01/2021-06-30")),
        ("The talks ran from Thursday to Saturday.", ("Thursday to Saturday", "2021-09-02/2021-09-04")),
        ("Tuesday’s NATO summit", ("Tuesday", "2021-08-31")),
        ("in a Thursday news conference", ("Thursday", "2021-09-02")),
        ("after [Wednesday's] crossing", ("Wednesday", "2021-09-01")),
        ("grain for end-April shipment", ("end-April", "2021-04-21/2021-04-30")),
        ("The lighthouse was lit; 2018 saw none pass.", ("2018", "2018")),
    ],
)
def test_seasons_quarters_and_weekdays_as_papers_have_them(text: str, expected: tuple[str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "He scored twice in the fourth quarter.",
        "Shares fall 2019 points in spring water sales",
        "the first time that profits fell",
        "on a Friday night in the harbour",
        "open Monday-Friday",
        "We ate at TGI Friday's in town",
        "on BBC Radio 4's Today programme",
    ],
)
def test_what_only_looks_like_a_season_a_quarter_or_a_day(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("On Tuesday, three unions will block the harbour.", "2021-09-07"),
        ("Friday’s vote will decide who keeps the lighthouse.", "2021-09-10"),
        ("The ferries stop. On Wednesday they are to be sold.", "2021-09-08"),
        ("Tuesday will be harder.", "2021-09-07"),
        ("The bridge is due to reopen on Friday.", "2021-09-10"),
        ("Ferries will be stopped on Friday.", "2021-09-10"),
        ("The crews must answer by noon on Friday.", "2021-09-10"),
        ("The quay was hit by a runaway ferry on Friday.", "2021-09-03"),
        ("Crossings were halted due to heavy fog on Friday.", "2021-09-03"),
        ("Fares rose more than expected on Friday.", "2021-09-03"),
        ("The harbour will repair a crane damaged on Friday.", "2021-09-03"),
        ("“The ferry will sail,” the mayor said on Friday.", "2021-09-03"),
        ("He waited until the owners were named on Friday.", "2021-09-03"),
        ("On Tuesday, he said he will resign.", "2021-08-31"),
        ("On Friday the court ruled that the ferry will sail.", "2021-09-03"),
        ("Sailors who struck on Friday will be paid.", "2021-09-03"),
    ],
)
def test_what_will_happen_on_a_weekday_happens_on_the_next(text: str, day: str) -> None:
    assert [name for _, name in found(text)] == [day]


def test_without_publication_only_what_stands_there_is_kept() -> None:
    mentions = find_dates("On September 5, last week and on Sunday, in August and in May 2020.")
    assert [(mention.text, mention.yearless, mention.first) for mention in mentions] == [
        ("September 5", "--09-05", None),
        ("August", "--08", None),
        ("May 2020", "", date(2020, 5, 1)),
    ]
    assert [mention.precision for mention in mentions] == ["", "", "month"]


def test_an_inexact_publication_date_resolves_only_what_it_can() -> None:
    year = (date(2021, 1, 1), date(2021, 12, 31))
    assert found("yesterday, on Sunday, last year and this month", year) == [("last year", "2020")]
    month = (date(2021, 9, 1), date(2021, 9, 30))
    assert found("on August 5 and last month, but not today", month) == [
        ("August 5", "2021-08-05"),
        ("last month", "2021-08"),
    ]


@pytest.mark.parametrize(
    ("text", "rule", "precision"),
    [
        ("on September 5", "date", "day"),
        ("on Sunday", "weekday", "day"),
        ("last week", "relative", "week"),
        ("in August", "month", "month"),
        ("in 2014", "year", "year"),
        ("May 3-5", "range", "interval"),
        ("third quarter of 2020", "range", "quarter"),
    ],
)
def test_rule_and_precision_say_how_it_was_read(text: str, rule: str, precision: str) -> None:
    (mention,) = find_dates(text, published=MONDAY)
    assert (mention.kind, mention.rule, mention.precision) == ("date", rule, precision)
    assert 0 < mention.confidence <= 1


def test_the_field_is_kept_and_mentions_come_in_order() -> None:
    text = "From June 2020 they waited; on 5 September, and again yesterday, shots were fired."
    mentions = find_dates(text, field="title", published=MONDAY)
    assert {mention.field for mention in mentions} == {"title"}
    assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)
    assert [mention.text for mention in mentions] == ["June 2020", "5 September", "yesterday"]


def test_publication_at_the_ends_of_the_calendar_breaks_nothing() -> None:
    text = (
        "On September 5, last year, 300 years ago, next month, in the last 50 years, tomorrow, last Friday, in August"
    )
    for day in (date(1, 1, 1), date(9999, 12, 31)):
        assert all(mention.end for mention in find_dates(text, published=(day, day)))


WORDS = """
Sept. 5 , - – to and between from 2014 2021-09-05 31 May in the last three weeks ago Monday night 's 1990s 25/12/2020
mid- early ( ) first quarter of 29 February ’90 . next 3 JAN 90 QUARTER 9999 years
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", "\xa0"])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=14).map(" ".join)), st.dates())
@example("between 5 May and", date(2021, 1, 1))
@example("İI 5 May", date(2021, 1, 1))
def test_any_text_gives_mentions_that_slice_exactly(text: str, day: date) -> None:
    for published in ((day, day), None):
        mentions = find_dates(text, published=published)
        for before, after in pairwise(mentions):
            assert before.end <= after.start
        for mention in mentions:
            assert_sound(text, mention)


def assert_sound(text: str, mention: FoundMention) -> None:
    assert text[mention.start : mention.end] == mention.text != ""
    if mention.first is None or mention.last is None:
        assert re.fullmatch(r"--\d\d(-\d\d)?", mention.yearless)
        assert (mention.first, mention.last, mention.precision) == (None, None, "")
    else:
        assert mention.first <= mention.last
        assert mention.precision
        assert not mention.yearless


def test_long_and_odd_text_is_read_in_time_proportional_to_it() -> None:
    for piece in ("5 May and ", "early late ", "2014-", "a " * 5, "the beginning of ", "September ", "9"):
        assert find_dates(piece * 4_000, published=MONDAY) is not None
