"""Processes work in parallel, answer in order, and one that dies takes only its own article with it."""

from __future__ import annotations

import os
import resource
import signal

import pytest

from corpus.limits import child_bounds
from corpus.reprocessing import pool as pool_module
from corpus.reprocessing.pool import Pool, PoolBrokenError

RUNS = [[1, 2, 3], [4, 5], [6], [7, 8, 9], [10]]


def doubled(ids: list[int]) -> list[str]:
    return [str(2 * each) for each in ids]


def lost(each: int, reason: str) -> str:
    return f"{each} {reason}"


def made(work: object = doubled, processes: int = 2) -> Pool[str]:
    return Pool(work, lost=lost, bounds=child_bounds(), processes=processes)  # type: ignore[arg-type]


@pytest.mark.parametrize("processes", [1, 2, 7])
def test_results_come_in_the_order_of_the_runs(processes: int) -> None:
    assert list(made(processes=processes).results(iter(RUNS))) == [doubled(run) for run in RUNS]
    assert list(made(processes=processes).results(iter([]))) == []


def test_the_work_is_done_by_other_processes() -> None:
    found = {each for run in made(lambda ids: [str(os.getpid())]).results(iter(RUNS)) for each in run}
    assert str(os.getpid()) not in found


def test_what_kills_a_process_is_named_and_the_rest_is_done() -> None:
    def work(ids: list[int]) -> list[str]:
        if 5 in ids:
            os.kill(os.getpid(), signal.SIGKILL)
        if 8 in ids:
            raise ValueError("broken")
        return doubled(ids)

    found = [each for run in made(work).results(iter(RUNS)) for each in run]
    assert found[4] == "5 was ended by the system, most likely because memory ran out"
    assert found[7] == "8 broke the program that works on it"
    assert [each for number, each in enumerate(found) if number not in (4, 7)] == doubled([1, 2, 3, 4, 6, 7, 9, 10])


def test_a_pool_in_which_everything_dies_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "LOST_IN_A_ROW", 3)

    def work(ids: list[int]) -> list[str]:
        raise ValueError("no disk")

    with pytest.raises(PoolBrokenError, match="each of the last 3 articles broke"):
        list(made(work).results(iter(RUNS)))


def test_large_results_and_many_runs_pass_through() -> None:
    runs = [[number] for number in range(200)]
    found = list(made(lambda ids: ["x" * 300_000 for _ in ids]).results(iter(runs)))
    assert len(found) == 200
    assert all(len(run[0]) == 300_000 for run in found)


def test_a_pool_works_where_very_many_files_are_open() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(2_048, before[0]), max(2_048, before[1])))
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_100)]  # select() knows no more than 1,024
    try:
        assert list(made().results(iter(RUNS))) == [doubled(run) for run in RUNS]
    finally:
        for each in opened:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (before[0], max(2_048, before[1])))
