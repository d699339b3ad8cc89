"""Backups: a folder with the database as it was at one moment, every file as received, and a manifest with checksums.

    <folder>/manifest.json   what the backup holds, with the size and SHA-256 of each file; written last
    <folder>/database.sqlite3, or database.dump of PostgreSQL
    <folder>/uploads/…       the files as received

The index is left out: it is made from the database. So is the signing key, whose place is not
beside the data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from corpus import databases, moving, signals
from corpus.databases import BackupError, OnStep

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
UPLOADS: Final = "uploads"
_BLOCK: Final = 1024 * 1024


class InTheWayError(BackupError):
    """Something would be overwritten."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `missing`: files as received that were gone or changed already when it was made."""

    created: str
    database: str
    migrations: Sequence[str]
    counts: Mapping[str, int]
    files: Sequence[Kept] = ()
    missing: Sequence[str] = field(default=())

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.size for file in self.files)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a backup. Raises BackupError."""
        path = folder / MANIFEST
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data.pop("format") != FORMAT:
                raise BackupError(f"{folder} was made by another version of Dateline; restore it with that one.")
            return cls(files=tuple(Kept(**file) for file in data.pop("files")), **data)
        except FileNotFoundError as error:
            raise BackupError(f"{folder} is no whole backup: it has no {MANIFEST}.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError(f"{path} cannot be read: {error}") from error

    def write(self, folder: Path) -> None:
        """Write the manifest of a backup, durably."""
        with (folder / MANIFEST).open("x", encoding="utf-8") as stream:
            json.dump({"format": FORMAT} | asdict(self), stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())


def back_up(folder: Path, *, force: bool = False, on_step: OnStep) -> Manifest:
    """Write a backup while the site runs; nothing lies at `folder` before it is whole. Raises BackupError, OSError."""
    if folder.exists() and not force:
        raise InTheWayError(
            f"{folder} exists already. Give another path, or --force to put the new backup in its place."
        )
    if folder.exists() and not (folder / MANIFEST).exists() and (folder.is_file() or any(folder.iterdir())):
        raise InTheWayError(f"{folder} is no backup, and is not overwritten. Give another path.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f"{folder.name}.unfinished-{uuid.uuid4().hex[:8]}")
    try:
        draft.mkdir(mode=0o700)
        manifest = _fill(draft, on_step)
        _put_in_place(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def restore(folder: Path, *, force: bool = False, on_step: OnStep) -> Manifest:
    """Verify a backup and put it in the place of database and uploads. Raises BackupError, OSError.

    Until the last moment everything is as before; then the database is swapped in whole, and the index taken away,
    which the caller has rebuilt.
    """
    kind = databases.current()
    if kind.has_content() and not force:
        raise InTheWayError("There are articles, uploads or users here already. Give --force to replace all of it.")
    connections.close_all()
    kind.refuse_if_used()
    manifest = examine(folder, on_step)
    _bring_uploads(folder, manifest, on_step)
    signals.database_replaced.send(sender=None)
    connections.close_all()
    if manifest.database == kind.file_name:
        kind.restore(folder / manifest.database, on_step)
    else:
        moving.load_sqlite(folder / manifest.database, on_step)
    return manifest


def examine(folder: Path, on_step: OnStep) -> Manifest:
    """Return the manifest of a backup that is whole and can be restored here. Raises BackupError."""
    manifest = Manifest.read(folder)
    _refuse_newer(manifest)
    kind = databases.current()
    if manifest.database != kind.file_name:
        _refuse_unless_moving(folder, manifest, kind)
    verify(folder, manifest, on_step)
    return manifest


def verify(folder: Path, manifest: Manifest, on_step: OnStep) -> None:
    """Compare every file of a backup with its checksum. Raises BackupError that names the first that differs."""
    done = 0
    for file in manifest.files:
        path = _inside(folder, file.path)
        try:
            size, digest = _digest(path)
        except OSError as error:
            raise BackupError(f"The backup is damaged: {path} cannot be read ({error.strerror}).") from error
        if (size, digest) != (file.size, file.sha256):
            raise BackupError(f"The backup is damaged: {path} is not what it was. Nothing was restored.")
        done += size
        on_step("checked", done, manifest.size)


def strays(manifest: Manifest) -> list[Path]:
    """Return the folders of files as received that a restored database does not speak of; they are left alone."""
    known = {Path(file.path).parts[1] for file in manifest.files if file.path.startswith(f"{UPLOADS}/")}
    root = Path(settings.MEDIA_ROOT)
    return sorted(found for found in root.iterdir() if found.name not in known) if root.is_dir() else []


def _fill(draft: Path, on_step: OnStep) -> Manifest:
    kind = databases.current()
    kind.dump(draft / kind.file_name, on_step)
    rows = list(dict.fromkeys(kind.uploaded_files(draft / kind.file_name)))  # a retry shares its files
    files = [Kept(kind.file_name, *_digest(draft / kind.file_name))]
    missing = []
    total, done = sum(size for _, size, _ in rows), 0
    for path, size, sha256 in rows:
        copied = _copy(Path(settings.MEDIA_ROOT) / path, draft / UPLOADS / path, sha256)
        if copied:
            files.append(Kept(f"{UPLOADS}/{path}", *copied))
        else:
            missing.append(path)
        done += size
        on_step("files copied", done, total)
    manifest = Manifest(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        database=kind.file_name,
        migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        counts=kind.counts(draft / kind.file_name),
        files=tuple(files),
        missing=tuple(missing),
    )
    manifest.write(draft)
    for each in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
        _sync(each)
    return manifest


def _copy(source: Path, target: Path, sha256: str) -> tuple[int, str] | None:
    """Copy a file as received; None when it is gone or not what was received."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        stream = source.open("rb")
    except OSError:
        return None
    digest, size = hashlib.sha256(), 0
    with stream, target.open("xb") as copy:
        while block := stream.read(_BLOCK):
            copy.write(block)
            digest.update(block)
            size += len(block)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != sha256:
        target.unlink()
        return None
    return size, sha256


