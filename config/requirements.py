"""Print the dependencies of pyproject.toml, so that pip installs them without building this project."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path


def main() -> None:
    """Print the run-time dependencies and those of the extras named."""
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *(each for name in sys.argv[1:] for each in extras[name])):
        print(requirement)


if __name__ == "__main__":
    main()
