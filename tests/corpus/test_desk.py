"""The upload desk: a dry run with its mapping, the steps, the ledger, the history – as an editor meets them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corpus import looking, preview, steering
from corpus.looking import LookError, Sight, see
from corpus.models import Article, LedgerRow, Reprocessing, Revision, Upload, UploadStatus
from corpus.prepare import Defaults
from corpus.receive import stored_path
from corpus.worker import Worker, claim
from tests.corpus.roles import user_of
from tests.corpus.test_ingest import record, send

pytestmark = pytest.mark.usefixtures("index")
ADD = "/admin/corpus/upload/add/"
TABLE = (
    "Nr;Kopf;Rumpf;Wann\n1;The ferry sails;It sailed on Monday.;2023-04-05\n2;The bridge opens;It opened.;2023-04-06\n"
)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(user_of("editor"))
    return client


@pytest.fixture
def nearby(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dry runs read in this process, which takes no second."""

    def look(files: Any, *, defaults: Defaults, mapping: Any) -> dict[str, Any]:
        return dict(json.loads(json.dumps(see(files, defaults=defaults, mapping=mapping))))

    monkeypatch.setattr(preview, "look", look)


def table(text: str = TABLE, name: str = "news.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def hold(desk: Client, *files: SimpleUploadedFile, **fields: str) -> Any:
    form = {"files": list(files), "extractor": "none", "dry_run": "Dry run first"} | fields
    return desk.post(ADD, form, follow=True)


def page_of(upload: Upload, name: str = "change") -> str:
    return reverse(f"admin:corpus_upload_{name}", args=[upload.pk])


def step(desk: Client, upload: Upload, verb: str, **fields: str) -> str:
    return desk.post(page_of(upload, "step"), {"verb": verb} | fields, follow=True).content.decode()


def work() -> None:
    upload = claim()
    assert upload is not None
    Worker(idle_seconds=0).work_on(upload)


@pytest.mark.usefixtures("nearby")
def test_a_dry_run_shows_records_and_takes_nothing_in(desk: Client) -> None:
    send(record(1))
    lines = [record(1), record(1, text="Changed."), record(2), record(2), {"id": "9"}]
    page = hold(desk, table("\n".join(map(json.dumps, lines)), "news.jsonl")).content.decode()
    assert "Dry run: news.jsonl" in page
    upload = Upload.objects.order_by("-id")[0]
    assert upload.status == UploadStatus.HELD
    assert upload.preview is not None
    found = [row["status"] for row in upload.preview["records"]]
    assert found == ["duplicate", "updated", "new", "duplicate", "failed"]
    assert "has no title and no text" in page
    assert Article.objects.count() == 1
    assert claim() is None


@pytest.mark.usefixtures("nearby")
def test_columns_are_corrected_looked_at_again_and_taken_in_so(desk: Client) -> None:
    page = hold(desk, table()).content.decode()
    assert "has no header row with a known column name" in page
    upload = Upload.objects.get()
    form = {"extractor": "none", "source": "Harbour Courier"}
    form |= {"column-0": "id", "column-1": "title", "column-2": "text", "column-3": "published"}
    page = desk.post(page_of(upload, "preview"), form | {"look": "Look again"}, follow=True).content.decode()
    assert "The bridge opens" in page
    assert "2023-04-06" in page
    assert '<option value="title" selected>' in page
    desk.post(page_of(upload, "preview"), form | {"start": "Take it in"})
    work()
    assert {article.title for article in Article.objects.all()} == {"The ferry sails", "The bridge opens"}
    assert {article.source.name for article in Article.objects.all()} == {"Harbour Courier"}
    upload.refresh_from_db()
    assert upload.mapping == {"Nr": "id", "Kopf": "title", "Rumpf": "text", "Wann": "published"}
    assert "<code>Kopf</code> as title" in desk.get(page_of(upload)).content.decode()


@pytest.mark.usefixtures("nearby")
def test_two_columns_for_one_field_are_refused(desk: Client) -> None:
    hold(desk, table())
    form = {"extractor": "none", "column-0": "auto", "column-1": "title", "column-2": "title", "column-3": "auto"}
    page = desk.post(page_of(Upload.objects.get(), "preview"), form | {"start": "Take it in"}).content.decode()
    assert "Two columns are to be read as “title”: choose one." in page
    assert Upload.objects.get().status == UploadStatus.HELD


@pytest.mark.usefixtures("nearby")
def test_a_dry_run_can_be_discarded(desk: Client) -> None:
    hold(desk, table())
    path = stored_path(Upload.objects.get().files.get())
    page = desk.post(page_of(Upload.objects.get(), "preview"), {"verb": "discard"}, follow=True).content.decode()
    assert "“news.csv” is discarded; nothing was taken in." in page
    assert not Upload.objects.exists()
    assert not path.exists()


@pytest.mark.usefixtures("nearby")
def test_a_dry_run_shows_the_first_twenty(desk: Client) -> None:
    lines = "\n".join(json.dumps(record(number)) for number in range(25))
    page = hold(desk, table(lines, "news.jsonl")).content.decode()
    assert "The first 20 records" in page
    assert "Ferry 19 sails again" in page
    assert "Ferry 20 sails again" not in page


def test_files_are_read_in_a_process_of_its_own(desk: Client) -> None:
    """Hostile files must not be read in the process that serves everybody."""
    page = hold(desk, table('{"title": "The ferry sails", "text": "It sailed."}', "news.json")).content.decode()
    assert "The ferry sails" in page
    assert "came to harm" not in page


def test_a_look_that_takes_too_long_says_so_and_the_upload_can_be_taken_in(desk: Client, settings: Any) -> None:
    settings.DATELINE = {**settings.DATELINE, "dry_run_seconds": 0.01}
    page = hold(desk, table('{"title": "The ferry sails", "text": "It sailed."}', "news.json")).content.decode()
    assert "could not be read within" in page
    upload = Upload.objects.get()
    desk.post(page_of(upload, "preview"), {"extractor": "none", "start": "Take it in"})
    work()
    assert Article.objects.get().title == "The ferry sails"


def test_a_program_that_comes_to_harm_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.sys, "executable", "/bin/false")
    with pytest.raises(LookError, match="came to harm"):
        looking.look([Sight("a.json", "/nowhere")], defaults=Defaults(), mapping={})


