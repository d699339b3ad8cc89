"""From SQLite to PostgreSQL by backup and restore: everything comes over, or nothing (make test-postgres)."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.backup import Manifest, _digest
from tests.faults.databases import SERVER, SqliteDatabase
from tests.faults.site import Site, lines, record

pytestmark = pytest.mark.skipif(not SERVER, reason="about a move to a database server")

RECORDS = [
    record(1, title="Füße in Kabul “today”", text="John Smith met the ferry’s crew in Kabul on 5 April 2023. 🛳"),
    record(2, text="Tab\tand \\N and a backslash \\ stay what they are.", actors=["Ada’s\\Board"], locations=["Kabul"]),
    record(3, published="the 40th of May"),
    record(4),
]
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


class SqliteSite(Site):
    """A site on SQLite, while others are on the server."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.database = SqliteDatabase(folder / "dateline.sqlite3")

    def change(self, sql: str) -> None:
        """Change the database behind everybody's back."""
        with closing(sqlite3.connect(self.database.path)) as connection, connection:
            connection.execute(sql)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> SqliteSite:
    """Return a site with articles, of which the last is gone, and a user."""
    folder = tmp_path_factory.mktemp("moving")
    site = SqliteSite(folder / "site")
    site.folder.mkdir()
    site.run("migrate", "-v0")
    (folder / "news.jsonl").write_bytes(lines(*RECORDS))
    site.run("ingest", str(folder / "news.jsonl"), "--extractor", "rules")
    site.run("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org")
    site.run("token", "ada", "--name", "night feed")
    for sql in (
        "DELETE FROM corpus_mention WHERE article_id = 4",
        "UPDATE corpus_ledgerrow SET article_id = NULL WHERE article_id = 4",
        "DELETE FROM corpus_article WHERE id = 4",
    ):
        site.change(sql)
    site.run("index", "--repair")
    site.run("backup", str(folder / "backup"))
    return site


@pytest.fixture
def backup(origin: SqliteSite) -> Path:
    return origin.folder.parent / "backup"


@pytest.fixture
def target(tmp_path: Path) -> Site:
    """Return a site on the server, whose database is empty."""
    (tmp_path / "target").mkdir()
    return Site(tmp_path / "target")


def exported(site: Site) -> list[dict[str, object]]:
    return [json.loads(line) for line in site.run("export", "sort=date", "--format", "jsonl").stdout.splitlines()]


def test_everything_comes_over_and_is_found(origin: SqliteSite, backup: Path, target: Site) -> None:
    answer = target.run("restore", str(backup))
    assert "3 articles" in answer.stdout
    target.run("index", "--check")
    assert exported(target) == exported(origin)
    for (table,) in origin.query(_TABLES):
        if table != "django_migrations":
            count = f'SELECT count(*) FROM "{table}"'
            assert target.query(count) == origin.query(count), table
    names = "SELECT id, identity, title, text, language FROM corpus_article ORDER BY id"
    assert target.query(names) == origin.query(names)
    mentions = 'SELECT id, article_id, kind, rule, start, "end", surface FROM corpus_mention ORDER BY id'
    assert target.query(mentions) == origin.query(mentions)
    assert target.query("SELECT name, username FROM corpus_apitoken, auth_user") == [("night feed", "ada")]


def test_times_and_facts_are_the_same(origin: SqliteSite, backup: Path, target: Site) -> None:
    target.run("restore", str(backup))
    [[added, hidden, warnings]] = target.query("SELECT added, hidden, warnings FROM corpus_article WHERE id = 3")
    [[written, was_hidden, told]] = origin.query("SELECT added, hidden, warnings FROM corpus_article WHERE id = 3")
    assert added.isoformat(" ").removesuffix("+00:00") == written
    assert hidden is bool(was_hidden)
    assert warnings == json.loads(told) != []


def test_an_id_that_was_given_once_is_never_given_again(backup: Path, target: Site, tmp_path: Path) -> None:
    target.run("restore", str(backup))
    (tmp_path / "more.jsonl").write_bytes(lines(record(9)))
    target.run("ingest", str(tmp_path / "more.jsonl"), "--extractor", "none")
    assert target.one("SELECT max(id) FROM corpus_article") == 5


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE corpus_article SET title = 'a' || char(0) || 'b' WHERE id = 2", "corpus_article, at or before id 2"),
        (f"UPDATE corpus_article SET language = '{'x' * 300}' WHERE id = 2", "too long"),
        ("UPDATE corpus_article SET source_id = 99 WHERE id = 2", "foreign key"),
        ("UPDATE corpus_article SET title = CAST(x'ff41' AS TEXT) WHERE id = 2", "corpus_article"),
    ],
)
def test_what_the_server_does_not_take_is_named_and_nothing_is_changed(
    backup: Path, target: Site, tmp_path: Path, harm: str, told: str
) -> None:
    target.run("restore", str(backup))
    spoilt = tmp_path / "spoilt"
    shutil.copytree(backup, spoilt)
    with closing(sqlite3.connect(spoilt / "database.sqlite3")) as connection, connection:
        connection.execute(harm)
    seal(spoilt)
    answer = target.run("restore", str(spoilt), "--force", code=1)
    assert told in answer.stderr
    assert target.one("SELECT count(*) FROM corpus_article") == 3


def test_only_a_backup_of_this_version_moves(backup: Path, target: Site, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(backup, older)
    manifest = json.loads((older / "manifest.json").read_text())
    manifest["migrations"] = [each for each in manifest["migrations"] if not each.startswith("corpus.0003")]
    (older / "manifest.json").write_text(json.dumps(manifest))
    assert "older Dateline" in target.run("restore", str(older), code=1).stderr


def test_there_is_no_way_back_to_sqlite(target: Site, origin: SqliteSite, tmp_path: Path) -> None:
    target.run("migrate", "-v0")
    target.run("backup", str(tmp_path / "dump"))
    answer = origin.run("restore", str(tmp_path / "dump"), "--force", code=1)
    assert "but DATABASE_URL names SQLite" in answer.stderr


def seal(backup: Path) -> None:
    """Let the manifest say what the database is now."""
    path = backup / "manifest.json"
    values = json.loads(path.read_text())
    for file in values["files"]:
        if file["path"] == Manifest.read(backup).database:
            file["size"], file["sha256"] = _digest(backup / file["path"])
    path.write_text(json.dumps(values))
