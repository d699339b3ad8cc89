"""Backup and restore, as a person calls them: on a site of files of its own, for tests run on a database in memory."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from corpus import databases
from corpus.backup import examine
from tests.faults.databases import SERVER
from tests.faults.site import Site, lines, record

if SERVER:
    NAME, KEPT, OTHER = "PostgreSQL", "database.dump", "database.mdb"
else:
    NAME, KEPT, OTHER = "SQLite", "database.sqlite3", "database.dump"


@pytest.fixture(scope="module")
def made(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    """Return a site with articles, and a backup of it."""
    folder = tmp_path_factory.mktemp("backup")
    site = Site.copy(template, folder / "site")
    (folder / "news.jsonl").write_bytes(lines(record(1), record(2)))
    site.run("ingest", str(folder / "news.jsonl"), "--extractor", "none")
    answer = site.run("backup", str(folder / "backup"))
    assert "2 articles, 1 uploads, 1 files" in answer.stdout
    assert "database copied" in answer.stderr
    return site, folder / "backup"


def test_a_backup_is_a_folder_whose_manifest_names_every_file(made: tuple[Site, Path]) -> None:
    _, backup = made
    manifest = json.loads((backup / "manifest.json").read_text())
    named = {file["path"]: file["size"] for file in manifest["files"]}
    found = {str(path.relative_to(backup)): path.stat().st_size for path in backup.rglob("*") if path.is_file()}
    assert named == {name: size for name, size in found.items() if name != "manifest.json"}
    assert len(named) == 2
    assert os.stat(backup).st_mode & 0o077 == 0
    assert not list(backup.parent.glob("*unfinished*"))


def test_restored_elsewhere_everything_is_there_and_found(made: tuple[Site, Path], tmp_path: Path) -> None:
    site, backup = made
    other = Site(tmp_path / "new" / "site")
    answer = other.run("restore", str(backup))
    assert "2 articles" in answer.stdout
    assert "building the index" in answer.stderr
    other.run("index", "--check")
    exported = [json.loads(line) for line in other.run("export", "q=ferry", "--format", "jsonl").stdout.splitlines()]
    assert [hit["external_id"] for hit in exported] == ["1", "2"]
    [[path]] = other.query("SELECT path FROM corpus_uploadedfile")
    assert (other.folder / "uploads" / path).read_bytes() == (site.folder / "uploads" / path).read_bytes()


def test_nothing_is_overwritten_without_force_and_with_it_all_is_replaced(
    made: tuple[Site, Path], template: Path, tmp_path: Path
) -> None:
    _, backup = made
    site = Site.copy(template, tmp_path / "site")
    (tmp_path / "other.jsonl").write_bytes(lines(record(7), record(8), record(9)))
    site.run("ingest", str(tmp_path / "other.jsonl"), "--extractor", "none")
    assert "--force" in site.run("restore", str(backup), code=2).stderr
    assert site.one("SELECT count(*) FROM corpus_article") == 3
    answer = site.run("restore", str(backup), "--force")
    assert "1 folders" in answer.stderr
    assert site.query("SELECT external_id FROM corpus_article ORDER BY id") == [("1",), ("2",)]
    site.assert_consistent()


def test_a_file_that_a_retry_shares_is_kept_once(template: Path, tmp_path: Path) -> None:
    site = Site.copy(template, tmp_path / "site")
    (tmp_path / "news.jsonl").write_bytes(lines(record(1)) + b"{broken\n")
    site.run("ingest", str(tmp_path / "news.jsonl"), "--extractor", "none", code=1)
    site.run("uploads", "1", "--retry", code=1)
    assert "1 articles, 2 uploads, 1 files" in site.run("backup", str(tmp_path / "backup")).stdout
    other = Site(tmp_path / "other" / "site")
    other.run("restore", str(tmp_path / "backup"))
    other.run("uploads", "1", "--roll-back")
    assert other.one("SELECT count(*) FROM corpus_article") == 0
    other.run("index", "--check")


def test_a_backup_is_not_written_over_what_is_there(made: tuple[Site, Path], tmp_path: Path) -> None:
    site, backup = made
    assert "exists already" in site.run("backup", str(backup), code=2).stderr
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "love").write_text("dear")
    assert "is no backup" in site.run("backup", str(tmp_path / "letters"), "--force", code=2).stderr
    assert (tmp_path / "letters" / "love").read_text() == "dear"


def test_with_force_a_backup_takes_the_place_of_an_earlier_one(made: tuple[Site, Path], tmp_path: Path) -> None:
    site, _ = made
    shutil.copytree(made[1], tmp_path / "again")
    first = (tmp_path / "again" / "manifest.json").stat().st_ino
    site.run("backup", str(tmp_path / "again"), "--force")
    assert (tmp_path / "again" / "manifest.json").stat().st_ino != first
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("flip", f"{KEPT} is not what it was"),
        ("lose", "cannot be read"),
        ("cut", "is not what it was"),
        ("no manifest", "it has no manifest.json"),
        ("bad manifest", "cannot be read"),
        ("newer", "made by a newer Dateline"),
        ("outwards", "leads out of it"),
        ("other database", f"DATABASE_URL names {NAME}"),
    ],
)
def test_a_damaged_backup_is_refused(made: tuple[Site, Path], tmp_path: Path, harm: str, told: str) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(made[1], backup)
    spoil(backup, harm)
    with pytest.raises(databases.BackupError, match=told):
        examine(backup, lambda *_: None)


def test_a_damaged_backup_changes_nothing(made: tuple[Site, Path], template: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(made[1], backup)
    spoil(backup, "flip")
    site = Site.copy(template, tmp_path / "site")
    before = {path: path.stat().st_ino for path in site.folder.rglob("*")}
    assert "is not what it was" in site.run("restore", str(backup), "--force", code=1).stderr
    after = {path: path.stat().st_ino for path in site.folder.rglob("*")}
    assert before.items() <= after.items()
    assert {path.name for path in set(after) - set(before)} <= {"dateline.sqlite3-shm", "dateline.sqlite3-wal"}


def spoil(backup: Path, harm: str) -> None:
    database, manifest = backup / KEPT, backup / "manifest.json"
    [kept] = [path for path in (backup / "uploads").rglob("*") if path.is_file()]
    data = json.loads(manifest.read_text())
    if harm == "flip":
        content = bytearray(database.read_bytes())
        content[len(content) // 2] ^= 1
        database.write_bytes(content)
    elif harm == "lose":
        kept.unlink()
    elif harm == "cut":
        kept.write_bytes(kept.read_bytes()[:-1])
    elif harm == "no manifest":
        manifest.unlink()
    elif harm == "bad manifest":
        manifest.write_text("{")
    elif harm == "newer":
        manifest.write_text(json.dumps(data | {"migrations": [*data["migrations"], "corpus.9999_flying_cars"]}))
    elif harm == "outwards":
        manifest.write_text(json.dumps(data | {"files": [*data["files"], data["files"][0] | {"path": "../x"}]}))
    elif harm == "other database":
        manifest.write_text(json.dumps(data | {"database": OTHER}))


def test_a_running_site_is_not_replaced(made: tuple[Site, Path], template: Path, tmp_path: Path) -> None:
    _, backup = made
    site = Site.copy(template, tmp_path / "site")
    with site.database.used():
        assert "Stop Dateline" in site.run("restore", str(backup), "--force", code=1).stderr
    assert not site.one("SELECT count(*) FROM corpus_article")


def test_a_file_that_is_gone_is_told_and_the_rest_is_backed_up(template: Path, tmp_path: Path) -> None:
    site = Site.copy(template, tmp_path / "site")
    site.hand_over(("a.jsonl", lines(record(1))), ("b.jsonl", lines(record(2))))
    lost, changed = sorted(path for path in (site.folder / "uploads").rglob("*") if path.is_file())
    lost.unlink()
    changed.write_text("another")
    answer = site.run("backup", str(tmp_path / "backup"))
    assert answer.stderr.count("not in the backup, because it is gone or changed") == 2
    assert json.loads((tmp_path / "backup" / "manifest.json").read_text())["missing"]


def test_without_tables_or_a_backup_the_commands_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    site = Site(tmp_path / "site")
    assert "manage.py migrate" in site.run("backup", str(tmp_path / "backup"), code=2).stderr
    assert "There is no backup" in site.run("restore", str(tmp_path / "backup"), code=2).stderr


def test_postgresql_needs_its_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(databases.shutil, "which", lambda _: None)
    with pytest.raises(databases.BackupError, match="pg_dump is not installed here"):
        databases.Postgres()._run("pg_dump")


def test_postgresql_is_asked_by_its_own_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The password is handed over in the environment, where no other user of the machine sees it."""
    program = tmp_path / "pg_dump"
    program.write_text(
        '#!/bin/sh\nenv > "$0.env"\nfor each; do case $each in --file=*) echo dumped > "${each#--file=}";; esac; done\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    named = {"NAME": "news", "USER": "dateline", "PASSWORD": "secret", "HOST": "db.example", "PORT": 5433}
    monkeypatch.setattr(databases.settings, "DATABASES", {"default": named})
    databases.Postgres()._run("pg_dump", f"--file={tmp_path / 'dump'}")
    assert (tmp_path / "dump").read_text() == "dumped\n"
    environment = (tmp_path / "pg_dump.env").read_text().splitlines()
    assert {"PGDATABASE=news", "PGUSER=dateline", "PGPASSWORD=secret", "PGHOST=db.example", "PGPORT=5433"} <= set(
        environment
    )
    program.write_text("#!/bin/sh\necho no such server >&2\nexit 1\n")
    with pytest.raises(databases.BackupError, match="no such server"):
        databases.Postgres()._run("pg_dump")
