"""A whole site of its own in a folder: processes are started as a person starts them, and looked at from outside."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.faults.databases import database_of

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 120.0


def is_full() -> bool:
    """Return whether the whole table of faults is asked for (make faults) and not the small one of every run."""
    return os.environ.get("DATELINE_FAULTS", "small") == "full"


def rounds(small: int, full: int) -> int:
    """Return how often a test repeats itself."""
    return full if is_full() else small


def promised(what: str, seconds: float, most: float) -> None:
    """Print how long something took; in the full run it must be what research and issue promise."""
    print(f"{what}: {seconds:.1f} s (promised: {most:g} s)")
    assert not is_full() or seconds <= most, what


def seeded(name: str) -> random.Random:
    """Return a source of chance that prints its seed; DATELINE_FAULTS_SEED repeats a run."""
    seed = int(os.environ.get("DATELINE_FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    print(f"{name}: DATELINE_FAULTS_SEED={seed}")
    return random.Random(f"{name}{seed}")


def record(number: int, **changes: Any) -> dict[str, Any]:
    """Return a record whose text no other has."""
    return {
        "id": str(number),
        "source": "Harbour Courier",
        "title": f"Ferry {number} sails again",
        "text": f"The ferry number {number} sailed again on Monday after {number} days in the yard.",
        "published": "2023-04-05",
    } | changes


def lines(*records: Mapping[str, Any]) -> bytes:
    """Return records as JSON Lines."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


class Site:
    """A data folder, and the commands run on it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        self.database = database_of(folder)

    @classmethod
    def copy(cls, template: Path, folder: Path, **environment: str) -> Site:
        """Return a new site like the template."""
        shutil.copytree(template, folder, dirs_exist_ok=True)
        made = cls(folder, **environment)
        made.database.like(database_of(template))
        return made

    def process_environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a process of this site."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")
        }
        return kept | {
            "DATELINE_DATA": str(self.folder),
            "DATELINE_SAMPLE": "0",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            **self.database.environment(),
            **self.environment,
            **more,
        }

    def log(self) -> str:
        """Return what started commands wrote to standard error."""
        return self._beside("log").read_text()

    def output(self) -> str:
        """Return what started commands wrote to standard output."""
        return self._beside("out").read_text()

    def _beside(self, ending: str) -> Path:
        return self.folder.parent / f"{self.folder.name}.{ending}"

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a command and leave it running; what it writes goes to files beside the site."""
        with self._beside("log").open("ab") as log, self._beside("out").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=self.process_environment(**environment),
                stdout=output,
                stderr=log,
                start_new_session=True,
            )

    def run(self, *arguments: str, code: int | None = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; it must exit with `code` (None: whatever)."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.process_environment(**environment),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS * 5,
        )
        if code is not None:
            assert done.returncode == code, f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done

    @contextmanager
    def worker(self, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a worker; at the end it is told to stop, and must."""
        process = self.start("worker", **environment)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(60)
            finally:
                kill(process)

    def query(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the database, from outside."""
        return list(self.database.ask([(sql, parameters)])[0])

    def one(self, sql: str, *parameters: Any) -> Any:
        """Return one value of the database."""
        return self.query(sql, *parameters)[0][0]

    def hand_over(self, *files: tuple[str, bytes], extractor: str = "none") -> int:
        """Queue files as the desk does; return the number of the upload."""
        return self._hand_over(files, "--extractor", extractor)[0]

    def hand_over_apart(self, *files: tuple[str, bytes]) -> list[int]:
        """Queue an upload for each file."""
        return self._hand_over(files, "--apart")

    def _hand_over(self, files: Sequence[tuple[str, bytes]], *options: str) -> list[int]:
        paths = [str(self.write(name, body)) for name, body in files]
        return [int(number) for number in self.run("hand_over", *paths, *options).stdout.split()]

    def write(self, name: str, body: bytes) -> Path:
        """Write a file to be sent; it lies beside the site."""
        folder = self._beside("sent")
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(body)
        return folder / name

    def status(self, upload: int) -> str:
        """Return the status of an upload."""
        return str(self.one("SELECT status FROM corpus_upload WHERE id = ?", upload))

    def waiting(self) -> int:
        """Return how many uploads are not at their end."""
        return int(self.one("SELECT count(*) FROM corpus_upload WHERE status IN ('queued', 'running')"))

    def upload(self, upload: int) -> dict[str, Any]:
        """Return the columns of an upload that people see."""
        names = ("status", "message", "sent", "new", "updated", "duplicate", "skipped", "failed")
        return dict(
            zip(names, self.query(f"SELECT {', '.join(names)} FROM corpus_upload WHERE id=?", upload)[0], strict=True)
        )

    def wait_for(self, upload: int, *statuses: str, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """Wait until an upload has one of these statuses (done, unless said)."""
        wanted = statuses or ("done",)
        until(lambda: self.status(upload) in wanted, f"upload {upload} is {' or '.join(wanted)}", seconds)
        return self.upload(upload)

    def ledger(self, upload: int) -> list[dict[str, Any]]:
        """Return the ledger of an upload."""
        names = ("sequence", "file", "member", "line", "status", "external_id", "title", "reason")
        sql = f"SELECT {', '.join(names)} FROM corpus_ledgerrow WHERE upload_id = ? ORDER BY sequence"
        return [dict(zip(names, row, strict=True)) for row in self.query(sql, upload)]

    def assert_consistent(self) -> None:
        """Assert that index and database say the same, and that the database is sound."""
        self.run("index")
        self.run("index", "--check")
        assert self.database.is_sound()
        assert self.one("SELECT count(*) FROM corpus_outboxrow") == 0

    def assert_accounted_for(self) -> None:
        """Assert that the ledger, its counts and the records of the files say the same, at any moment."""
        counted = (
            "SELECT u.id, u.sent, (SELECT count(*) FROM corpus_ledgerrow l WHERE l.upload_id = u.id),"
            " (SELECT coalesce(max(sequence), 0) FROM corpus_ledgerrow l WHERE l.upload_id = u.id),"
            " (SELECT sum(records) FROM corpus_uploadedfile f WHERE f.upload_id = u.id) FROM corpus_upload u"
        )
        twins = "SELECT count(*), count(DISTINCT identity) FROM corpus_article"
        sums, [(articles, identities)] = self.database.ask([(counted, ()), (twins, ())])
        assert all(sent == rows == last == records for _, sent, rows, last, records in sums), sums
        assert articles == identities


def until(condition: Any, what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so; fail when it does not come to be."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.02)


def kill(process: subprocess.Popen[Any]) -> None:
    """Kill a process that we started, and those of its own session, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
