"""Start a PostgreSQL server, run a command on it (the suite, unless given), stop it: python -m tests.postgres."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres.server import NoServerError, Server


def main() -> int:
    """Return the status of the command."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-postgres-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    given = sys.argv[1:] or [sys.executable, "-m", "pytest", "-n", "auto", "--durations=10", "tests"]
    try:
        with Server(folder) as server:
            return subprocess.run(given, env=environment(server), check=False).returncode
    except NoServerError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def environment(server: Server) -> dict[str, str]:
    """Return the environment in which the tests, and the sites they start, find the server."""
    programs = f"{server.programs}{os.pathsep}{os.environ.get('PATH', '')}"  # pg_dump of the same version
    return {
        **os.environ,
        "PATH": programs,
        "DATABASE_URL": f"{server.url}/dateline",
        "DATELINE_FAULTS_DATABASE": server.url,
    }


if __name__ == "__main__":
    sys.exit(main())
