"""The editors' desk, as an editor meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corpus.models import Article, OutboxRow, Upload, UploadStatus
from corpus.worker import claim, work_on
from search.engine import get_engine

pytestmark = pytest.mark.usefixtures("index")
ADD = "/admin/corpus/upload/add/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor"))
    return client


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
    assert "This field is required" in desk.post(ADD, {"extractor": "none"}).content.decode()


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
