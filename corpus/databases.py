"""Taking a database out into one file, as of one moment, and bringing it back whole: SQLite and PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from corpus.models import Article, Upload, UploadedFile

OnStep = Callable[[str, int, int], None]
"""Called with what is being done, the bytes of it that are done, and all of its bytes."""

_PAGES: Final = 2_000  # a step: 8 MB
_SHM_LOCK: Final = 128  # the byte of the -shm file on which every open connection holds a shared lock
_COUNTED: Final = {
    "articles": "SELECT count(*) FROM corpus_article",
    "uploads": "SELECT count(*) FROM corpus_upload",
}


class BackupError(Exception):
    """A backup cannot be made or restored, with a reason that tells a person what to do."""


class Database(Protocol):
    """What backups ask of a database; what is asked about a dump is asked of the object that made it."""

    name: str
    file_name: str

    def dump(self, target: Path, on_step: OnStep) -> None:
        """Write the database as it is now into a new file."""
        ...

    def uploaded_files(self, dumped: Path) -> list[tuple[str, int, str]]:
        """Return path, size and SHA-256 of every file as received that a dump speaks of."""
        ...

    def counts(self, dumped: Path) -> Mapping[str, int]:
        """Return how much is in a dump, for people."""
        ...

    def has_content(self) -> bool:
        """Return whether there is anything here to lose."""
        ...

    def refuse_if_used(self) -> None:
        """Raise BackupError while other processes have the database open."""
        ...

    def restore(self, dumped: Path, on_step: OnStep) -> None:
        """Put a dump in the place of the database, whole or not at all. Raises BackupError."""
        ...


def current() -> Database:
    """Return the database of the settings."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite(Path(settings.DATABASES["default"]["NAME"]))


def read_unmapped() -> None:
    """Have SQLite read its file in pieces, in this process and its children, instead of mapping it.

    Who takes a large corpus in touches all of the file: mapped, it would all count as memory of the process.
    """
    connection_created.connect(_unmap, dispatch_uid="corpus.databases")
    if connection.connection is not None:
        _unmap(connection)


