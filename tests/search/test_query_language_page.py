"""docs/query-language.md says what is so: every example is read, every fault is one, every limit is the real one."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from search.query import MAX_CHARACTERS, MAX_LEVELS, MAX_TERMS, parse
from search.state import MAX_SIZE, SearchState, is_parameter

PAGE = (Path(__file__).parent.parent.parent / "docs" / "query-language.md").read_text(encoding="utf-8")


def examples(heading: str) -> list[str]:
    """Return the first cells of the table under a heading."""
    table = PAGE.split(f"{heading} |\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)


QUERIES = examples("| write | to find articles")
FAULTS = examples("| written | what is wrong")
FILTERS = examples("| in the address | means")


def test_the_page_has_its_tables() -> None:
    assert (len(QUERIES), len(FAULTS), len(FILTERS)) == (31, 11, 6)


@pytest.mark.parametrize("text", QUERIES)
def test_every_example_is_understood(text: str) -> None:
    parsed = parse(text)
    assert parsed.node is not None
    assert parsed.messages == ()


@pytest.mark.parametrize("text", FAULTS)
def test_every_fault_is_one(text: str) -> None:
    assert parse(text).is_faulty


@pytest.mark.parametrize("query", FILTERS)
def test_every_filter_is_read(query: str) -> None:
    pairs = parse_qsl(query)
    state, messages = SearchState.parse(pairs)
    assert all(is_parameter(name) for name, _ in pairs)
    assert (state.query_string(), messages) == (query, ())


def test_the_same_is_called_the_same() -> None:
    assert parse("taliban AND talks").node == parse("taliban talks").node == parse("+taliban +talks").node
    assert parse("talks NOT school").node == parse("talks -school").node
    assert parse("a b OR c").node == parse("(a b) OR c").node


def test_limits_are_the_real_ones() -> None:
    assert f"at most {MAX_CHARACTERS:,} characters, {MAX_TERMS} terms" in PAGE
    assert f"{MAX_LEVELS} levels deep" in PAGE
    assert f"at most {MAX_SIZE};" in PAGE
