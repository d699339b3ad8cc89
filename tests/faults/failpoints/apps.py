"""The application that puts the failpoints in place."""

from __future__ import annotations

from django.apps import AppConfig


class FailpointsConfig(AppConfig):
    """Failpoints of the fault tests."""

    name = "tests.faults.failpoints"
    label = "failpoints"

    def ready(self) -> None:
        """Install them once everything else is there."""
        from tests.faults.failpoints import install

        install()
