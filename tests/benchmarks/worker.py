"""The process of one engine: reads commands as JSON lines, answers each with a JSON line."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.benchmarks.engines.engine import Bench, engine
from tests.benchmarks.process import memory_of
from tests.benchmarks.questions import Found, Question, UnsupportedError, question
from tests.benchmarks.rows import Clocked, Corpus, Row


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and its children so far."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


class Commands:
    """What can be asked of the process; each command is a method."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def index(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Index a corpus; reading it is not counted, starting the engine is not either."""
        corpus = Corpus(Path(values["corpus"]), values["size"])
        rows = Clocked(corpus)
        about = corpus.about
        cpu, wall = cpu_seconds(), time.perf_counter()
        parts = self.bench.index(rows, about)
        return {
            "count": rows.count,
            "cpu": cpu_seconds() - cpu - rows.seconds,
            "wall": time.perf_counter() - wall - rows.seconds,
            "reading": rows.seconds,
            "parts": parts,
            **memory_of(),
        }

    def open(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Open the index."""
        started = time.perf_counter()
        self.bench.open()
        return {"ms": (time.perf_counter() - started) * 1000, "version": self.bench.version()}

    def answer(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Search, timed."""
        found, times = self._timed(question(values["question"]))
        return times | asdict(found)

    def answer_all(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Search one question after the other, each timed."""
        return {"times": [self._timed(each)[1] for each in list(map(question, values["questions"]))]}

    def _timed(self, asked: Question) -> tuple[Found, dict[str, float]]:
        cpu, wall = time.process_time(), time.perf_counter()
        found = self.bench.answer(asked)
        return found, {"ms": (time.perf_counter() - wall) * 1000, "cpu_ms": (time.process_time() - cpu) * 1000}

    def edit(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Replace an article; returns the moments before and after on the clock that all processes share."""
        row = Row._make(tuple(value) if isinstance(value, list) else value for value in values["row"])
        started = time.monotonic()
        self.bench.edit(row)
        return {"started": started, "done": time.monotonic()}

    def await_total(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Ask until the total is the one wanted; returns that moment, and the slowest answer meanwhile."""
        asked, slowest = question(values["question"]), 0.0
        deadline = time.monotonic() + values["seconds"]
        while time.monotonic() < deadline:
            before = time.monotonic()
            total = self.bench.answer(asked).total
            now = time.monotonic()
            slowest = max(slowest, now - before)
            if total == values["total"]:
                return {"seen": now, "slowest": slowest}
            time.sleep(0.002)
        return {"seen": None, "slowest": slowest}

    def remove(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Take away what lies outside the folder."""
        getattr(self.bench, "remove", lambda: None)()
        return {}

    def memory(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the process holds."""
        return memory_of()

    def forked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Fork workers that share what is loaded; each answers everything and tells its memory.

        Each opens the index, unless the engine is the site itself, which does so before it forks.
        """
        self.bench.open()
        started = time.perf_counter()
        getattr(self.bench, "warm_up", lambda: None)()
        before = (time.perf_counter() - started) * 1000
        return {"before": before, "workers": forked_workers(self.bench, values["questions"], values["workers"])}


def forked_workers(bench: Bench, questions: list[Any], count: int) -> list[dict[str, float]]:
    """Return for each forked worker its first answer in ms and its memory before and after all questions.

    The workers live side by side until all have answered, so that what they share counts as shared.
    """
    pipes = [(os.pipe(), os.pipe()) for _ in range(count)]
    children = []
    for (_, write_told), (read_go, _) in pipes:
        child = os.fork()
        if not child:
            _work(bench, questions, told=write_told, go=read_go)
        children.append(child)
    found: list[dict[str, float]] = []
    told = [os.fdopen(reader, "r") for (reader, _), _ in pipes]
    answered = [json.loads(each.readline()) for each in told]
    for each, (_, (_, write_go)) in zip(told, pipes, strict=True):
        os.write(write_go, b"g")
        found.append(json.loads(each.readline()))
    for _, (_, write_go) in pipes:
        os.write(write_go, b"g")
    for child in children:
        os.waitpid(child, 0)
    return [first | after for first, after in zip(answered, found, strict=True)]


def _work(bench: Bench, questions: list[Any], *, told: int, go: int) -> None:
    """Be a worker; never returns."""
    code = 1
    try:
        before = memory_of()
        started = time.perf_counter()
        first = None
        for values in questions:
            bench.answer(question(values))
            first = first or (time.perf_counter() - started) * 1000
        os.write(told, json.dumps({"first_ms": first, "own_before": before["own"]}).encode() + b"\n")
        os.read(go, 1)
        os.write(told, json.dumps(memory_of()).encode() + b"\n")
        os.read(go, 1)
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def main() -> None:
    """Serve commands until the pipe is closed."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what engines print must not stand between the answers
    commands = Commands(engine(sys.argv[1], Path(sys.argv[2])))
    for line in sys.stdin:
        values = json.loads(line)
        run: Callable[[Mapping[str, Any]], dict[str, Any]] = getattr(commands, values["do"])
        try:
            answer = run(values)
        except UnsupportedError as error:
            answer = {"unsupported": str(error)}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
