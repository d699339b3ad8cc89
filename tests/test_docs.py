"""What README and docs say is there is there: settings, targets, commands, options, files, addresses, limits."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from corpus.formats.limits import Limits
from search.facets import FACETS
from tests.test_imports import needed, run_time_requirements

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "corpus" / "sample").glob("*.md"))]
SITE = "127.0.0.1:8000"

_ENVIRONMENT_CALLS = re.compile(r"(?:os\.)?(?:environ(?:\.get)?|getenv)|env(?:\.\w+)?")
_CODE = re.compile(r"^(?: {4}|\t).*$|`[^`\n]+`", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ADDRESS = re.compile(rf"http://{re.escape(SITE)}([^\s<>)`\"';]*)")
_COMMAND = re.compile(r"manage\.py[ \t]+([a-z_]+)([^`|\n]*)")
_TARGET = re.compile(r"\bmake[ \t]+([a-z][\w-]*)")


def read(name: str) -> str:
    """Return the text of a page of the repository; a missing one fails the test."""
    return (ROOT / name).read_text("utf-8")


def code_of(text: str) -> Iterator[str]:
    """Yield the code spans and indented code lines of a page."""
    yield from (match[0].strip("` ").partition("  #")[0].strip() for match in _CODE.finditer(text))


def variables_read(source: str) -> set[str]:
    """Return the environment variables that Python source reads by a literal name."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _ENVIRONMENT_CALLS.fullmatch(ast.unparse(node.func)):
            found |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
        elif isinstance(node, ast.Subscript) and _ENVIRONMENT_CALLS.fullmatch(ast.unparse(node.value)):
            found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
    return {each for each in found if isinstance(each, str)}


def table_names(text: str) -> set[str]:
    """Return what stands as code in the first column of a page's tables."""
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def headings(text: str) -> set[str]:
    """Return the anchors of a page's headings as Markdown viewers make them."""
    lines = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def broken_links(page: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    broken = []
    for link in _LINK.findall(page.read_text("utf-8")):
        if urlsplit(link).scheme:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in headings(target.read_text("utf-8"))):
            broken.append(link)
    return broken


@cache
def options_of(command: str) -> frozenset[str]:
    """Return the options that a management command takes."""
    app = get_commands()[command]
    loaded = load_command_class(app, command) if isinstance(app, str) else app
    parser: argparse.ArgumentParser = loaded.create_parser("manage.py", command)
    return frozenset(option for action in parser._actions for option in action.option_strings)


def wrong_commands(text: str) -> list[str]:
    """Return the management commands and options named in a page's code that do not exist."""
    wrong = []
    for code in code_of(text):
        for name, rest in _COMMAND.findall(code):
            if name not in get_commands():
                wrong.append(name)
                continue
            wrong += [
                f"{name} {each}" for each in re.findall(r"(?<!\S)--[a-z-]+", rest) if each not in options_of(name)
            ]
    return wrong


def wrong_targets(text: str, makefile: str) -> list[str]:
    """Return the make targets named in a page's code that the Makefile does not have."""
    targets = set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.MULTILINE))
    return [name for code in code_of(text) for name in _TARGET.findall(code) if name not in targets]


def test_every_variable_read_is_described_and_every_one_described_is_read() -> None:
    described = {name for name in table_names(read("docs/operations.md")) if name.isupper()}
    used = set().union(*(variables_read(path.read_text("utf-8")) for path in (ROOT / "config").glob("*.py")))
    assert {"DATELINE_DATA", "DATABASE_URL", "PORT"} <= used
    assert described == used - {"DJANGO_SETTINGS_MODULE"}


def test_every_limit_of_the_settings_is_described() -> None:
    described = table_names(read("docs/operations.md"))
    assert set(settings.DATELINE) - described == set()
    assert {name for name in described if name.startswith("max_")} - set(settings.DATELINE) == set()


def test_every_limit_that_the_formats_page_names_exists() -> None:
    named = set(re.findall(r"\bmax_\w+\b", read("docs/formats.md")))
    assert named, "docs/formats.md names no limit"
    assert named - set(settings.DATELINE) - {field.name for field in fields(Limits)} == set()


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.name)
def test_every_facet_is_described_with_the_query_language(facet: object) -> None:
    name = getattr(facet, "name", "")
    assert re.search(rf"`(?:[^`\n]*[^`\w])?{name}(?:[:=.][^`\n]*)?`", read("docs/query-language.md"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_names_only_what_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    assert wrong_targets(text, read("Makefile")) == []
    assert wrong_commands(text) == []
    assert broken_links(path) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_address_of_the_site_leads_somewhere(path: Path) -> None:
    for found in _ADDRESS.findall(path.read_text("utf-8")):
        address = urlsplit(found).path or "/"
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"{path.name} names {address}, which leads nowhere")


def test_the_folders_on_the_map_are_there() -> None:
    rows = re.findall(r"^\| (`[^|]+/`) \|", read("README.md"), re.MULTILINE)
    folders = [folder for row in rows for folder in re.findall(r"`([^`]+)`", row)]
    assert {"config/", "corpus/", "search/"} <= set(folders)
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_every_run_time_library_is_credited() -> None:
    credited = set(re.findall(r"^  ([a-z0-9][a-z0-9.-]*) {2,}\S", read("NOTICE"), re.MULTILINE))
    assert needed(run_time_requirements()) - credited == set()


def test_the_checks_find_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A title\n\n[good](#a-title) [bad](missing.md) [bad](#nothing) [out](https://example.org/)\n")
    assert broken_links(page) == ["missing.md", "#nothing"]
    assert wrong_targets("`make serve` and `make coffee`; make do", "serve: install\nCOFFEE := 1\n") == ["coffee"]
    assert wrong_commands("    python manage.py migrate --noinput\n    manage.py bakcup  # manage.py nothing") == [
        "bakcup"
    ]
    assert wrong_commands("`manage.py migrate --sideways`") == ["migrate --sideways"]
    source = 'env.str("A", default="")\nos.environ.get("B")\nos.environ["C"]\nother.get("D")\nenv("E")'
    assert variables_read(source) == {"A", "B", "C", "E"}


def test_every_cleaning_rule_is_described() -> None:
    from corpus.clean.boilerplate import REPEATED_TITLE, RULES

    page = read("docs/formats.md")
    assert [name for name in (*(rule.name for rule in RULES), REPEATED_TITLE) if f"`{name}`" not in page] == []
