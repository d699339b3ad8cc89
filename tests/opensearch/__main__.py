"""Start the test cluster, run a command (tests by default), stop it: python -m tests.opensearch [COMMAND …]."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.opensearch.nodes import Nodes, NoServerError

# The contract on both engines; Haystack, the search service and every number it shows on the cluster; its faults.
TESTS = (
    "tests/search/engine/contract",
    "tests/search/engine/test_haystack.py",
    "tests/search/oracle",
    "tests/opensearch",
)
ORACLE_STATES = "60"


def main() -> int:
    """Return the status of the command."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-opensearch-"))
    nodes = Nodes(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        nodes.start_all()
        given = sys.argv[1:] or [sys.executable, "-m", "pytest", "-n0", "-p", "no:randomly", "--durations=10", *TESTS]
        return subprocess.run(given, env=environment(nodes), check=False).returncode
    except NoServerError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        nodes.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


def environment(nodes: Nodes) -> dict[str, str]:
    """Return the environment in which tests find the cluster."""
    return {
        "DATELINE_ORACLE_STATES": ORACLE_STATES,
        **os.environ,
        "SEARCH_URL": f"opensearch://{nodes.hosts}/test",
        "DATELINE_TEST_OPENSEARCH": nodes.hosts,
        "DATELINE_TEST_OPENSEARCH_FOLDER": str(nodes.folder),
    }


if __name__ == "__main__":
    sys.exit(main())
