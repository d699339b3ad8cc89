"""Names of letters and spaces alone whose words no list has: no rule has anything to say about them.

They are most of what is new in an article, so that the rules are not asked.
"""

from __future__ import annotations

from functools import lru_cache

from corpus.extract import words

CACHED_NAMES = 16_384
# All lists that the rules for names look words up in, but for those that name people, towns and what surrounds a name.
_LISTED = frozenset().union(
    words.ABBREVIATIONS,
    words.ABSTRACT,
    words.CALENDAR,
    words.COMPANY_FORMS,
    words.COMPANY_WORDS,
    words.COMPASS,
    words.FEATURES,
    words.FUNCTION_WORDS,
    words.LEANINGS,
    words.MEASURES,
    words.NAME_LINKS,
    words.OFFICE_WORDS,
    words.ORG_HEADS,
    words.STREETS,
    words.STRONG_TITLES,
    words.SUFFIXES,
    words.THING_HEADS,
    words.TITLES,
    (thing.rpartition(" ")[2] for thing in words.things()),
    ("a", "an", "bank", "class", "e", "ministry", "of", "the", "university", "y"),
    *((region, f"{region}s") for region in ("african", "american", "asian", "european", "nordic", "scandinavian")),
)


@lru_cache(maxsize=CACHED_NAMES)
def is_plain(name: str) -> bool:
    """Say whether a name begins with a capital, has letters and single spaces alone, and none of the listed words."""
    lowered = name.lower().split(" ")
    return len(lowered[-1]) > 1 and name[0].isupper() and all(map(str.isalpha, lowered)) and _LISTED.isdisjoint(lowered)
