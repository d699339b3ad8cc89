"""Settings of the sites on the cluster: those of the fault tests, with pages that need no collected static files."""

from __future__ import annotations

from tests.faults.settings import *  # noqa: F403
from tests.faults.settings import STORAGES

STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
