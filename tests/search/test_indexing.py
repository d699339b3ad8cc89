"""The outbox, the one writer, and what happens when the index is damaged."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from corpus.models import Article, IndexState, OutboxRow, Source
from search import indexing
from search.engine import get_engine
from search.engine.contract import EngineRequest, IndexUnavailableError


def make(number: int) -> Article:
    source, _ = Source.objects.get_or_create(name="Wire", key="wire")
    return Article.objects.create(
        source=source,
        identity=f"id:wire:{number}",
        title=f"Title {number}",
        text=f"Text {number}.",
        raw_sha256="x",
        text_sha256=str(number),
    )


def queue(*articles: Article) -> None:
    OutboxRow.objects.bulk_create([OutboxRow(article_id=article.pk) for article in articles])


def total() -> int:
    return get_engine().answer(EngineRequest()).total


def test_generation_0_creates_an_empty_index(index: Path) -> None:
    assert indexing.drain() == 0
    assert total() == 0
    assert IndexState.objects.get().generation == 1


def test_the_outbox_is_drained_in_order_and_emptied(index: Path) -> None:
    articles = [make(number) for number in range(5)]
    queue(*articles, articles[0])
    assert indexing.drain() == 5
    assert total() == 5
    assert not OutboxRow.objects.exists()


def test_hidden_and_deleted_articles_leave_the_index(index: Path) -> None:
    hidden, deleted, kept = (make(number) for number in range(3))
    queue(hidden, deleted, kept)
    indexing.drain()
    Article.objects.filter(pk=hidden.pk).update(hidden=True)
    gone = deleted.pk
    deleted.delete()
    OutboxRow.objects.bulk_create([OutboxRow(article_id=hidden.pk), OutboxRow(article_id=gone)])
    indexing.drain()
    assert set(get_engine().versions()) == {kept.pk}


def test_an_editors_change_does_not_wait_until_a_large_upload_is_through(index: Path) -> None:
    edited = make(0)
    queue(edited)
    indexing.drain()
    queue(*(make(number) for number in range(1, 10)))
    Article.objects.filter(pk=edited.pk).update(version=2, title="Corrected")
    queue(edited)
    queue(*(make(number) for number in range(10, 13)))
    assert edited.pk in indexing._drain_batch(3)
    assert get_engine().versions()[edited.pk] == 2
    assert len(get_engine().versions()) == 4
    indexing.drain()
    assert len(get_engine().versions()) == 13
    assert not OutboxRow.objects.exists()


def test_a_commit_takes_no_more_text_than_it_may_and_the_rest_waits(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "COMMIT_CHARACTERS", 14)
    articles = [make(number) for number in range(5)]
    gone = articles[1].pk
    queue(*articles)
    articles[1].delete()
    indexing.drain()
    queue(*articles[2:])
    assert indexing._drain_batch(100) == [article.pk for article in articles[2:4]]
    assert list(OutboxRow.objects.values_list("article_id", flat=True)) == [articles[4].pk]
    indexing.drain()
    assert gone not in get_engine().versions()
    assert not OutboxRow.objects.exists()


def test_while_more_is_coming_new_articles_wait_a_little_and_edits_do_not(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(1)
    queue(first)
    indexing.drain()
    monkeypatch.setattr(indexing, "PATIENCE_SECONDS", 3_600)
    queue(make(2))
    indexing._on_articles_changed(may_wait=True, last=False)
    assert total() == 1
    Article.objects.filter(pk=first.pk).update(hidden=True, version=2)
    queue(first)
    indexing._on_articles_changed(may_wait=False, last=True)
    assert total() == 1
    indexing._on_articles_changed(may_wait=True, last=False)
    assert set(get_engine().versions()) == {first.pk + 1}


def test_a_missing_index_above_generation_0_is_damage_and_the_next_drain_rebuilds_it(index: Path) -> None:
    queue(make(1))
    indexing.drain()
    shutil.rmtree(index)
    with pytest.raises(IndexUnavailableError):
        total()
    queue(make(2))
    indexing.drain()
    assert total() == 2
    assert IndexState.objects.get().generation == 2


def test_a_damaged_index_is_rebuilt_by_the_next_drain_though_nothing_waits(index: Path) -> None:
    queue(make(1), make(2))
    indexing.drain()
    for path in index.rglob("*"):
        if path.is_file() and path.stat().st_size > 100:
            path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(IndexUnavailableError):
        total()
    indexing.drain()
    assert total() == 2


def test_check_names_what_differs_and_repair_mends_it(index: Path) -> None:
    first, second, third = (make(number) for number in range(3))
    queue(first, second)
    indexing.drain()
    Article.objects.filter(pk=first.pk).update(version=7)
    Article.objects.filter(pk=second.pk).delete()
    found = indexing.difference()
    assert (found.missing, found.stale, found.ghosts) == ((third.pk,), (first.pk,), (second.pk,))
    with pytest.raises(CommandError, match="1 missing, 1 stale, 1 not in the database"):
        call_command("index", "--check")
    call_command("index", "--repair", stdout=StringIO())
    output = StringIO()
    call_command("index", "--check", stdout=output)
    assert "agrees" in output.getvalue()


def test_rebuild_gives_the_same_articles(index: Path) -> None:
    queue(*(make(number) for number in range(4)))
    indexing.drain()
    before = dict(get_engine().versions())
    output = StringIO()
    call_command("index", "--rebuild", stdout=output)
    assert dict(get_engine().versions()) == before
    assert "4 articles" in output.getvalue()
