"""Compiled queries: they give what Django's own give, and are sent as often as asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corpus.models import Article
from search.statements import MOST_COMPILED, RowsById
from tests.search.rows import make_article

pytestmark = pytest.mark.django_db

COLUMNS = ("id", "title", "published_from", "added", "source__name")


def rows() -> RowsById:
    return RowsById(Article.objects.filter(hidden=False).order_by().values_list(*COLUMNS), "id")


@pytest.mark.parametrize("count", [1, 3, MOST_COMPILED + 1])
def test_rows_are_those_of_djangos_own_query(count: int) -> None:
    made = [make_article(f"Title {each}", published="2021-09-01") for each in range(min(count, 5))]
    make_article("Hidden", hidden=True)
    ids = [each.pk for each in made] + [10**9 + each for each in range(count - len(made))]
    wanted = Article.objects.filter(pk__in=ids).order_by().values_list(*COLUMNS)
    reader = rows()
    for _ in range(2):
        assert sorted(reader.read(ids)) == sorted(wanted)


def test_each_call_asks_for_its_own_ids() -> None:
    first, second = make_article("One"), make_article("Two")
    reader = rows()
    assert [[row[1] for row in reader.read([each.pk])] for each in (first, second, first)] == [
        ["One"],
        ["Two"],
        ["One"],
    ]


def test_no_ids_ask_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert list(rows().read([])) == []
    assert not asked.captured_queries
