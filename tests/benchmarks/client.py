"""Asks a web server for pages over kept connections, cheaply, and times each."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Load:
    """What clients met: milliseconds of each page, and what went wrong."""

    kinds: list[str] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0


def ask_for_pages(host: str, port: int, addresses: Sequence[tuple[str, str]], *, clients: int, seconds: float) -> Load:
    """Let clients ask for (kind, path) pairs, each in an order of its own, until the time is over."""
    load = Load()
    lock = threading.Lock()
    started = time.perf_counter()
    end = started + seconds

    def run(number: int) -> None:
        mine = Load()
        order = list(addresses)
        random.Random(number).shuffle(order)
        connection = http.client.HTTPConnection(host, port, timeout=60)
        place = 0
        while time.perf_counter() < end:
            kind, path = order[place % len(order)]
            place += 1
            connection = _one(connection, kind, path, mine)
        connection.close()
        with lock:
            load.kinds += mine.kinds
            load.ms += mine.ms
            load.errors += mine.errors
            load.bytes += mine.bytes

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - started
    return load


def _one(connection: http.client.HTTPConnection, kind: str, path: str, load: Load) -> http.client.HTTPConnection:
    """Ask for one page; returns the connection to go on with."""
    started = time.perf_counter()
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
        response = connection.getresponse()
        load.bytes += len(response.read())
    except (http.client.BadStatusLine, ConnectionError) as error:
        if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError):
            return _again(connection, kind, path, load)  # the server may close a kept connection between two requests
        load.errors.append(f"{path}: {error!r}")
        return _fresh(connection)
    except OSError as error:
        load.errors.append(f"{path}: {error!r}")
        return _fresh(connection)
    _note(response.status, started, kind, path, load)
    return connection


def _again(connection: http.client.HTTPConnection, kind: str, path: str, load: Load) -> http.client.HTTPConnection:
    """Ask once more over a new connection, as a browser does."""
    fresh = _fresh(connection)
    started = time.perf_counter()
    try:
        fresh.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
        response = fresh.getresponse()
        load.bytes += len(response.read())
        _note(response.status, started, kind, path, load)
    except OSError as error:
        load.errors.append(f"{path}: {error!r}")
        return _fresh(fresh)
    return fresh


def _note(status: int, started: float, kind: str, path: str, load: Load) -> None:
    load.kinds.append(kind)
    load.ms.append((time.perf_counter() - started) * 1000)
    if status != 200:
        load.errors.append(f"{path}: {status}")


def _fresh(connection: http.client.HTTPConnection) -> http.client.HTTPConnection:
    connection.close()
    return http.client.HTTPConnection(connection.host, connection.port, timeout=60)
