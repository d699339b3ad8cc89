"""Points at which a process of a fault test dies, fills its memory or hangs; installed by tests/faults/settings.py.

A record whose title is "failpoint:NAME" does what BLOWS says while it is cleaned ("failpoint:reading-NAME": while it
is read). The environment variable FAULTS_KILL="PLACE:N" kills the whole worker with SIGKILL at the N-th time that it
passes a place of PLACES.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError

MAIN = os.getpid()
PLACES = (
    "before-commit",  # a batch is written, its transaction is open
    "after-commit",  # a batch is in the database, the index has not heard of it
    "index-begin",  # the outbox was read
    "index-publish",  # segments are written, the commit point is not
    "index-published",  # the commit point is written
    "index-end",  # the index has everything, the outbox still holds it
)


def eat() -> None:
    """Take memory until there is none."""
    held = []
    while True:
        held.append(bytearray(16 * 1024**2))


def spin() -> None:
    """Use processor time for ever."""
    while True:
        pass


def connect() -> None:
    """Raise what comes of trying to reach the network: a machine without one gives the same error as our ban."""
    with socket.socket() as made:
        made.settimeout(2)
        made.connect(("127.0.0.1", int(os.environ["FAULTS_PORT"])))
        raise AssertionError("the network was reached")


def be_busy_once() -> None:
    """Find the database locked, the first time."""
    marker = Path(settings.DATA_DIR) / "was-busy"
    if not marker.exists():
        marker.touch()
        raise OperationalError("database is locked")


BLOWS: dict[str, Callable[[], object]] = {
    "segv": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "abort": os.abort,
    "exit": lambda: os._exit(7),
    "spin": spin,
    "hang": lambda: time.sleep(1_000_000),
    "eat": eat,
    "connect": connect,
    "busy": be_busy_once,
    "slow": lambda: time.sleep(0.5),
}


def strike(title: str, *, reading: bool) -> None:
    """Do what a title asks for."""
    name = title.removeprefix("failpoint:")
    if name == title:
        return
    if name.startswith("reading-") is reading:
        BLOWS[name.removeprefix("reading-")]()


class Countdown:
    """Kills everything at the N-th passage of a place."""

    def __init__(self, plan: str) -> None:
        self.place, _, number = plan.partition(":")
        self.left = int(number or 0)

    def passes(self, place: str) -> None:
        if place != self.place:
            return
        self.left -= 1
        if self.left == 0:
            if os.getpid() != MAIN:
                os.kill(MAIN, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)


def install() -> None:
    """Put the failpoints in place."""
    from corpus import ingest, saving, signals
    from search import indexing
    from search.engine.whoosh.storage import Home

    countdown = Countdown(os.environ.get("FAULTS_KILL", ""))

    def around(owner: Any, name: str, before: str, after: str = "") -> None:
        real = getattr(owner, name)

        def call(*given: Any, **named: Any) -> Any:
            countdown.passes(before)
            answer = real(*given, **named)
            countdown.passes(after)
            return answer

        setattr(owner, name, call)

    around(saving, "announce", "before-commit")
    around(signals, "_send", "after-commit")
    around(indexing, "documents", "index-begin")
    around(Home, "publish", "index-publish", "index-published")
    around(indexing, "_note_refused", "index-end")

    real_prepare, real_read = ingest.prepare, ingest.read_file

    def prepare(raw: Any, *given: Any, **named: Any) -> Any:
        strike(raw.title, reading=False)
        return real_prepare(raw, *given, **named)

    def read_file(*given: Any, **named: Any) -> Iterator[Any]:
        for record in real_read(*given, **named):
            strike(record.title, reading=True)
            yield record

    ingest.prepare, ingest.read_file = prepare, read_file
