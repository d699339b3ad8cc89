"""The state of a search: the query string and back, and what each link changes."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.facets import FACETS
from search.state import MAX_CHOICES, MAX_SIZE, Choice, SearchState, is_parameter, partial_days

TODAY = date(2021, 9, 20)


def read(query: str) -> SearchState:
    return SearchState.parse(parse_qsl(query, keep_blank_values=True))[0]


def faults(query: str) -> list[str]:
    return [message.parameter for message in SearchState.parse(parse_qsl(query, keep_blank_values=True))[1]]


KEYS = st.sampled_from(
    ["q", "from", "to", "date", "axis", "interval", "sort", "group", "page", "size", "cursor", "facet_limit", "utm", ""]
    + [facet.name + suffix for facet in FACETS for suffix in ("", ".all", ".not")]
)
VALUES = st.one_of(
    st.sampled_from(
        ["none", "12", "0012", "2021", "2021-09", "2021-13", "-30d", "date", "-date", "year", "story", "mentioned"]
    ),
    st.text(max_size=8),
    st.characters(categories=["Cs", "Cc", "Nd"]),
)


@settings(deadline=None)  # other work on the machine makes a slow one now and then
@given(st.lists(st.tuples(KEYS, VALUES), max_size=12))
def test_any_parameters_give_a_state_whose_query_string_gives_it_back(pairs: list[tuple[str, str]]) -> None:
    state, _ = SearchState.parse(pairs)
    again, messages = SearchState.parse(parse_qsl(state.query_string(), keep_blank_values=True))
    assert again == state
    assert messages == ()
    assert again.query_string() == state.query_string()


def test_defaults_and_empty_values_are_left_out() -> None:
    assert read("q=&actor=&page=1&size=20&axis=published&sort=").query_string() == ""


def test_parameters_have_one_order() -> None:
    assert (
        read("page=2&actor=9&actor=10&q=x&actor=9&actor.not=3").query_string()
        == "q=x&actor=10&actor=9&actor.not=3&page=2"
    )


def test_numbers_are_ids_however_they_are_written() -> None:
    assert read("actor=0012").choice("actor").any == ("12",)
    assert read("actor=٣").choice("actor").any == ("٣",)


@pytest.mark.parametrize(
    "query",
    [
        *("page=0", "page=x", "page=-1", "page=9999999999999", "size=0", "sort=best", "axis=x", "interval=hour"),
        *("from=soon", "to=2021-02-30", "from=2021-1-1-1", "date=all", "facet_limit=", "actor.all=none", "group=x"),
    ],
)
def test_a_bad_value_is_left_out_and_named(query: str) -> None:
    name, _, value = query.partition("=")
    assert faults(query) == ([name] if value else [])
    assert read(query) == SearchState()


def test_one_bad_value_does_not_lose_the_others() -> None:
    assert read("q=x&page=x&actor=1").query_string() == "q=x&actor=1"


def test_sizes_are_clamped_without_a_fault() -> None:
    assert (read("size=5000").size, faults("size=5000")) == (MAX_SIZE, [])
    assert read("facet_limit=99999").facet_limit == 1_000


def test_a_range_that_ends_before_it_begins_is_named_and_ignored() -> None:
    assert faults("from=2022&to=2021") == ["to"]
    assert read("from=2022&to=2021").query_string() == ""
    assert faults("from=2021-09-05&to=2021-09") == []


def test_too_many_values_are_named() -> None:
    query = "&".join(f"actor={number}" for number in range(MAX_CHOICES + 1))
    assert faults(query) == ["actor"]
    assert len(read(query).choice("actor").any) == MAX_CHOICES


def test_the_last_of_repeated_single_values_counts() -> None:
    assert read("q=a&q=b").q == "b"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2021", (date(2021, 1, 1), date(2021, 12, 31))),
        ("2020-02", (date(2020, 2, 1), date(2020, 2, 29))),
        ("2021-9-5", (date(2021, 9, 5), date(2021, 9, 5))),
        ("-30d", (date(2021, 8, 21), date(2021, 8, 21))),
        ("-99999d", (date(1747, 12, 7), date(1747, 12, 7))),
        ("2021-02-30", None),
        ("0000", None),
        ("21", None),
        ("٢٠٢١", None),
        ("2021-09-05T10:00", None),
    ],
)
def test_partial_dates_are_inclusive_days(text: str, days: tuple[date, date] | None) -> None:
    assert partial_days(text, TODAY) == days


def test_relevance_needs_a_query_and_is_its_default() -> None:
    assert read("").order == "-date"
    assert read("q=x").order == "relevance"
    assert read("sort=relevance").order == "-date"
    assert read("q=x&sort=date").order == "date"


def test_toggling_chooses_and_lets_go_and_goes_to_page_1() -> None:
    state = read("q=x&page=3&cursor=abc&sort=date")
    chosen = state.toggle("actor", "12")
    assert chosen.query_string() == "q=x&actor=12&sort=date"
    assert chosen.toggle("actor", "12").query_string() == "q=x&sort=date"
    assert chosen.toggle("actor", "12", "not").query_string() == "q=x&actor.not=12&sort=date"
    assert chosen.toggle("actor", "13", "all").query_string() == "q=x&actor=12&actor.all=13&sort=date"


def test_a_value_is_taken_away_from_every_mode() -> None:
    state = read("actor=1&actor=2&actor.all=2&actor.not=2")
    assert state.without("actor", "2").query_string() == "actor=1"
    assert state.without("actor").query_string() == ""


def test_dates_are_set_and_taken_away_together() -> None:
    state = read("from=2021&date=none&page=2")
    assert state.with_dates("2021-09-01", "2021-09-30").query_string() == "from=2021-09-01&to=2021-09-30"
    assert state.without("date").query_string() == ""


def test_clearing_the_filters_keeps_the_words() -> None:
    state = read("q=x&actor=1&from=2021&sort=date&page=2")
    assert state.has_filters
    assert state.without_filters().query_string() == "q=x&sort=date"
    assert not state.without_filters().has_filters


def test_an_empty_choice_leaves_no_trace() -> None:
    assert SearchState().with_choice("actor", Choice()) == SearchState()


@pytest.mark.parametrize("name", ["q", "actor", "actor.all", "language.not", "cursor", "date"])
def test_parameters_of_a_search_are_known(name: str) -> None:
    assert is_parameter(name)


@pytest.mark.parametrize("name", ["", "actors", "actor.", "actor.any", "actor.all.not", "date.not", "utm_source"])
def test_others_are_not(name: str) -> None:
    assert not is_parameter(name)
