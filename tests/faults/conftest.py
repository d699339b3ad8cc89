"""Sites for the fault tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.site import Site


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Site:
    """Return a fresh site."""
    return Site.copy(template, tmp_path / "site")


@pytest.fixture
def make_site(template: Path, tmp_path: Path) -> Callable[..., Site]:
    """Return what makes a fresh site, with an environment of its own."""

    def make(name: str = "site", **environment: str) -> Site:
        return Site.copy(template, tmp_path / name, **environment)

    return make
