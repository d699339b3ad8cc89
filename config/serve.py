"""Start Dateline: database, sample corpus, static files, then gunicorn and the worker until told to stop."""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import django

STOP_SECONDS = 30
ADMIN = "admin"


def main() -> None:
    """Prepare what is missing, then serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--admin", action="store_true", help="only make (or reset) the administrator, and say the password"
    )
    only_admin = parser.parse_args().admin
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if only_admin:
        make_admin()
        return
    make_admin_if_asked()
    collect_static()
    load_sample()
    sys.exit(Supervisor().run())


def make_admin() -> None:
    """Make the administrator with the password of DATELINE_ADMIN_PASSWORD, or a new one that is printed."""
    from django.contrib.auth import get_user_model

    password = os.environ.get("DATELINE_ADMIN_PASSWORD") or secrets.token_urlsafe(12)
    users = get_user_model().objects
    user, made = users.get_or_create(username=ADMIN, defaults={"is_staff": True, "is_superuser": True})
    user.set_password(password)
    user.save()
    shown = "the one of DATELINE_ADMIN_PASSWORD" if os.environ.get("DATELINE_ADMIN_PASSWORD") else password
    print(f"{'Made' if made else 'Reset'} the administrator “{ADMIN}”; password: {shown}")


def make_admin_if_asked() -> None:
    """Make the administrator at start when DATELINE_ADMIN_PASSWORD is set and there is none."""
    from django.contrib.auth import get_user_model

    if os.environ.get("DATELINE_ADMIN_PASSWORD") and not get_user_model().objects.filter(username=ADMIN).exists():
        make_admin()


def collect_static() -> None:
    """Gather and compress the static files when they have changed since the last start."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp = root / ".stamp"
    sources = sorted(path for path in (Path(settings.BASE_DIR) / "static").rglob("*") if path.is_file())
    constraints = Path(settings.BASE_DIR) / "constraints.txt"
    digest = hashlib.sha256()
    for path in (constraints, *sources):
        digest.update(path.read_bytes())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest.hexdigest())


def load_sample() -> None:
    """Load and index the sample corpus if no upload was ever recorded."""
    from django.conf import settings
    from django.core.management import call_command

    from corpus.models import Upload

    if not settings.SAMPLE or Upload.objects.exists():
        return
    print("Loading the sample corpus …", flush=True)
    sample = Path(settings.BASE_DIR) / "corpus" / "sample" / "articles.jsonl"
    try:
        call_command("ingest", str(sample), via="sample")
    except SystemExit:  # a record failed: the ledger says which, and the rest is there
        print("Not all of the sample could be taken in; see the ledger of the upload.", flush=True)


class Supervisor:
    """Runs gunicorn and the worker, and stops both when either ends or a signal comes."""

    def __init__(self) -> None:
        self.host = os.environ.get("HOST", "127.0.0.1")
        self.port = os.environ.get("PORT", "8000")
        self.stopping = False

    def run(self) -> int:
        """Serve until told to stop; return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        children = [subprocess.Popen(command, start_new_session=True) for command in self._commands()]  # noqa: S603
        print(f"Dateline is on http://{self.host}:{self.port} – Ctrl-C stops it.", flush=True)
        while not self.stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
        failed = not self.stopping
        for child in children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
        return 1 if failed else 0

    def _commands(self) -> list[list[str]]:
        gunicorn = [
            *(sys.executable, "-m", "gunicorn", "config.wsgi"),
            *("--bind", f"{self.host}:{self.port}", "--worker-class", "gthread"),
            *(
                "--workers",
                "2",
                "--threads",
                "4",
                "--timeout",
                "60",
                "--graceful-timeout",
                "20",
                "--preload",
                "--log-level",
                "warning",
            ),
        ]
        return [gunicorn, [sys.executable, "manage.py", "worker"]]

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


if __name__ == "__main__":
    main()
