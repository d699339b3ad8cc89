"""Whole pages over HTTP: the site as config/serve.py starts it, eight clients, mixed addresses."""

from __future__ import annotations

import http.client
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tests.benchmarks.client import Load, ask_for_pages
from tests.benchmarks.corpus import ROOT
from tests.benchmarks.process import memory_of
from tests.benchmarks.rows import About
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import MEGABYTE, at_least, at_most, middle, table

CLIENTS: Final = 8
WARM_UP: Final = 5.0  # seconds
PATIENCE: Final = 120.0
HOST: Final = "127.0.0.1"
STDERR: Final = 2  # what the site prints is no part of the tables


def measure(setting: Setting) -> None:
    """Start the site over the corpus and ask for pages."""
    if not setting.usable("service"):
        return
    folder = Path(setting.built("service")["folder"])
    with _serving(folder) as (port, server):
        asked = addresses(setting.corpus.about, setting.corpus.size)
        ask_for_pages(HOST, port, asked, clients=CLIENTS, seconds=min(WARM_UP, setting.seconds))
        before = _cpu()
        load = ask_for_pages(HOST, port, asked, clients=CLIENTS, seconds=setting.seconds)
        spent = _cpu() - before
        workers = [memory_of(worker) for worker in _gunicorn_workers(server)]
    _print(setting, load, spent)
    rows = [
        (number, *(each[key] / MEGABYTE for key in ("own", "uss", "pss", "rss")))
        for number, each in enumerate(workers, 1)
    ]
    setting.judge(at_most("memory of its own of a worker after that", max(row[1] for row in rows), 150, unit=" MB"))
    table(
        "Memory of gunicorn's workers after that",
        ("worker", "own MB", "USS MB", "shared fairly (PSS) MB", "RSS MB"),
        rows,
    )


def addresses(about: About, size: int) -> list[tuple[str, str]]:
    """Return the mixture: kind and path; every address is asked for equally often."""
    chance = random.Random(7)
    found: list[tuple[str, str]] = [("front page", "/")] * 8
    for word in about.rarer:
        found += [
            ("one word", f"/?q={word}"),
            ("word and location", f"/?q={word}&location={chance.randint(1, 250)}"),
            ("word and dates", f"/?q={word}&from=2021-03&to=2021-09"),
        ]
        found.append(("page 2", f"/?q={word}&page=2"))
    for first, second in zip(about.words[2:], about.rarer[2:], strict=False):
        found.append(("two words", f"/?q={first}+{second}"))
    found += [("phrase", f"/?q={quote(chr(34) + ' '.join(pair) + chr(34))}") for pair in about.pairs]
    for _ in range(6):
        actor, place = 1 + int(len(about.actors) ** chance.random() / 2), chance.randint(1, len(about.places))
        found += [("filters", f"/?actor={actor}"), ("filters", f"/?location={place}&source={1 + chance.randrange(5)}")]
    found += [
        ("date range", f"/?from=20{year}-{month:02}&interval=day&to=20{year}-{month:02}")
        for year, month in ((20, 5), (21, 2), (22, 1))
    ]
    found += [("article", f"/articles/{chance.randint(1, size)}/") for _ in range(20)]
    return found


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Run the site over a data folder; yields its port and process id."""
    port = _free_port()
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "SEARCH_URL", "DATELINE_PUBLIC")
    }
    environment |= {"DATELINE_DATA": str(folder), "DATELINE_SAMPLE": "0", "PORT": str(port), "HOST": HOST}
    child = subprocess.Popen([sys.executable, "-m", "config.serve"], cwd=ROOT, env=environment, stdout=STDERR)
    try:
        _await_health(port, child)
        yield port, child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _await_health(port: int, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the site did not start")


def _children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(each) for each in path.read_text().split()]


def _gunicorn_workers(server: int) -> list[int]:
    """Return the processes that answer requests: the children of the gunicorn that the site runs."""
    for child in _children(server):
        if b"gunicorn" in Path(f"/proc/{child}/cmdline").read_bytes():
            return _children(child)
    return []


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _print(setting: Setting, load: Load, spent: float) -> None:
    kinds = Counter(load.kinds)
    rows = []
    for kind in ("all pages", *kinds):
        times = sorted(ms for each, ms in zip(load.kinds, load.ms, strict=True) if kind in ("all pages", each))
        rows.append((kind, len(times), middle(times), times[int(len(times) * 0.95)], times[-1]))
    rate = len(load.ms) / load.seconds
    note = (
        f"{rate:.1f} pages a second, {len(load.errors)} errors, "
        f"{load.bytes / max(1, len(load.ms)) / 1000:.1f} kB a page (gzip); "
        f"{CLIENTS} clients used {spent / load.seconds:.2f} of the cores."
    )
    for error in load.errors[:10]:
        note += f"\n- {error}"
    title = f"Pages over HTTP at {setting.corpus.size:,} articles"
    table(title, ("pages", "asked", "median ms", "95th percentile", "slowest"), rows, note=note)
    setting.judge(
        at_least("whole pages over HTTP, 8 clients", rate, 60, unit=" pages/s"),
        at_most("whole pages over HTTP, 95th percentile", rows[0][3], 250, unit=" ms"),
        at_most("errors over HTTP", len(load.errors), 0, unit=""),
    )
