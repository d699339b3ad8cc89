"""Searches in threads, while something happens to the cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Load:
    """What the searches came to."""

    answers: list[Any] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    longest: float = 0.0


@contextmanager
def under_load(search: Callable[[], Any], threads: int = 2) -> Iterator[Load]:
    """Search again and again until the block ends."""
    load = Load()
    done = threading.Event()

    def run() -> None:
        while not done.is_set():
            began = time.monotonic()
            try:
                load.answers.append(search())
            except Exception as error:
                load.failures.append(error)
            load.longest = max(load.longest, time.monotonic() - began)

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    try:
        yield load
    finally:
        done.set()
        for thread in running:
            thread.join()
