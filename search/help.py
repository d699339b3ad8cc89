"""What the help page shows: the query language by example, as docs/query-language.md has it in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from search.links import search_url
from search.state import SearchState

EXAMPLES: Final = (
    (
        "Words",
        (
            ("taliban talks", "both words, in any of their forms: talk, talks, talking"),
            ("talks OR negotiations", "at least one of them; OR in capitals"),
            ("taliban (talks OR ceasefire)", "the first, and one of the other two"),
            ("talks -school", "the first without the second"),
            ("negotiat*", "a word that begins so; at least three letters"),
            ("panjshir~", "a word that differs in one letter at most, as panjsher; ~2 allows two"),
        ),
    ),
    (
        "Phrases",
        (
            ('"ready for talks"', "these words next to each other; curly quotes will do"),
            ('"talks valley"~10', "in this order, with up to ten words between them"),
        ),
    ),
    (
        "Who, where and when",
        (
            ("actor:Taliban", "that name this actor, whatever the article calls it"),
            ('actor:"Ahmad Massoud"', "names of several words need quotes"),
            ("location:Afghanistan", "that speak of it, or of what lies inside it"),
            ("date:2021-09", "published in September 2021"),
            ("date:[2021-09-01 TO 2021-12-31]", "published between these days, both included"),
            ("date:>=2021-09", "published then or later"),
        ),
    ),
    (
        "Parts of an article",
        (
            ("title:talks", "in the headline"),
            ('body:"ready for talks"', "in the text"),
            ('source:"South Post"', "published by this source"),
            ("talks -actor:Taliban date:2021", "all of this together"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A query to try and what it finds."""

    query: str
    meaning: str
    url: str


def examples() -> tuple[tuple[str, tuple[Example, ...]], ...]:
    """Return the examples under their headings."""
    return tuple(
        (heading, tuple(Example(query, meaning, search_url(SearchState(q=query))) for query, meaning in rows))
        for heading, rows in EXAMPLES
    )
