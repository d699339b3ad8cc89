"""Things to tell the reader about a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell: `parameter` and `position` (from 0, in the query text) when it is about one.

    level "error" = a bad parameter or query: the page shows it and ignores the parameter, the API answers 400.
    """

    text: str
    code: str
    level: Literal["error", "note"] = "note"
    parameter: str = ""
    position: int | None = None
