"""Haystack's public API over articles in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from haystack.backends.whoosh_backend import LOCALS
from haystack.exceptions import SearchBackendError
from haystack.inputs import AutoQuery, Exact
from haystack.query import SQ, SearchQuerySet

from corpus.models import Actor, Article, IndexState, Location, Mention, Source
from search.engine import get_engine
from search.engine.contract import EngineRequest, FacetRequest, IndexUnavailableError

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(index: Path) -> list[Article]:
    """Five articles of two sources, in the database and the index."""
    daily, wire = (Source.objects.create(name=name, key=name.lower()) for name in ("Daily, The", "Wire"))
    country = Location.objects.create(geonameid=1, name="Afghanistan", kind="country", country="AF")
    province = Location.objects.create(geonameid=2, name="Panjshir", kind="admin1", country="AF", parent=country)
    actors = [Actor.objects.create(key=f"person:{name}", name=name, kind="person") for name in ("Massoud", "Saleh")]
    rows = [
        ("Fighting in the valley", "Fighters held the valley against the army.", daily, [0], [province], 5),
        ("Talks in Kabul", "Ministers met. The valley was quiet.", wire, [0, 1], [country], 7),
        ("Harvest", "A rich harvest of mulberries.", daily, [], [], None),
        ("Valley again", "The fighters left the valley; mulberries rot.", wire, [1], [province], 7),
        ("Sport", "A wrestling match.", wire, [], [], 9),
    ]
    made = []
    for number, (title, text, source, who, where, day) in enumerate(rows):
        article = _article(number, title, text, source, day)
        for actor in who:
            Mention.objects.create(article=article, surface="x", kind="person", actor=actors[actor], rule="supplied")
        for location in where:
            Mention.objects.create(article=article, surface="x", kind="location", location=location, rule="supplied")
        made.append(article)
    call_command("update_index", verbosity=0)
    return made


def _article(number: int, title: str, text: str, source: Source, day: int | None) -> Article:
    published = date(2021, 9, day) if day else None
    article = Article.objects.create(
        source=source,
        identity=f"id:{number}",
        title=title,
        text=text,
        raw_sha256="0" * 64,
        record_sha256="0" * 64,
        text_sha256="0" * 64,
        language="en",
        published_from=published,
        published_to=published,
        published_precision="day" if day else "",
        published_status="stated" if day else "unknown",
    )
    Article.objects.filter(pk=article.pk).update(added=datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=number))
    return article


def titles(results: Any) -> list[str]:
    return [result.title for result in results]


def test_filter_exclude_and_auto_query(articles: list[Article]) -> None:
    everything = SearchQuerySet()
    assert everything.count() == 5
    assert set(titles(everything.filter(content="fighter"))) == {"Fighting in the valley", "Valley again"}
    assert set(titles(everything.filter(content="valley").exclude(content="fighter"))) == {"Talks in Kabul"}
    assert titles(everything.filter(content=AutoQuery('"mulberries rot"'))) == ["Valley again"]
    assert titles(everything.filter(title="valley").filter(text__startswith="figh").order_by("published")) == [
        "Fighting in the valley",
        "Valley again",
    ]
    assert titles(everything.filter(SQ(content="harvest") | SQ(content="wrestling")).order_by("title")) == [
        "Harvest",
        "Sport",
    ]
    assert everything.filter(published__gte=date(2021, 9, 7)).count() == 3
    assert everything.filter(published__range=(date(2021, 9, 1), date(2021, 9, 6))).count() == 1


def test_facets_are_whole_values_and_narrow_gives_what_they_show(articles: list[Article]) -> None:
    found = SearchQuerySet().facet("actor").facet("location").facet("source").facet("language")
    counts = found.facet_counts()["fields"]
    country, province = (str(pk) for pk in Location.objects.order_by("geonameid").values_list("pk", flat=True))
    assert counts["location"] == [(country, 3), (province, 2), (None, 2)]
    assert counts["language"] == [("en", 5)]
    for facet in ("actor", "location", "source"):
        for value, count in counts[facet]:
            if value is not None:
                assert SearchQuerySet().narrow(f'{facet}:"{value}"').count() == count
                assert SearchQuerySet().narrow(f'{facet}_exact:"{value}"').count() == count
                assert SearchQuerySet().filter(**{f"{facet}__in": [value]}).count() == count
                assert SearchQuerySet().filter(**{f"{facet}__exact": Exact(value)}).count() == count
    narrowed = SearchQuerySet().narrow(f'location:"{province}"').facet("actor").facet_counts()["fields"]["actor"]
    assert sorted(count for _, count in narrowed) == [1, 1]


def test_order_by_several_directions(articles: list[Article]) -> None:
    found = SearchQuerySet().order_by("-published", "title")
    assert titles(found) == ["Sport", "Talks in Kabul", "Valley again", "Fighting in the valley", "Harvest"]
    found = SearchQuerySet().order_by("published", "-title")
    assert titles(found) == ["Fighting in the valley", "Valley again", "Talks in Kabul", "Sport", "Harvest"]
    with pytest.raises(SearchBackendError, match="no_such_field"):
        list(SearchQuerySet().order_by("no_such_field"))


def test_the_last_page_holds_the_rest_and_nothing_twice(articles: list[Article]) -> None:
    found = SearchQuerySet().order_by("added")
    pages = [titles(found[start : start + 2]) for start in (0, 2, 4)]
    assert pages == [["Fighting in the valley", "Talks in Kabul"], ["Harvest", "Valley again"], ["Sport"]]
    assert titles(found[1:4]) == ["Talks in Kabul", "Harvest", "Valley again"]


def test_results_carry_fields_from_the_database(articles: list[Article]) -> None:
    [result] = SearchQuerySet().filter(content="wrestling")
    assert (result.pk, result.text, result.version) == (str(articles[4].pk), "A wrestling match.", 1)
    assert result.published.date() == date(2021, 9, 9)
    assert result.source == str(articles[4].source_id)
    assert result.object == articles[4]
    assert SearchQuerySet().filter(content="fighters").order_by("django_id").values_list("pk", flat=True)[0] == str(
        articles[0].pk
    )


def test_highlight_more_like_this_and_spelling(articles: list[Article]) -> None:
    [result] = SearchQuerySet().filter(content="wrestle").highlight()
    assert result.highlighted["text"] == ["A <em>wrestling</em> match"]
    like = SearchQuerySet().more_like_this(articles[0])
    assert next(iter(like)).pk == str(articles[3].pk)
    assert str(articles[0].pk) not in [each.pk for each in like]
    assert SearchQuerySet().spelling_suggestion("valey mulberries") == "valley mulberries"
    assert SearchQuerySet().spelling_suggestion("valley") is None


def test_date_facets_name_their_spans(articles: list[Article]) -> None:
    found = SearchQuerySet().date_facet("published", date(2021, 9, 1), date(2021, 9, 11), "day", 5)
    assert found.facet_counts()["dates"]["published"] == [
        ((datetime(2021, 9, 6), datetime(2021, 9, 11)), 3),
        ((datetime(2021, 9, 1), datetime(2021, 9, 6)), 1),
        (None, 1),
    ]


def test_both_doors_see_the_same_articles(articles: list[Article]) -> None:
    answer = get_engine().answer(EngineRequest(facets={"location": FacetRequest()}))
    assert answer.total == 5
    assert [count for _, count in answer.facets["location"].values] == [3, 2]
    assert [hit.id for hit in answer.hits] == [articles[each].pk for each in (4, 1, 3, 0, 2)]


def test_haystack_commands_remove_clear_and_rebuild(articles: list[Article]) -> None:
    backend: Any = get_engine()
    backend.remove(articles[0])
    backend.remove(f"corpus.article.{articles[1].pk}")
    assert set(backend.versions()) == {each.pk for each in articles[2:]}
    Article.objects.filter(pk=articles[4].pk).update(hidden=True)
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert set(backend.versions()) == {each.pk for each in articles[:4]}
    call_command("clear_index", interactive=False, verbosity=0)
    assert backend.versions() == {}
    assert SearchQuerySet().count() == 0


def test_update_writes_nothing_when_one_object_is_bad(articles: list[Article]) -> None:
    backend: Any = get_engine()
    index = SearchQuerySet().query.backend  # the same connection
    articles[0].text, articles[1].text = "Entirely new.", "half a pair \ud800"
    from haystack import connections

    article_index = connections["default"].get_unified_index().get_index(Article)
    with pytest.raises(SearchBackendError, match=f"corpus.article.{articles[1].pk}"):
        index.update(article_index, articles)
    assert SearchQuerySet().filter(content="fighters").count() == 2
    backend.update(article_index, articles[:1])  # the lock is free
    assert SearchQuerySet().filter(content="entirely").count() == 1


def test_an_index_that_was_lost_is_not_made_anew_silently(index: Path) -> None:
    IndexState.objects.create(pk=1, generation=3)
    with pytest.raises(IndexUnavailableError):
        SearchQuerySet().count()
    with pytest.raises(IndexUnavailableError):
        get_engine().answer(EngineRequest())
    assert not index.exists()


def test_before_the_first_index_searches_find_nothing(index: Path) -> None:
    assert get_engine().answer(EngineRequest(facets={"actor": FacetRequest()}, interval="auto")).total == 0
    assert not index.exists()
    assert SearchQuerySet().count() == 0
    assert IndexState.objects.get().generation == 1


def test_queries_in_whooshs_own_language(articles: list[Article]) -> None:
    def found(text: str) -> set[str]:
        return set(titles(SearchQuerySet().raw_search(text)))

    assert found("fight*") == {"Fighting in the valley", "Valley again"}
    assert found("mulberri~2") == {"Harvest", "Valley again"}
    assert found('"valley army"~4') == {"Fighting in the valley"}
    assert found("title:valley AND NOT text:mulberries") == {"Fighting in the valley"}
    assert found("title:val?ey") == {"Fighting in the valley", "Valley again"}
    assert found("published:[20210906 TO 20210908]") == {"Talks in Kabul", "Valley again"}
    assert found("language:en AND source_exact:nobody") == set()
    best = SearchQuerySet().raw_search("harvest^5 OR valley")
    assert next(iter(best)).title == "Harvest"
    assert [result.score for result in best] == sorted((result.score for result in best), reverse=True)


def test_changed_and_removed_articles_count_nowhere(articles: list[Article]) -> None:
    index = SearchQuerySet().query.backend
    from haystack import connections

    article_index = connections["default"].get_unified_index().get_index(Article)
    for number in range(3):
        articles[2].title, articles[2].text = f"Harvest {number}", "The valley has a harvest."
        articles[2].save()
        index.update(article_index, [articles[2]])
    index.remove(articles[0])
    assert SearchQuerySet().count() == 4
    assert titles(SearchQuerySet().filter(text="harvest")) == ["Harvest 2"]
    counts = SearchQuerySet().facet("language").facet("actor").facet_counts()["fields"]
    assert counts["language"] == [("en", 4)]
    assert sum(count for _, count in counts["actor"]) == 5  # three mentions, two articles without any
    assert titles(SearchQuerySet().order_by("title")) == ["Harvest 2", "Sport", "Talks in Kabul", "Valley again"]
    assert titles(SearchQuerySet().order_by("-published")) == ["Sport", "Talks in Kabul", "Valley again", "Harvest 2"]


def test_facets_of_other_fields(articles: list[Article]) -> None:
    counts = SearchQuerySet().facet("published").facet("title").facet_counts()["fields"]
    days = [(datetime(2021, 9, day), count) for day, count in ((7, 2), (5, 1), (9, 1))]
    assert counts["published"] == [*days, (None, 1)]
    assert dict(counts["title"])["valley"] == 2
    with pytest.raises(SearchBackendError, match="no_such_field"):
        SearchQuerySet().facet("no_such_field").facet_counts()
    with pytest.raises(SearchBackendError, match="actor"):
        SearchQuerySet().date_facet("actor", date(2021, 9, 1), date(2021, 9, 11), "day").facet_counts()
    with pytest.raises(SearchBackendError, match="buckets"):
        SearchQuerySet().date_facet("added", date(1, 1, 2), date(9000, 1, 1), "day").facet_counts()


def test_articles_like_another_are_found_by_all_forms_of_its_words(articles: list[Article]) -> None:
    like = SearchQuerySet().more_like_this(articles[3])
    assert next(iter(like)).pk in {str(articles[0].pk), str(articles[2].pk)}
    assert len(like) == 3
    assert SearchQuerySet().filter(title="talks").more_like_this(articles[3]).count() == 1


@pytest.fixture
def in_memory(settings: Any, index: Path) -> Iterator[None]:
    """Point Haystack at an index in memory."""
    import haystack

    connection = {**settings.HAYSTACK_CONNECTIONS["default"], "STORAGE": "ram"}
    settings.HAYSTACK_CONNECTIONS = haystack.connections.connections_info = {"default": connection}
    haystack.connections.reload("default")
    LOCALS.RAM_STORE = None
    yield
    LOCALS.RAM_STORE = None


def test_an_index_in_memory(in_memory: None, articles: list[Article]) -> None:
    assert set(titles(SearchQuerySet().filter(content="fighter"))) == {"Fighting in the valley", "Valley again"}
    assert SearchQuerySet().facet("language").facet_counts()["fields"]["language"] == [("en", 5)]
    SearchQuerySet().query.backend.remove(articles[0])
    assert titles(SearchQuerySet().filter(content="fighter")) == ["Valley again"]
    assert SearchQuerySet().filter(content="wrestle").highlight()[0].highlighted["text"] == [
        "A <em>wrestling</em> match"
    ]
    SearchQuerySet().query.backend.clear()
    assert SearchQuerySet().count() == 0
