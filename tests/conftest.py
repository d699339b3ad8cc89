"""Fixtures that every test may use."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API keeps an event loop running


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real corpora beside the checkout."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared"
    if folder.is_dir():
        return folder
    if os.environ.get("DATELINE_REQUIRE_SHARED") == "1":
        pytest.fail("DATELINE_REQUIRE_SHARED=1, but there is no folder 'shared' beside the checkout.")
    pytest.skip("needs the folder 'shared' with real corpora beside the checkout")


@pytest.fixture
def index(settings: Any, tmp_path: Path, db: None) -> Iterator[Path]:
    """Point Haystack at an empty index of its own, with a generation to match."""
    import haystack

    from corpus.models import IndexState

    path = tmp_path / "index"
    connection = settings.HAYSTACK_CONNECTIONS["default"]
    where = {"URL": f"{connection['URL']}{uuid.uuid4().hex[:12]}"} if "URL" in connection else {"PATH": str(path)}
    settings.HAYSTACK_CONNECTIONS = {"default": {**connection, **where}}
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    before = haystack.connections.connections_info
    haystack.connections.connections_info = settings.HAYSTACK_CONNECTIONS
    haystack.connections.reload("default")
    IndexState.objects.all().delete()
    yield path
    if "URL" in where:
        from tests.search.engine.contract.engines import remove_index

        remove_index(where["URL"])
    haystack.connections.connections_info = before
    haystack.connections.reload("default")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a site without articles, to be copied by tests that start processes."""
    from tests.faults.site import Site

    folder = tmp_path_factory.mktemp("template") / "site"
    folder.mkdir()
    Site(folder).run("migrate", "-v0")
    return folder
