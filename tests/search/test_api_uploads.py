"""Handing files over by program."""

from __future__ import annotations

import base64
import json

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corpus.models import ApiToken, Article, Upload
from corpus.models.token import digest_of
from corpus.worker import Worker, claim, work_on

pytestmark = pytest.mark.usefixtures("index")
ADDRESS = "/api/v1/uploads"


def credentials(name: str, password: str = "word") -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.fixture
def editor() -> dict[str, str]:
    user = User.objects.create_user("editor", password="word", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_upload", "view_upload"]))
    return credentials("editor")


def news() -> SimpleUploadedFile:
    record = {"id": "1", "title": "Ferry sails", "text": "The ferry sailed again."}
    return SimpleUploadedFile("news.json", json.dumps(record).encode())


def test_files_are_queued_and_their_progress_can_be_asked(client: Client, editor: dict[str, str]) -> None:
    form = {"files": [news()], "source": "Harbour Courier", "extractor": "none"}
    answer = client.post(ADDRESS, form, headers=editor)
    assert answer.status_code == 202
    assert answer.json()["status"] == "queued"
    claimed = claim()
    assert claimed is not None
    work_on(claimed)
    after = client.get(f"{ADDRESS}/{answer.json()['id']}", headers=editor).json()
    assert (after["status"], after["sent"], after["new"]) == ("done", 1, 1)
    assert client.get(ADDRESS, headers=editor).json()["uploads"] == [after]
    assert Article.objects.get().source.name == "Harbour Courier"


def test_only_editors_hand_over(client: Client, editor: dict[str, str]) -> None:
    User.objects.create_user("reader", password="word")
    for headers, status in (({}, 401), (credentials("editor", "wrong"), 401), (credentials("reader"), 403)):
        answer = client.post(ADDRESS, {"files": [news()]}, headers=headers)
        assert answer.status_code == status
        assert answer.json()["error"]["message"]
        assert client.get(ADDRESS, headers=headers).status_code == status
        assert client.get(f"{ADDRESS}/1", headers=headers).status_code == status
    assert not Upload.objects.exists()


def test_a_session_is_no_key_so_that_no_other_site_can_use_it(client: Client, editor: dict[str, str]) -> None:
    client.force_login(User.objects.get(username="editor"))
    assert client.post(ADDRESS, {"files": [news()]}).status_code == 401


@pytest.mark.parametrize(
    ("form", "parameter"),
    [
        ({}, "files"),
        ({"extractor": "magic"}, "extractor"),
        ({"published": "soon"}, "published"),
        ({"language": "e" * 17}, "language"),
    ],
)
def test_what_is_wrong_is_named(client: Client, editor: dict[str, str], form: dict[str, str], parameter: str) -> None:
    files = {} if parameter == "files" else {"files": [news()]}
    answer = client.post(ADDRESS, form | files, headers=editor)
    assert (answer.status_code, answer.json()["error"]["parameter"]) == (400, parameter)
    assert not Upload.objects.exists()


def test_an_unknown_upload_is_not_found(client: Client, editor: dict[str, str]) -> None:
    assert client.get(f"{ADDRESS}/99", headers=editor).status_code == 404


def test_a_token_opens_what_its_user_may_open(client: Client, editor: dict[str, str]) -> None:
    user = User.objects.get(username="editor")
    ApiToken.objects.create(user=user, name="night feed", digest=digest_of("dateline_key"))
    bearer = {"authorization": "Bearer dateline_key"}
    answer = client.post(ADDRESS, {"files": [news()]}, headers=bearer)
    assert answer.status_code == 202
    assert Upload.objects.get().created_by == user
    assert client.get(f"{ADDRESS}/{answer.json()['id']}", headers=bearer).status_code == 200
    user.user_permissions.clear()
    assert client.post(ADDRESS, {"files": [news()]}, headers=bearer).status_code == 403
    user.is_active = False
    user.save()
    assert client.post(ADDRESS, {"files": [news()]}, headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Bearer wrong", "bearer \x00", "Token dateline_key", "Basic !!"]
)
def test_a_wrong_token_opens_nothing_and_the_answer_says_what_would(client: Client, value: str) -> None:
    answer = client.post(ADDRESS, {"files": [news()]}, headers={"authorization": value})
    assert answer.status_code == 401
    assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert "token" in answer.json()["error"]["message"]
    assert not Upload.objects.exists()


def test_the_description_for_machines_knows_both_ways(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    schemes = described["components"]["securitySchemes"]
    assert sorted(scheme["scheme"] for scheme in schemes.values()) == ["basic", "bearer"]
    for method in ("get", "post"):
        assert len(described["paths"]["/api/v1/uploads"][method]["security"]) == 2


@pytest.fixture
def chief() -> dict[str, str]:
    """Return the credentials of somebody who may also take articles out."""
    user = User.objects.create_user("chief", password="word", is_staff=True)
    rights = ["add_upload", "view_upload", "delete_article", "change_article"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return credentials("chief")


def work() -> None:
    claimed = claim()
    assert claimed is not None
    Worker(idle_seconds=0).work_on(claimed)


def lines(*records: object) -> SimpleUploadedFile:
    body = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in records)
    return SimpleUploadedFile("news.jsonl", body.encode())


def story(number: int, **changes: object) -> dict[str, object]:
    return {"id": str(number), "source": "Wire", "title": f"Title {number}", "text": f"Text {number}."} | changes


def test_the_ledger_is_read_page_by_page_filtered_and_as_csv(client: Client, editor: dict[str, str]) -> None:
    files = [lines(*(story(number) for number in range(5)), "{broken")]
    upload = client.post(ADDRESS, {"files": files, "extractor": "none"}, headers=editor).json()["id"]
    work()
    address = f"{ADDRESS}/{upload}/ledger"
    first = client.get(f"{address}?size=4", headers=editor).json()
    assert ([row["line"] for row in first["rows"]], first["next"]) == ([1, 2, 3, 4], 4)
    rest = client.get(f"{address}?size=4&after=4", headers=editor).json()
    assert ([row["status"] for row in rest["rows"]], rest["next"]) == (["new", "failed"], None)
    assert [row["line"] for row in client.get(f"{address}?status=failed", headers=editor).json()["rows"]] == [6]
    answer = client.get(f"{address}?status=failed&format=csv", headers=editor)
    assert len(b"".join(answer.streaming_content).splitlines()) == 2  # type: ignore[attr-defined] # it streams
    for query, parameter in (
        ("status=odd", "status"),
        ("after=x", "after"),
        ("size=0", "size"),
        ("format=xml", "format"),
    ):
        answer = client.get(f"{address}?{query}", headers=editor)
        assert (answer.status_code, answer.json()["error"]["parameter"]) == (400, parameter)


def test_a_dry_run_its_mapping_and_its_start(client: Client, editor: dict[str, str]) -> None:
    table = SimpleUploadedFile("news.csv", b"kopf;rumpf\nThe ferry sails;It sailed.\n")
    form = {"files": [table], "extractor": "none", "dry_run": "1"}
    held = client.post(ADDRESS, form, headers=editor).json()
    assert held["status"] == "held"
    address = f"{ADDRESS}/{held['id']}"
    mapping = json.dumps({"kopf": "title", "rumpf": "text"})
    found = client.post(f"{address}/preview", {"mapping": mapping}, headers=editor).json()
    assert [record["status"] for record in found["records"]] == ["new"]
    assert [column["read_as"] for column in found["columns"]] == ["title", "text"]
    wrong = client.post(f"{address}/start", {"mapping": '{"kopf": "headline"}'}, headers=editor)
    assert (wrong.status_code, wrong.json()["error"]["parameter"]) == (400, "mapping")
    assert client.post(f"{address}/start", headers=editor).json()["status"] == "queued"
    work()
    assert Article.objects.get().title == "The ferry sails"
    assert client.post(f"{address}/preview", headers=editor).status_code == 409


def test_the_defaults_of_a_held_upload_are_corrected_and_a_retry_waits_for_a_dry_run(
    client: Client, editor: dict[str, str]
) -> None:
    form = {
        "files": [lines({"title": "A ferry", "text": "It sailed."}, "{broken")],
        "extractor": "none",
        "dry_run": "1",
    }
    address = f"{ADDRESS}/{client.post(ADDRESS, form, headers=editor).json()['id']}"
    found = client.post(f"{address}/preview", {"source": "Wire", "published": "2021-09"}, headers=editor).json()
    assert [found["records"][0][name] for name in ("source", "published")] == ["Wire", "2021-09"]
    refused = client.post(f"{address}/preview", {"extractor": "magic"}, headers=editor)
    assert (refused.status_code, refused.json()["error"]["parameter"]) == (400, "extractor")
    client.post(f"{address}/start", {"language": "fr"}, headers=editor)
    work()
    article = Article.objects.get()
    assert (article.source.name, str(article.published_from), article.language) == ("Wire", "2021-09-01", "fr")
    assert client.post(f"{address}/retry", {"dry_run": "1"}, headers=editor).json()["status"] == "held"
    assert client.post(f"{address}/repeat", {"dry_run": "2"}, headers=editor).status_code == 400


def test_cleaning_again_is_followed(client: Client, chief: dict[str, str]) -> None:
    answer = client.post(ADDRESS, {"files": [lines(story(1))], "extractor": "none"}, headers=chief)
    address = f"{ADDRESS}/{answer.json()['id']}"
    work()
    assert client.get(address, headers=chief).json()["reprocessing"] is None
    told = client.post(f"{address}/reprocess", headers=chief).json()["reprocessing"]
    assert (told["status"], told["total"], told["done"]) == ("queued", 1, 0)


def test_steps_are_taken_and_refused_with_a_reason(
    client: Client, editor: dict[str, str], chief: dict[str, str]
) -> None:
    form = {"files": [lines(story(1), "{broken")], "extractor": "none"}
    address = f"{ADDRESS}/{client.post(ADDRESS, form, headers=editor).json()['id']}"
    assert client.post(f"{address}/pause", headers=editor).json()["status"] == "paused"
    refused = client.post(f"{address}/pause", headers=editor)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_now")
    assert client.post(f"{address}/resume", headers=editor).json()["status"] == "queued"
    work()
    retry = client.post(f"{address}/retry", headers=editor).json()
    assert (retry["status"], retry["retry_of"]) == ("queued", int(address.rpartition("/")[2]))
    assert client.post(f"{address}/roll-back", headers=editor).status_code == 403
    assert client.post(f"{address}/roll-back", headers=chief).json()["status"] == "queued"
    work()
    assert client.get(address, headers=editor).json()["status"] == "rolled_back"
    assert not Article.objects.exists()
    assert client.post(f"{address}/explode", headers=editor).status_code == 404
    assert client.post(f"{ADDRESS}/999/pause", headers=editor).status_code == 404
    assert client.post(f"{address}/pause").status_code == 401
