"""Reprocessings on the editors' desk: started, watched, cancelled."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from corpus.admin.reprocessings import pace_of
from corpus.models import Article, Reprocessing, ReprocessingStatus, Source
from corpus.reprocessing import lease, start
from corpus.reprocessing.run import Run
from tests.corpus.roles import user_of
from tests.corpus.test_ingest import record, send

pytestmark = pytest.mark.usefixtures("index")
ADD = "/admin/corpus/reprocessing/add/"


@pytest.fixture
def desk(client: Client) -> Client:
    send(record(1, text="Kabul."), record(2, source="Northern Wire", text="Kabul."))
    client.force_login(user_of("editor"))
    return client


def order(desk: Client, **fields: str) -> str:
    form = {"cleaning": "on", "extractor": "same"} | fields
    return desk.post(ADD, form, follow=True).content.decode()


def page(job: Reprocessing) -> str:
    return reverse("admin:corpus_reprocessing_change", args=[job.pk])


def go(job: Reprocessing) -> None:
    claim = lease.claim(job.pk)
    assert claim is not None
    Run(claim).run()
    job.refresh_from_db()


def test_an_order_is_queued_and_its_page_follows_it(desk: Client) -> None:
    shown = order(desk, extractor="rules")
    job = Reprocessing.objects.get()
    assert (job.name, job.status, job.total, job.extractor) == ("all articles", "queued", 2, "rules")
    assert str(job.created_by) == "editor"
    assert "Queued, waiting for the worker" in shown
    assert f'data-progress-url="{page(job).replace("change", "progress")}"' in shown
    go(job)
    told = desk.get(page(job).replace("change", "progress")).json()
    assert (told["waiting"], told["percent"], told["counts"]["changed"]["number"]) == (False, 100, 2)
    assert told["sentence"] == "Done: 100 %, 2 of 2 articles."


def test_an_order_can_be_of_one_source_or_upload(desk: Client) -> None:
    source = Source.objects.get(name="Northern Wire")
    order(desk, source=str(source.pk))
    assert Reprocessing.objects.get().selection == {"source": source.pk}
    assert "There is no upload 999." in order(desk, upload="999")
    assert Reprocessing.objects.count() == 1


def test_an_order_that_does_nothing_is_refused(desk: Client) -> None:
    shown = order(desk, cleaning="", extractor="needed")
    assert "Choose what is to be done" in shown
    assert not Reprocessing.objects.exists()


def test_a_waiting_one_can_be_cancelled_once(desk: Client) -> None:
    job = start()
    assert "Cancelled. What was done stays done." in desk.post(page(job), follow=True).content.decode()
    assert "It had ended already." in desk.post(page(job), follow=True).content.decode()
    job.refresh_from_db()
    assert job.status == ReprocessingStatus.CANCELLED
    assert LogEntry.objects.get().get_change_message() == "Cancelled."


def test_failures_are_named_with_a_link(desk: Client) -> None:
    article = Article.objects.get(external_id="1")
    Article.objects.filter(pk=article.pk).update(raw_text="", raw_title="")
    job = start()
    go(job)
    shown = desk.get(page(job)).content.decode()
    assert "Nothing is left after cleaning" in shown
    assert re.search(rf'href="/admin/corpus/article/{article.pk}/change/">{article.title}<', shown)


def test_chosen_articles_and_sources_are_queued_from_their_lists(desk: Client) -> None:
    article = Article.objects.get(external_id="1")
    form = {"action": "reprocess", "_selected_action": [article.pk]}
    shown = desk.post(reverse("admin:corpus_article_changelist"), form, follow=True).content.decode()
    assert "1 article</a> will be cleaned and extracted again." in shown
    assert Reprocessing.objects.get().selection == {"articles": [article.pk]}
    form = {"action": "reprocess", "_selected_action": list(Source.objects.values_list("pk", flat=True))}
    desk.post(reverse("admin:corpus_source_changelist"), form, follow=True)
    assert Reprocessing.objects.count() == 3


def test_speed_and_time_left_come_from_the_work_done() -> None:
    job = Reprocessing(name="x", status="running", total=10_000, done=1_000, changed=1_000, seconds=20.0)
    pace = pace_of(job)
    assert pace.texts["speed"] == "50 articles/s"
    assert pace.texts["left"] == "about 3 minutes"
    assert pace.percent == 10
    assert pace.sentence == "Running: 10 %, 1,000 of 10,000 articles, about 3 minutes left."
