"""A real cluster of three OpenSearch processes on this machine, for tests: started, killed, stopped for a while."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NUMBERS = (1, 2, 3)
HEAP = "512m"
HTTP_BASE = 19_200
TRANSPORT_BASE = 19_300
START_SECONDS = 240.0
# OpenSearch's runner, by the Java that it needs at least.
VERSIONS = ((21, "3.8.0.0"), (11, "2.19.1.0"))
INSTALL = "apt-get install -y maven default-jdk-headless"


class NoServerError(RuntimeError):
    """The cluster cannot be started; the message says what is missing."""


def find_java() -> tuple[str, str]:
    """Return the newest Java with a compiler, and the version of OpenSearch's runner for it. Raises NoServerError."""
    named = [os.path.join(os.environ["JAVA_HOME"], "bin/java")] if os.environ.get("JAVA_HOME") else []
    found = [*named, shutil.which("java") or "", *map(str, Path("/usr/lib/jvm").glob("*/bin/java"))]
    known = {version: path for path in reversed(found) if path and (version := _version(path))}
    for least, runner in VERSIONS:
        if known and max(known) >= least:
            return known[max(known)], runner
    raise NoServerError(f"The test cluster needs a JDK, of version 21 or later for OpenSearch 3: {INSTALL}")


def _version(java: str) -> int:
    """Return the version of a Java that can compile; 0 = it is none."""
    if not os.access(java, os.X_OK):
        return 0
    about = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    found = re.search(r'version "(\d+)', about)
    return int(found[1]) if found and "jdk.compiler" in modules else 0


def fetch_jars(runner: str) -> Path:
    """Return the folder with the server's jars, from Maven Central once. Raises NoServerError."""
    folder = HERE / "target" / runner
    if (folder / "complete").exists():
        return folder
    if not shutil.which("mvn"):
        raise NoServerError(f"The test cluster needs Maven: {INSTALL}")
    command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Drunner.version={runner}"]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoServerError(f"Maven could not fetch OpenSearch {runner}:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    (folder / "complete").touch()
    return folder


class Nodes:
    """Three processes in a folder; whoever has the folder can kill and start them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def hosts(self) -> str:
        """Where they listen, as SEARCH_URL has it."""
        return ",".join(f"127.0.0.1:{HTTP_BASE + number}" for number in NUMBERS)

    def start_all(self) -> None:
        """Start the cluster and wait until it is complete."""
        java, runner = find_java()
        jars = fetch_jars(runner)
        (self.folder / "java.json").write_text(json.dumps([java, str(jars)]))
        for number in NUMBERS:
            self.start(number)
        self.wait_for(len(NUMBERS))

    def start(self, number: int) -> None:
        """Start a node, or start it again with the data it had."""
        java, jars = json.loads((self.folder / "java.json").read_text())
        ports = ",".join(str(TRANSPORT_BASE + each) for each in NUMBERS)
        command = [java, f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        command += ["--enable-native-access=ALL-UNNAMED"] if "3." in Path(jars).name[:2] else []
        command += ["-Dlog4j2.disable.jmx=true", "-cp", f"{jars}/*", str(HERE / "Node.java")]
        command += [str(self.folder / f"node-{number}"), f"node-{number}"]
        command += [str(HTTP_BASE + number), str(TRANSPORT_BASE + number), ports]
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
        url = f"http://127.0.0.1:{HTTP_BASE + number}/_cluster/health"
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
