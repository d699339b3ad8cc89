"""A pool of processes forked from one warm parent, which share its language model and gazetteer with it.

The parent hands out runs of ids and gets results back in the order of the runs. What a process dies of is found:
its run is gone through one by one, and the id that it dies of again is told with the reason.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Final, Generic, TypeVar

from corpus.children import Child
from corpus.confine import Bounds, ended_by
from corpus.formats.limits import megabytes
from corpus.parallel import OUT_OF_MEMORY, start

Result = TypeVar("Result")
Ids = list[int]

AHEAD: Final = 2  # runs that each process has before it, so that it need not wait for the parent
LOST_IN_A_ROW: Final = 20  # ids; then it is no article that is at fault
DEAD_SECONDS: Final = 5.0


class PoolBrokenError(Exception):
    """Processes die of everything they are given; the message says of what."""


@dataclass(slots=True)
class _Process:
    child: Child
    connection: Connection
    runs: deque[tuple[int, Ids]] = field(default_factory=deque)


class Pool(Generic[Result]):
    """Processes that turn ids into results by `work`; `lost` makes the result of an id that a process died of.

    `tick` is called at least as often as every `tick_seconds` while the parent waits; what it raises ends the pool.
    Raises PoolBrokenError when nothing can be done any more.
    """

    def __init__(
        self,
        work: Callable[[Ids], list[Result]],
        *,
        lost: Callable[[int, str], Result],
        bounds: Bounds,
        processes: int,
        network: bool = False,
        tick: Callable[[], None] = lambda: None,
        tick_seconds: float = 1.0,
    ) -> None:
        self._work = work
        self._lost = lost
        self._bounds = bounds
        self._most = processes
        self._network = network
        self._tick = tick
        self._tick_seconds = tick_seconds
        self._processes: list[_Process] = []
        self._lost_in_a_row = 0

    def results(self, runs: Iterator[Ids]) -> Iterator[list[Result]]:
        """Yield the results of each run, in order."""
        numbered = enumerate(runs)
        done: dict[int, list[Result]] = {}
        following = 0
        try:
            while len(self._processes) < self._most:
                self._processes.append(self._start())
            self._hand_out(numbered)
            while any(process.runs for process in self._processes):
                self._collect(done)
                self._hand_out(numbered)
                while following in done:
                    yield done.pop(following)
                    following += 1
        finally:
            self.close()

    def close(self) -> None:
        """End every process."""
        for process in self._processes:
            process.connection.close()
            process.child.kill()
        self._processes = []

    def _hand_out(self, numbered: Iterator[tuple[int, Ids]]) -> None:
        """Give each process as many runs as it may have before it, those with fewest first."""
        while True:
            process = min(self._processes, key=lambda each: len(each.runs))
            if len(process.runs) >= AHEAD:
                return
            task = next(numbered, None)
            if task is None:
                return
            process.runs.append(task)
            try:
                process.connection.send(task[1])
            except OSError:  # it is dead, which `_collect` will find out
                return

    def _collect(self, done: dict[int, list[Result]]) -> None:
        """Wait for results, and put the dead to rest."""
        busy = {process.connection: process for process in self._processes if process.runs}
        ready = wait(list(busy), timeout=self._tick_seconds)
        self._tick()
        for connection in ready:
            process = busy[connection]  # type: ignore[index] # typeshed: wait takes sockets and numbers too
            try:
                found: list[Result] = process.connection.recv()
            except (EOFError, OSError):
                self._bury(process, done)
                continue
            number, _ = process.runs.popleft()
            done[number] = found

    def _bury(self, process: _Process, done: dict[int, list[Result]]) -> None:
        """Replace a dead process, and do what it had before it: the first run, which it died of, one by one."""
        _reason(process.child, self._bounds)
        process.connection.close()
        self._processes.remove(process)
        fresh = self._start()
        number, ids = process.runs.popleft()
        done[number] = []
        for each in ids:
            found, fresh = self._alone(each, fresh)
            done[number] += found
        self._processes.append(fresh)
        for task in process.runs:
            fresh.runs.append(task)
            fresh.connection.send(task[1])

    def _alone(self, each: int, process: _Process) -> tuple[list[Result], _Process]:
        """Have one id done by a process, and return the process to go on with, for it may die of it."""
        try:
            process.connection.send([each])
            while not process.connection.poll(self._tick_seconds):
                self._tick()
            found: list[Result] = process.connection.recv()
        except (EOFError, OSError):
            reason = _reason(process.child, self._bounds)
            process.connection.close()
            self._lost_in_a_row += 1
            if self._lost_in_a_row >= LOST_IN_A_ROW:
                raise PoolBrokenError(f"each of the last {LOST_IN_A_ROW} articles {reason}") from None
            return [self._lost(each, reason)], self._start()
        self._lost_in_a_row = 0
        return found, process

    def _start(self) -> _Process:
        others = [process.connection for process in self._processes]
        return _Process(*start(self._work, others, bounds=self._bounds, network=self._network))


def _reason(child: Child, bounds: Bounds) -> str:
    """Return in words that go on with "It …" what a child died of."""
    code = child.wait(DEAD_SECONDS)
    if code is None:
        child.kill()
        return "did not answer any more"
    if code == OUT_OF_MEMORY:
        return f"needed more than {megabytes(bounds.memory_bytes)} of memory"
    return ended_by(-code, bounds) if code < 0 else "broke the program that works on it"
