"""Plain text as people read it: one normal form of characters, and paragraphs instead of lines."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from corpus.clean.words import words

# Stream-safe text (UAX #15) has at most 30 marks on a letter; Python sorts longer runs in quadratic time.
MAX_MARKS = 30
# Hard-wrapped text is narrower than this; longer lines are paragraphs.
MAX_WRAP = 100
MIN_WRAP = 40
# The first word of the next line would not have fitted, give or take so many characters.
WRAP_SLACK = 10
_SURE_SLACK = 4
_WRAPPED_SHARE = 0.7

_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\x85\u2028]")
_NO_LETTERS = re.compile(r"[\W_]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# Persian, Urdu and the Indic scripts join or part letters with these two; emoji are put together with ZWJ.
_JOINERS = re.compile(
    r"(?<![\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ufb50-\ufdff\ufe0f\ufe70-\ufefc\u2600-\u27bf\U0001f000-\U0001faff])"
    r"[\u200c\u200d]|[\u200c\u200d](?=[\u200c\u200d\s]|\Z)"
)
_ODD_SPACES = re.compile(r"[^\S\n ]")
# Letters and signs that stand for themselves, of nearly all texts: they need nothing, or at most NFC.
_PLAIN = re.compile(
    r"[\n -~\xa1-\xac\xae-\u02ff\u0391-\u0482\u048a-\u0556\u05d0-\u05ea\u0621-\u063f\u0641-\u064a\u0671-\u06d3"
    r"\u1e00-\u1fff\u2010-\u2015\u2018-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2bff\u3001-\u3029\u3041-\u3096"
    r"\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3]*"
)
_RUN_OF_SPACES = re.compile(r" {2,}")
_MANY_MARKS = re.compile(rf"[^\w\s]{{{MAX_MARKS + 1},}}")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*\Z")
_BULLET = re.compile(r"(?:[-*•‣◦·–—]|\(?\d{1,3}[.)])\s")
# A line that ends in one of these is not finished.
_UNFINISHED = frozenset(
    words("a an and as at but by for from in into its no of on or than that the their to was were with")
)


def clean_characters(text: str) -> str:
    """Return the text in NFC, with "\\n" line ends, plain spaces, and no invisible or control characters."""
    if text.isascii() and (text.isprintable() or text.replace("\n", " ").isprintable()):
        return text
    if _PLAIN.fullmatch(text):
        return unicodedata.normalize("NFC", text)
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
        text = _INVISIBLE.sub("", text)
        text = _JOINERS.sub("", text)
        text = unicodedata.normalize("NFC", _MANY_MARKS.sub(_bounded_marks, text))
    elif not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return _ODD_SPACES.sub(" ", text)


def line_letters(text: str) -> str:
    """Return the letters and figures of a line alone, by which it is found again in another place."""
    return _NO_LETTERS.sub("", text).casefold()


def one_line(text: str) -> str:
    """Return the text on one line, its characters cleaned and its spaces collapsed."""
    return " ".join(clean_characters(text).split())


def _single_spaced(line: str) -> str:
    """Return a line with no more than one space in a row."""
    return _RUN_OF_SPACES.sub(" ", line) if "  " in line else line


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, hard-wrapped lines joined; a line that stands for itself is a paragraph.

    The text must have gone through `clean_characters`.
    """
    if "\n" not in text:
        return [_single_spaced(line)] if (line := text.strip()) else []
    blocks = _blocks(text)
    width = _wrap_width(blocks)
    found: list[str] = []
    for block in blocks:
        found.extend(_reflow(block, width=width or _wrap_width([block])))
    return found


def normalise(text: str) -> str:
    """Return the text as paragraphs parted by exactly one empty line."""
    return "\n\n".join(paragraphs(clean_characters(text)))


def _bounded_marks(run: re.Match[str]) -> str:
    """Return a run of non-word characters with at most MAX_MARKS combining marks in a row."""
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _blocks(text: str) -> list[list[str]]:
    """Return the lines of a text, grouped by the empty lines between them, indents kept."""
    blocks: list[list[str]] = []
    block: list[str] = []
    for line in text.split("\n"):
        line = line.rstrip()
        if line:
            block.append(line)
        elif block:
            blocks.append(block)
            block = []
    if block:
        blocks.append(block)
    return blocks


def _wrap_width(blocks: list[list[str]]) -> int | None:
    """Return the width at which the lines were wrapped, or None if they were not.

    The sign of wrapping: most lines are as long as they can be, the next word would not have fitted.
    """
    width = max((len(line) for block in blocks for line in block), default=0)
    if not MIN_WRAP <= width <= MAX_WRAP:
        return None
    joints = full = 0
    for block in blocks:
        for line, following in pairwise(block):
            if not following.startswith(" "):
                joints += 1
                full += _room(line, following, width) < _SURE_SLACK
    return width if joints >= 2 and full >= _WRAPPED_SHARE * joints else None


def _room(line: str, following: str, width: int) -> int:
    """Return how many characters would be left if the next line's first word stood at the end of this line."""
    space = following.find(" ")
    return width - len(line) - 1 - (space if space >= 0 else len(following))


def _reflow(block: list[str], *, width: int | None) -> list[str]:
    """Return the paragraphs of one block of lines."""
    if len(block) == 1:
        return [_single_spaced(block[0].strip())]
    indents = [len(line) - len(line.lstrip()) for line in block]
    margin = min(indents)
    found: list[list[str]] = [[block[0].strip()]]
    for number in range(1, len(block)):
        line, following = block[number - 1], block[number]
        indented = indents[number] > margin and indents[number] != indents[number - 1]
        starts = indented or (indents[number] > margin and width is not None)
        if not starts and _continues(line, following, width=width):
            found[-1].append(following.strip())
        else:
            found.append([following.strip()])
    return [_single_spaced(_joined(lines)) for lines in found]


def _continues(line: str, following: str, *, width: int | None) -> bool:
    """Tell whether the next line goes on with the sentence of this one."""
    following = following.lstrip()
    if width is not None:
        full = _room(line, following, width) < WRAP_SLACK
        if not following[0].isalpha() and _BULLET.match(following) and not (full and following[0] in "-–—0123456789("):
            return False
        return full or not _is_ended(line)
    if not MIN_WRAP // 2 <= len(line) <= MAX_WRAP or _is_ended(line):
        return False
    return line.endswith(",") or following[0].islower() or line.rsplit(" ", 1)[-1] in _UNFINISHED


def _is_ended(line: str) -> bool:
    """Tell whether a line ends as a sentence does."""
    return _SENTENCE_END.search(line[-6:]) is not None


def _joined(lines: list[str]) -> str:
    """Return wrapped lines as one; a compound broken after its hyphen stays whole."""
    if not any(line[-1] == "-" for line in lines):
        return " ".join(lines)
    parts = [lines[0]]
    for before, line in pairwise(lines):
        compound = len(before) > 1 and before[-1] == "-" and before[-2].isalpha() and line[0].isalpha()
        parts.append(line if compound else " " + line)
    return "".join(parts)
