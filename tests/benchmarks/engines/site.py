"""Dateline's Django, over a data folder of the benchmark's."""

from __future__ import annotations

import os
from pathlib import Path


def start_site(folder: Path, search_url: str = "") -> None:
    """Set Django up over a data folder (its index elsewhere if said); tables are made if they are missing."""
    for name in ("DATABASE_URL", "SEARCH_URL", "SEARCH_URL_NEXT", "DATELINE_PUBLIC"):
        os.environ.pop(name, None)
    if search_url:
        os.environ["SEARCH_URL"] = search_url
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATELINE_DATA": str(folder), "DATELINE_SAMPLE": "0"}
    import django

    django.setup()
    if not (folder / "dateline.sqlite3").exists():
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
