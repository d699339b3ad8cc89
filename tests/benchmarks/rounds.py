"""Asks several engines the same questions in turn, a round of all questions each, so that all meet the same machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from tests.benchmarks.process import EngineProcess
from tests.benchmarks.questions import Question, UnsupportedError
from tests.benchmarks.tables import middle

ROUNDS: Final = 4  # of an engine's turn
SLOW_MS: Final = 2_000
SLOW_ROUNDS: Final = 2


@dataclass(slots=True)
class Asked:
    """All answers of one engine to one question; `found` is the first, `ms` are the later ones.

    `cold_ms` are those which another engine's work came before.
    """

    found: dict[str, Any] | None = None
    cold_ms: list[float] = field(default_factory=list)
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

    In its turn an engine answers all questions, one after the other, ROUNDS times, as a server at work does. Of the
    first round the engine before has left the caches cold; it is counted apart. An engine so slow that a question takes
    seconds answers two rounds in all, both counted.
    """
    answers: Answers = {name: [Asked() for _ in questions[name]] for name in engines}
    for name, engine in engines.items():
        for question, asked in zip(questions[name], answers[name], strict=True):
            with suppress(UnsupportedError):
                asked.found = engine.answer(question)
    for turn in range(repeats):
        for name, engine in engines.items():
            quick, slow = _by_speed(questions[name], answers[name])
            for number in range(ROUNDS):
                _ask_round(engine, quick, is_cold=number == 0)
            if turn < SLOW_ROUNDS:
                _ask_round(engine, slow)
    return answers


Wanted = list[tuple[Question, Asked]]


def _by_speed(questions: Sequence[Question], answers: Sequence[Asked]) -> tuple[Wanted, Wanted]:
    """Return what is answered quickly and what is not; what the engine cannot answer is left out."""
    quick: Wanted = []
    slow: Wanted = []
    for question, asked in zip(questions, answers, strict=True):
        if asked.found:
            (slow if asked.found["ms"] >= SLOW_MS else quick).append((question, asked))
    return quick, slow


def _ask_round(engine: EngineProcess, wanted: Wanted, *, is_cold: bool = False) -> None:
    if not wanted:
        return
    times = engine.answer_all([question for question, _ in wanted])
    for (_, asked), each in zip(wanted, times, strict=True):
        if is_cold:
            asked.cold_ms.append(each["ms"])
        else:
            asked.ms.append(each["ms"])
            asked.cpu_ms.append(each["cpu_ms"])


def summary(asked: Sequence[Asked]) -> tuple[float, float]:
    """Return the median over the questions, and the slowest, each question by its median.

    A question that finds nothing is left out (stock Whoosh has a stop list).
    """
    times = [each.median for each in asked if each.median is not None and each.found and each.found["total"]]
    return middle(times), max(times)


def cold_summary(asked: Sequence[Asked]) -> tuple[float, float]:
    """Return the same of the answers that another engine's work came before; of a slow engine, of all."""
    times = [middle(each.cold_ms or each.ms) for each in asked if each.ms and each.found and each.found["total"]]
    return middle(times), max(times)


def cpu_summary(asked: Sequence[Asked]) -> tuple[float, float]:
    """Return the same of the CPU time, which a busy machine disturbs less."""
    times = [middle(each.cpu_ms) for each in asked if each.cpu_ms and each.found and each.found["total"]]
    return middle(times), max(times)