def test_a_folder_keeps_the_paths_that_the_script_told(desk: Client) -> None:
    files = [table("First text of a file.", "a.txt"), table("Second text of a file.", "a.txt")]
    paths = json.dumps(["desk/north/a.txt", "desk/../south/a.txt"])
    desk.post(ADD, {"folder": files, "extractor": "none", "paths": paths})
    assert [file.name for file in Upload.objects.get().files.order_by("id")] == [
        "desk/north/a.txt",
        "desk/../south/a.txt",
    ]
    work()
    assert Upload.objects.get().new == 2


@pytest.mark.parametrize("paths", ["{", '["one"]', "[1, 2]", '{"a": 1}', '["", "b"]'])
def test_paths_that_make_no_sense_are_not_believed(desk: Client, paths: str) -> None:
    desk.post(ADD, {"files": [table(name="a.csv"), table(name="b.csv")], "extractor": "none", "paths": paths})
    assert [file.name for file in Upload.objects.get().files.order_by("id")] == ["a.csv", "b.csv"]


def test_pause_resume_and_cancel_are_buttons_while_they_make_sense(desk: Client) -> None:
    desk.post(ADD, {"files": [table()], "extractor": "none"})
    upload = Upload.objects.get()
    page = step(desk, upload, "pause")
    assert "Paused by editor. Nothing was taken in." in page
    assert 'value="resume"' in page
    assert 'value="pause"' not in page
    assert 'http-equiv="refresh"' not in page
    page = step(desk, upload, "resume")
    assert 'http-equiv="refresh"' in page
    page = step(desk, upload, "cancel")
    assert "Cancelled by editor. Nothing was taken in." in page
    assert "That can’t be done now." in step(desk, upload, "pause")
    history = desk.get(page_of(upload, "history")).content.decode()
    assert history.index("Paused.") < history.index("Resumed.") or "Cancelled." in history


