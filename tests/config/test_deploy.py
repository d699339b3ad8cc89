"""The units and the proxy's configuration in docs/deploy: what they start exists, and they fit together."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from gunicorn.config import Config

from config import serve
from tests.test_docs import table_names

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
HOME = "/srv/dateline/"


def lines_of(path: Path) -> list[tuple[str, str]]:
    """Return the settings of a unit or an environment file, comments left out."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.append((name, value))
    return found


def value_of(path: Path, name: str) -> str:
    return next(value for key, value in lines_of(path) if key == name)


def command_of(path: Path) -> list[str]:
    """Return what a unit starts; what a shell is given counts as words too."""
    words = shlex.split(value_of(path, "ExecStart"))
    return shlex.split(words[2]) if words[0] == "/bin/sh" else words


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_what_there_is(unit: Path) -> None:
    words = command_of(unit)
    while words[0] != f"{HOME}.venv/bin/python" and words[0] != ".venv/bin/python":
        words.pop(0)
    if words[1] == "-m":
        assert find_spec(words[2])
    else:
        assert words[1] == "manage.py"
        assert words[2] in get_commands()


def test_gunicorn_takes_the_options_of_the_unit() -> None:
    words = command_of(DEPLOY / "dateline-web@.service")
    given = [each.replace("%i", "8001") for each in words[words.index("gunicorn") + 1 :]]
    options = vars(Config().parser().parse_args(given))
    assert options["args"] == ["config.wsgi"]
    assert options["bind"] == ["127.0.0.1:8001"]
    assert options["preload_app"]
    assert options["graceful_timeout"] < seconds(value_of(DEPLOY / "dateline-web@.service", "TimeoutStopSec"))


def test_the_site_of_the_unit_runs_as_the_one_that_serve_starts() -> None:
    unit = command_of(DEPLOY / "dateline-web@.service")
    ours = serve.Supervisor()._commands()[0]
    taken = {each for each in ours if each.startswith("--")} - {"--bind"}
    for option in taken - {"--preload"}:
        assert unit[unit.index(option) + 1] == ours[ours.index(option) + 1]
    assert taken <= set(unit)


def test_units_wait_longer_than_what_they_stop_takes() -> None:
    assert seconds(value_of(DEPLOY / "dateline.service", "TimeoutStopSec")) > serve.STOP_SECONDS
    worker = seconds(value_of(DEPLOY / "dateline-worker@.service", "TimeoutStopSec"))
    assert worker > settings.DATELINE["stop_seconds"]


def test_the_environment_file_names_only_what_is_read() -> None:
    text = (DEPLOY / "dateline.env").read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "SEARCH_URL"} <= named
    assert named <= table_names((ROOT / "docs" / "operations.md").read_text("utf-8"))


def test_the_page_speaks_of_every_file() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert [path.name for path in DEPLOY.iterdir() if path.name not in page] == []


def test_the_proxy_says_who_asks_by_https_and_repeats_only_what_reads() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert text.count("proxy_set_header X-Forwarded-Proto $scheme;") == text.count("proxy_pass ")
    assert "non_idempotent" not in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=news.example.org", "-days", "1"]
    made = [*key, "-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(made, check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/etc/ssl/dateline", str(tmp_path))
    (tmp_path / "site.conf").write_text(site.replace("listen 80;", "listen 18480;").replace("443", "18443"))
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} "
        f"http {{ access_log off; {folders} include {tmp_path}/site.conf; }}"
    )
    done = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Programs and users of another machine are replaced by those of this one, which systemd looks for."""
    for unit in [*UNITS, *DEPLOY.glob("*.timer")]:
        text = unit.read_text("utf-8").replace(f"{HOME}.venv/bin/python", sys.executable)
        text = text.replace("WorkingDirectory=/srv/dateline", f"WorkingDirectory={ROOT}")
        (tmp_path / unit.name.replace("@.", "@8001.")).write_text(text.replace("User=dateline", "User=daemon"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "dateline" in line]
    assert ours == []
    assert done.returncode == 0, done.stderr
