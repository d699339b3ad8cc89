"""The quick look at a line: it may let too much through to the rules, never too little."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from corpus.clean import furniture
from corpus.clean.boilerplate import RULES
from corpus.clean.openings import may_be_furniture

NO_LINES = {"_LOOSE_END", "_PRICE", "_REPORTED"}
PATTERNS = {
    name: found for name, found in vars(furniture).items() if isinstance(found, re.Pattern) and name not in NO_LINES
}


@pytest.mark.parametrize("name", PATTERNS)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_line_that_a_rule_takes_out_is_let_through(name: str, data: st.DataObject) -> None:
    line = data.draw(st.from_regex(PATTERNS[name], fullmatch=True)).strip()
    assume(any(len(line) <= rule.longest and rule.matches(line) for rule in RULES))
    assert may_be_furniture(line)
    assert may_be_furniture(line.upper()) or not any(rule.matches(line.upper()) for rule in RULES)


@pytest.mark.parametrize("line", ["A$50 A$100", "raised of 5,000 $", "or", "Share | Tweet", "Δ", "and $5"])
def test_lines_of_amounts_and_buttons_are_let_through(line: str) -> None:
    assert may_be_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "The governor of the river province said on Monday that the ferries sail again.",
        "“This is a good day for the island,” the captain told the harbour board.",
        "A boat carried medicine to the village.",
        "In August the company stopped paying for late hours.",
    ],
)
def test_sentences_of_an_article_are_not_looked_at_again(line: str) -> None:
    assert not may_be_furniture(line)
