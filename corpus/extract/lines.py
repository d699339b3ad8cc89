"""A document cut into lines, the pieces that names may not cross."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.extract.mention import Document, MentionField
from corpus.extract.words import HEADLINE_SMALL

MAX_LINE = 4_000  # characters handed to the model at once; longer lines are cut between sentences
WRAPPED_WIDTH = (45, 100)  # a paragraph whose lines all end in this range was wrapped by hand or machine
SURE_JOINTS = 2  # so many lines that break off in mid-sentence show that a whole text is wrapped
WRAPPED_SHARE = 0.6  # of its breaks lie where the next word would not have fitted
SLACK = 8  # characters that may be left on a wrapped line
TABLE_SHARE = 0.3  # of digits
LONGEST_CELL = 80  # characters, on average
SHOUTED_SHARE = 0.85
HEADLINE_SHARE = 0.75
HEADLINE_WORDS = 24
MOST_LOWER = HEADLINE_WORDS * (1 - HEADLINE_SHARE)  # words of a headline that begin with no capital

_UPPER, _LOWER = string.ascii_uppercase.encode(), string.ascii_lowercase.encode()
_DIGITS = string.digits.encode()
_LETTERS = _UPPER + _LOWER
_BLANK_LINES = re.compile(r"\n\s*\n")
_BREAK = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s")
_SENTENCE_STOPS = frozenset([".", "!", ";"])
_BLANKS = "\t\xa0\u202f\u2007\u2009\u200a\u3000"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# What parts the cells of a row; a dash before a word is one of prose.
_GAP = re.compile(r"\S {3,}(?=\S)|--(?! ?[^\W\d])")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(slots=True, unsafe_hash=True)
class Line:
    """A stretch of title or text without line breaks; `text` is as long as the slice it stands for.

    `shouted` = capitals only; `headline` = Title Case: in both, capitals say nothing about names. `table` = mostly
    figures, whose labels are no names.
    """

    field: MentionField
    start: int
    text: str
    shouted: bool = False
    headline: bool = False
    table: bool = False

    @property
    def cased(self) -> bool:
        """Say whether capitals mean something here."""
        return not (self.shouted or self.headline)


def split_lines(document: Document) -> list[Line]:
    """Return the lines of title and text, in order, without empty ones."""
    lines = list(_field_lines("title", document.title))
    lines.extend(_field_lines("text", document.text))
    return lines


def _field_lines(field: MentionField, text: str) -> Iterator[Line]:
    width = _wrap_width(text) if field == "text" else 0
    blanks = [blank for blank in _BLANKS if blank in text]  # mostly none
    for start, end in _paragraphs(text):
        paragraph = text[start:end]
        broken = _is_broken(paragraph)
        for first, last in _pieces(paragraph, start, width) if broken else ((start, end),):
            piece = text[first:last]
            if broken:
                piece = _BREAK.sub(" ", piece)
            for blank in blanks:
                piece = piece.replace(blank, " ")
            for offset, part in _short_enough(piece):
                yield _line(field, first + offset, part)


def _line(field: MentionField, start: int, text: str) -> Line:
    plain = text.encode("ascii", "ignore")
    lower = _count_plain(plain, _LOWER)
    shouted = _is_shouted(text, plain, lower)
    return Line(field, start, text, shouted, not shouted and is_headline(text), _is_table(text, plain, lower))


def _is_broken(paragraph: str) -> bool:
    """Say whether a paragraph has line breaks: `splitlines` knows the same ones as _BREAK, and is much faster."""
    lines = paragraph.splitlines()
    return len(lines) > 1 or len(lines[0]) < len(paragraph)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between blank lines."""
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        if gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def _pieces(paragraph: str, base: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines of a paragraph, those joined that are merely wrapped; `width` 0 = not known."""
    if _is_wrapped(paragraph):
        yield from _span(paragraph, 0, len(paragraph), base)
        return
    ends = [match.start() for match in _BREAK.finditer(paragraph)]
    bounds = [*ends, len(paragraph)]
    start = begin = 0
    for end, following in zip(bounds, [*bounds[1:], len(paragraph)], strict=True):
        if not (width and end < following and _runs_on(paragraph[begin:end], paragraph[end + 1 : following], width)):
            yield from _span(paragraph, start, end, base)
            start = end + 1
        begin = end + 1


def _wrap_width(text: str) -> int:
    """Return the width at which all of a text was wrapped, 0 if it wasn't: most lines break off as full as can be."""
    lines = text.split("\n")
    if any(len(line) > WRAPPED_WIDTH[1] and len(line.rstrip()) > WRAPPED_WIDTH[1] for line in lines):
        return 0
    lines = [line.rstrip() for line in lines]
    width = max(map(len, lines), default=0)
    if not WRAPPED_WIDTH[0] <= width <= WRAPPED_WIDTH[1]:
        return 0
    joints = [(one, other) for one, other in pairwise(lines) if one and other and not other[0].isspace()]
    shouted = text.isupper()
    unfinished = sum(1 for one, other in joints if one[-1].isalnum() and (shouted or other[0].islower()))
    full = sum(1 for one, other in joints if _is_full(one, other, width))
    return width if unfinished >= SURE_JOINTS and full >= WRAPPED_SHARE * len(joints) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width - SLACK


def _runs_on(line: str, following: str, width: int) -> bool:
    """Say whether a line of a wrapped text goes on in the next one."""
    line = line.rstrip()
    if not line or not following.strip() or following[0].isspace():
        return False
    return _is_full(line, following, width) or (line[-1] not in '.!?:"”' and following[0].islower())


def _span(paragraph: str, start: int, end: int, base: int) -> Iterator[tuple[int, int]]:
    if paragraph[start:end].strip():
        yield base + start, base + end


def _is_wrapped(paragraph: str) -> bool:
    """Say whether the line breaks of a paragraph are those of a fixed width: they then stand for spaces."""
    lines = [line for line in _BREAK.split(paragraph) if line.strip()]
    if len(lines) < 2:
        return False
    low, high = WRAPPED_WIDTH
    widths = [len(line.rstrip()) for line in lines]
    if any(not low <= width <= high for width in widths[:-1]) or widths[-1] > high:
        return False
    if len(lines) >= 4:
        return True
    shouted = paragraph.isupper()
    return all(
        line.rstrip()[-1] not in '.!?:"”' and (shouted or following.lstrip()[:1].islower())
        for line, following in pairwise(lines)
    )


def _short_enough(line: str) -> Iterator[tuple[int, str]]:
    """Yield the line in parts of at most MAX_LINE characters, cut after a sentence or else at a space."""
    start = 0
    while len(line) - start > MAX_LINE:
        window = line[start : start + MAX_LINE]
        ends = [match.end() for match in _SENTENCE_END.finditer(window, MAX_LINE // 2)]
        cut = ends[-1] if ends else window.rfind(" ") + 1
        cut = cut if cut > 0 else MAX_LINE
        yield start, line[start : start + cut]
        start += cut
    if line[start:].strip():
        yield start, line[start:]


def _count(line: str, plain: bytes, kind: bytes, test: Callable[[str], bool]) -> int:
    """Return how many characters pass a test; `kind` are the ASCII ones that do, counted in `plain`, all ASCII ones."""
    count = _count_plain(plain, kind)
    return count if len(plain) == len(line) else count + sum(map(test, _BEYOND_ASCII.findall(line)))


def _count_plain(plain: bytes, kind: bytes) -> int:
    return len(plain) - len(plain.translate(None, kind))


def is_shouted(line: str) -> bool:
    """Say whether a line is written in capitals only (three words or more)."""
    plain = line.encode("ascii", "ignore")
    return _is_shouted(line, plain, _count_plain(plain, _LOWER))


def _is_shouted(line: str, plain: bytes, least_lower: int) -> bool:
    """Say what is_shouted does; `least_lower` are the lower-case letters among its ASCII characters `plain`."""
    most = (1 - SHOUTED_SHARE) * len(line)
    if least_lower > most:
        return False
    lower = _count(line, plain, _LOWER, str.islower)
    if lower > most:
        return False
    upper = _count(line, plain, _UPPER, str.isupper)
    if upper < 8 or upper * 3 < len(line):
        return False
    return upper / (upper + lower) >= SHOUTED_SHARE and len(_WORD.findall(line)) >= 3


def is_headline(line: str) -> bool:
    """Say whether a line is set in Title Case, so that a capital there is no sign of a name."""
    if len(line) > 300 or line.rstrip()[-1:] in _SENTENCE_STOPS:
        return False
    # Most lines are prose, as their first words show.
    first = line.split(None, HEADLINE_WORDS)[:HEADLINE_WORDS]
    if sum(word.islower() and word.isalpha() and word not in HEADLINE_SMALL for word in first) > MOST_LOWER:
        return False
    words = [word for word in _WORD.findall(line) if word.lower() not in HEADLINE_SMALL]
    if not 2 <= len(words) <= HEADLINE_WORDS:
        return False
    capitals = sum(1 for word in words if word[0].isupper())
    if len(words) <= 4:
        return capitals == len(words)
    return capitals / len(words) >= HEADLINE_SHARE


def is_table(line: str) -> bool:
    """Say whether a line is a row of figures ("Revs 16.1 mln vs 3,971,000") rather than a sentence."""
    plain = line.encode("ascii", "ignore")
    return _is_table(line, plain, _count_plain(plain, _LOWER))


def _is_table(line: str, plain: bytes, least_lower: int) -> bool:
    """Say what is_table does; `least_lower` are the lower-case letters among its ASCII characters `plain`."""
    parted = "   " in line or "--" in line
    if not parted and _count_plain(plain, _DIGITS) + len(line) - len(plain) < TABLE_SHARE * least_lower:
        return False
    digits = _count(line, plain, _DIGITS, str.isdigit)
    if not digits:
        return False
    letters = _count(line, plain, _LETTERS, str.isalpha)
    if digits >= TABLE_SHARE * (digits + letters):
        return True
    gaps = len(_GAP.findall(line.strip())) if parted else 0
    return gaps >= 2 and len(line) <= LONGEST_CELL * (gaps + 1)
