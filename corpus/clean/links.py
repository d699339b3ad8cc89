"""Lines that lead to other articles, and blocks of them: headlines under a heading, or among prompts at the end.

As in corpus.clean.furniture a test of a line takes it whole, and the repeats of the expressions are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.clean.prefilter import asks
from corpus.clean.words import whole_lines, words

LEAST_WORDS = 4  # of a headline
LONGEST_HEADLINE = 140  # characters
LONGEST_HEADING = 60
MOST_LINKS = 12  # under one heading
# Rules whose lines stand among links to other articles, or above them.
NEIGHBOURS = frozenset(
    {"coverage", "follow", "link", "newsletter", "note", "read more", "related", "share", "share word", "story link"}
    | {"talk", "tips", "teaser", "invitation", "sponsor", "media line"}
)
_HEADINGS = frozenset({"link", "note", "read more", "related", "story link"})
_NETWORKS = r"(?:facebook|twitter|instagram|youtube|telegram|linkedin|whatsapp|snapchat|tiktok)"

_STORY_LINK = whole_lines(
    # "[Five things to know about the vote]", not "[Applause]" or "[Editor's note: …]"
    r"\[ ?(?!editor|note|correction|update)(?!.{90,}\. ?\])[^\[\]]{25,170} ?\]",
    r"more ?[:>»] [^.!?]{15,150}(?:[?!] ?[^.!?]{0,80}){0,2}",
    r"[^.]{20,200}[^.:,;] read more[.>»]{0,3}",
    r"just watched .{1,200}\bmust watch\b.{0,200}",
    r"more (?:stories |news |articles |headlines |videos |coverage )?from (?:the )?[\w .&'-]{2,40}:",
    r"[^.!?]{2,40}: see (?:the )?latest [^.!?]{5,120}",
)
_FOLLOW = whole_lines(
    rf"(?:follow|like|find) [\w .,'&-]{{1,60}} on {_NETWORKS}\b"
    r"(?:(?:[:,]| @| at\b| and\b| or\b| for\b)[^!?]{0,140})?[.!]?",
    r"(?:get|join|read|receive) (?:the|our) (?:[\w'-]{1,20} ){0,4}newsletters?[.!]?",
)
_COVERAGE = whole_lines(
    r"(?:today's|our|full|complete|live|all(?: of)?(?: our)?) coverage (?:from|of|by|on) [^.!?:]{3,100}"
)
_NO_HEADLINE = re.compile(
    r"https?:|www\.|@|^\W*(?:by|reporting|writing|editing|additional|contributed|compiled|information from|online"
    r"|source|photo|image|credit|with|edited|written|note|correction|update|tel|phone|address|contact)\b|^[\W\d]",
    re.IGNORECASE,
)
_LEAST_BLOCK = 2
_LONGEST_SENTENCE = 100
_SPOKEN = re.compile(r"^[\"'“‘]|\b(?:said|told|added|wrote)\b.{0,30}\.[\"'”’]?$|^[\W_]+$")
_SMALL = frozenset(words("a an and as at by for from if in into is it no not of on or over than that the to was with"))


@asks(_STORY_LINK)
def is_story_link(line: str) -> bool:
    """Tell whether the line is the headline of another article, marked as a link to it."""
    return _STORY_LINK.fullmatch(line) is not None


@asks(_FOLLOW)
def is_follow_prompt(line: str) -> bool:
    """Tell whether the line asks readers to follow somebody or to get a newsletter."""
    return _FOLLOW.fullmatch(line) is not None


@asks(_COVERAGE)
def is_coverage_link(line: str) -> bool:
    """Tell whether the line leads to all that the outlet has on something."""
    return _COVERAGE.fullmatch(line) is not None


def is_headline(line: str) -> bool:
    """Tell whether a line could be the headline of another article: several words, no sentence, no address, no name."""
    tokens = line.split()
    if len(tokens) < LEAST_WORDS or len(line) > LONGEST_HEADLINE or line[-1] in ".:;,":
        return False
    plain = sum(token[:1].islower() for token in tokens)
    return bool(plain or not _SMALL.isdisjoint(map(str.lower, tokens))) and _NO_HEADLINE.search(line) is None


def linked_headlines(texts: Sequence[str], left: Collection[int], gone: dict[int, str], *, last_body: int) -> set[int]:
    """Return the numbers of the lines that only name other articles, as the furniture beside them shows.

    `left` are the numbers of the lines still there, `gone` the furniture found by rules; such headlines stand under a
    heading ("More from …:"), or with prompts behind the article's last sentence, which is number `last_body`.
    """
    found: set[int] = set()
    for number, rule in gone.items():
        if rule not in _HEADINGS or len(texts[number]) > LONGEST_HEADING:
            continue
        if texts[number].endswith(":"):
            found.update(_under(texts, left, number))
        if texts[number].endswith(":") or ":" not in texts[number]:
            found.update(_last_block(texts, number, gone))
    prompts = [number for number, rule in gone.items() if number > last_body and rule in NEIGHBOURS]
    tail = [number for number in left if number > last_body and is_headline(texts[number])]
    # A single one before the first prompt may be the article's own last words, without their full stop.
    if prompts and (len(tail) > 1 or any(number > min(prompts) for number in tail)):
        found.update(tail)
    return found


def _under(texts: Sequence[str], left: Collection[int], heading: int) -> list[int]:
    """Return the headlines that follow a heading without anything else between."""
    found: list[int] = []
    for number in range(heading + 1, min(len(texts), heading + 1 + MOST_LINKS)):
        if not texts[number]:
            continue
        if number not in left or not is_headline(texts[number]):
            break
        found.append(number)
    return found


def _last_block(texts: Sequence[str], heading: int, gone: dict[int, str]) -> list[int]:
    """Return all that follows a heading, to the end: headlines, of which some between others may be sentences."""
    block = [number for number in range(heading + 1, len(texts)) if texts[number] and number not in gone]
    if not _LEAST_BLOCK <= len(block) <= MOST_LINKS or not is_headline(texts[block[-1]]):
        return []
    others = [texts[number] for number in block if not is_headline(texts[number])]
    if any(len(text) > _LONGEST_SENTENCE or _SPOKEN.search(text) for text in others) or len(others) * 2 > len(block):
        return []
    return block