def _unmap(connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")


def has_rows() -> bool:
    """Return whether the database holds articles, uploads or users; one without tables holds none."""
    try:
        return Upload.objects.exists() or Article.objects.exists() or User.objects.exists()
    except ProgrammingError:
        return False
    except DatabaseError as error:  # what is damaged may have held a great deal
        return "no such table" not in str(error)


def ready() -> None:
    """Make what was brought back ready for work: uploads that were in work wait, and an index is to be built."""
    with connection.cursor() as cursor:
        cursor.execute(_REQUEUE)
        cursor.execute(_BUILT)


class Sqlite:
    """A database in a file, copied by SQLite's own backup while others write to it."""

    name = "SQLite"
    file_name = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def dump(self, target: Path, on_step: OnStep) -> None:
        """Copy the database as of now; writers go on meanwhile, for the copy reads from one transaction."""
        address = f"{self.path.resolve().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True, timeout=30)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            size = int(source.execute("PRAGMA page_size").fetchone()[0])

            def tell(_status: int, left: int, total: int) -> None:
                on_step("database copied", (total - left) * size, total * size)

            source.backup(copy, pages=_PAGES, progress=tell, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise BackupError(f"The database is damaged ({found}); an earlier backup may be whole.")
        _sync(target)

    def uploaded_files(self, dumped: Path) -> list[tuple[str, int, str]]:
        """Return the files as received that the copy speaks of."""
        return [(str(path), int(size), str(sha)) for path, size, sha in _ask(dumped, _FILES)]

    def counts(self, dumped: Path) -> Mapping[str, int]:
        """Return how much is in the copy."""
        return {name: int(_ask(dumped, sql)[0][0]) for name, sql in _COUNTED.items()}

    def has_content(self) -> bool:
        """Return whether there is anything here to lose."""
        return self.path.exists() and has_rows()

    def refuse_if_used(self) -> None:
        """Raise BackupError while other processes have the database open."""
        with self._alone():
            pass

    def restore(self, dumped: Path, on_step: OnStep) -> None:
        """Copy a dump beside the database, make it ready, and rename it over the database."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.restored-{os.getpid()}")
        try:
            shutil.copyfile(dumped, draft)
            on_step("database restored", dumped.stat().st_size, dumped.stat().st_size)
            with closing(sqlite3.connect(draft)) as made, made:
                made.execute(_REQUEUE)
                made.execute(_BUILT)
            _sync(draft)
            self._bring_in_log()
            with self._alone():
                for rest in ("-wal", "-shm"):
                    self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
                os.replace(draft, self.path)
                _sync(self.path.parent)
        finally:
            draft.unlink(missing_ok=True)

    def _bring_in_log(self) -> None:
        """Empty the write-ahead log of the old database, so that it is whole without it until the last moment."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.path)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock that shows connections of other processes, and keeps them from opening one."""
        if not self.path.exists():
            yield
            return
        shm = os.open(self.path.with_name(self.path.name + "-shm"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.lockf(shm, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _SHM_LOCK)
            except OSError as error:
                raise BackupError(_IN_USE) from error
            yield
        finally:
            os.close(shm)


class Postgres:
    """A database on a PostgreSQL server, by the programs that come with it."""

    name = "PostgreSQL"
    file_name = "database.dump"

    def __init__(self) -> None:
        self._files: list[tuple[str, int, str]] = []
        self._counts: dict[str, int] = {}

    def dump(self, target: Path, on_step: OnStep) -> None:
        """Have pg_dump write what one transaction sees, and read the rest in the same transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
            self._run("pg_dump", *options)
            self._files = list(UploadedFile.objects.order_by("id").values_list("path", "size", "sha256"))
            self._counts = {"articles": Article.objects.count(), "uploads": Upload.objects.count()}
        size = target.stat().st_size
        _sync(target)
        on_step("database copied", size, size)

    def uploaded_files(self, dumped: Path) -> list[tuple[str, int, str]]:
        """Return the files as received that the dump speaks of."""
        return self._files

    def counts(self, dumped: Path) -> Mapping[str, int]:
        """Return how much is in the dump."""
        return self._counts

    def has_content(self) -> bool:
        """Return whether there is anything here to lose."""
        return has_rows()

    def refuse_if_used(self) -> None:
        """Raise BackupError while other processes are connected."""
        with connection.cursor() as cursor:
            cursor.execute(_OTHERS)
            others = cursor.fetchone()[0]
        if others:
            raise BackupError(_IN_USE)

    def restore(self, dumped: Path, on_step: OnStep) -> None:
        """Have pg_restore replace the tables, in one transaction."""
        database = str(settings.DATABASES["default"]["NAME"])
        options = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges")
        self._run("pg_restore", *options, f"--dbname={database}", str(dumped))
        ready()
        size = dumped.stat().st_size
        on_step("database restored", size, size)

    def _run(self, program: str, *arguments: str) -> None:
        path = shutil.which(program)
        if path is None:
            raise BackupError(
                f"{program} is not installed here. It comes with PostgreSQL (package postgresql-client); install the "
                "version of your server."
            )
        done = subprocess.run(  # noqa: S603
            [path, *arguments], env={**os.environ, **self._environment()}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BackupError(f"{program} failed: {done.stderr.strip()[-1000:]}")

    def _environment(self) -> dict[str, str]:
        """Return the connection as the programs of PostgreSQL read it; a password never stands in a command line."""
        database: Mapping[str, Any] = settings.DATABASES["default"]
        found = {name: str(database.get(key) or "") for name, key in _CONNECTION.items()}
        return {name: value for name, value in found.items() if value}


_CONNECTION: Final = {
    "PGHOST": "HOST",
    "PGPORT": "PORT",
    "PGUSER": "USER",
    "PGPASSWORD": "PASSWORD",
    "PGDATABASE": "NAME",
}
_IN_USE: Final = "Something has the database open. Stop Dateline (site and worker), and restore again."
_OTHERS: Final = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_FILES: Final = "SELECT path, size, sha256 FROM corpus_uploadedfile ORDER BY id"
_REQUEUE: Final = "UPDATE corpus_upload SET status = 'queued', lease_until = NULL WHERE status = 'running'"
_BUILT: Final = "UPDATE corpus_indexstate SET generation = generation + 1"  # so that no index counts as a damaged one


def _ask(path: Path, sql: str) -> Sequence[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as made:
        return made.execute(sql).fetchall()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
