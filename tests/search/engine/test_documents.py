"""Articles of the database as documents."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corpus.models import Article, Mention
from search.search_indexes import ArticleIndex, documents, index_document
from tests.search.rows import make_actor, make_article, make_location

pytestmark = pytest.mark.django_db


def test_a_document_carries_every_parent_of_its_locations_and_each_value_once() -> None:
    country = make_location("Afghanistan", kind="country")
    province = make_location("Panjshir", parent=country, kind="admin1")
    village = make_location("Bazarak", parent=province)
    actor = make_actor("Massoud")
    article = make_article(
        "Valley", "Text.", published="2021-09", actors=[actor, actor], locations=[village, country], mentioned=["2021"]
    )
    found = index_document(article)
    assert found.actors == (str(actor.pk),)
    assert set(found.locations) == {str(each.pk) for each in (country, province, village)}
    assert found.published == (date(2021, 9, 1), date(2021, 9, 30))
    assert found.mentioned == ((date(2021, 1, 1), date(2021, 12, 31)),)
    assert (found.id, found.version, found.source) == (article.pk, article.version, str(article.source_id))
    assert list(documents([article.pk])) == [found]


def test_what_is_unknown_is_no_value() -> None:
    found = index_document(make_article("Undated", language="und"))
    assert (found.published, found.language, found.mentioned) == (None, "", ())


def test_hidden_and_missing_articles_are_left_out() -> None:
    shown, hidden = make_article("Shown"), make_article("Hidden")
    Article.objects.filter(pk=hidden.pk).update(hidden=True)
    for asked in (None, [hidden.pk, shown.pk, 10**9]):
        assert [each.id for each in documents(asked)] == [shown.pk]
    assert list(ArticleIndex().index_queryset()) == [shown]


def test_queries_grow_with_batches_and_not_with_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_location("Kabul")
    made = [make_article(f"Article {number}", locations=[place]) for number in range(25)]
    monkeypatch.setattr("search.search_indexes.BATCH", 10)
    for asked in (None, [each.pk for each in made]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert [each.id for each in documents(asked)] == [each.pk for each in made]
        # PostgreSQL is told of a cursor (DECLARE) apart from what is read through it
        assert len([each for each in queries if not each["sql"].startswith("DECLARE")]) <= 15


def test_a_batch_holds_no_more_text_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        make_article(f"Article {number}", "x" * 100)
    monkeypatch.setattr("search.search_indexes.BATCH_CHARACTERS", 150)
    sizes: list[int] = []
    real = Mention.objects.filter

    def counting(**lookups: Any) -> Any:
        sizes.append(len(lookups["article_id__in"]))
        return real(**lookups)

    monkeypatch.setattr(Mention.objects, "filter", counting)
    assert len(list(documents(None))) == 6
    assert sizes == [2, 2, 2]


def test_parents_that_run_in_a_circle_come_to_an_end() -> None:
    one, other = make_location("One"), make_location("Other")
    one.parent, other.parent = other, one
    one.save()
    other.save()
    found = index_document(make_article("Circle", locations=[one]))
    assert set(found.locations) == {str(one.pk), str(other.pk)}
