"""Connections that notice when their file was replaced, as by restoring a backup: they are opened anew."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

FileIdentity = tuple[int, int]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is usable only as long as its path leads to the file it has open."""

    opened: FileIdentity | None = None

    def get_new_connection(self, conn_params: Mapping[str, Any]) -> sqlite3.Connection:
        """Open the database, in a folder that is made if it is missing, and note which file it is."""
        name = str(conn_params["database"])
        if not name.startswith(("file:", ":memory:")):
            Path(name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made: sqlite3.Connection = super().get_new_connection(conn_params)
        self.opened = self._file()
        return made

    def is_usable(self) -> bool:
        """Tell whether the file is still the one at its path; Django asks once a request (CONN_HEALTH_CHECKS)."""
        return self._file() == self.opened

    def _file(self) -> FileIdentity | None:
        with suppress(OSError, ValueError):  # a database in memory has no file
            found = os.stat(self.settings_dict["NAME"])
            return found.st_dev, found.st_ino
        return None
