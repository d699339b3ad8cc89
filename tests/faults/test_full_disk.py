"""A disk that fills up while files are taken in: it is said, searches go on, and room is all it needs (R5, R6)."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.databases import SERVER
from tests.faults.site import Site, lines, record, rounds, seeded, until

pytestmark = pytest.mark.skipif(bool(SERVER), reason="a database server has its files elsewhere")
MEBIBYTE = 1024**2
NEEDED = 8 * MEBIBYTE  # what a site of the records below takes, and some more


def bulky(first: int, count: int) -> bytes:
    """Return records of 8 kB of text."""
    filler = " ".join(f"The pilot of boat {number} waited for the tide." for number in range(180))
    return lines(*(record(first + each, text=f"Ferry {first + each}. {filler}") for each in range(count)))


class Disk:
    """A file system of its own that can be filled and emptied, or None of it where the rights to mount are missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, free: int) -> None:
        """Leave so many bytes free."""
        with (self.folder / "ballast").open("wb") as ballast:
            found = os.statvfs(self.folder)
            size = found.f_bavail * found.f_frsize - free
            os.posix_fallocate(ballast.fileno(), 0, max(4096, size))

    def empty(self) -> None:
        """Make room."""
        (self.folder / "ballast").unlink(missing_ok=True)


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Disk | None]:
    """Mount a small tmpfs; None without the rights for that."""
    system = ctypes.CDLL(None, use_errno=True)
    folder.mkdir()
    if system.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, f"size={size}".encode()):
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        system.umount2(str(folder).encode(), 2)


def searches(site: Site) -> set[str]:
    """Return what a search finds."""
    found = site.run("export", "q=ferry", "--format", "jsonl").stdout.splitlines()
    return {json.loads(line)["external_id"] for line in found}


def levels(count: int) -> list[int]:
    """Return how many bytes are free, at levels from almost nothing to almost enough."""
    return [MEBIBYTE // 2 + NEEDED * step // count for step in range(count)]


def test_a_full_disk_is_told_and_room_is_all_that_is_needed(template: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", (64 + 32 * rounds(2, 20)) * MEBIBYTE) as disk:
        if disk is None:
            pytest.skip("a tmpfs cannot be mounted here (root only); the next tests do it with RLIMIT_FSIZE")
        print("disk full: on a tmpfs")
        site = Site.copy(template, disk.folder)
        site.run("ingest", str(site_file(tmp_path, "first.jsonl", bulky(1, 5))), "--extractor", "none")
        uploads = []
        with site.worker() as worker:
            for number, free in enumerate(levels(rounds(2, 20))):
                body = bulky(1000 * (number + 1), 200)
                disk.fill(free + len(body))
                uploads.append(site.hand_over((f"{number}.jsonl", body)))
                state = settled(site, uploads[-1])
                assert state["status"] != "failed" or "disk is full" in state["message"], state
                assert "1" in searches(site)
                disk.empty()
                site.wait_for(uploads[-1], "failed", "done")
                again = site.hand_over((f"{number}-again.jsonl", body))
                assert site.wait_for(again)["failed"] == 0
                assert worker.poll() is None
                print(f"{free:,} bytes free: {state['status']}, {state['new']} of 200 taken in")
        assert "database or disk is full" in site.log() or "No space left on device" in site.log()
        site.assert_accounted_for()
        site.assert_consistent()
        left = [path for path in disk.folder.rglob("*") if "CURRENT." in path.name or "building-" in path.name]
        assert sum(path.stat().st_size for path in left) <= MEBIBYTE


def settled(site: Site, upload: int) -> dict[str, object]:
    """Wait until an upload ended, or waits because not even that could be written; return its columns."""
    before = site.log().count("no upload could be claimed")
    until(
        lambda: (
            site.status(upload) in ("done", "failed") or site.log().count("no upload could be claimed") > before + 2
        ),
        "the upload ended or waits",
    )
    return site.upload(upload)


def site_file(folder: Path, name: str, body: bytes) -> Path:
    (folder / name).write_bytes(body)
    return folder / name


def limited(site: Site, *arguments: str, what: int, most: int) -> subprocess.CompletedProcess[str]:
    """Run a command of which a resource runs out."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=Path(__file__).parent.parent.parent,
        env=site.process_environment(),
        capture_output=True,
        text=True,
        timeout=600,
        preexec_fn=lambda: resource.setrlimit(what, (most, most)),
    )


def test_a_file_that_may_not_grow_stops_an_ingest_and_not_the_next_one(site: Site, tmp_path: Path) -> None:
    """Where writing fails differs with the limit: the file as received, the database, its log, a segment, CURRENT."""
    chance = seeded("file size")
    path = site_file(tmp_path, "news.jsonl", bulky(1, 100))
    smallest, largest = site.database.path.stat().st_size, 3 * path.stat().st_size
    for _ in range(rounds(2, 40)):
        most = chance.randint(smallest // 8, largest)
        done = limited(site, "ingest", str(path), "--extractor", "none", what=resource.RLIMIT_FSIZE, most=most)
        print(f"RLIMIT_FSIZE {most:,}: exit code {done.returncode}")
        assert done.returncode in (0, 1)
        assert done.returncode == 0 or done.stderr.strip()
        site.assert_accounted_for()
    with site.worker():
        for [upload] in site.query("SELECT id FROM corpus_upload WHERE status <> 'done' AND status <> 'failed'"):
            site.wait_for(upload, "done", "failed")
    site.run("ingest", str(path), "--extractor", "none")
    assert site.one("SELECT count(*) FROM corpus_article") == 100
    site.assert_consistent()


def test_a_process_without_free_descriptors_says_so(site: Site, tmp_path: Path) -> None:
    path = site_file(tmp_path, "news.jsonl", bulky(1, 20))
    for most in [9, 11] if rounds(0, 1) == 0 else range(5, 30):
        done = limited(site, "ingest", str(path), "--extractor", "none", what=resource.RLIMIT_NOFILE, most=most)
        assert done.returncode == 0 or done.stderr.strip()
        assert done.returncode >= 0
        site.assert_accounted_for()
    site.run("ingest", str(path), "--extractor", "none")
    site.assert_consistent()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs prlimit, to change a limit of a running process")
def test_while_nothing_can_be_written_uploads_wait_and_the_worker_lives(site: Site) -> None:
    with site.worker() as worker:
        site.wait_for(site.hand_over(("first.jsonl", bulky(1, 5))))
        _, hard = resource.prlimit(worker.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (4096, hard))
        upload = site.hand_over(("news.jsonl", bulky(100, 50)))
        until(lambda: "OperationalError" in site.log(), "the worker noticed")  # the limit holds for its log, too
        assert searches(site) == {"1", "2", "3", "4", "5"}
        assert worker.poll() is None
        resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert site.wait_for(upload)["new"] == 50
        assert "149" in searches(site)
    site.assert_accounted_for()
    site.assert_consistent()
