"""manage.py ingest, as a person or a script calls it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from corpus import ingest as ingest_module
from corpus.management import base
from corpus.models import Article, OutboxRow, Upload
from search.engine import get_engine
from search.engine.contract import EngineAwayError

LINE_KEYS = {"file", "member", "line", "status", "id", "external_id", "title", "field", "reason", "warnings"}
SUMMARY_KEYS = ["sent", "new", "updated", "duplicate", "skipped", "failed"]


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(record) for record in records))
    return path


def ferry(number: int) -> dict[str, Any]:
    return {"id": str(number), "title": f"Ferry {number} sails", "text": f"Ferry {number} sailed again on Monday."}


def run(*paths: Path, **options: Any) -> list[dict[str, Any]]:
    output = StringIO()
    call_command("ingest", *map(str, paths), json=True, extractor="none", stdout=output, **options)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_each_record_is_a_line_and_the_last_line_sums_them_up(index: Path, tmp_path: Path) -> None:
    lines = run(write(tmp_path / "news.jsonl", ferry(1), ferry(2), ferry(1)), source="Wire")
    assert [set(line) for line in lines[:-1]] == [LINE_KEYS] * 3
    assert [line["status"] for line in lines[:-1]] == ["new", "new", "duplicate"]
    summary = lines[-1]["summary"]
    assert list(summary) == SUMMARY_KEYS
    assert summary["sent"] == sum(summary[key] for key in SUMMARY_KEYS[1:]) == 3
    assert sorted(get_engine().versions()) == sorted(Article.objects.values_list("id", flat=True))


def test_a_failed_record_ends_it_with_1_and_the_others_are_in(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "news.jsonl", ferry(1), {"id": "2"}, ferry(3))
    with pytest.raises(SystemExit) as stopped:
        call_command("ingest", str(path), extractor="none")
    assert stopped.value.code == 1
    assert "3 sent, 2 new" in capsys.readouterr().out
    assert Article.objects.count() == 2


def test_a_folder_is_walked_and_its_files_are_named(index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    write(folder / "a.jsonl", ferry(1))
    write(folder / "deep" / "b.jsonl", ferry(2))
    lines = run(folder)
    assert [line["file"] for line in lines[:-1]] == ["news/a.jsonl", "news/deep/b.jsonl"]


def test_a_path_that_is_not_there_is_a_usage_error(index: Path) -> None:
    with pytest.raises(CommandError, match="There is no file or folder") as stopped:
        run(Path("nowhere.jsonl"))
    assert stopped.value.returncode == 2


def test_a_default_date_that_is_none_is_a_usage_error(index: Path, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", ferry(1))
    with pytest.raises(CommandError, match="“soon” is no date") as stopped:
        run(tmp_path / "a.jsonl", published="soon")
    assert stopped.value.returncode == 2


def test_without_tables_it_names_migrate(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Unfinished(base.MigrationExecutor):
        def migration_plan(self, *args: Any, **options: Any) -> list[Any]:
            return [object()]

    monkeypatch.setattr(base, "MigrationExecutor", Unfinished)
    with pytest.raises(CommandError, match=r"manage\.py migrate") as stopped:
        run(write(tmp_path / "news.jsonl", ferry(1)))
    assert stopped.value.returncode == 2


def test_an_index_that_is_away_loses_nothing_and_is_said_in_words(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_options: Any) -> None:
        raise EngineAwayError("The search cluster does not answer.")

    monkeypatch.setattr(type(get_engine()), "write", away)
    with pytest.raises(CommandError, match=r"does not answer\. What was saved is safe") as stopped:
        run(write(tmp_path / "news.jsonl", ferry(1)))
    assert stopped.value.returncode == 1
    assert Article.objects.count() == OutboxRow.objects.count() == 1


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Let Ctrl-C come once, while the third record is in hand and two are in the ledger."""
    settings.DATELINE = settings.DATELINE | {"plain_ingest_batch": 2}
    real, seen = ingest_module.prepare, []

    def prepare(raw: Any, *rest: Any, **options: Any) -> Any:
        seen.append(raw.id)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(raw, *rest, **options)

    monkeypatch.setattr(ingest_module, "prepare", prepare)


@pytest.mark.usefixtures("index", "interrupted")
def test_what_is_interrupted_is_paused_and_can_be_gone_on_with(tmp_path: Path) -> None:
    news = write(tmp_path / "news.jsonl", *(ferry(number) for number in range(5)))
    with pytest.raises(CommandError) as told:
        run(news, source="Wire")
    upload = Upload.objects.get()
    assert str(told.value) == (
        "Interrupted. Paused. The 2 records in the ledger are kept. "
        f"Go on with: manage.py uploads {upload.pk} --resume --now"
    )
    assert (upload.status, upload.new, len(get_engine().versions())) == ("paused", 2, 2)
    call_command("uploads", str(upload.pk), "--resume", "--now", stdout=StringIO(), stderr=StringIO())
    upload.refresh_from_db()
    assert (upload.status, upload.sent, upload.new) == ("done", 5, 5)
