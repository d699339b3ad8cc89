"""Asks several engines the same questions in turn, a round of all questions each, so that all meet the same machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.process import EngineProcess
from tests.benchmarks.questions import Question, UnsupportedError
from tests.benchmarks.tables import middle


@dataclass(slots=True)
class Asked:
    """All answers of one engine to one question; `found` is the first, `ms` are the later ones."""

    found: dict[str, Any] | None = None
    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        """The median time in milliseconds; None = not supported."""
        return middle(self.ms) if self.ms else None


Answers = dict[str, list[Asked]]


def ask_in_turn(
    engines: Mapping[str, EngineProcess], questions: Mapping[str, Sequence[Question]], repeats: int
) -> Answers:
    """Ask each engine its questions, all of one engine and then all of the next, `repeats` times after a first.

    A round is sent as one and asked question after question, as a server at work is; the engine before it has left the
    caches cold. An engine so slow that a question takes seconds is asked it twice only.
    """
    answers: Answers = {name: [Asked() for _ in questions[name]] for name in engines}
    for name, engine in engines.items():
        for question, asked in zip(questions[name], answers[name], strict=True):
            with suppress(UnsupportedError):
                asked.found = engine.answer(question)
    for turn in range(repeats):
        for name, engine in engines.items():
            _ask_round(engine, questions[name], answers[name], turn)
    return answers


def _ask_round(engine: EngineProcess, questions: Sequence[Question], answers: Sequence[Asked], turn: int) -> None:
    wanted = [
        (question, asked)
        for question, asked in zip(questions, answers, strict=True)
        if asked.found and (turn < 2 or asked.ms[0] < 2_000)
    ]
    times = engine.answer_all([question for question, _ in wanted])
    for (_, asked), each in zip(wanted, times, strict=True):
        asked.ms.append(each["ms"])
        asked.cpu_ms.append(each["cpu_ms"])


def summary(asked: Sequence[Asked]) -> tuple[float, float]:
    """Return the median over the questions, and the slowest, each question by its median.

    A question that finds nothing is left out (stock Whoosh has a stop list).
    """
    times = [each.median for each in asked if each.median is not None and each.found and each.found["total"]]
    return middle(times), max(times)


def cpu_summary(asked: Sequence[Asked]) -> tuple[float, float]:
    """Return the same of the CPU time, which a busy machine disturbs less."""
    times = [middle(each.cpu_ms) for each in asked if each.cpu_ms and each.found and each.found["total"]]
    return middle(times), max(times)
