"""The pass that finds stories: new, changed and gone articles, corrections, and what survives a crash."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corpus import story_finding, story_pass
from corpus.corrections import Correction, correct_article, read_published, set_hidden, take_down
from corpus.models import (
    Article,
    LedgerRow,
    Sketch,
    SketchNumber,
    StoryCorrection,
    StoryLink,
    StoryMember,
    StoryQueueRow,
)
from corpus.story_corrections import belong_with, lift, stand_alone
from corpus.story_pass import PassRunsError, find_stories
from corpus.worker import Worker
from search.engine import get_engine
from search.engine.contract import EngineRequest
from tests.corpus.roles import user_of
from tests.corpus.stories.texts import COPIES, OTHERS, TEXT, TITLE
from tests.corpus.test_ingest import record, send

pytestmark = pytest.mark.usefixtures("index")


def report(number: int, source: str, change: str = "", **changes: object) -> dict[str, object]:
    title, text = COPIES[change] if change else (TITLE, TEXT)
    return record(number, source=source, title=title, text=text, published="2023-10-04") | changes


def find_all() -> None:
    while find_stories():
        pass


def stories() -> list[list[str]]:
    """Return the stories as lists of external ids, the lead of each first, then by id."""
    found: dict[int, list[int]] = {}
    for article, story in StoryMember.objects.order_by("article_id").values_list("article_id", "story"):
        found.setdefault(story, []).append(article)
    names = dict(Article.objects.values_list("pk", "external_id"))
    return sorted(
        [names[each] for each in sorted(members, key=lambda pk: pk != lead)] for lead, members in found.items()
    )


def total(group: Any) -> int:
    return get_engine().answer(EngineRequest(group=group)).total


@pytest.fixture
def told(index: Path) -> None:
    """Take in a report, two copies of it, another text on the event, and something else."""
    by_another = OTHERS["the same event by another hand"]
    send(
        report(1, "Coast Agency"),
        report(2, "Tarsk Post", "another headline", published="2023-10-05"),
        report(3, "Orsk Mirror", "cut at the end"),
        record(4, title=by_another[0], text=by_another[1]),
        record(5),
    )
    find_all()


def number(external_id: int) -> int:
    return Article.objects.get(external_id=str(external_id)).pk


@pytest.mark.usefixtures("told")
class TestStories:
    """What is done with a story once it is found."""

    def test_copies_are_one_story_led_by_the_first_published(self) -> None:
        assert stories() == [["1", "2", "3"]]

    def test_the_index_counts_them_once(self) -> None:
        call_command("index")
        assert (total("article"), total("story")) == (5, 3)

    def test_the_ledger_says_which_article_says_nearly_the_same(self) -> None:
        told = dict(LedgerRow.objects.values_list("external_id", "near_duplicate_of__external_id"))
        assert told == {"1": None, "2": "1", "3": "1", "4": None, "5": None}

    def test_an_earlier_copy_that_comes_later_takes_the_lead(self) -> None:
        send(report(6, "Vessna Herald", published="2023-10-03"))
        find_all()
        assert stories() == [["6", "1", "2", "3"]]
        assert LedgerRow.objects.get(external_id="1").near_duplicate_of_id == number(6)

    def test_a_month_does_not_come_before_a_day_in_it(self) -> None:
        send(report(6, "Vessna Herald", published="2023-10"))
        find_all()
        assert stories() == [["1", "2", "3", "6"]]

    def test_a_corrected_date_changes_the_lead(self) -> None:
        correct_article(number(2), Correction(published=read_published("2023-10-01")))
        find_all()
        assert stories() == [["2", "1", "3"]]

    def test_an_article_that_now_says_something_else_leaves(self) -> None:
        send(report(1, "Coast Agency", text="The council has met to hear the owners of the ferry, and adjourned."))
        find_all()
        assert stories() == [["3", "2"]]
        call_command("index")
        assert total("story") == 4

    def test_when_the_lead_is_taken_down_the_others_stay_together(self) -> None:
        take_down([number(1)], user=None)
        find_all()
        assert stories() == [["3", "2"]]
        assert Sketch.objects.count() == 4
        call_command("index")
        assert (total("article"), total("story")) == (4, 3)

    def test_a_hidden_copy_leaves_and_comes_back(self) -> None:
        set_hidden([number(1)], hidden=True)
        find_all()
        assert stories() == [["3", "2"]]
        set_hidden([number(1)], hidden=False)
        find_all()
        assert stories() == [["1", "2", "3"]]

    def test_what_has_not_changed_is_not_announced_again(self) -> None:
        call_command("index")
        send(report(1, "Coast Agency", author="Lena Ruhl"))
        before = get_engine().stamp()
        find_all()
        assert stories() == [["1", "2", "3"]]
        assert get_engine().stamp() == before

    def test_an_article_taken_out_stays_out(self) -> None:
        stand_alone(number(2), user=None)
        assert stories() == [["1", "3"]]
        send(report(2, "Tarsk Post", "small edits"))
        find_all()
        assert stories() == [["1", "3"]]
        lift(number(2))
        assert stories() == [["1", "2", "3"]]

    def test_an_article_put_in_stays_in(self) -> None:
        belong_with(number(4), number(2), user=None)
        assert stories() == [["4", "1", "2", "3"]]  # of April: it was published first
        take_down([number(1)], user=None)
        find_all()
        assert stories() == [["4", "2", "3"]]
        call_command("stories", "--again")
        assert stories() == [["4", "2", "3"]]

    def test_a_decision_falls_with_the_article_it_names(self) -> None:
        belong_with(number(4), number(5), user=None)
        take_down([number(5)], user=None)
        find_all()
        assert not StoryCorrection.objects.exists()
        assert stories() == [["1", "2", "3"]]

    def test_an_article_does_not_belong_with_itself(self) -> None:
        with pytest.raises(ValueError, match="another article"):
            belong_with(number(1), number(1), user=None)

    def test_editors_correct_stories_in_the_admin(self, client: Client) -> None:
        client.force_login(user_of("editor"))
        added = client.post(reverse("admin:corpus_storycorrection_add"), {"article": number(3), "belongs_with": ""})
        assert added.status_code == 302
        assert stories() == [["1", "2"]]
        made = StoryCorrection.objects.get()
        assert made.created_by is not None
        address = reverse("admin:corpus_storycorrection_change", args=[made.pk])
        assert "another article" in client.post(address, {"belongs_with": number(3)}).content.decode()
        client.post(address, {"belongs_with": number(5)})
        assert stories() == [["1", "2"], ["5", "3"]]
        client.post(reverse("admin:corpus_storycorrection_delete", args=[made.pk]), {"post": "yes"})
        assert stories() == [["1", "2", "3"]]

    def test_looking_again_at_everything_finds_the_same(self) -> None:
        links = set(StoryLink.objects.values_list("one", "other"))
        call_command("stories", "--again")
        assert stories() == [["1", "2", "3"]]
        assert set(StoryLink.objects.values_list("one", "other")) == links


def killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("module", "step"), [(story_finding, "find_copies"), (story_pass, "regroup")])
def test_a_pass_that_is_killed_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, module: Any, step: str) -> None:
    send(report(1, "Coast Agency"), report(2, "Tarsk Post"))
    with monkeypatch.context() as patched:
        patched.setattr(module, step, lambda *_, **__: killed())
        with pytest.raises(KeyboardInterrupt):
            find_stories()
    assert StoryQueueRow.objects.count() == 2
    find_all()
    assert stories() == [["1", "2"]]


def test_one_pass_runs_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    send(report(1, "Coast Agency"), report(2, "Tarsk Post"))
    refused = []

    def is_refused() -> bool:
        try:
            find_stories()
        except PassRunsError:
            return True
        finally:
            connection.close()
        return False

    def meanwhile(*_: object) -> set[tuple[int, int]]:
        with ThreadPoolExecutor(1) as elsewhere:  # a connection of its own, for that holds PostgreSQL's lock
            refused.append(elsewhere.submit(is_refused).result())
        return set()

    monkeypatch.setattr(story_finding, "find_copies", meanwhile)
    find_stories()
    assert refused == [True]


def test_batches_find_copies_in_each_other() -> None:
    send(*(report(each, f"Paper {each}") for each in range(1, 8)))
    while find_stories(most=2):
        pass
    assert stories() == [[str(each) for each in range(1, 8)]]


def test_numbers_that_very_many_have_are_not_noted_for_more(settings: Any) -> None:
    settings.DATELINE = settings.DATELINE | {"most_of_a_sketch_number": 3}
    send(*(report(each, f"Paper {each}") for each in range(1, 9)))
    while find_stories(most=1):
        pass
    noted = SketchNumber.objects.values_list("number", flat=True)
    assert max(list(noted).count(each) for each in noted) == 3
    assert stories() == [[str(each) for each in range(1, 9)]]


def test_candidates_are_few_however_many_share_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_finding, "MOST_LIKELY", 4)
    send(*(report(each, f"Paper {each}") for each in range(1, 12)))
    compared = []
    real = story_finding.is_copy
    monkeypatch.setattr(story_finding, "is_copy", lambda *pair: compared.append(pair) or real(*pair))
    while find_stories(most=1):
        pass
    assert len(compared) <= 11 * 4
    assert stories() == [[str(each) for each in range(1, 12)]]


def test_numbers_are_looked_up_by_their_index() -> None:
    send(report(1, "Coast Agency"), report(2, "Tarsk Post"))
    with CaptureQueriesContext(connection) as asked:
        find_all()
    table = SketchNumber._meta.db_table
    lookups = [each["sql"] for each in asked if table in each["sql"] and each["sql"].startswith("SELECT")]
    assert len(lookups) >= 2
    for lookup in lookups:
        assert "sketch_number_article" in planned(lookup)


def planned(query: str) -> str:
    """Return how the database would answer a query if the table were large."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + query)
        return "\n".join(str(row) for row in cursor.fetchall())


def test_the_worker_finds_stories_when_no_upload_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    send(report(1, "Coast Agency"), report(2, "Tarsk Post"))
    worker = Worker(idle_seconds=0.01)
    work: Callable[..., bool] = worker._background.work

    def once(*given: Any) -> bool:
        found = work(*given)
        if not found:
            worker.stop()
        return found

    monkeypatch.setattr(worker._background, "work", once)
    worker.run()
    assert stories() == [["1", "2"]]


def test_the_command_says_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    send(report(1, "Coast Agency"), report(2, "Tarsk Post"), record(3))
    call_command("stories")
    assert capsys.readouterr().out == "2 articles in 1 stories of two or more\n"
    assert (total("article"), total("story")) == (3, 2)
