"""A child process for work that may go wrong: forked from a warm parent, watched, and told apart by how it ends.

A fork has the parent's language model, gazetteer and modules at once (20 ms instead of 3 s) and shares their memory.
The parent must run no other thread when it forks, and has no database connection open: SQLite allows neither.
"""

from __future__ import annotations

import json
import logging
import mmap
import os
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Mapping
from multiprocessing.connection import wait
from typing import Any, Final

from django.db import connections

logger = logging.getLogger(__name__)

CRASHED: Final = 1
_HEAD: Final = struct.Struct("<QQQ?")
_LENGTH: Final = struct.Struct("<I")
_NOTE_BYTES: Final = 64 * 1024


class Progress:
    """What a child says of itself, in memory shared with its parent: it can be read after the child's death.

    `beats` grows with every sign of life; `file` and `record` say where it is, and `reading` whether it still reads
    that record (from 0) or works on it already. The note is a small object besides.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _HEAD.size + _LENGTH.size + _NOTE_BYTES)

    @property
    def beats(self) -> int:
        """The number of signs of life so far."""
        return int(_HEAD.unpack_from(self._memory)[0])

    @property
    def place(self) -> tuple[int, int, bool]:
        """The file, the record and whether it is still being read."""
        _, file, record, reading = _HEAD.unpack_from(self._memory)
        return file, record, reading

    def at(self, file: int, record: int, *, reading: bool) -> None:
        """Give a sign of life, and say where it comes from."""
        _HEAD.pack_into(self._memory, 0, self.beats + 1, file, record, reading)

    @property
    def note(self) -> Mapping[str, Any]:
        """The last note; empty when there is none, or death came while it was written."""
        (length,) = _LENGTH.unpack_from(self._memory, _HEAD.size)
        start = _HEAD.size + _LENGTH.size
        try:
            found = json.loads(self._memory[start : start + length])
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def leave(self, note: Mapping[str, object]) -> None:
        """Leave a note in the place of the last one; texts in it should be short."""
        data = json.dumps(note, ensure_ascii=True).encode()
        if len(data) > _NOTE_BYTES:
            data = b"{}"
        start = _HEAD.size + _LENGTH.size
        _LENGTH.pack_into(self._memory, _HEAD.size, 0)
        self._memory[start : start + len(data)] = data
        _LENGTH.pack_into(self._memory, _HEAD.size, len(data))


class Child:
    """A running child: its parent waits for it, asks it to stop, or ends it."""

    def __init__(self, process: int, pipe: int) -> None:
        self.process = process
        self._pipe = pipe  # closed by the system when the child ends, so that its end wakes us up
        self._code: int | None = None

    def wait(self, seconds: float) -> int | None:
        """Wait so long for its end; return its exit code, or minus the signal that ended it, or None: it still runs."""
        if self._code is None:
            if not wait([self._pipe], seconds):  # select() knows only the first 1,024 open files
                return None
            _, status = os.waitpid(self.process, 0)
            self._code = os.waitstatus_to_exitcode(status)
            os.close(self._pipe)
        return self._code

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it and wait until it is gone."""
        self._send(signal.SIGKILL)
        while self.wait(1.0) is None:
            pass

    def _send(self, number: int) -> None:
        if self._code is None:  # not reaped yet, so the number is still its own
            os.kill(self.process, number)


def _forget_connections() -> None:
    """Let go, in a child, of a connection that was opened again while it was forked: both would read its answers."""
    for connection in connections.all(initialized_only=True):
        connection.connection = None


def spawn(work: Callable[[], int]) -> Child:
    """Fork a child that does this work and exits with the code it returns."""
    connections.close_all()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    ours, its = os.pipe()
    with warnings.catch_warnings():
        # Python counts the threads of numpy's library, which knows about forks, and warns.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        os.close(its)
        return Child(process, ours)
    code = CRASHED
    try:
        os.close(ours)
        _forget_connections()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent says when to stop
        code = work()
        connections.close_all()
    except BaseException:
        logger.exception("a child process crashed")
    finally:
        os._exit(code)