def _put_in_place(draft: Path, folder: Path) -> None:
    former = folder.with_name(f"{draft.name}.former")
    if folder.exists():
        os.rename(folder, former)
    os.rename(draft, folder)
    _sync(folder.parent)
    shutil.rmtree(former, ignore_errors=True)


def _bring_uploads(folder: Path, manifest: Manifest, on_step: OnStep) -> None:
    """Put the files as received beside those that are there: names are never used twice."""
    files = [file for file in manifest.files if file.path.startswith(f"{UPLOADS}/")]
    total, done = sum(file.size for file in files), 0
    for file in files:
        target = _inside(Path(settings.MEDIA_ROOT), file.path.removeprefix(f"{UPLOADS}/"))
        if not target.exists() or _digest(target) != (file.size, file.sha256):
            target.unlink(missing_ok=True)
            if _copy(_inside(folder, file.path), target, file.sha256) is None:
                raise BackupError(f"The backup is damaged: {file.path} is not what it was. Nothing was restored.")
        done += file.size
        on_step("files restored", done, total)


def _refuse_newer(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupError(f"The backup was made by a newer Dateline (migration {newer[0]}). Restore it with that one.")


def _refuse_unless_moving(folder: Path, manifest: Manifest, kind: databases.Database) -> None:
    """Let only a backup of SQLite into PostgreSQL, and only one of this version."""
    if (manifest.database, kind.name) != (databases.Sqlite.file_name, databases.Postgres.name):
        raise BackupError(f"{folder} is a backup of {manifest.database}, but DATABASE_URL names {kind.name}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if older := sorted(known - set(manifest.migrations)):
        raise BackupError(
            f"The backup was made by an older Dateline (without migration {older[0]}). Restore it with SQLite by this "
            "version, back that up, and move with the new backup."
        )


def _inside(folder: Path, name: str) -> Path:
    """Return a path below a folder; a manifest that leads elsewhere is refused."""
    path = folder / name
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise BackupError(f"The backup is damaged: {name} leads out of it.")
    return path


def _digest(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return os.fstat(stream.fileno()).st_size, digest


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
