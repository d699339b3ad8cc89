"""Static files are kept under names of their content, beside compressed copies that say the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

STORAGES = {"staticfiles": {"BACKEND": "config.static_files.StaticFiles"}}


def test_collected_files_have_lasting_names_and_true_copies(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "look.css").write_text("body { color: black }\n" * 100)
    with override_settings(
        STATICFILES_DIRS=[source],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STATIC_ROOT=target,
        STORAGES=STORAGES,
    ):
        call_command("collectstatic", verbosity=0, interactive=False)
        address = staticfiles_storage.url("look.css")
    named = target / address.rsplit("/", 1)[1]
    assert named.name != "look.css"
    content = (source / "look.css").read_bytes()
    assert named.read_bytes() == content
    assert brotli.decompress(Path(f"{named}.br").read_bytes()) == content
    assert gzip.decompress(Path(f"{named}.gz").read_bytes()) == content
