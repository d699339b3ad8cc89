"""A worker process: from its start to its first answer, and the memory it adds beside what all share."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.process import EngineProcess
from tests.benchmarks.questions import Question, kinds_asked, with_texts, words_asked
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import MEGABYTE, at_most, middle, table

WORKERS: Final = 2
STARTS: Final = 3


def measure(setting: Setting) -> None:
    """Start fresh processes, then fork workers as gunicorn does after preloading."""
    names = setting.usable("tantivy", "dateline", "service")
    _cold_starts(setting, names)
    _forks(setting, [name for name in names if name != "tantivy"])


def _cold_starts(setting: Setting, names: list[str]) -> None:
    asked = Question("and", (setting.corpus.about.rarer[-3],), texts=True)
    rows: list[tuple[Any, ...]] = []
    for name in names:
        folder = Path(setting.built(name)["folder"])
        for label, cold in (("in memory", False), ("read from disk anew", True)):
            found = [_start(name, folder, asked, cold=cold) for _ in range(min(STARTS, setting.repeats))]
            rows.append((name, label, *(middle(column) for column in zip(*found, strict=True))))
    columns = ("engine", "files", "process, ms", "open, ms", "first answer, ms", "second, ms", "open + first, ms")
    note = (
        "“process” is the interpreter's start, “open” imports the libraries (for Dateline: sets Django up), which a "
        "gunicorn worker has already done when it is forked; what it still has to do is the first answer."
    )
    table("Cold start of a fresh process", columns, rows, note=note)
    ours = next((row for row in reversed(rows) if row[0] in ("service", "dateline") and row[1] == "in memory"), None)
    if ours:
        setting.judge(at_most("cold start of a worker, open index to first answer", ours[4] / 1000, 0.5, unit=" s"))


def _start(name: str, folder: Path, asked: Question, *, cold: bool) -> tuple[float, float, float, float, float]:
    """Return milliseconds of the process's start, of opening, of the first and second answer, of both first steps."""
    if cold:
        _forget(folder)
    started = time.perf_counter()
    with EngineProcess(name, folder) as engine:
        engine.memory()
        began = time.perf_counter()
        opened = engine.open()["ms"]
        first = engine.answer(asked)["ms"]
        second = engine.answer(asked)["ms"]
    return (began - started) * 1000, opened, first, second, opened + first


def _forget(folder: Path) -> None:
    """Let the system forget the files of a folder, so that they are read from disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def _forks(setting: Setting, names: list[str]) -> None:
    about = setting.corpus.about
    asked = [
        each.as_json() for each in with_texts([*words_asked(about), *kinds_asked(about)]) if each.kind != "wildcard"
    ]
    rows = []
    for name in names:
        with EngineProcess(name, Path(setting.built(name)["folder"])) as parent:
            found = parent.ask("forked", questions=asked, workers=WORKERS)
        for number, each in enumerate(found["workers"], start=1):
            sizes = (each[key] / MEGABYTE for key in ("own_before", "own", "uss", "pss", "rss"))
            rows.append((f"{name}, worker {number}", found["before"], each["first_ms"], *sizes))
    columns = (
        "process",
        "before the fork ms",
        "first answer ms",
        "own before MB",
        "own after MB",
        "with what only it has mapped (USS) MB",
        "shared fairly (PSS) MB",
        "RSS MB",
    )
    note = (
        f"{WORKERS} workers forked from a process that has everything loaded; all questions asked. "
        "The engine's open the index themselves; the site opens it and searches once before it forks."
    )
    table("Memory of workers", columns, rows, note=note)
    worst = max((row for row in rows), key=lambda row: row[4], default=None)
    if worst:
        setting.judge(
            at_most("memory a worker adds, shared maps not counted", worst[4], 150, unit=" MB"),
            at_most("forked worker to first answer", max(row[2] for row in rows) / 1000, 0.5, unit=" s"),
        )
