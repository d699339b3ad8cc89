"""What a child process may use: processor time, memory, disk, and no network; pure of the corpus.

Files that people send are read in such a child. The limits are soft ones that the child itself moves on with every
record (the next record gets a fresh allowance); what goes over one is ended by the system and not by our code.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

CLONE_NEWUSER: Final = 0x1000_0000
CLONE_NEWNET: Final = 0x4000_0000
PR_SET_PDEATHSIG: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38
OPEN_FILES: Final = 256
_FIRST_VICTIM: Final = "1000"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use: CPU seconds a record or batch, bytes of memory beyond its parent's, bytes a file may grow.

    `growing` are files that are large already, such as the database: they may grow by `file_bytes` a batch.
    """

    cpu_seconds: int
    memory_bytes: int
    file_bytes: int
    growing: Sequence[Path] = ()


def confine(bounds: Bounds, *, parent: int, network: bool) -> None:
    """Confine this process, a fresh child of `parent`, for good. With `network` it keeps its connections."""
    if not network:
        leave_network()
    _die_with(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_NOFILE, _open_files() + OPEN_FILES)
    _lower(resource.RLIMIT_DATA, _data_bytes() + bounds.memory_bytes)
    with contextlib.suppress(OSError):  # no such file outside Linux
        Path("/proc/self/oom_score_adj").write_text(_FIRST_VICTIM)
    allow_more(bounds)


def allow_more(bounds: Bounds) -> None:
    """Grant a fresh allowance of processor time and file growth, counted from what is used now."""
    _lower(resource.RLIMIT_CPU, int(time.process_time()) + 1 + bounds.cpu_seconds)
    largest = max((_size(path) for path in bounds.growing), default=0)
    _lower(resource.RLIMIT_FSIZE, largest + bounds.file_bytes)


def leave_network() -> bool:
    """Move this process into a network of its own that leads nowhere; False where the rights are missing."""
    system = _system()
    if system is None:
        return False
    uid, gid = os.geteuid(), os.getegid()
    if system.unshare(CLONE_NEWNET) == 0:
        return True
    if system.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    with contextlib.suppress(OSError):  # only names: the rights on files stay what they were
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    return True


def ended_by(number: int, bounds: Bounds) -> str:
    """Say in words that go on with "It …" what a child died of that was ended by this signal."""
    if number == signal.SIGXCPU:
        return f"took more than {bounds.cpu_seconds:,} s of processor time"
    if number == signal.SIGXFSZ:
        return "filled a file beyond its limit"
    if number == signal.SIGKILL:
        return "was ended by the system, most likely because memory ran out"
    return f"crashed the program that read it ({signal.Signals(number).name})"


def _die_with(parent: int) -> None:
    """Have the system end this process when its parent ends, however that happens."""
    system = _system()
    if system is None:
        return
    system.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    system.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the system knew
        os._exit(1)


def _lower(what: int, soft: int) -> None:
    """Set a soft limit, as far as the hard one allows."""
    _, hard = resource.getrlimit(what)
    chosen = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(what, (chosen, hard))


def _data_bytes() -> int:
    """Return the memory that counts towards RLIMIT_DATA: this process has its parent's, shared until written to."""
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmData:"))) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _open_files() -> int:
    """Return how many files are open already: this process has its parent's, the maps of the index among them."""
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:  # no such folder outside Linux
        return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _system() -> ctypes.CDLL | None:
    """Return the C library of Linux; None elsewhere."""
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
