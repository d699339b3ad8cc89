"""A PostgreSQL server of our own: found or installed, in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

USER = "dateline"
START_SECONDS = 60
STOP_SECONDS = 60
# Nothing here outlives the run: what makes a server survive a power cut only costs time.
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


class NoServerError(Exception):
    """There is no PostgreSQL server, and none can be had, with a reason that tells a person what to do."""


class Server:
    """A cluster in a folder of its own; its processes belong to a user without rights."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = find_programs()
        self.password = secrets.token_urlsafe(16)
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        try:
            self._make_cluster()
            self.start()
            self._make_user()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Return the address of the server, without a database; its user may make databases, and no more."""
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        """Return the folder of the cluster."""
        return self.folder / "cluster"

    def start(self) -> None:
        """Start the server, and return once it answers; on the port it had before, if it had one."""
        self.port = self.port or _free_port()
        chosen = [f"--{name}={value}" for name, value in {**_OPTIONS, "port": self.port}.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *chosen], stdout=log, stderr=log, **self._as_user()
            )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise NoServerError(f"PostgreSQL does not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server, ending its connections, and return when its processes are gone."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        self._process = None

    def _make_cluster(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            account = _unprivileged()
            for path in (self.folder, secret):
                os.chown(path, account.pw_uid, account.pw_gid)
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=postgres")
        # The order of a language, as servers of people have it: "a" < "B" < "c", which no byte order gives.
        order = ("--locale-provider=icu", "--icu-locale=en-GB")
        done = subprocess.run(
            [self.programs / "initdb", "-D", self.data, f"--pwfile={secret}", *options, *order],
            capture_output=True,
            text=True,
            check=False,
            **self._as_user(),
        )
        if done.returncode:
            raise NoServerError(f"PostgreSQL cannot make a cluster in {self.folder}:\n{done.stderr[-2000:]}")

    def _make_user(self) -> None:
        import psycopg

        address = f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{self.password}'")

    def _answers(self) -> bool:
        asked = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def _as_user(self) -> dict[str, Any]:
        """Return how to start a program that refuses to run as root."""
        if os.geteuid() != 0:
            return {"cwd": self.folder}
        account = _unprivileged()
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": self.folder}


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


def find_programs() -> Path:
    """Return the folder of the newest server's programs, which is installed where that can be done."""
    found = _installed()
    if found is None:
        _install()
        found = _installed()
    if found is None:
        raise NoServerError("PostgreSQL was installed, but there is no initdb in /usr/lib/postgresql or the PATH.")
    return found


def _installed() -> Path | None:
    kept = [each for each in Path("/usr/lib/postgresql").glob("*/bin/initdb") if each.parts[-3].isdigit()]
    if kept:
        return max(kept, key=lambda each: int(each.parts[-3])).parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoServerError("No PostgreSQL server is installed here. Install one (Debian: apt install postgresql).")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "postgresql")):
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoServerError(f"PostgreSQL cannot be installed: apt-get {command[0]} said {done.stderr[-1000:]}")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
