"""The one door: names, counts, labels, order, pages and messages, over an engine that is plainly right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

import search.engine
from corpus.models import Article
from search import service
from search.engine.contract import EngineRequest
from search.results import Results
from search.state import SearchState
from tests.search.memory_engine import MemoryEngine
from tests.search.rows import as_document, make_actor, make_article, make_location

pytestmark = pytest.mark.django_db

Find = Callable[..., Results]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    made = MemoryEngine()
    monkeypatch.setattr(search.engine, "get_engine", lambda: made, raising=False)
    return made


@pytest.fixture
def corpus(engine: MemoryEngine) -> SimpleNamespace:
    """Five articles around Panjshir."""
    afghanistan = make_location("Afghanistan", "Afghan", kind="country")
    panjshir = make_location("Panjshir", "Panjshīr", parent=afghanistan, kind="admin1")
    bazarak = make_location("Bazarak", parent=panjshir)
    dushanbe = make_location("Dushanbe", country="TJ")
    taliban = make_actor("Taliban", "Taleban", country="AF")
    ahmad = make_actor("Ahmad Massoud", "Massoud", kind="person")
    shah = make_actor("Ahmad Shah Massoud", "Massoud", kind="person")
    front = make_actor("Émile Front")
    articles = [
        make_article(
            "Taliban ready for talks",
            "The Taliban are ready for talks in the valley.\n\nMore followed.",
            published="2021-09-05",
            actors=[taliban, taliban, ahmad],
            locations=[panjshir],
            dateline=bazarak,
            source="South Post",
        ),
        make_article("Resistance in the valley", published="2021-09", actors=[ahmad, front], locations=[panjshir]),
        make_article("A memorial", published="2021", actors=[shah], locations=[afghanistan], language="fa"),
        make_article("Visit to Dushanbe", published="2021-11-02", actors=[taliban], locations=[dushanbe]),
        make_article("No one, nowhere", mentioned=["2020-01-01"], language="und"),
    ]
    engine.write(as_document(article) for article in articles)
    return SimpleNamespace(**{key: value for key, value in locals().items() if key != "engine"})


def find(query: str = "", **options: Any) -> Results:
    from urllib.parse import parse_qsl

    state, messages = SearchState.parse(parse_qsl(query, keep_blank_values=True))
    return service.search(state, messages=messages, **options)


def titles(results: Results) -> list[str]:
    return [hit.title for hit in results.hits]


def counts(results: Results, facet: str) -> dict[str, int]:
    return {value.label: value.count for value in results.facets[facet].values}


def codes(results: Results) -> list[str]:
    return [message.code for message in results.messages]


def test_an_empty_query_shows_the_newest_first_and_the_undated_last(corpus: SimpleNamespace) -> None:
    results = find()
    assert results.total == 5
    assert titles(results)[0] == "Visit to Dushanbe"
    assert titles(results)[-1] == "No one, nowhere"
    assert all(hit.score is None for hit in results.hits)


def test_a_query_orders_by_relevance_and_says_how_it_was_understood(corpus: SimpleNamespace) -> None:
    results = find('q="ready for talks" AND taliban')
    assert titles(results) == ["Taliban ready for talks"]
    assert results.parsed == '"ready for talks" taliban'
    assert results.hits[0].score is not None


def test_a_number_is_an_id_and_anything_else_a_name(corpus: SimpleNamespace) -> None:
    by_id = find(f"actor={corpus.taliban.pk}")
    assert titles(by_id) == titles(find("actor=TALEBAN")) == titles(find("actor=Taliban"))
    assert by_id.total == 2
    assert by_id.names == {"actor": {str(corpus.taliban.pk): "Taliban"}}
    assert find("actor=taleban").names == {"actor": {"taleban": "Taliban"}}


def test_names_are_compared_without_case_and_accents(corpus: SimpleNamespace) -> None:
    assert find("location=PANJSHIR").total == 2
    assert find("actor=emile front").total == 1
    assert find("source=south post").total == 1
    assert find("language=Persian").total == find("language=fa").total == 1


def test_a_name_that_several_bear_means_any_of_them_and_a_note_lists_them(corpus: SimpleNamespace) -> None:
    results = find("actor=Massoud")
    assert results.total == 3
    assert codes(results) == ["ambiguous_name"]
    assert "Ahmad Massoud" in results.messages[0].text
    assert "Ahmad Shah Massoud" in results.messages[0].text
    assert [value.label for value in results.facets["actor"].values if value.selected] == [
        "Ahmad Massoud",
        "Ahmad Shah Massoud",
    ]


@pytest.mark.parametrize("mode", ["actor", "actor.all", "location", "source"])
def test_an_unknown_name_finds_nothing_and_a_note_says_so(corpus: SimpleNamespace, mode: str) -> None:
    results = find(f"{mode}=Nobody at all")
    assert results.total == 0
    assert [(message.code, message.level, message.parameter) for message in results.messages] == [
        ("unknown_name", "note", mode)
    ]


def test_excluding_an_unknown_name_excludes_nothing(corpus: SimpleNamespace) -> None:
    results = find("actor.not=Nobody")
    assert (results.total, codes(results)) == (5, ["unknown_name"])


@pytest.mark.parametrize("number", ["987654321", "9" * 30])
def test_an_unknown_id_finds_nothing_and_stays_listed(corpus: SimpleNamespace, number: str) -> None:
    results = find(f"actor={number}")
    assert (results.total, codes(results)) == (0, ["unknown_id"])
    assert [(value.id, value.count) for value in results.facets["actor"].values if value.selected] == [(number, 0)]


def test_names_in_the_query_text_mean_the_same_as_filters(corpus: SimpleNamespace) -> None:
    assert titles(find('q=actor:"Ahmad Massoud" -location:Bazarak')) == ["Resistance in the valley"]
    assert find(f"q=actor:{corpus.taliban.pk}").total == 2
    assert find("q=actor:Massoud").messages[0].code == "ambiguous_name"
    unknown = find("q=talks OR actor:Nobody")
    assert unknown.total == 1
    assert (unknown.messages[0].parameter, unknown.messages[0].position) == ("q", 15)


def test_a_location_holds_what_lies_inside(corpus: SimpleNamespace) -> None:
    assert find("location=Afghanistan").total == 3
    assert find("location=Panjshir").total == 2
    assert find("location.not=Panjshir").total == 3
    assert find("location.all=Afghanistan&location.all=Bazarak").total == 1
    assert counts(find(), "location") == {"Afghanistan": 3, "Panjshir": 2, "Bazarak": 1, "Dushanbe": 1}
    parents = {value.label: value.parent for value in find().facets["location"].values}
    assert parents["Bazarak"] == str(corpus.panjshir.pk)
    assert parents["Afghanistan"] == ""


def test_facet_values_go_by_count_then_label_without_case_and_accents(corpus: SimpleNamespace) -> None:
    labels = [value.label for value in find().facets["actor"].values]
    assert labels == ["Ahmad Massoud", "Taliban", "Ahmad Shah Massoud", "Émile Front"]


def test_selected_values_are_listed_beyond_the_limit_and_with_nothing_to_show(corpus: SimpleNamespace) -> None:
    results = find(f"facet_limit=1&actor={corpus.front.pk}&q=Dushanbe")
    assert counts(results, "actor") == {"Taliban": 1, "Émile Front": 0}
    assert results.facets["actor"].total == 1


def test_excluded_and_required_values_are_listed_as_such(corpus: SimpleNamespace) -> None:
    values = {value.label: value for value in find("actor.not=Taliban&actor.all=Émile Front").facets["actor"].values}
    assert (values["Taliban"].excluded, values["Taliban"].count) == (True, 0)
    assert values["Émile Front"].required


def test_values_without_articles_are_not_listed_otherwise(corpus: SimpleNamespace) -> None:
    assert "Émile Front" not in counts(find("q=Dushanbe"), "actor")


def test_none_has_no_value(corpus: SimpleNamespace) -> None:
    results = find("actor=none")
    assert titles(results) == ["No one, nowhere"]
    assert results.facets["actor"].missing == 1
    assert results.facets["actor"].missing_selected
    assert results.names == {"actor": {"none": "none named"}}
    assert find("actor.not=none").total == 4
    assert find("language=none").total == 1
    assert find("actor=none&actor=Taliban").total == 3


def test_dates_are_inclusive_and_partial(corpus: SimpleNamespace) -> None:
    assert find("from=2021-09&to=2021-09").total == 2
    assert find("from=2021&to=2021").total == 4
    assert find("from=2021-09-05&to=2021-09-05").total == 1
    assert find("date=none").total == 1
    assert find("date=none&from=2021-11").total == 2
    assert find("axis=mentioned&from=2020&to=2020").total == 1
    assert find("from=-30d", today=date(2021, 11, 20)).total == 1


def test_the_histogram_is_labelled_and_adds_up(corpus: SimpleNamespace) -> None:
    dates = find("interval=month").dates
    assert dates is not None
    assert [(bar.label, bar.count) for bar in dates.values if bar.count] == [("Sept 2021", 2), ("Nov 2021", 1)]
    assert (dates.coarser, dates.missing) == (1, 1)
    labels = {
        interval: [bar.label for bar in find(f"interval={interval}&from=2021-09-05&to=2021-09-05").dates.values]
        for interval in ("day", "week", "month", "quarter", "year")
    }
    assert labels == {
        "day": ["5 Sept 2021"],
        "week": ["week of 30 Aug 2021"],
        "month": ["Sept 2021"],
        "quarter": ["Q3 2021"],
        "year": ["2021"],
    }


def test_pages_are_cut_from_one_list(corpus: SimpleNamespace) -> None:
    whole = titles(find())
    pages = [titles(find(f"size=2&page={number}")) for number in (1, 2, 3, 4)]
    assert pages == [whole[:2], whole[2:4], whole[4:], []]
    assert (find("size=2&page=4").total, find("size=2").pages, find("q=nothing").pages) == (5, 3, 1)


def test_cursors_go_through_the_whole_list_once(corpus: SimpleNamespace) -> None:
    seen, cursor = [], ""
    while True:
        results = find(f"size=2&actor.not=none&cursor={cursor}")
        seen += titles(results)
        if results.next_cursor is None:
            break
        cursor = results.next_cursor
    assert seen == titles(find("actor.not=none"))
    assert results.page == 2


@pytest.mark.parametrize("cursor", ["x", "é", "A" * 500, "====", "MTAueA"])
def test_a_cursor_that_was_not_given_out_is_a_fault(corpus: SimpleNamespace, cursor: str) -> None:
    results = find(f"cursor={cursor}")
    assert [(each.code, each.level, each.parameter) for each in results.messages] == [("bad_cursor", "error", "cursor")]
    assert results.total == 5


def test_a_cursor_of_another_search_is_a_fault(corpus: SimpleNamespace) -> None:
    cursor = find("size=2").next_cursor
    assert codes(find(f"size=2&cursor={cursor}")) == []
    assert codes(find(f"size=2&actor=Taliban&cursor={cursor}")) == ["bad_cursor"]
    assert codes(find(f"size=2&sort=date&cursor={cursor}")) == ["bad_cursor"]


def test_a_faulty_query_is_told_and_ignored(corpus: SimpleNamespace) -> None:
    results = find("q=(talks&actor=Taliban")
    assert (results.total, results.parsed) == (2, "")
    assert [(each.code, each.level, each.position) for each in results.messages] == [
        ("unbalanced_parenthesis", "error", 0)
    ]
    assert results.hits[0].title == "Visit to Dushanbe"


def test_a_hit_carries_its_tags_by_number_of_mentions_and_its_dateline(corpus: SimpleNamespace) -> None:
    [hit] = find("location=Bazarak").hits
    assert [tag.name for tag in hit.actors] == ["Taliban", "Ahmad Massoud"]
    assert {tag.name for tag in hit.locations} == {"Bazarak", "Panjshir"}
    assert hit.dateline == "Bazarak"
    assert (hit.source, hit.published, hit.published_label) == ("South Post", "2021-09-05", "5 Sept 2021")
    assert (hit.copies, hit.published_precision) == (0, "day")


def test_dates_of_hits_are_written_to_their_precision(corpus: SimpleNamespace) -> None:
    written = {hit.title: (hit.published, hit.published_label) for hit in find().hits}
    assert written["Resistance in the valley"] == ("2021-09", "Sept 2021")
    assert written["A memorial"] == ("2021", "2021")
    assert written["No one, nowhere"] == ("", "undated")


def test_a_hit_marks_the_words_that_matched(corpus: SimpleNamespace) -> None:
    [hit] = find('q="ready for talks" -memorial').hits
    assert hit.title_html == "Taliban <mark>ready for talks</mark>"
    assert hit.snippets == (
        "The Taliban are <mark>ready for talks</mark> in the valley.\n\nMore followed.".replace("\n\n", " "),
    )


def test_a_hit_has_at_most_six_tags_a_kind_unless_all_are_asked_for(
    corpus: SimpleNamespace, engine: MemoryEngine
) -> None:
    crowd = [make_actor(f"Person {number}") for number in range(9)]
    article = make_article("A crowd", actors=crowd)
    engine.write([as_document(article)])
    assert len(find("q=crowd").hits[0].actors) == 6
    assert len(find("q=crowd", tags=None).hits[0].actors) == 9


def test_articles_gone_since_the_index_was_written_are_left_out(corpus: SimpleNamespace) -> None:
    Article.objects.filter(title="A memorial").update(hidden=True)
    assert "A memorial" not in titles(find())
    assert "A memorial" not in [hit.title for hit in service.iterate(SearchState())]


def test_only_the_facets_asked_for_are_counted(corpus: SimpleNamespace, engine: MemoryEngine) -> None:
    results = find(facets=["actor"])
    assert (set(results.facets), results.dates) == ({"actor"}, None)
    assert find(facets=()).facets == {}
    assert find(facets=["date"]).dates is not None
    assert set(find().facets) == {"actor", "location", "source", "language"}


def test_messages_given_come_first(corpus: SimpleNamespace) -> None:
    assert codes(find("page=x&actor=Nobody")) == ["bad_parameter", "unknown_name"]


def test_all_rows_are_all_pages_joined(corpus: SimpleNamespace) -> None:
    state = SearchState(q="valley OR taliban", size=1, page=2)
    assert [hit.id for hit in service.iterate(state)] == [hit.id for hit in find("q=valley OR taliban").hits]


@pytest.mark.parametrize("articles", [3, 40])
def test_a_search_asks_the_database_a_fixed_number_of_times(
    corpus: SimpleNamespace, engine: MemoryEngine, articles: int, django_assert_max_num_queries: Any
) -> None:
    made = [make_article(f"Talks {number}", actors=[make_actor(f"A{number}")]) for number in range(articles)]
    engine.write(as_document(article) for article in made)
    with django_assert_max_num_queries(15):
        find("q=talks OR actor:Massoud&size=100&actor.not=Nobody&location.not=Nowhere&source.not=No one")


def test_a_unique_name_resolves_to_its_id(corpus: SimpleNamespace) -> None:
    assert service.resolve_unique("actor", "taleban") == str(corpus.taliban.pk)
    assert service.resolve_unique("location", "afghan") == str(corpus.afghanistan.pk)
    assert service.resolve_unique("language", "Persian") == "fa"
    assert [service.resolve_unique("actor", name) for name in ("Massoud", "Nobody", "none", "12")] == [None] * 4
    assert service.resolve_unique("language", "fa") is None


def test_all_values_of_a_facet_can_be_paged_narrowed_and_ordered(corpus: SimpleNamespace, engine: MemoryEngine) -> None:
    state = SearchState()
    assert [value.label for value in service.facet_values(state, "actor", order="label").values] == [
        "Ahmad Massoud",
        "Ahmad Shah Massoud",
        "Émile Front",
        "Taliban",
    ]
    assert [value.label for value in service.facet_values(state, "actor", prefix="EM").values] == ["Émile Front"]
    assert [value.label for value in service.facet_values(state, "actor", contains="shah").values] == [
        "Ahmad Shah Massoud"
    ]
    whole = service.facet_values(state, "actor")
    assert (whole.total, whole.page, whole.pages, whole.missing) == (4, 1, 1, 1)
    assert service.facet_values(state, "actor", page=2).values == ()


def test_facet_values_respect_the_rest_of_the_search(corpus: SimpleNamespace) -> None:
    values = service.facet_values(SearchState(q="valley"), "actor").values
    assert {value.label: value.count for value in values} == {"Ahmad Massoud": 2, "Taliban": 1, "Émile Front": 1}


def test_suggestions_begin_so_and_have_articles(corpus: SimpleNamespace) -> None:
    make_actor("Tali the unmentioned")
    assert [(each.facet, each.label, each.name, each.count) for each in service.suggest("tal")] == [
        ("actor", "Taliban", "Taliban", 2)
    ]
    assert [each.label for each in service.suggest("pan")] == ["Panjshir"]
    assert [each.facet for each in service.suggest("south")] == ["source"]
    assert service.suggest("  ") == ()
    assert service.suggest("%") == ()


def test_alternatives_name_what_each_filter_costs(corpus: SimpleNamespace) -> None:
    state = SearchState(q="valley dushanbe").toggle("actor", str(corpus.taliban.pk)).with_dates("2021-11", "")
    results = service.search(state)
    assert results.total == 0
    offered = {each.label: each for each in service.alternatives(state, results)}
    assert offered["Any of these words"].total == 1
    assert offered["Without the words"].total == 1
    assert all(each.total == service.search(each.state).total > 0 for each in offered.values())


def test_another_spelling_is_offered_only_if_it_finds_something(corpus: SimpleNamespace) -> None:
    state = SearchState(q="talibam")
    [offer] = service.alternatives(state, service.search(state))
    assert (offer.state.q, offer.total) == ("taliban", 1)
    nothing = SearchState(q="qqqqqqqq")
    assert service.alternatives(nothing, service.search(nothing)) == ()


def test_the_engine_gets_ids_days_and_limits(corpus: SimpleNamespace, engine: MemoryEngine) -> None:
    find("q=source:Nowhere&size=7&page=3&facet_limit=50&actor=Taliban")
    request: EngineRequest = engine.requests[-1]
    assert (request.offset, request.limit, request.facets["actor"].limit) == (14, 7, 50)
    assert request.facets["actor"].always == {str(corpus.taliban.pk)}