def test_a_roll_back_asks_first(desk: Client) -> None:
    upload = send(record(1), record(2))
    page = step(desk, upload, "roll_back")
    assert "2 new articles will be <strong>removed</strong>" in page
    assert "of other uploads" not in page
    send(record(2), record(3))
    assert "1 record of other uploads said the same" in step(desk, upload, "roll_back")
    assert "of other uploads" not in step(desk, Upload.objects.latest("pk"), "roll_back")
    upload.refresh_from_db()
    assert upload.status == UploadStatus.DONE
    page = step(desk, upload, "roll_back", sure="yes")
    assert "To be rolled back, waiting for the worker" in page
    work()
    page = desk.get(page_of(upload)).content.decode()
    assert "Rolled back" in page
    assert "Asked for by editor. 2 records were removed with their articles, 0 updates taken back." in page
    assert [article.external_id for article in Article.objects.all()] == ["3"]


def test_failed_records_are_retried_from_the_page(desk: Client) -> None:
    upload = send(record(1), "{broken")
    page = step(desk, upload, "retry")
    assert "Retry of news.jsonl" in page
    assert f"upload {upload.pk}, news.jsonl" in page
    work()
    retry = Upload.objects.latest("id")
    assert (retry.sent, retry.failed) == (1, 1)
    assert f'Taken in again as <a href="{page_of(retry)}">' in desk.get(page_of(upload)).content.decode()


def test_an_upload_is_cleaned_and_extracted_again(desk: Client) -> None:
    upload = send(record(1))
    page = step(desk, upload, "reprocess")
    assert "will be cleaned and extracted again" in page
    assert Reprocessing.objects.get().selection == {"upload": upload.pk}


def test_a_reader_sees_the_ledger_and_no_buttons(client: Client) -> None:
    client.force_login(user_of("reader"))
    upload = send(record(1), "{broken")
    page = client.get(page_of(upload)).content.decode()
    assert "Ferry 1 sails again" in page
    assert 'name="verb"' not in page
    assert client.get(page_of(upload, "ledger")).status_code == 200


def test_the_ledger_is_filtered_by_status_file_and_text(desk: Client) -> None:
    upload = send(record(1), record(2, title="Zeppelin lands"), "{broken")
    LedgerRow.objects.filter(sequence=2).update(file="other.jsonl")
    rows = {
        "status=failed": 1,
        "status=new": 2,
        "q=zeppelin": 1,
        "q=valid+JSON": 1,
        "file=other.jsonl": 1,
        "file=other.jsonl&status=failed": 0,
        "status=near-duplicate": 0,
        "status=nonsense": 3,
        "q=%00": 3,
        "page=99": 3,
    }
    for query, expected in rows.items():
        page = desk.get(f"{page_of(upload)}?{query}").content.decode()
        assert page.count('<span class="ledger-status ') == expected, query


def test_a_near_duplicate_is_named_in_the_ledger(desk: Client) -> None:
    upload = send(record(1), record(2))
    first, second = Article.objects.order_by("id")
    LedgerRow.objects.filter(article=second).update(near_duplicate_of=first)
    page = desk.get(f"{page_of(upload)}?status=near-duplicate").content.decode()
    assert "near-duplicates (1)" in page
    assert "Near-duplicate of" in page
    assert "Ferry 2 sails again" in page


def cells(desk: Client, upload: Upload, query: str = "") -> list[dict[str, str]]:
    answer = desk.get(page_of(upload, "ledger") + query)
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # it streams
    return list(csv.DictReader(io.StringIO(body)))


def test_the_ledger_as_csv_runs_no_formula_and_adds_up(desk: Client) -> None:
    upload = send(record(1, title='=HYPERLINK("http://example.org")'), record(2, id="+2", title="@home"), "{broken")
    rows = cells(desk, upload)
    assert [row["status"] for row in rows] == ["new", "new", "failed"]
    assert [row["title"] for row in rows][:2] == ['\'=HYPERLINK("http://example.org")', "'@home"]
    assert rows[1]["external_id"] == "'+2"
    assert [row["line"] for row in rows] == ["1", "2", "3"]
    assert len(cells(desk, upload, "?status=failed")) == upload.failed


