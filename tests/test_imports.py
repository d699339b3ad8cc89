"""The house keeps its shape: imports point one way, pure modules stay pure, and no licence binds its users."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "search", "corpus")

# package -> what none of its modules may import
NEVER: Mapping[str, tuple[str, ...]] = {"corpus": ("search", "config"), "search": ("config",)}
IMPURE = ("django.db", "django.http", "corpus.models")
PURE = (
    "corpus.formats",
    "corpus.clean",
    "corpus.extract",
    "corpus.stories",
    "search.state",
    "search.query",
    "search.facets",
    "search.tree",
    "search.results",
    "search.strip",
    "search.bars",
    "search.messages",
    "search.headline",
)
ENGINE_LIBRARIES = ("haystack", "whoosh", "opensearchpy")
ENGINE_ROOMS = ("search.engine", "search.search_indexes", "search.indexing")

Imports = dict[str, set[str]]


def lies_in(module: str, packages: Iterable[str]) -> bool:
    """Return whether a dotted name is one of these packages or inside one."""
    return any(module == package or module.startswith(package + ".") for package in packages)


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of a Python file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield every dotted name that a module imports, at the top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def read_imports(root: Path) -> Imports:
    """Return what each module of the three packages imports."""
    found: Imports = {}
    for top in PACKAGES:
        for path in sorted((root / top).rglob("*.py")):
            name = module_name(path, root)
            package = name if path.stem == "__init__" else name.rpartition(".")[0]
            found[name] = set(imported(ast.parse(path.read_text("utf-8")), package))
    return found


def impure_path(module: str, imports: Imports) -> list[str]:
    """Return the way by which a module reaches the ORM or a request, through the project's own modules; [] = none."""
    waiting, seen = [[module]], {module}
    while waiting:
        way = waiting.pop(0)
        for name in sorted(imports[way[-1]]):
            if lies_in(name, IMPURE):
                return [*way, name]
            if name in imports and name not in seen:
                seen.add(name)
                waiting.append([*way, name])
    return []


def faults(imports: Imports) -> list[str]:
    """Return every import that breaks a rule of the house."""
    found = []
    for module, names in imports.items():
        for package, forbidden in NEVER.items():
            if lies_in(module, [package]):
                found += [f"{module} imports {name}" for name in names if lies_in(name, forbidden)]
        if not lies_in(module, ENGINE_ROOMS):
            found += [f"{module} imports {name}" for name in names if lies_in(name, ENGINE_LIBRARIES)]
        if lies_in(module, PURE) and (way := impure_path(module, imports)):
            found.append(f"{' imports '.join(way)}, but {module} is pure")
    return sorted(found)


def licence(distribution: str) -> str:
    """Return what the metadata of an installed distribution say about its licence."""
    about = metadata.metadata(distribution)
    classified = [each for each in about.get_all("Classifier") or [] if each.startswith("License")]
    stated = (about.get("License") or "").strip().splitlines()[:1]
    return about.get("License-Expression") or " AND ".join([*stated, *classified])


def is_gpl(text: str) -> bool:
    """Return whether a licence is the GPL or AGPL without another one to choose; the LGPL is neither."""
    gpl = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)
    return all(gpl.search(choice) for choice in re.split(r"\bOR\b", text))


def needed(requirements: Iterable[str]) -> set[str]:
    """Return the installed distributions that these requirements bring, at any depth."""
    found: set[str] = set()
    waiting = [(requirement, "") for requirement in requirements]
    while waiting:
        text, extra = waiting.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        for each in ["", *requirement.extras]:
            if f"{name}[{each}]" not in found:
                found.add(f"{name}[{each}]")
                waiting += [(inner, each) for inner in metadata.requires(name) or []]
    return {each.partition("[")[0] for each in found}


def run_time_requirements() -> list[str]:
    """Return the dependencies of pyproject.toml (the data wheels are installed without theirs)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return list(project["dependencies"])


def test_imports_point_one_way_and_pure_modules_stay_pure() -> None:
    imports = read_imports(ROOT)
    assert {"corpus.names", "search.state", "config.settings"} <= set(imports)
    assert faults(imports) == []


@pytest.mark.parametrize(
    ("file", "source", "fault"),
    [
        ("corpus/ingest.py", "from search import service", "corpus.ingest imports search"),
        ("corpus/ingest.py", "def run():\n    import search.service", "corpus.ingest imports search.service"),
        ("corpus/ingest.py", "import config.settings", "corpus.ingest imports config.settings"),
        ("search/views.py", "from config import settings", "search.views imports config"),
        ("search/views.py", "from whoosh.index import open_dir", "search.views imports whoosh.index"),
        ("search/views.py", "import haystack", "search.views imports haystack"),
        ("corpus/formats/csv.py", "from django.db import models", "corpus.formats.csv imports django.db"),
        ("corpus/formats/csv.py", "from ..models import Article", "corpus.formats.csv imports corpus.models"),
        ("corpus/clean/__init__.py", "from .. import models", "corpus.clean imports corpus.models"),
        ("search/query.py", "from django.http import HttpRequest", "search.query imports django.http"),
        (
            "search/tree.py",
            "from search.labels import label",
            "search.tree imports search.labels imports corpus.models",
        ),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, file: str, source: str, fault: str) -> None:
    files = {"corpus/models/__init__.py": "", "search/labels.py": "from corpus.models import Actor", file: source}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert any(fault in each for each in faults(read_imports(tmp_path)))


def test_right_imports_are_no_fault(tmp_path: Path) -> None:
    files = {
        "config/urls.py": "import search.urls, corpus.models",
        "search/engine/whoosh/backend.py": "from haystack.backends.whoosh_backend import WhooshEngine\nimport whoosh",
        "search/search_indexes.py": "from haystack import indexes",
        "search/views.py": "from django.conf import settings\nfrom corpus.models import Article",
        "search/state.py": "from search.messages import Message\nfrom django.conf import settings",
        "search/messages.py": "from dataclasses import dataclass",
        "corpus/ingest.py": "from corpus.models import Article\nimport searching_elsewhere",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert faults(read_imports(tmp_path)) == []


def test_nothing_imports_a_gpl_package() -> None:
    distributions = metadata.packages_distributions()
    tops = {name.partition(".")[0] for names in read_imports(ROOT).values() for name in names}
    foreign = {each for top in tops - set(sys.stdlib_module_names) for each in distributions.get(top, [])}
    assert {"Django", "bleach"} <= foreign
    assert [each for each in sorted(foreign) if is_gpl(licence(each))] == []


def test_no_run_time_dependency_is_gpl_or_silent_about_its_licence() -> None:
    brought = needed(run_time_requirements())
    assert {"django", "lxml", "brotli"} <= brought
    assert [each for each in sorted(brought) if is_gpl(licence(each))] == []
    assert [each for each in sorted(brought) if not licence(each)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)", True),
        ("GPLv2+", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", False),
        ("LGPL-3.0-only", False),
        ("BSD-3-Clause", False),
    ],
)
def test_gpl_is_told_from_its_neighbours(text: str, expected: bool) -> None:
    assert is_gpl(text) is expected
