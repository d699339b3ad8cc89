"""An engine in a fresh process of its own: asked over a pipe, timed inside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from tests.benchmarks.corpus import ROOT
from tests.benchmarks.questions import Question, UnsupportedError
from tests.benchmarks.rows import Corpus

BYTES: Final = 1024


class EngineProcess:
    """Runs one engine; every call waits for its answer."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.worker", name, str(folder)]
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )

    def __enter__(self) -> EngineProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, do: str, **values: Any) -> dict[str, Any]:
        """Send a command and return the answer. Raises UnsupportedError; RuntimeError if the engine failed."""
        assert self.child.stdin
        assert self.child.stdout
        self.child.stdin.write(json.dumps({"do": do} | values) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} died at {do!r} with code {self.child.wait()}")
        answer: dict[str, Any] = json.loads(line)
        if "unsupported" in answer:
            raise UnsupportedError(answer["unsupported"])
        if "error" in answer:
            raise RuntimeError(f"{self.name} failed at {do!r}: {answer['error']}")
        return answer

    def index(self, corpus: Corpus) -> dict[str, Any]:
        """Index a corpus; returns seconds, CPU seconds, peak memory."""
        return self.ask("index", corpus=str(corpus.folder), size=corpus.size)

    def open(self) -> dict[str, Any]:
        """Open the index; returns milliseconds."""
        return self.ask("open")

    def answer(self, asked: Question) -> dict[str, Any]:
        """Search; returns milliseconds and the answer."""
        return self.ask("answer", question=asked.as_json())

    def answer_all(self, asked: Sequence[Question]) -> list[dict[str, float]]:
        """Search one question after the other; returns the milliseconds of each."""
        times: list[dict[str, float]] = self.ask("answer_all", questions=[each.as_json() for each in asked])["times"]
        return times

    def memory(self) -> dict[str, int]:
        """Return bytes of memory: rss, pss, uss, peak."""
        return self.ask("memory")

    def close(self) -> None:
        """End the process."""
        assert self.child.stdin
        assert self.child.stdout
        self.child.stdin.close()
        self.child.wait(30)
        self.child.stdout.close()


def memory_of(process: int | str = "self") -> dict[str, int]:
    """Return what a process holds, in bytes: rss; pss; uss, which nobody else has mapped; own; anonymous; peak of rss.

    `own` is what the process alone has written. Pages of a mapped file that only it has looked at so far count in uss,
    but they belong to the file: they cost nothing more when another process looks, and the system takes them back.
    """
    fields = _kilobytes(Path(f"/proc/{process}/smaps_rollup"))
    status = _kilobytes(Path(f"/proc/{process}/status"))
    return {
        "rss": fields["Rss"] * BYTES,
        "pss": fields["Pss"] * BYTES,
        "uss": (fields["Private_Clean"] + fields["Private_Dirty"]) * BYTES,
        "own": fields["Private_Dirty"] * BYTES,
        "anonymous": fields["Anonymous"] * BYTES,
        "peak": status["VmHWM"] * BYTES,
    }


def _kilobytes(path: Path) -> dict[str, int]:
    found = {}
    for line in path.read_text().splitlines():
        name, _, value = line.partition(":")
        if value.strip().endswith("kB"):
            found[name] = int(value.split()[0])
    return found


def folder_size(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
