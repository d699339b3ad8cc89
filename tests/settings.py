"""Settings of the tests: the real ones over a throw-away data folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="dateline-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATELINE_DATA"] = _folder
os.environ["DATELINE_SAMPLE"] = "0"
os.environ.pop("DATELINE_PUBLIC", None)

from config.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"] == "config.sqlite":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 # pytest-xdist would not see that it is SQLite
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
# To fork closes the connection, and with it the transaction that a test runs in.
DATELINE["extract_processes"] = 1  # noqa: F405
STATIC_ROOT.mkdir(parents=True)  # noqa: F405
