"""A door before a node, as clusters have it: TLS with a certificate of its own authority, and users with passwords."""

from __future__ import annotations

import base64
import http.client
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.opensearch.server import NoServerError

EDITOR = "editor:p@ss/w:rd"
READER = "reader:secret"  # may search, and no more
_COPIED = ("Content-Type",)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Return a certificate for 127.0.0.1 that signs itself, and its key. Raises NoServerError."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServerError(f"A certificate cannot be made ({error}): install openssl.") from error
    return certificate, key


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    node = ""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if status := self._refusal():
            self._reply(status, "application/json", b'{"error": {"type": "security_exception", "reason": "no"}}')
            return
        asked = http.client.HTTPConnection(self.node, timeout=60)
        headers = {name: value for name in _COPIED if (value := self.headers.get(name))}
        asked.request(self.command, self.path, body, headers)
        answer = asked.getresponse()
        self._reply(answer.status, answer.headers.get("Content-Type", "text/plain"), answer.read())
        asked.close()

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

    def _refusal(self) -> int:
        """Return the status that the user gets; 0 = may pass."""
        said = self.headers.get("Authorization", "").removeprefix("Basic ")
        user = base64.b64decode(said).decode()
        if user == EDITOR or (user == READER and ("_search" in self.path or self.command in ("GET", "HEAD"))):
            return 0
        return 403 if user == READER else 401

    def _reply(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Doors(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, node: str, secured: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), type("Door", (_Door,), {"node": node}))
        self.secured = secured

    def finish_request(self, request: object, client_address: object) -> None:
        """Shake hands in the thread of the connection; who does not trust us is let go of."""
        try:
            secured = self.secured.wrap_socket(request, server_side=True)  # type: ignore[call-overload]
        except OSError:
            return
        with secured:
            super().finish_request(secured, client_address)  # type: ignore[arg-type]


@contextmanager
def gate(node: str, certificate: Path, key: Path) -> Iterator[str]:
    """Give host and port of the door to a node."""
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificate, key)
    with _Doors(node, secured) as doors:
        thread = threading.Thread(target=doors.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{doors.server_address[1]}"
        doors.shutdown()
        thread.join()
