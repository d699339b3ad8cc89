"""A watched folder: what is complete, what was taken in already, what is left alone."""

from __future__ import annotations

import json
import os
import signal
import time
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from corpus.lease import claim
from corpus.models import Upload, UploadStatus
from corpus.prepare import Defaults
from corpus.receive import Incoming, receive, stored_path
from corpus.watching import Watch, waiting
from corpus.worker import Worker
from tests.faults.site import Site, lines, record, until

SETTLE = 30.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "incoming"
    made.mkdir()
    return made


def rest(path: Path, body: bytes = b"Ferry\n\nThe ferry sailed.", *, seconds: float = 2 * SETTLE) -> Path:
    """Write a file that was last changed so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def take(watch: Watch, *, status: str = UploadStatus.DONE) -> list[str]:
    """Take in what is complete, as the command does."""
    names = watch.complete()
    if names:
        upload = watch.hand_over(names, defaults=Defaults(), extractor="none")
        assert upload is not None
        Upload.objects.filter(pk=upload.pk).update(status=status, message="")
    return names


@pytest.mark.usefixtures("index")
class TestWhatIsTaken:
    def test_a_file_is_complete_when_it_rests(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rest(folder / "old.txt", b"old")
        rest(folder / "new.txt", b"new", seconds=0)
        watch = Watch(folder, settle=SETTLE)
        assert take(watch) == ["old.txt"]
        assert take(watch) == []
        start = time.monotonic()
        monkeypatch.setattr("corpus.watching.time.monotonic", lambda: start + SETTLE - 1)
        assert take(watch) == []
        monkeypatch.setattr("corpus.watching.time.monotonic", lambda: start + SETTLE + 1)
        assert take(watch) == ["new.txt"]

    def test_a_file_that_grows_waits_until_it_rests(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = rest(folder / "news.txt", b"half", seconds=0)
        watch = Watch(folder, settle=SETTLE)
        start = time.monotonic()
        assert take(watch) == []
        path.write_bytes(b"half and whole")
        monkeypatch.setattr("corpus.watching.time.monotonic", lambda: start + SETTLE + 1)
        assert take(watch) == []
        monkeypatch.setattr("corpus.watching.time.monotonic", lambda: start + 2 * SETTLE + 2)
        assert take(watch) == ["news.txt"]
        assert stored_path(Upload.objects.get().files.get()).read_bytes() == b"half and whole"

    def test_a_finished_file_that_is_renamed_into_place_is_taken_at_once(self, folder: Path) -> None:
        path = rest(folder / "news.jsonl.part")
        watch = Watch(folder, settle=SETTLE)
        assert take(watch) == []
        path.rename(folder / "news.jsonl")
        assert take(watch) == ["news.jsonl"]

    def test_the_same_content_is_taken_once_whatever_it_is_called(self, folder: Path) -> None:
        rest(folder / "a.txt", b"same")
        rest(folder / "b.txt", b"same")
        watch = Watch(folder, settle=SETTLE)
        assert take(watch) == ["a.txt"]
        rest(folder / "c.txt", b"same")
        (folder / "a.txt").rename(folder / "d.txt")
        assert take(watch) == []
        rest(folder / "a.txt", b"another")
        assert take(watch) == ["a.txt"]

    def test_a_restart_takes_nothing_twice(self, folder: Path) -> None:
        rest(folder / "a.txt", b"first")
        assert take(Watch(folder, settle=SETTLE)) == ["a.txt"]
        rest(folder / "b.txt", b"second")
        assert take(Watch(folder, settle=SETTLE)) == ["b.txt"]

    def test_what_failed_is_tried_again_after_a_restart(self, folder: Path) -> None:
        rest(folder / "a.txt")
        watch = Watch(folder, settle=SETTLE)
        assert take(watch, status=UploadStatus.FAILED) == ["a.txt"]
        watch.wait_again(["a.txt"])
        assert watch.complete() == []
        assert take(Watch(folder, settle=SETTLE)) == ["a.txt"]

    def test_a_file_uploaded_otherwise_is_still_taken(self, folder: Path) -> None:
        rest(folder / "a.txt")
        assert take(Watch(folder, settle=SETTLE)) == ["a.txt"]
        Upload.objects.update(via="admin")
        assert take(Watch(folder, settle=SETTLE)) == ["a.txt"]

    def test_folders_are_walked_and_hidden_links_and_odd_files_left_alone(self, folder: Path, tmp_path: Path) -> None:
        rest(folder / "deep" / "er" / "a.txt")
        rest(folder / ".hidden", b"1")
        rest(folder / ".git" / "b.txt", b"2")
        rest(folder / "~draft.txt", b"3")
        rest(folder / "c.TMP", b"4")
        secret = rest(tmp_path / "secret.txt", b"5")
        (folder / "link.txt").symlink_to(secret)
        (folder / "links").symlink_to(tmp_path)
        os.mkfifo(folder / "pipe")
        assert take(Watch(folder, settle=SETTLE)) == ["deep/er/a.txt"]
        assert Upload.objects.get().files.get().name == "deep/er/a.txt"

    def test_names_in_the_encoding_of_another_system_are_read(self, folder: Path) -> None:
        try:
            rest(folder / os.fsdecode(b"caf\xe9.txt"))
        except OSError:
            pytest.skip("this file system takes names in UTF-8 only")
        watch = Watch(folder, settle=SETTLE)
        assert take(watch) == ["caf\udce9.txt"]
        assert [file.name for file in Upload.objects.get().files.all()] == ["café.txt"]
        assert take(watch) == []

    def test_files_stay_where_they_are_as_they_are(self, folder: Path) -> None:
        path = rest(folder / "a.txt", b"content")
        before = path.stat()
        take(Watch(folder, settle=SETTLE))
        after = path.stat()
        assert (path.read_bytes(), after.st_mtime_ns, after.st_ino) == (b"content", before.st_mtime_ns, before.st_ino)

    def test_a_file_that_changes_while_it_is_read_is_not_taken_in(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from corpus import watching

        path = rest(folder / "a.txt", b"half")
        real = watching.receive

        def receive_and_change(*given: object, **named: object) -> Upload:
            upload = real(*given, **named)  # type: ignore[arg-type]
            path.write_bytes(b"half and whole")
            return upload

        monkeypatch.setattr(watching, "receive", receive_and_change)
        watch = Watch(folder, settle=SETTLE)
        assert watch.hand_over(watch.complete(), defaults=Defaults(), extractor="none") is None
        assert "changed while it was read" in Upload.objects.get().message
        monkeypatch.setattr(watching, "receive", real)
        rest(path, b"half and whole")
        assert take(watch) == ["a.txt"]

    def test_a_folder_that_goes_away_is_waited_for(self, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
        watch = Watch(folder, settle=SETTLE)
        folder.rmdir()
        assert [watch.complete(), watch.complete()] == [[], []]
        assert caplog.text.count("is gone; waiting") == 1
        rest(folder / "a.txt")
        assert take(watch) == ["a.txt"]

    def test_what_a_watcher_left_waiting_is_found_again(self, folder: Path) -> None:
        rest(folder / "a.txt")
        watch = Watch(folder, settle=SETTLE)
        upload = watch.hand_over(watch.complete(), defaults=Defaults(), extractor="none")
        assert upload is not None
        assert claim() is None
        Upload.objects.update(status=UploadStatus.QUEUED)
        assert waiting() == [upload.pk]
        claimed = claim(upload.pk)
        assert claimed is not None
        Worker().work_on(claimed)
        assert waiting() == []

    @pytest.mark.parametrize("paths", [["a.txt"], []])
    def test_either_paths_or_a_folder_to_watch(self, folder: Path, paths: list[str]) -> None:
        with pytest.raises(CommandError, match="--watch DIR") as error:
            call_command("ingest", *paths, watch=str(folder) if paths else None)
        assert error.value.returncode == 2

    def test_the_folder_must_be_there_and_not_hold_our_own_files(self, tmp_path: Path) -> None:
        for folder, told in ((tmp_path / "nothing", "There is no folder"), (tmp_path, "watch another folder")):
            with pytest.raises(CommandError, match=told) as error:
                call_command("ingest", watch=str(folder))
            assert error.value.returncode == 2


def test_the_command_takes_in_what_comes_until_it_is_told_to_stop(template: Path, tmp_path: Path) -> None:
    quick = json.dumps({"watch_settle_seconds": 0.2, "watch_pause_seconds": 0.1})
    site = Site.copy(template, tmp_path / "site", FAULTS_LIMITS=quick)
    folder = tmp_path / "incoming"
    folder.mkdir()
    arguments = ("ingest", "--watch", str(folder), "--extractor", "none", "--json")
    for number in (1, 2):
        (folder / f"{number}.jsonl").write_bytes(lines(record(number), record(10 + number)))
        process = site.start(*arguments)
        until(lambda: site.one("SELECT count(*) FROM corpus_upload WHERE status = 'done'") == number, "it is taken in")  # noqa: B023
        process.terminate()
        assert process.wait(60) == 0
        *rows, last = map(json.loads, site.output().splitlines()[-3:])
        assert [(row["file"], row["status"]) for row in rows] == [(f"{number}.jsonl", "new")] * 2
        assert last == {"summary": {"sent": 2, "new": 2, "updated": 0, "duplicate": 0, "skipped": 0, "failed": 0}}
    site.assert_accounted_for()
    assert sorted(path.name for path in folder.iterdir()) == ["1.jsonl", "2.jsonl"]
    site.run("index", "--check")


def test_the_command_outlives_a_database_that_is_away_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    told = StringIO()
    answers = iter([OperationalError("database is locked"), None])

    def waiting() -> list[int]:
        answer = next(answers)
        if answer is not None:
            raise answer
        signal.raise_signal(signal.SIGTERM)
        return []

    monkeypatch.setattr("corpus.management.commands.ingest.waiting", waiting)
    monkeypatch.setattr("corpus.management.commands.ingest.pause", lambda stopping: None)
    call_command("ingest", watch=str(tmp_path), stderr=told)
    assert "database is locked. Trying again." in told.getvalue()


@pytest.mark.django_db
def test_what_a_full_database_cannot_take_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_columns: object) -> Upload:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Upload.objects, "create", full)
    before = set(Path(settings.MEDIA_ROOT).glob("*"))
    with pytest.raises(OSError, match="disk is full"):
        receive([Incoming("a.txt", BytesIO(b"Ferry"))], via="api")
    assert set(Path(settings.MEDIA_ROOT).glob("*")) == before
