"""A second index beside the live one: kept up to date, compared, switched to and back, and in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import haystack
import pytest
from django.core.management import CommandError, call_command

from corpus.models import Article, NextOutboxRow, OutboxRow
from search import comparing, indexing, next_index
from search.engine import LIVE, NEXT, get_engine
from search.engine.contract import EngineAwayError, EngineRequest
from tests.search.test_indexing import make, queue

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def both(index: Path, settings: Any) -> Iterator[Path]:
    """Give the live index a next one beside it, which nobody has built yet."""
    live = settings.HAYSTACK_CONNECTIONS["default"]
    engine = "search.engine.whoosh.backend.DatelineWhooshEngine"
    path = index.with_name("next")
    plain = {"SILENTLY_FAIL": False, "INCLUDE_SPELLING": True, "BATCH_SIZE": 500}
    put(settings, live, {"ENGINE": engine, "PATH": str(path), **plain})
    next_index._failed = -next_index.PAUSE_SECONDS
    yield path
    wait_for_thread()
    put(settings, live, None)


def put(settings: Any, live: Any, following: Any) -> None:
    """Let these be the two indexes, as a restart with other settings does."""
    settings.HAYSTACK_CONNECTIONS = {LIVE: live} | ({NEXT: following} if following else {})
    haystack.connections.connections_info = settings.HAYSTACK_CONNECTIONS
    for alias in (LIVE, NEXT):
        haystack.connections.thread_local.connections.pop(alias, None)


def swap(settings: Any) -> None:
    """Let live and next index change places."""
    connections = settings.HAYSTACK_CONNECTIONS
    put(settings, connections[NEXT], connections[LIVE])


def wait_for_thread() -> None:
    for thread in threading.enumerate():
        if thread.name == "next index":
            thread.join()


def ids(alias: str) -> set[int]:
    return set(get_engine(alias).versions())


def test_what_is_indexed_waits_for_a_next_index_that_is_not_built(both: Path) -> None:
    queue(make(1), make(2))
    assert indexing.drain() == 2
    assert next_index.waiting() == 2
    with pytest.raises(CommandError, match="is not built"):
        call_command("index", "--next")


def test_building_the_next_index_leaves_the_live_one_alone_and_misses_nothing(both: Path) -> None:
    articles = [make(number) for number in range(3)]
    queue(*articles)
    indexing.drain()
    before = get_engine().stamp()
    assert next_index.rebuild().written == 3
    assert get_engine().stamp() == before
    assert ids(NEXT) == ids(LIVE) == {article.pk for article in articles}
    assert next_index.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_every_change_reaches_both(both: Path) -> None:
    first, second = make(1), make(2)
    queue(first, second)
    indexing.drain()
    next_index.rebuild()
    Article.objects.filter(pk=second.pk).update(hidden=True)
    queue(make(3), second)
    indexing.drain()
    wait_for_thread()
    next_index.drain()
    assert ids(NEXT) == ids(LIVE)
    assert second.pk not in ids(NEXT)
    assert not OutboxRow.objects.exists()
    assert not NextOutboxRow.objects.exists()


def test_a_rebuild_of_the_live_index_tells_the_next_one_what_waited(both: Path) -> None:
    queue(make(1))
    indexing.drain()
    next_index.rebuild()
    late = make(2)
    queue(late)
    indexing.rebuild()
    next_index.drain()
    assert late.pk in ids(NEXT)


def test_a_next_index_that_is_away_holds_nobody_up_and_misses_nothing(
    both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(make(1))
    indexing.drain()
    next_index.rebuild()

    def away(*_: object) -> None:
        raise EngineAwayError("The cluster does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(get_engine(NEXT), "write", away)
        late = make(2)
        queue(late)
        assert indexing.drain() == 1
        assert late.pk in ids(LIVE)
        with pytest.raises(EngineAwayError):
            next_index.drain()
    assert next_index.waiting() == 1
    next_index.drain()
    assert late.pk in ids(NEXT)


def test_after_the_switch_the_former_index_is_kept_and_one_can_go_back(both: Path, settings: Any) -> None:
    queue(make(1))
    indexing.drain()
    next_index.rebuild()
    unheard = make(2)
    queue(unheard)
    indexing.drain()
    wait_for_thread()
    queue_of_next = next_index.waiting_for()
    swap(settings)
    assert indexing.drain() == len(queue_of_next)
    assert unheard.pk in ids(LIVE)
    later = make(3)
    queue(later)
    indexing.drain()
    wait_for_thread()
    next_index.drain()
    swap(settings)
    indexing.drain()
    assert {unheard.pk, later.pk} <= ids(LIVE)
    assert not comparing.difference()


def test_the_check_agrees_when_both_count_the_same(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queue(*(make(number) for number in range(5)))
    indexing.drain()
    next_index.rebuild()
    call_command("index", "--next", "--check")
    told = capsys.readouterr().out
    assert "the index agrees with the database" in told
    assert "both indexes gave the same counts" in told


def test_the_check_finds_what_the_next_index_lacks_and_repair_mends_it(both: Path) -> None:
    articles = [make(number) for number in range(4)]
    queue(*articles)
    indexing.drain()
    next_index.rebuild()
    get_engine(NEXT).write([], deleted=[articles[0].pk])
    with pytest.raises(CommandError, match=r"1 missing.*index --next --repair"):
        call_command("index", "--next", "--check")
    call_command("index", "--next", "--repair")
    call_command("index", "--next", "--check")
    assert ids(NEXT) == ids(LIVE)


def test_the_check_names_questions_that_are_answered_differently(both: Path) -> None:
    article = make(1)
    queue(article, make(2))
    indexing.drain()
    next_index.rebuild()
    document = next(iter(indexing.documents([article.pk])))
    get_engine(NEXT).write([replace(document, actors=("7",), title="Other")])
    found = comparing.compare()
    assert found.asked > 5
    assert "the counts of actor" in found.different["all articles"]
    assert "1 and 0 articles" not in found.different["all articles"]
    with pytest.raises(CommandError, match=r"answer .* questions differently"):
        call_command("index", "--next", "--check")


def test_an_article_that_waits_does_not_count_as_a_difference(both: Path) -> None:
    article = make(1)
    queue(article)
    indexing.drain()
    next_index.rebuild()
    Article.objects.filter(pk=article.pk).update(version=2)
    assert comparing.difference()
    queue(article)
    assert not comparing.difference()


def test_without_a_next_index_nothing_is_kept_for_one(index: Path) -> None:
    queue(make(1))
    indexing.drain()
    assert not NextOutboxRow.objects.exists()
    with pytest.raises(CommandError, match="SEARCH_URL_NEXT is not set"):
        call_command("index", "--next", "--check")


def test_an_index_is_known_by_its_place_and_not_by_its_password(settings: Any) -> None:
    settings.HAYSTACK_CONNECTIONS = {NEXT: {"URL": "opensearch://ada:secret@one:9200,two:9200/dateline?shards=3"}}
    assert next_index.name_of(NEXT) == "opensearch://one:9200,two:9200/dateline"


@pytest.mark.parametrize(
    ("following", "told"),
    [
        ("whoosh:///srv/index", "SEARCH_URL_NEXT is the index of SEARCH_URL itself"),
        ("solr://one/dateline", "SEARCH_URL_NEXT names an unknown engine 'solr'"),
        ("opensearch://one:9200/", "SEARCH_URL_NEXT must end in the name of the index"),
    ],
)
def test_an_address_that_cannot_be_used_is_named(tmp_path: Path, following: str, told: str) -> None:
    environment = {"SEARCH_URL": "whoosh:///srv/index", "SEARCH_URL_NEXT": following, "DATELINE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert told in done.stderr


def test_a_next_index_is_never_what_readers_ask(both: Path) -> None:
    queue(make(1))
    indexing.drain()
    get_engine(NEXT).create()
    assert get_engine().answer(EngineRequest()).total == 1
    assert get_engine(NEXT).answer(EngineRequest()).total == 0
