"""docs/extraction.md lists every rule and kind that extraction gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from corpus.extract.mention import Kind

ROOT = Path(__file__).parents[3]
# Where these take their rule: by position, or by keyword.
RULE_POSITIONS = {"Claim": 5, "RoleHit": 3, "_Found": 3, "Span": 5, "_span": 4}
NAMED_BY_VARIABLES = {"model", "capitals", "gazetteer", "role", "metonym", "date", "month", "year", "range"}


def documented(heading: str) -> set[str]:
    page = (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8")
    section = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([a-z]+)` \|", section, re.MULTILINE))


def constants(node: ast.AST) -> Iterator[str]:
    """Yield the texts an expression may come to; its tests and subscripts aside."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*constants(node.body), *constants(node.orelse))


def emitted() -> Iterator[str]:
    for path in sorted((ROOT / "corpus" / "extract").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "rule":
                        yield from constants(value)
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            position = RULE_POSITIONS.get(name)
            if position is not None and len(node.args) > position:
                yield from constants(node.args[position])
            for keyword in node.keywords:
                if keyword.arg == "rule":
                    yield from constants(keyword.value)


def test_every_rule_of_the_code_is_documented_and_no_other() -> None:
    rules = set(emitted())

    assert {"lexicon", "propagated", "dateline", "demonym", "supplied", "weekday", "relative"} <= rules
    assert rules | NAMED_BY_VARIABLES == documented("Rules")


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_is_documented(kind: str) -> None:
    assert kind in documented("Kinds")
