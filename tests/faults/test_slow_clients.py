"""Clients that are slow or leave in the middle do not block the site, and leave nothing behind (A12)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.faults.site import ROOT, Site, rounds, until


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def address(site: Site, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Serve the site as config/serve.py does."""
    from config.serve import Supervisor

    supervisor = Supervisor()
    supervisor.port = str(free_port())
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    [command, _] = supervisor._commands()
    environment = site.process_environment(TMPDIR=str(temporary), FAULTS_LIMITS='{"client_seconds": 3}')
    with (tmp_path / "gunicorn.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command[1:]], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        until(lambda: answers("127.0.0.1", int(supervisor.port)), "the site answers")
        yield "127.0.0.1", int(supervisor.port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(host: str, port: int) -> bool:
    """Tell whether the site does what it is there for."""
    with suppress(OSError), urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=20) as answer:
        return bool(answer.status == 200)
    return False


def begin(address: tuple[str, int], path: str, *, declared: int, sent: int, headers: str = "") -> socket.socket:
    """Begin to send a form with a file, and stop in the middle."""
    head = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="news.txt"\r\nContent-Type: text/plain\r\n\r\n'
    )
    request = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {declared}\r\n{headers}\r\n"
    )
    made = socket.create_connection(address, timeout=20)
    made.sendall(request.encode() + head + b"a" * max(0, sent - len(head)))
    return made


def test_twenty_clients_that_stop_in_the_middle_do_not_block_the_site(address: tuple[str, int]) -> None:
    # Without a cookie Django refuses a form before it reads it.
    cookie = f"Cookie: csrftoken={'a' * 32}\r\n"
    clients = [begin(address, "/admin/login/", declared=1_000_000, sent=500_000, headers=cookie) for _ in range(20)]
    try:
        for client in clients:
            client.settimeout(60)
            assert client.recv(100).startswith(b"HTTP/1.1 403 ")
        assert answers(*address)
    finally:
        for client in clients:
            client.close()


def test_a_cut_connection_leaves_no_file_behind(site: Site, address: tuple[str, int], tmp_path: Path) -> None:
    site.run("shell", "-c", "from django.contrib.auth.models import User; User.objects.create_superuser('ada')")
    key = site.run("token", "ada").stdout.strip()
    size = 8 * 1024**2
    temporary = tmp_path / "temporary"

    def files() -> list[Path]:
        return [path for path in temporary.iterdir() if ".upload" in path.name]

    for _ in range(rounds(1, 5)):
        bearer = f"Authorization: Bearer {key}\r\n"
        clients = [
            begin(address, "/api/v1/uploads", declared=size, sent=size // 2, headers=bearer)
            for _ in range(rounds(3, 20))
        ]
        until(files, "a file was begun")
        for client in clients:
            with closing(client):
                client.shutdown(socket.SHUT_WR)
        until(lambda: not files(), "the files are gone", 60)
        assert not site.one("SELECT count(*) FROM corpus_upload")
        uploads = site.folder / "uploads"
        assert not uploads.exists() or not list(uploads.iterdir())
        assert answers(*address)
