"""Many rows in one statement."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from corpus.models import Article, OutboxRow, Source
from corpus.rows import insert_rows, update_rows

pytestmark = pytest.mark.django_db


def row(number: int, **changes: object) -> dict[str, object]:
    source, _ = Source.objects.get_or_create(name="Wire", key="wire")
    return {
        "source_id": source.pk,
        "identity": f"id:wire:{number}",
        "title": f"Title {number}",
        "raw_sha256": "x",
        "record_sha256": "x",
        "text_sha256": "x",
        "collected": datetime(2024, 5, 5, 12, 30, tzinfo=UTC),
        "removed": [{"text": "Share “this”", "rule": "share"}] if number % 2 else [],
    } | changes


def test_rows_read_back_as_they_were_given_and_what_is_not_named_gets_its_default() -> None:
    insert_rows(Article, [row(1), row(2, title="A “quoted” title: 100 % naïve")])
    one, two = Article.objects.order_by("identity")
    assert (one.removed, two.removed) == ([{"text": "Share “this”", "rule": "share"}], [])
    assert two.title == "A “quoted” title: 100 % naïve"
    assert one.collected == datetime(2024, 5, 5, 12, 30, tzinfo=UTC)
    assert (one.version, one.hidden, one.corrected, one.language, one.published_from) == (1, False, [], "und", None)
    assert one.added == one.updated


def test_no_rows_are_nothing_to_do() -> None:
    insert_rows(OutboxRow, [])
    update_rows(Article, [])
    assert not OutboxRow.objects.exists()


def test_the_database_checks_what_it_is_given() -> None:
    with pytest.raises(IntegrityError):
        insert_rows(Article, [row(1), row(2, title="")])


def test_a_column_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="Article has no columns colour"):
        insert_rows(Article, [row(1, colour="red")])


def test_an_update_changes_the_columns_it_names_and_the_time_of_the_change() -> None:
    insert_rows(Article, [row(1), row(2)])
    before = {article.identity: article for article in Article.objects.all()}
    one, two = before["id:wire:1"], before["id:wire:2"]
    day = date(2021, 9, 5)
    dated = {"published_from": day, "published_to": day, "published_precision": "day", "published_status": "stated"}
    update_rows(Article, [dated | {"id": one.pk, "removed": []}])
    after = Article.objects.get(pk=one.pk)
    assert (after.published_from, after.removed, after.title) == (day, [], one.title)
    assert after.updated > one.updated
    assert after.added == one.added
    untouched = Article.objects.get(pk=two.pk)
    assert (untouched.published_from, untouched.updated) == (None, two.updated)
