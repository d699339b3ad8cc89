"""Addresses made of parts are those that the state itself gives."""

from __future__ import annotations

from datetime import date

from django.urls import reverse, set_script_prefix
from hypothesis import given, settings
from hypothesis import strategies as st

from search.facets import FACETS
from search.links import Addresses, about_url, article_url, search_url, value_url
from search.state import AXES, INTERVALS, Choice, Mode, SearchState

VALUES = st.one_of(st.sampled_from(["none", "7", "12", "en"]), st.text(min_size=1, max_size=6))
CHOSEN = st.lists(VALUES, max_size=3, unique=True).map(lambda values: tuple(sorted(values)))
CHOICES = st.builds(Choice, any=CHOSEN, all=CHOSEN, excluded=CHOSEN)
STATES = st.builds(
    SearchState,
    q=st.text(max_size=8),
    choices=st.dictionaries(st.sampled_from([facet.name for facet in FACETS]), CHOICES, max_size=3),
    first=st.sampled_from(["", "2021", "-30d"]),
    last=st.sampled_from(["", "2021-09-05"]),
    date_missing=st.booleans(),
    axis=st.sampled_from(AXES),
    interval=st.sampled_from(INTERVALS),
    sort=st.sampled_from(["", "-date"]),
    page=st.integers(1, 3),
    size=st.sampled_from([20, 50]),
    cursor=st.sampled_from(["", "abc"]),
)
MODES: st.SearchStrategy[Mode] = st.sampled_from(["any", "all", "not"])


@settings(deadline=None)
@given(STATES, st.sampled_from([facet.name for facet in FACETS]), VALUES, MODES)
def test_a_value_more_or_less(state: SearchState, facet: str, value: str, mode: Mode) -> None:
    addresses = Addresses(state)
    assert addresses.toggled(facet, value, mode) == search_url(state.toggle(facet, value, mode))
    choice = state.choice(facet)
    if value in choice.any or value in choice.all:
        assert addresses.narrowed(facet, value) == search_url(state.changed())
    else:
        assert addresses.narrowed(facet, value) == search_url(
            state.toggle(facet, value, "all" if choice.any else "any")
        )


@settings(deadline=None)
@given(STATES, st.dates(), st.dates())
def test_other_days(state: SearchState, first: date, last: date) -> None:
    narrowed = state.with_dates(first.isoformat(), last.isoformat())
    days = first.isoformat(), last.isoformat()
    assert Addresses(state).dated(*days) == search_url(narrowed)
    assert Addresses(state).dated(*days, keep_interval=False) == search_url(narrowed.changed(interval="auto"))


@settings(deadline=None)
@given(STATES, st.integers(1, 10**6))
def test_an_article_remembers_the_search_without_its_page(state: SearchState, position: int) -> None:
    url = Addresses(state).article(12, position)
    assert url == article_url(12, state, position)
    assert url.startswith(reverse("article", args=[12]) + "?back=")
    assert url == Addresses(state.changed(page=3)).article(12, position)


def test_a_site_mounted_below_a_path_stays_below_it() -> None:
    set_script_prefix("/news/")
    try:
        assert search_url(SearchState(q="truce")) == "/news/?q=truce"
        assert value_url("actor", 7) == "/news/?actor=7"
        assert about_url("actor", 7) == "/news/actors/7/"
        assert Addresses(SearchState()).article(7, 1) == "/news/articles/7/?back=&n=1"
    finally:
        set_script_prefix("/")
    assert search_url(SearchState()) == "/"
