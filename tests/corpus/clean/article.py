"""An article of two sentences, and what becomes of a line that stands before, between or behind them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from corpus.clean import clean_article

Place = Literal["head", "inside", "end"]

BODY = "The ferries between Old Harbour and Marsh Island sail again, the governor of the river province said on Monday."
MORE = "Two fishing boats had carried medicine and post since August, when the company stopped paying for late hours."


def assert_taken_out(line: str, *, at: Collection[Place], elsewhere: Literal["stays", "either"] = "stays") -> None:
    """Assert that cleaning takes the line out at these places, keeps it with its rule, and leaves it elsewhere."""
    places: dict[Place, list[str]] = {
        "head": [line, BODY, MORE],
        "inside": [BODY, line, MORE],
        "end": [BODY, MORE, line],
    }
    for place, lines in places.items():
        if place not in at and elsewhere == "either":
            continue
        clean = clean_article(title="Ferries return", text="\n\n".join(lines))
        assert clean.text == "\n\n".join([BODY, MORE] if place in at else lines)
        taken = [(removed.text, bool(removed.rule)) for removed in clean.removed]
        assert taken == ([(line, True)] if place in at else [])