def test_the_history_of_an_article_shows_what_an_update_changed(desk: Client) -> None:
    send(record(1))
    upload = send(record(1, text="The ferry was scrapped.", source="Harbour Courier"))
    article, revision = Article.objects.get(), Revision.objects.get()
    address = reverse("admin:corpus_revision_change", args=[revision.pk])
    assert address in desk.get(reverse("admin:corpus_article_change", args=[article.pk])).content.decode()
    page = desk.get(address).content.decode()
    assert "<ins>scrapped</ins>" in page or "scrapped" in page.split("<ins>", 1)[1]
    assert f"upload {upload.pk}" in page
    assert desk.get(reverse("admin:corpus_revision_changelist")).status_code == 200
    assert desk.get(f"/admin/corpus/revision/?article__id__exact={article.pk}").status_code == 200


def test_nothing_is_done_to_an_upload_that_is_not_there(desk: Client) -> None:
    for name in ("preview", "progress"):
        assert desk.get(reverse(f"admin:corpus_upload_{name}", args=[999])).status_code == 404
    assert desk.post(reverse("admin:corpus_upload_step", args=[999]), {"verb": "pause"}).status_code == 404


def test_a_step_that_is_none_does_nothing(desk: Client) -> None:
    upload = send(record(1))
    assert "There is no such step." in step(desk, upload, "explode")
    assert steering.can_roll_back(Upload.objects.get())


def test_lists_group_the_digits_of_counts_and_sort_them_by_number(desk: Client) -> None:
    for sent in (900, 12_345):
        Upload.objects.create(sent=sent, new=sent)
    page = desk.get(reverse("admin:corpus_upload_changelist"), {"o": "3"}).content.decode()
    assert page.index('<td class="field-sent">900</td>') < page.index('<td class="field-sent">12,345</td>')
    job = Reprocessing.objects.create(total=67_890, done=1_000, changed=1_000)
    page = desk.get(reverse("admin:corpus_reprocessing_changelist")).content.decode()
    assert f'<td class="field-total">{job.total:,}</td>' in page


@pytest.mark.usefixtures("nearby")
def test_a_dry_run_shows_some_of_each_file_and_all_their_columns(desk: Client) -> None:
    long = table("\n".join(json.dumps(record(number)) for number in range(30)), "a.jsonl")
    other = table("Kopf;Rumpf\nThe bridge opens;On Monday.\n", "b.csv")
    page = hold(desk, long, other).content.decode()
    assert "The first records of each file" in page
    preview = Upload.objects.get().preview
    assert preview is not None
    files = [found["file"] for found in preview["records"]]
    assert files == sorted(files)
    assert (len(files), files.count("b.csv"), preview["more"]) == (20, 1, True)
    assert "Kopf" in {column["column"] for column in preview["columns"]}


@pytest.mark.usefixtures("nearby")
def test_a_dry_run_tells_what_would_be_skipped(desk: Client) -> None:
    picture = {"uri": "u:1", "type": "picture", "versioncreated": "2021-09-05", "headline": "A boat"}
    hold(desk, table(json.dumps(picture), "a.json"))
    preview = Upload.objects.get().preview
    assert preview is not None
    assert [(found["status"], found["title"]) for found in preview["records"]] == [("skipped", "A boat")]


@pytest.mark.usefixtures("nearby")
def test_who_corrects_what_was_taken_in_meanwhile_is_told_so(desk: Client) -> None:
    hold(desk, table(json.dumps(record(1)), "a.jsonl"))
    upload = Upload.objects.get()
    steering.start(upload.pk)
    form = {"extractor": "none", "source": "Another", "start": "Take it in"}
    page = desk.post(page_of(upload, "preview"), form, follow=True).content.decode()
    assert "It was taken in meanwhile" in page
    upload.refresh_from_db()
    assert upload.source_name == ""


@pytest.mark.parametrize("published", ["soon", "5/9/2021", "2999-01-01"])
def test_a_default_date_that_is_none_is_refused_before_anything_is_kept(desk: Client, published: str) -> None:
    page = hold(desk, table(json.dumps(record(1)), "a.jsonl"), published=published).content.decode()
    assert f"“{published}” is no date that could be given to records" in page
    assert not Upload.objects.exists()
