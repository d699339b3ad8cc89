"""Settings of the processes that the fault tests start: the real ones, with failpoints and limits of the test's own."""

from __future__ import annotations

import json
import os

from config.settings import *  # noqa: F403
from config.settings import DATELINE, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.failpoints"]
DATELINE |= json.loads(os.environ.get("FAULTS_LIMITS", "{}"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
