"""Word lists and expressions for whole lines, written as text, and the sentences of a line."""

from __future__ import annotations

import re
from typing import Final

MOST_SENTENCES: Final = 8  # of a line that may be furniture as a whole
_GAP: Final = re.compile(r"(?<=[.!?]) (?=\S)")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written with spaces between them."""
    return tuple(text.split())


def whole_lines(*expressions: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Return a pattern for lines that match one of the expressions whole, as a rule without regard to case."""
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), flags)


def sentences(line: str) -> list[str]:
    """Return the sentences of a line; what is left of more than MOST_SENTENCES is one more."""
    return _GAP.split(line, MOST_SENTENCES)
