"""Start the test cluster, run a command, stop it: python -m tests.opensearch [COMMAND …].

Without a command: the tests on the cluster, then the contract again with a node killed in the middle. With
DATELINE_OPENSEARCH=full outages last a minute, and the figures are measured (measure.py) at their full size.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.opensearch.nodes import Nodes, is_full
from tests.opensearch.server import NoServerError

# The contract on both engines; Haystack, the search service and every number it shows on the cluster; its faults.
CONTRACT = "tests/search/engine/contract"
TESTS = (CONTRACT, "tests/search/engine/test_haystack.py", "tests/search/oracle", "tests/opensearch")
PYTEST = (sys.executable, "-m", "pytest", "-n0", "-p", "no:randomly", "--durations=10")
ORACLE_STATES = "60"


def main() -> int:
    """Return the status of the command."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-opensearch-"))
    nodes = Nodes(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        nodes.start_all()
        for command in [sys.argv[1:]] if sys.argv[1:] else commands():
            if status := subprocess.run(command, env=environment(nodes), check=False).returncode:
                return status
        return 0
    except NoServerError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        nodes.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


def commands() -> Iterator[Sequence[str]]:
    """Yield what is run without a command of one's own."""
    yield [*PYTEST, *TESTS]
    yield [*PYTEST, "-p", "tests.opensearch.killing", CONTRACT]
    if is_full():
        yield [sys.executable, "-m", "tests.opensearch.measure"]


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
