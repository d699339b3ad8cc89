"""Word lists and expressions for whole lines, written as text."""

from __future__ import annotations

import re


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written with spaces between them."""
    return tuple(text.split())


def whole_lines(*expressions: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Return a pattern for lines that match one of the expressions whole, as a rule without regard to case."""
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), flags)
