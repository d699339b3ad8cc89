"""The editors' desk, as an editor meets it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from corpus.admin.progress import progress_of
from corpus.models import Article, Mention, OutboxRow, Source, TakeDown, Upload, UploadStatus
from corpus.worker import Worker, claim, work_on
from search.engine import get_engine
from search.service import search
from search.state import SearchState
from tests.corpus.roles import user_of
from tests.corpus.test_ingest import record, send

pytestmark = pytest.mark.usefixtures("index")
ADD = "/admin/corpus/upload/add/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(user_of("editor"))
    return client


def address(article: Article, page: str = "change") -> str:
    return reverse(f"admin:corpus_article_{page}", args=[article.pk])


def save(desk: Client, article: Article, **changes: str) -> str:
    """Send the form of an article as a browser would, and return the page that comes."""
    published = str(article.published_from or "")
    form = {"title": article.title, "source": str(article.source_id), "published": published}
    form |= {"seen_version": str(article.version)} | changes
    return desk.post(address(article), form, follow=True).content.decode()


def act(desk: Client, action: str, *articles: Article, **fields: str) -> str:
    """Choose an action of the list for some articles, and return the page that comes."""
    form = {"action": action, "_selected_action": [article.pk for article in articles]} | fields
    return desk.post(reverse("admin:corpus_article_changelist"), form, follow=True).content.decode()


def news(number: int) -> SimpleUploadedFile:
    body = json.dumps({"id": str(number), "source": "Wire", "title": f"Title {number}", "text": f"Text {number}."})
    return SimpleUploadedFile(f"news-{number}.json", body.encode())


def hand_over(desk: Client, *files: SimpleUploadedFile, **fields: str) -> Any:
    return desk.post(ADD, {"files": list(files), "extractor": "none"} | fields, follow=True)


def work() -> None:
    upload = claim()
    assert upload is not None
    work_on(upload)


def test_several_files_are_one_upload_that_waits_for_the_worker(desk: Client) -> None:
    page = hand_over(desk, news(1), news(2), SimpleUploadedFile("empty.txt", b""))
    upload = Upload.objects.get()
    assert upload.status == UploadStatus.QUEUED
    assert upload.files.count() == 3
    assert "queued" in page.content.decode().casefold()
    assert 'http-equiv="refresh"' in page.content.decode()


def test_the_page_shows_the_ledger_when_it_is_done(desk: Client) -> None:
    hand_over(desk, news(1), SimpleUploadedFile("broken.json", b'{"title": '))
    work()
    upload = Upload.objects.get()
    page = desk.get(reverse("admin:corpus_upload_change", args=[upload.pk])).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "Title 1" in page
    assert "broken.json" in page
    failed = desk.get(reverse("admin:corpus_upload_change", args=[upload.pk]), {"status": "failed"}).content.decode()
    assert "Title 1" not in failed


def test_no_file_is_explained(desk: Client) -> None:
    assert "Choose at least one file, or a folder." in desk.post(ADD, {"extractor": "none"}).content.decode()


def test_readers_cannot_upload(client: Client) -> None:
    assert client.post(ADD, {"files": [news(1)], "extractor": "none"}).status_code == 302
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.post(ADD, {"files": [news(1)], "extractor": "none"}).status_code == 403
    assert not Upload.objects.exists()


def test_a_take_down_and_a_hidden_article_leave_the_search(desk: Client) -> None:
    hand_over(desk, news(1), news(2))
    work()
    taken_down, hidden = Article.objects.order_by("id")
    desk.post(reverse("admin:corpus_article_delete", args=[taken_down.pk]), {"post": "yes"})
    form = {"title": "New title", "source": str(hidden.source_id), "hidden": "on"}
    desk.post(reverse("admin:corpus_article_change", args=[hidden.pk]), form)
    hidden.refresh_from_db()
    assert hidden.hidden
    assert OutboxRow.objects.count() == 2
    from search.indexing import drain

    drain()
    assert dict(get_engine().versions()) == {}


def test_every_desk_page_opens(desk: Client) -> None:
    hand_over(desk, news(1))
    work()
    for model in ("article", "source", "upload"):
        assert desk.get(f"/admin/corpus/{model}/").status_code == 200
    assert desk.get(ADD).status_code == 200
    assert desk.get(reverse("admin:corpus_article_change", args=[Article.objects.get().pk])).status_code == 200


def test_an_edit_is_found_after_one_look_of_the_worker(desk: Client) -> None:
    send(record(1))
    save(desk, Article.objects.get(), title="The zeppelin lands", published="2021-09")
    article = Article.objects.get()
    assert (str(article.published_from), str(article.published_to)) == ("2021-09-01", "2021-09-30")
    assert (article.published_precision, article.published_status) == ("month", "stated")
    Worker(idle_seconds=0)._keep_index_fresh()
    asked = SearchState.parse([("q", "zeppelin"), ("from", "2021-09"), ("to", "2021-09")])[0]
    assert [hit.id for hit in search(asked).hits] == [article.pk]
    assert search(SearchState.parse([("q", "title:sails")])[0]).total == 0


def test_the_history_says_who_changed_what_from_what(desk: Client) -> None:
    send(record(1), record(2, source="Northern Wire"))
    article = Article.objects.get(external_id="1")
    northern = Source.objects.get(name="Northern Wire")
    save(desk, article, title="New title", published="2021", source=str(northern.pk), hidden="on")
    entry = LogEntry.objects.get()
    assert entry.user.get_username() == "editor"
    assert entry.get_change_message() == (
        "Changed title from “Ferry 1 sails again” to “New title”. "
        "Changed source from “Harbour Courier” to “Northern Wire”. "
        "Changed published from “2023-04-05” to “2021”. Changed hidden."
    )
    assert "New title" in desk.get(address(article, "history")).content.decode()


def test_saving_without_a_change_changes_nothing(desk: Client) -> None:
    send(record(1))
    article = Article.objects.get()
    save(desk, article)
    assert Article.objects.get().version == article.version
    assert not OutboxRow.objects.exists()


def test_a_bad_date_says_what_to_write_and_saves_nothing(desk: Client) -> None:
    send(record(1))
    page = save(desk, Article.objects.get(), title="New title", published="5.9.21")
    assert "“5.9.21” can’t be taken. Write a year, month or day" in page
    assert 'value="5.9.21"' in page
    assert Article.objects.get().title == "Ferry 1 sails again"


def test_an_empty_date_and_an_empty_title(desk: Client) -> None:
    send(record(1))
    save(desk, Article.objects.get(), published="")
    article = Article.objects.get()
    assert (article.published_from, article.published_status) == (None, "unknown")
    assert "This field is required" in save(desk, article, title="   ")


def test_a_form_opened_before_another_change_does_not_write_over_it(desk: Client) -> None:
    send(record(1))
    opened = Article.objects.get()
    send(record(1, text="Another text."))
    page = save(desk, opened, title="New title")
    assert "was changed while you had it open" in page
    assert Article.objects.get().title == "Ferry 1 sails again"


def test_articles_are_hidden_and_shown_again_from_the_list(desk: Client) -> None:
    send(record(1), record(2))
    first, second = Article.objects.order_by("id")
    assert "Hid 2 articles." in act(desk, "hide", first, second)
    assert LogEntry.objects.filter(change_message="Hidden.").count() == 2
    Worker(idle_seconds=0)._keep_index_fresh()
    assert dict(get_engine().versions()) == {}
    assert "Showed 1 article." in act(desk, "show", first)
    assert "Hid 1 article. 1 already hidden." in act(desk, "hide", first, second)


def test_a_bulk_take_down_counts_mentions_without_listing_them(desk: Client) -> None:
    people = [f"Ana Reyes {number}" for number in range(40)]
    send(*(record(number, actors=people) for number in range(1, 31)))
    articles = list(Article.objects.all())
    page = act(desk, "delete_selected", *articles)
    assert "Deleting takes an article down" in page
    assert "Mentions: 1200" in page
    assert "… and 10 more" in page
    assert "Ana Reyes" not in page
    act(desk, "delete_selected", *articles[:20], post="yes")
    assert Article.objects.count() == 10
    assert TakeDown.objects.count() == 20
    assert Mention.objects.count() == 400
    assert LogEntry.objects.filter(action_flag=3, user__username="editor").count() == 20


def test_a_take_down_is_lifted_in_the_admin(desk: Client) -> None:
    send(record(1))
    desk.post(address(Article.objects.get(), "delete"), {"post": "yes"})
    upload = send(record(1))
    page = desk.get(reverse("admin:corpus_upload_change", args=[upload.pk])).content.decode()
    assert "by editor; restore it in the admin" in page
    assert "Ferry 1 sails again" in desk.get(reverse("admin:corpus_takedown_changelist")).content.decode()
    lift = reverse("admin:corpus_takedown_delete", args=[TakeDown.objects.get().pk])
    assert "Deleting a take-down lifts it" in desk.get(lift).content.decode()
    desk.post(lift, {"post": "yes"})
    send(record(1))
    assert Article.objects.count() == 1


def test_a_source_is_renamed_with_its_key(desk: Client) -> None:
    send(record(1), record(2))
    source = Source.objects.get()
    page = desk.get(reverse("admin:corpus_source_changelist")).content.decode()
    assert f'<a href="/admin/corpus/article/?source__id__exact={source.pk}">2</a>' in page
    change = reverse("admin:corpus_source_change", args=[source.pk])
    desk.post(change, {"name": "Hárbour Post", "country": "gb"})
    source.refresh_from_db()
    assert (source.name, source.key, source.country) == ("Hárbour Post", "harbour post", "GB")
    assert not OutboxRow.objects.exists()  # the index knows sources by their ids
    assert "Harbour Courier" in desk.get(change).content.decode()


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"name": "northern WIRE", "country": ""}, "There is a source “Northern Wire” already."),
        ({"name": "Harbour Courier", "country": "UK"}, "The United Kingdom is GB."),
        ({"name": "Harbour Courier", "country": "France"}, "is no country code. Write the two letters"),
        ({"name": " ", "country": ""}, "This field is required"),
    ],
)
def test_faults_of_a_source_are_explained(desk: Client, form: dict[str, str], fault: str) -> None:
    send(record(1), record(2, source="Northern Wire"))
    source = Source.objects.get(name="Harbour Courier")
    page = desk.post(reverse("admin:corpus_source_change", args=[source.pk]), form)
    assert fault in page.content.decode()
    source.refresh_from_db()
    assert (source.name, source.country) == ("Harbour Courier", "")


def test_an_administrator_adds_a_source_and_moves_an_article_there(client: Client) -> None:
    client.force_login(user_of("administrator"))
    send(record(1))
    client.post(reverse("admin:corpus_source_add"), {"name": "Northern Wire", "country": "NO"})
    northern = Source.objects.get(key="northern wire")
    save(client, Article.objects.get(), source=str(northern.pk))
    assert Article.objects.get().source == northern


def test_the_script_is_told_how_far_an_upload_is(desk: Client) -> None:
    hand_over(desk, news(1), news(2))
    upload = Upload.objects.get()
    ask = reverse("admin:corpus_upload_progress", args=[upload.pk])
    assert f'data-progress-url="{ask}"' in desk.get(f"/admin/corpus/upload/{upload.pk}/change/").content.decode()
    told = desk.get(ask).json()
    assert (told["waiting"], told["percent"], told["counts"]["sent"]["number"]) == (True, 0, 0)
    assert told["texts"]["status"] == "Queued, waiting for the worker"
    work()
    told = desk.get(ask).json()
    assert (told["waiting"], told["percent"]) == (False, 100)
    assert told["sentence"] == "Done: 2 records – 2 new, 0 updated, 0 duplicate, 0 skipped, 0 failed."


def test_speed_and_time_left_follow_from_what_was_read() -> None:
    now = timezone.now()
    upload = Upload(status="running", bytes_total=4_000_000, bytes_done=1_000_000, sent=1200, new=1200)
    upload.started, upload.lease_until = now - timedelta(seconds=40), now + timedelta(seconds=30)
    told = progress_of(upload, now=now)
    assert (told.percent, told.speed, told.left, told.records) == (25, "30 articles/s", "about 2 minutes", "1,200")
    assert told.sentence == "Running: 25 %, 1,200 records, about 2 minutes left."
    upload.lease_until = now - timedelta(seconds=1)
    assert progress_of(upload, now=now).status.startswith("Interrupted")
    upload.status, upload.finished = "failed", now
    assert (progress_of(upload, now=now).percent, progress_of(upload, now=now).waiting) == (25, False)


@pytest.mark.parametrize(("share", "left"), [(0.9, "less than a minute"), (0.4, "about a minute"), (0.001, "hours")])
def test_the_time_left_is_said_roughly(share: float, left: str) -> None:
    now = timezone.now()
    upload = Upload(status="running", bytes_total=1000, bytes_done=int(1000 * share))
    upload.started = now - timedelta(seconds=40)
    assert left in progress_of(upload, now=now).left
