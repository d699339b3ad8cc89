"""A real cluster of three OpenSearch processes on this machine, for tests: started, killed, stopped for a while."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.opensearch.server import NoServerError, Server, prepare

NUMBERS = (1, 2, 3)
HEAP = "512m"
PORTS = range(19_200, 22_200, 100)  # one with free ports is taken: three above it are for HTTP
TRANSPORT = 50  # above HTTP
START_SECONDS = 240.0


def is_full() -> bool:
    """Return whether the long runs are asked for, at the size that the figures are of."""
    return os.environ.get("DATELINE_OPENSEARCH") == "full"


def free_ports() -> int:
    """Return the number above which our ports are free. Raises NoServerError."""
    for base in random.sample(PORTS, len(PORTS)):  # another cluster that is starting does not listen yet
        if all(map(_is_free, (base + above + number for above in (0, TRANSPORT) for number in NUMBERS))):
            return base
    raise NoServerError(f"Every range of ports from {PORTS[0]} to {PORTS[-1]} is taken: end an older test cluster.")


def _is_free(port: int) -> bool:
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Nodes:
    """Three processes in a folder; whoever has the folder can kill and start them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def hosts(self) -> str:
        """Where they listen, as SEARCH_URL has it."""
        return ",".join(f"127.0.0.1:{self._port + number}" for number in NUMBERS)

    @property
    def _port(self) -> int:
        return int((self.folder / "port").read_text())

    def start_all(self) -> None:
        """Start the cluster and wait until it is complete."""
        server = prepare()
        (self.folder / "server.json").write_text(json.dumps(server))
        (self.folder / "port").write_text(str(free_ports()))
        about = subprocess.run([server.java, "-version"], capture_output=True, text=True, check=True).stderr
        print(f"OpenSearch {server.runner}, three processes of {HEAP} heap, on {about.splitlines()[0]}", flush=True)
        for number in NUMBERS:
            self.start(number)
        self.wait_for(len(NUMBERS))

    def start(self, number: int) -> None:
        """Start a node, or start it again with the data it had."""
        server = Server(*json.loads((self.folder / "server.json").read_text()))
        port = self._port
        others = ",".join(str(port + TRANSPORT + each) for each in NUMBERS)
        command = [server.java, f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC"]
        command += [] if is_full() else ["-XX:TieredStopAtLevel=1"]  # starts sooner, and runs slower
        command += ["--enable-native-access=ALL-UNNAMED"] if server.runner.startswith("3.") else []
        command += ["-Djava.locale.providers=CLDR,SPI", "-Dlog4j2.disable.jmx=true", "-cp", server.classes, "Node"]
        command += [str(self.folder / f"node-{number}"), f"node-{number}"]
        command += [str(port + number), str(port + TRANSPORT + number), others]
        with (self.folder / f"node-{number}.log").open("ab") as log:
            started = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        _started[number] = started
        (self.folder / f"node-{number}.pid").write_text(str(started.pid))

    def signal(self, number: int, what: signal.Signals) -> None:
        """Send a node a signal."""
        os.kill(self._pid(number), what)

    def kill(self, number: int) -> None:
        """Kill a node as a power cut would."""
        self.signal(number, signal.SIGKILL)
        self._reap(number)

    def cpu_seconds(self) -> float:
        """Return the CPU time that the nodes have used."""
        fields = [Path(f"/proc/{self._pid(number)}/stat").read_text().rpartition(")")[2].split() for number in NUMBERS]
        return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")

    def complete(self) -> None:
        """Start what was killed, and wait until all nodes are there."""
        for number in NUMBERS:
            if not _is_alive(self._pid(number)):
                self.start(number)
        self.wait_for(len(NUMBERS))

    def stop_all(self) -> None:
        """Stop what runs of the cluster."""
        for number in NUMBERS:
            try:
                self.signal(number, signal.SIGCONT)
                self.kill(number)
            except (FileNotFoundError, ProcessLookupError):
                continue

    def _reap(self, number: int) -> None:
        ours = _started.get(number)
        if ours is not None and ours.pid == self._pid(number):
            ours.wait()
        while _is_alive(self._pid(number)):  # another process started it
            time.sleep(0.05)

    def _pid(self, number: int) -> int:
        return int((self.folder / f"node-{number}.pid").read_text())

    def wait_for(self, nodes: int, *, status: str = "yellow", seconds: float = START_SECONDS) -> None:
        """Wait until so many nodes are there and no shard is on its way. Raises NoServerError."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for number in NUMBERS:
                found = self._health(number, status)
                if found and found["number_of_nodes"] == nodes and not found["timed_out"]:
                    return
            time.sleep(0.5)
        logs = "\n".join(self._last_lines())
        raise NoServerError(f"The test cluster did not come to {nodes} nodes and {status}.\n{logs}")

    def _health(self, number: int, status: str) -> dict[str, Any] | None:
        url = f"http://127.0.0.1:{self._port + number}/_cluster/health"
        query = f"?wait_for_status={status}&wait_for_no_initializing_shards=true&timeout=2s"
        try:
            with urllib.request.urlopen(url + query, timeout=5) as answer:
                return dict(json.load(answer))
        except OSError:
            return None

    def _last_lines(self) -> Iterator[str]:
        for path in sorted(self.folder.glob("*.log")):
            yield from (f"{path.name}: {line}" for line in path.read_text(errors="replace").splitlines()[-10:])


_started: dict[int, subprocess.Popen[bytes]] = {}  # a Popen that is let go of complains


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
