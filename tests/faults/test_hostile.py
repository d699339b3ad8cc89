"""Hostile uploads through a real worker: named, refused, and nothing else harmed (A4, A5, A6, A7, A8, A9, A11)."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from tests.faults.hostile import HOSTILE as HOSTILE_FILES
from tests.faults.hostile import SLIPS, dates, encodings
from tests.faults.hostile_documents import HOSTILE as HOSTILE_DOCUMENTS
from tests.faults.site import Site, lines, record, rounds

HOSTILE = HOSTILE_FILES | HOSTILE_DOCUMENTS
MOST_EXTRA_MEMORY = 300 * 1024**2


class Memory:
    """Watches how much memory the children of a worker take beyond what the worker itself has."""

    def __init__(self, process: int) -> None:
        self.process = process
        self.most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.is_set():
            with suppress(OSError, ValueError, IndexError):
                children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
                own = kilobytes(self.process, "VmRSS")
                for child in children:
                    self.most = max(self.most, (kilobytes(int(child), "VmHWM") - own) * 1024)
            time.sleep(0.01)


def kilobytes(process: int, what: str) -> int:
    """Return a figure of a process's status."""
    text = Path(f"/proc/{process}/status").read_text()
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(what)), 0)


def tree(folder: Path) -> set[str]:
    """Return every path below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs /proc, to see memory")
def test_hostile_files_are_refused_with_a_reason_and_good_records_kept(site: Site, tmp_path: Path) -> None:
    made = [(name, make()) for name, (make, _) in HOSTILE.items()]
    before = tree(tmp_path) | {"site/leases"}
    with site.worker() as worker:
        site.wait_for(site.hand_over(("warm.jsonl", lines(record(1)))))
        upload = site.hand_over(*made, ("last.jsonl", lines(record(2))))
        with Memory(worker.pid) as memory:
            state = site.wait_for(upload, "done", "failed", seconds=900)
        assert worker.poll() is None
    assert state["status"] == "done", state
    print(f"{len(made)} hostile files: {memory.most / 1024**2:,.0f} MB more than the worker")
    assert memory.most < MOST_EXTRA_MEMORY
    rows = site.ledger(upload)
    for name, (_, good) in HOSTILE.items():
        of_file = [row for row in rows if row["file"] == name]
        assert len([row for row in of_file if row["status"] == "new"]) >= good, (name, of_file[:5])
        assert all(row["reason"] for row in of_file if row["status"] == "failed"), name
        assert of_file, name
        assert not any("broke the program" in row["reason"] for row in of_file), (name, of_file[:5])
    assert rows[-1]["status"] == "new"
    harmless = {
        "slips.zip",
        "quoted nul.zip",
        "bom.jsonl",
        "wide.jsonl",
        "same keys.jsonl",
        "long field.csv",
        "page.jsonl",
        "bomb.pdf",
    }
    assert set(HOSTILE) - harmless == {row["file"] for row in rows if row["status"] == "failed"}
    new = {path for path in tree(tmp_path) - before if not path.startswith(("site/uploads", "site/index", "site.sent"))}
    assert new <= {
        f"site{end}"
        for end in (
            ".log",
            ".out",
            ".sent",
            "/index.lock",
            "/stories.lock",
            "/dateline.sqlite3-wal",
            "/dateline.sqlite3-shm",
        )
    }
    assert not [path for path in (Path("/tmp"), Path("/etc"), Path.home()) if (path / "slipped.txt").exists()]
    assert not list(tmp_path.rglob("*slipped*"))
    assert len(SLIPS) == 30
    site.assert_accounted_for()
    site.assert_consistent()


def test_forty_encodings_are_read_or_told(site: Site) -> None:
    files = list(encodings())
    assert len(files) == 40
    upload = site.hand_over(*((name, body) for name, body, _ in files))
    with site.worker():
        state = site.wait_for(upload)
    assert (state["sent"], state["failed"]) == (40, 0)
    rows = {row["file"]: row for row in site.ledger(upload)}
    right = [name for name, _, text in files if text in str(rows[name]["title"])]
    print(f"{len(right)} of 40 encodings read right; not: {sorted({name for name, _, _ in files} - set(right))}")
    assert len(right) >= 36
    told = dict(site.query("SELECT file, warnings FROM corpus_ledgerrow"))
    # UTF-8 is what is expected; what else a file was read as is written down.
    plain = ("utf-8", "nul.txt")
    assert all("read as" in str(told[name]) or name.startswith(plain) for name in right), told
    replaced = site.query("SELECT title FROM corpus_article WHERE title LIKE '%' || '\ufffd' || '%'")
    assert len(replaced) <= 1  # the one that is no text in any encoding


def test_two_hundred_dates_are_understood_or_unknown_and_never_today(site: Site) -> None:
    written = dates()
    assert len(written) == 200
    records = [record(number, published=text) for number, text in enumerate(written)]
    upload = site.hand_over(("dates.jsonl", lines(*records)))
    with site.worker():
        state = site.wait_for(upload)
    assert (state["new"], state["failed"]) == (200, 0)
    today = date.today().isoformat()
    sql = "SELECT external_id, published_from, published_to FROM corpus_article"
    for identifier, *days in site.query(sql):
        first, last = (day and str(day) for day in days)
        assert (first is None) == (last is None)
        assert first is None or "0001-01-01" <= first <= last
        assert today not in (first, last), written[int(identifier)]
    unknown = {written[int(row[0])] for row in site.query(f"{sql} WHERE published_from IS NULL")}
    assert {"2024-02-30", "2024-13-01T00:00", "0000-00-00", "never", "2023-02-29"} <= unknown
    assert not {"2024-1-1", "Thu, 01 Jan 1970 00:00:00 GMT"} & unknown


def test_a_file_that_is_mostly_holes_is_refused_by_its_head(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "sparse.jsonl"
    with path.open("wb") as sparse:
        sparse.truncate(rounds(100 * 1024**2, 5 * 1024**3))
    answer = site.run("ingest", str(path), "--extractor", "none", "--json", code=1)
    [row, _] = [json.loads(line) for line in answer.stdout.splitlines()]
    assert row["status"] == "failed"
    assert row["reason"]
