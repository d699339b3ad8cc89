"""manage.py uploads, and the dry run of manage.py ingest."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from corpus import reprocessing, steering
from corpus.looking import see
from corpus.management.commands import ingest as ingest_command
from corpus.models import Article, Upload
from corpus.prepare import Defaults
from corpus.receive import Incoming, receive
from tests.corpus.test_ingest import record, send
from tests.corpus.test_steering import queue

pytestmark = pytest.mark.usefixtures("index")


def run(*words: object, name: str = "uploads") -> str:
    out = io.StringIO()
    call_command(name, *map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def nearby(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dry runs read in this process, which takes no second."""

    def look(files: Any, *, defaults: Defaults, mapping: Any) -> dict[str, Any]:
        return dict(json.loads(json.dumps(see(files, defaults=defaults, mapping=mapping))))

    monkeypatch.setattr(ingest_command, "look", look)


def test_uploads_are_listed_and_shown() -> None:
    upload = send(record(1), "{broken")
    assert run().split("\t")[:2] == [str(upload.pk), "done"]
    assert "2 sent, 1 new, 0 updated, 0 duplicate, 0 skipped, 1 failed" in run(upload.pk)


def test_a_ledger_is_written_as_lines_and_as_csv() -> None:
    upload = send(record(1), record(2, title="=1+1"), "{broken")
    rows = [json.loads(line) for line in run(upload.pk, "--ledger", "jsonl").splitlines()]
    assert [row["status"] for row in rows] == ["new", "new", "failed"]
    assert {"near_duplicate_of", "rolled_back"} <= rows[0].keys()
    cells = list(csv.DictReader(io.StringIO(run(upload.pk, "--ledger", "csv", "--text", "1+1").removeprefix("\ufeff"))))
    assert [cell["title"] for cell in cells] == ["'=1+1"]
    (failed,) = run(upload.pk, "--ledger", "jsonl", "--status", "failed").splitlines()
    assert json.loads(failed)["line"] == 3


def test_an_upload_is_rolled_back_at_once() -> None:
    upload = send(record(1), record(2))
    assert "rolled back" in run(upload.pk, "--roll-back")
    assert not Article.objects.exists()


def test_failed_records_are_retried_at_once_and_the_exit_code_tells() -> None:
    upload = send(record(1), "{broken")
    with pytest.raises(SystemExit) as ended:
        run(upload.pk, "--retry")
    assert ended.value.code == 1
    retry = Upload.objects.latest("id")
    assert (retry.retry_of, retry.sent, retry.failed, retry.via) == (upload, 1, 1, "command")


def test_all_is_taken_in_again() -> None:
    upload = send(record(1))
    assert "1 duplicate" in run(upload.pk, "--repeat")


def test_the_worker_is_told_to_pause_resume_and_cancel() -> None:
    upload = queue(record(1))
    assert "paused" in run(upload.pk, "--pause")
    assert "queued" in run(upload.pk, "--resume")
    assert "cancelled" in run(upload.pk, "--cancel")
    with pytest.raises(CommandError, match="That can’t be done with upload"):
        run(upload.pk, "--resume")


def test_a_held_upload_is_started_or_discarded() -> None:
    first, second = queue(record(1), held=True), queue(record(2), held=True)
    assert "queued" in run(first.pk, "--start")
    assert "discarded" in run(second.pk, "--discard")
    assert list(Upload.objects.all()) == [first]


def test_what_waits_is_done_in_this_process_when_asked() -> None:
    first, second = queue(record(1), held=True), queue(record(2), "{broken")
    assert "done" in run(first.pk, "--start", "--now")
    steering.pause(second.pk)
    with pytest.raises(SystemExit) as ended:
        run(second.pk, "--resume", "--now")
    assert ended.value.code == 1
    assert sorted(Article.objects.values_list("external_id", flat=True)) == ["1", "2"]


