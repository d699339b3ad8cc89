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
    r"\[ ?(?!editor|note|correction|update|this |the (?:names?|account|author|writer|interview|following)\b|names? "
    r"|some |translat)(?!.{90,}\. ?\])(?!.{0,160}\b(?:no|nr|vol|pp?|hal|art)\. ?\d)[^\[\]]{25,170} ?\]",
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
_BULLET = re.compile(r"[-•*–·‣▪] ?(?=[A-Z0-9'\"‘“])")
_BARE_HEADLINE = re.compile(r"(?:[^\s.!?]{1,30} ){3,20}[^\s.!?;,]{1,30}")
_STROKE = re.compile(r"(?=.{25,200}$)[^|.]{3,80} \| [^|]{10,160}[^|.!?:]")
_TAGS = whole_lines(r"(?:tags|topics|keywords|categories|labels|tagged(?: with)?|filed under|posted in)(?: ?:)?")
_LONG_TAGS = re.compile(r"(?:[^\s\d,;:.!?()][^,;:.!?()]{0,35}, ){5,40}[^\d,;:.!?()]{1,35}")
_LONGEST_TAGS = 20
_TAG_LIST = re.compile(r"(?:[^\s,;|•·.!?][^,;|•·.!?]{0,40}[,;|•·] ?){1,40}[^,;|•·.!?]{1,40}")
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
    found = _stroked(texts, left, last_body) | (_tag_lists(texts) - gone.keys())
    for number, rule in gone.items():
        if rule not in _HEADINGS or len(texts[number]) > LONGEST_HEADING:
            continue
        if texts[number].endswith(":"):
            found.update(_under(texts, left, number))
        if texts[number].endswith(":") or ":" not in texts[number]:
            found.update(_last_block(texts, number, gone))
    prompts = [number for number, rule in gone.items() if number > last_body and rule in NEIGHBOURS]
    tail = _headlines_of_list([number for number in left if number > last_body], texts)
    if tail and _is_list(texts, tail, gone):
        tail = []
    # A single one before the first prompt may be the article's own last words, without their full stop.
    if prompts and (len(tail) > 1 or any(number > min(prompts) for number in tail)):
        found.update(tail)
    return found


def _headlines_of_list(numbers: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Return which of the lines are headlines; among several behind bullets those in capitals are headlines too."""
    bare = {number: _BULLET.sub("", texts[number], count=1) for number in numbers}
    listed = {number for number in numbers if bare[number] != texts[number] and _BARE_HEADLINE.fullmatch(bare[number])}
    if len(listed) < _LEAST_BLOCK:
        listed = set()
    return [number for number in numbers if number in listed or is_headline(bare[number])]


def is_no_sentence(line: str) -> bool:
    """Tell whether a long line is a list of tags, or a headline with its section, and so no part of the article."""
    return line[-1] not in ".!?\"'”’" and (_LONG_TAGS.fullmatch(line) or _STROKE.fullmatch(line)) is not None


def _is_list(texts: Sequence[str], tail: Collection[int], gone: Collection[int]) -> bool:
    """Tell whether the article itself announces what stands at its end, with a colon."""
    before = next((number for number in range(min(tail) - 1, -1, -1) if texts[number] and number not in gone), None)
    return before is not None and texts[before].endswith(":")


def _stroked(texts: Sequence[str], left: Collection[int], last_body: int) -> set[int]:
    """Return the numbers of the lines behind the last sentence that are headlines with their section: “Sea | Ferry”."""
    found = {number for number in left if number > last_body and _STROKE.fullmatch(texts[number])}
    return found if len(found) > 1 else set()


def _tag_lists(texts: Sequence[str]) -> set[int]:
    """Return the numbers of the headings for tags that a list of them follows, and of these lists."""
    headings = [number for number, text in enumerate(texts) if len(text) <= _LONGEST_TAGS and _TAGS.fullmatch(text)]
    found: set[int] = set()
    for heading in headings:
        following = next((number for number in range(heading + 1, len(texts)) if texts[number]), None)
        if following is not None and _TAG_LIST.fullmatch(texts[following]):
            found |= {heading, following}
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
    if not _LEAST_BLOCK <= len(block) <= MOST_LINKS:
        return []
    if not is_headline(texts[block[-1]]) and not any(number > block[-1] for number in gone):
        return []
    others = [texts[number] for number in block if not is_headline(texts[number])]
    if any(len(text) > _LONGEST_SENTENCE or _SPOKEN.search(text) for text in others) or len(others) * 2 > len(block):
        return []
    return block
