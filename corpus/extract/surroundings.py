"""The words around a name that make it a location's: prepositions, lists, homes, parties, heads of stories."""

from __future__ import annotations

import re

from corpus.extract.lines import Line
from corpus.extract.spans import Span
from corpus.extract.words import PLACE_CUES, PLACE_NOUNS, PLACE_PREPOSITIONS, STREETS

LEAST_DATELINE = 4  # letters
# "Rep. Nadia Kowalczyk, D-Harrow," names her party and where she was elected.
PARTIES = ("D-", "R-", "I-", "DFL-")
# "HARROW, Maine (AP) -": the head of a story that has run into the line of its headline
_HEADS_STORY = re.compile(r"(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?(?: \([A-Z][\w ]{1,20}\))? (?:--|[—–-]) ")
QUOTES = frozenset("\"“‘'")
_CLOSING_QUOTES = frozenset("\"”’'")
_BUSINESS = re.compile(
    r"['’]s (?:[\w-]+ ){0,2}(?:bonds|customers|dividend|earnings|employees|factory|factories|listing|market share|"
    r"merger|plants?|products?|profits?|revenues?|sales|shareholders?|shares|stock|subsidiary|takeover|turnover|workers|"
    r"workforce)\b"
    r"| said its\b| said it (?:plans|planned|expects|expected|(?:has|had) (?:acquired|agreed|begun|bought|completed|"
    r"filed|launched|reached|received|signed|sold))\b"
)


def speaks_for_location(line: Line, span: Span) -> bool:
    """Say whether the word before a name, or a list it stands in, makes it a location's."""
    start = span.start - line.start
    before = line.text[max(0, start - 40) : start].split()
    if len(before) > 1 and before[-1].lower() == "the":
        before.pop()
    if not before:
        return False
    if before[-1] in PARTIES or before[-1].lower() in PLACE_PREPOSITIONS | PLACE_CUES or before[-1] in {"of", "for"}:
        return True
    return before[-1] in {"and", "or"} or before[-1].endswith(",")


def heads_story(line: Line, span: Span) -> bool:
    """Say whether a name in capitals heads a story that has run into the line of its headline."""
    if line.shouted or not span.text.isupper() or len(span.text) < LEAST_DATELINE:
        return False
    return _HEADS_STORY.match(line.text, span.end - line.start) is not None


def is_quoted(line: Line, span: Span) -> bool:
    """Say whether a name fills the space between quotes, as titles of films and books do."""
    start, end = span.start - line.start, span.end - line.start
    return line.text[start - 1 : start] in QUOTES and line.text[end : end + 1] in _CLOSING_QUOTES


def does_business(text: str, end: int) -> bool:
    """Say whether what stands behind a name is a firm's: "'s earnings", " said its shares"."""
    return _BUSINESS.match(text, end) is not None


def names_home(words: list[str]) -> bool:
    """Say whether somebody's home is named: "Nadia Kowalczyk, 31, of", "12 Mill Street,"."""
    if words[-1] == "of":
        return len(words) > 1 and words[-2].endswith(",") and words[-2][:-1].isdigit()
    return words[-1].endswith(",") and len(words) > 1 and words[-1].lower().rstrip(".,") in STREETS


def follows_place_noun(words: list[str]) -> bool:
    """Say whether a name is announced as a location's: "the village of", "towns such as", "cities like"."""
    if words[-1] == "of" or words[-1] in ("like", "including"):
        return len(words) > 1 and words[-2].lower().rstrip(",") in PLACE_NOUNS
    return words[-1] == "as" and len(words) > 2 and words[-2] == "such" and words[-3].lower() in PLACE_NOUNS