def test_a_held_upload_is_looked_at_its_columns_corrected_and_taken_in() -> None:
    body = b"Kopf;Rumpf\nThe ferry sails;It sailed.\n"
    files = [Incoming("news.csv", io.BytesIO(body))]
    upload = receive(files, via="api", defaults=Defaults(), extractor="none", held=True)
    assert "no header row" in run(upload.pk, "--preview")
    shown = run(upload.pk, "--preview", "--map", "Kopf=title", "--map", "Rumpf=text")
    assert "news.csv:2\tnew\tunknown\tThe ferry sails" in shown
    assert json.loads(run(upload.pk, "--preview", "--json"))["records"][0]["title"] == "The ferry sails"
    run(upload.pk, "--start", "--now", "--map", "Kopf=text", "--map", "Rumpf=title")
    assert Article.objects.get().title == "It sailed."
    with pytest.raises(CommandError, match="not held"):
        run(upload.pk, "--preview")


def test_a_retry_can_wait_for_a_dry_run() -> None:
    upload = send(record(1), "{broken")
    assert "held" in run(upload.pk, "--retry", "--hold")
    retry = Upload.objects.latest("id")
    assert (retry.retry_of, retry.status, retry.sent) == (upload, "held", 0)


def test_where_uploads_stand_is_told_as_json() -> None:
    first, second = send(record(1)), send(record(2))
    assert [json.loads(line)["id"] for line in run("--json").splitlines()] == [second.pk, first.pk]
    reprocessing.start(upload=first.pk)
    told = json.loads(run(first.pk, "--json"))
    assert (told["new"], told["reprocessing"]["status"], told["reprocessing"]["total"]) == (1, "queued", 1)
    assert json.loads(run(first.pk, "--roll-back", "--json"))["status"] == "rolled_back"


@pytest.mark.parametrize(
    "words", [["--hold"], ["--now"], ["--pause", "--now"], ["--map", "a=title"], ["--preview", "--start"]]
)
def test_options_that_do_not_belong_together_are_refused(words: list[str]) -> None:
    upload = queue(record(1), held=True)
    with pytest.raises(CommandError) as refused:
        run(upload.pk, *words)
    assert refused.value.returncode == 2
    upload.refresh_from_db()
    assert (upload.status, upload.mapping) == ("held", {})


@pytest.mark.parametrize("words", [[999], ["--pause"], ["--ledger", "csv"], [999, "--roll-back"]])
def test_what_is_not_there_is_wrong_usage(words: list[object]) -> None:
    with pytest.raises(CommandError) as refused:
        run(*words)
    assert refused.value.returncode == 2


def test_a_roll_back_that_a_worker_has_taken_up_is_left_to_it() -> None:
    upload = send(record(1))
    steering.ask_roll_back(upload.pk)
    with pytest.raises(CommandError):
        run(upload.pk, "--roll-back")


@pytest.mark.usefixtures("nearby")
def test_a_dry_run_shows_columns_and_records_and_keeps_nothing(tmp_path: Path) -> None:
    table = tmp_path / "news.csv"
    table.write_text("Kopf;Rumpf\nThe ferry sails;It sailed.\n", "utf-8")
    assert "has no header row" in run(table, "--dry-run", name="ingest")
    mapped = ["--map", "Kopf=title", "--map", "Rumpf=text"]
    shown = run(table, "--dry-run", *mapped, name="ingest")
    assert "Kopf -> title\tThe ferry sails" in shown
    assert "news.csv:2\tnew" in shown
    assert not Upload.objects.exists()
    found = json.loads(run(table, "--dry-run", "--json", *mapped, name="ingest"))
    assert found["records"][0]["title"] == "The ferry sails"
    run(table, *mapped, "--extractor", "none", name="ingest")
    assert Article.objects.get().title == "The ferry sails"
    assert Upload.objects.get().mapping == {"Kopf": "title", "Rumpf": "text"}


@pytest.mark.parametrize(
    "words",
    [["--map", "Kopf"], ["--map", "Kopf=headline"], ["--map", "=title"], ["--map", "a=title", "--map", "b=title"]],
)
def test_a_mapping_that_makes_no_sense_is_wrong_usage(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, *words, name="ingest")
    assert refused.value.returncode == 2
