"""What `.ci/run` leaves out on PostgreSQL knows no database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def folders() -> list[str]:
    """Return the folders that are tested with one database only."""
    [listed] = re.findall(r'WITHOUT="([^"]+)"', (ROOT / ".ci" / "run").read_text())
    return listed.split()


def uses_database(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    )


def test_what_is_tested_with_one_database_knows_none(request: pytest.FixtureRequest) -> None:
    collected = [item for item in request.session.items if item.nodeid.startswith(tuple(folders()))]
    assert [item.nodeid for item in collected if uses_database(item)] == []


@pytest.mark.parametrize("folder", folders())
def test_those_folders_are_there_and_start_no_command_on_a_database(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("test_*.py"))
    assert files
    for file in files:
        assert "tests.faults" not in file.read_text(), file
