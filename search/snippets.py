"""Snippets: pieces of an article around the words that matched, as safe HTML with <mark> and nothing else."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import islice, pairwise
from typing import Final

MOST_FRAGMENTS: Final = 3
FRAGMENT_CHARACTERS: Final = 200
SENTENCE_REACH: Final = 60  # characters before the first match within which a fragment begins at the sentence
MOST_TEXT: Final = 200_000  # characters of a text that are looked at
MOST_SPANS: Final = 400  # matches in a text that are weighed
MOST_WEIGHED: Final = 5  # in one window
LONG_STEM: Final = 3  # letters; shorter words of a phrase are not marked alone
SHORTEST_BEGINNING: Final = 2  # letters by which words that may have a stem are found
LONGEST_BEGINNING: Final = 5
KNOWN_EXPRESSIONS: Final = 500  # as Python itself remembers
MOST_COMBINING: Final = 20  # marks on one letter
ELLIPSIS: Final = "…"
_OPENS: Final = "\x02"  # stand for the tags until the text is escaped, in one go
_CLOSES: Final = "\x03"
_TAGS: Final = {_OPENS: "<mark>", _CLOSES: "</mark>"}

# Words as people read them: with their accents and inner dots (U.S), without a possessive 's. In scripts without spaces
# every character is a word. An engine may cut otherwise: then something is left unmarked.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0981-\u0983"
    "\u09bc-\u09cd\u0a01-\u0a4d\u0abc-\u0acd\u0b3c-\u0bcd\u0c3c-\u0ccd\u0d3b-\u0d4d\u0dca-\u0ddf\u1ab0-\u1aff\ufe20-\ufe2f"
)
_WORD: Final = re.compile(rf"(\w[\w{_MARKS}]*(?:\.\w[\w{_MARKS}]*)*)(?:['’ʼ‘`´][sS](?!\w))?")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_OTHER_LETTER: Final = re.compile(rf"[^\W\x00-\x7f]|[{_MARKS}]")
_WORD_START: Final = re.compile(rf"(?<![\w{_MARKS}])(?<![\w{_MARKS}]\.)\w")
_PLAIN_REST: Final = r"[a-z0-9_]*(?:\.[a-z0-9_]+)*"  # of a word in ASCII and lower case
_MARK: Final = re.compile(rf"[{_MARKS}]")
_LETTER: Final = re.compile(r"\w")
_SPACE: Final = re.compile(r"\s+")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]*\s|\n")

Span = tuple[int, int]
Word = tuple[int, int, str]  # first character, the one behind the last, stem
Match = tuple[int, int, object]  # a stretch of text to mark, with the stem or phrase that it is


@dataclass(frozen=True, slots=True)
class PhraseMark:
    """The stems of a phrase, in order, and how many other words may lie among them."""

    stems: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark: the stems of single words, and phrases as wholes."""

    words: frozenset[str] = frozenset()
    phrases: tuple[PhraseMark, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)


class Highlighter:
    """Marks what matched in title and text; `stem` gives the index term of a word."""

    def __init__(self, stem: Callable[[str], str], *, title: Marks, text: Marks) -> None:
        self.stem = stem
        self.title_marks = _Finder(stem, title)
        self.text_marks = self.title_marks if title is text or title == text else _Finder(stem, text)

    def title_html(self, title: str) -> str:
        """Return the whole title, escaped and marked."""
        matches = self.title_marks.matches(title)
        return _marked(title, (0, len(title)), [match[:2] for match in matches])

    def fragments(self, text: str) -> tuple[str, ...]:
        """Return up to three fragments around the densest matches, in the order of the text; else its beginning."""
        text = text[:MOST_TEXT]
        matches = self.text_marks.matches(text)
        if not matches:
            lead = _lead(text)
            return (lead,) if lead else ()
        spans = [match[:2] for match in matches]
        return tuple(_fragment(text, window, spans) for window in _windows(text, matches))


class _Finder:
    """Finds what to mark. Only words that begin like a stem sought are looked at: stemming changes their ends."""

    def __init__(self, stem: Callable[[str], str], marks: Marks) -> None:
        self.stem = stem
        self.marks = marks
        self.sought = marks.words.union(*(phrase.stems for phrase in marks.phrases)) - {""}
        beginnings = frozenset(map(_beginning_of, self.sought))
        self.begins_so = _words_beginning(beginnings)
        self.plain_words = _words_beginning(beginnings, rest=_PLAIN_REST)
        self.longest = max(map(len, beginnings), default=0)

    def matches(self, text: str) -> list[Match]:
        """Return what to mark, in order, without overlaps."""
        if not self.sought:
            return []
        is_plain = text.isascii() or not _OTHER_LETTER.search(text)
        words = self._plain_words(text) if is_plain else list(self._words(text))
        found: list[Match] = [word for word in words if word[2] in self.marks.words]
        if not self.marks.phrases:
            return found[:MOST_SPANS]  # words, in order
        for phrase in self.marks.phrases:
            found.extend(self._phrase(text, words, phrase))
        return _without_overlaps(found)[:MOST_SPANS]

    def _plain_words(self, text: str) -> list[Word]:
        """Return the words whose stem is sought of a text whose letters are ASCII."""
        words = []
        for found in self.plain_words.finditer(text.lower()):
            start, end = found.span()
            stem = self.stem(text[start:end])
            if stem in self.sought:
                words.append((start, end, stem))
        return words

    def _words(self, text: str) -> Iterator[Word]:
        """Yield the words whose stem is sought."""
        spans = self._candidates(text) if not _UNSPACED.search(text) else _word_spans(text)
        for start, end in spans:
            stem = self.stem(text[start:end])
            if stem in self.sought:
                yield start, end, stem

    def _candidates(self, text: str) -> Iterator[Span]:
        """Yield the words that may have one of the stems, in order."""
        lower = text.lower()
        if len(lower) != len(text):  # a letter became two, as İ does: places no longer agree
            yield from _word_spans(text)
            return
        starts = {match.start() for match in self.begins_so.finditer(lower)}
        for start in sorted(starts.union(self._accented(text))):
            word = _WORD.match(text, start)
            if word:
                yield word.span(1)

    def _accented(self, text: str) -> Iterator[int]:
        """Yield where the words begin that have other than plain letters where a stem could begin alike."""
        for match in _OTHER_LETTER.finditer(text):
            at = match.start()
            reach = (
                *range(at, max(-1, at - self.longest), -1),
                at + 1,
            )  # a mark without a letter may stand before a word
            start = next((place for place in reach if _begins_word(text, place)), None)
            if start is not None:
                yield start

    def _phrase(self, text: str, words: Sequence[Word], phrase: PhraseMark) -> Iterator[Match]:
        """Yield where the phrase stands; where it nowhere stands, each of its longer words."""
        found = False
        for start, end, stem in words:
            if stem != phrase.stems[0]:
                continue
            spans = self._run(text, (start, end), phrase)
            if spans is None:
                continue
            found = True
            if phrase.slop:
                yield from ((first, last, phrase) for first, last in spans)
            else:
                yield start, spans[-1][1], phrase
        if found:
            return
        single = {stem for stem in phrase.stems if len(stem) > LONG_STEM} or set(phrase.stems)
        yield from (word for word in words if word[2] in single)

    def _run(self, text: str, first: Span, phrase: PhraseMark) -> list[Span] | None:
        """Return the places of the phrase's words, each at most `slop` further than next to the one before."""
        places, follows = [first], _word_spans(text, first[1])
        for wanted in phrase.stems[1:]:
            near = islice(follows, phrase.slop + 1)
            place = next((span for span in near if self.stem(text[span[0] : span[1]]) == wanted), None)
            if place is None:
                return None
            places.append(place)
        return places


def _beginning_of(stem: str) -> str:
    """Return the letters that every word with a stem begins with, but for case and accents: its last may change."""
    return stem[: max(SHORTEST_BEGINNING, min(LONGEST_BEGINNING, len(stem) - 1))]


@lru_cache(maxsize=KNOWN_EXPRESSIONS)
def _words_beginning(beginnings: frozenset[str], rest: str = "") -> re.Pattern[str]:
    """Return what finds, in lower case, the words that begin so; literals stand first, since these are found fast.

    `rest` is what else of a word is to be taken.
    """
    found = (
        rf"{each}(?<![\w{_MARKS}]{each})(?<![\w{_MARKS}]\.{each}){rest}" for each in map(re.escape, sorted(beginnings))
    )
    return re.compile("|".join(found))


def _begins_word(text: str, at: int) -> bool:
    if _WORD_START.match(text, at):
        return True
    before = at
    while before and _MARK.match(text, before - 1):
        before -= 1
    stray = before < at and not (before and _LETTER.match(text, before - 1))
    return stray and _LETTER.match(text, at) is not None


def _without_overlaps(found: Iterable[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each[0], -each[1])):
        if not kept or match[0] >= kept[-1][1]:
            kept.append(match)
    return kept


def _windows(text: str, matches: Sequence[Match]) -> list[Span]:
    """Return the best windows, not overlapping, in the order of the text."""
    if len(matches) == 1:
        return [_window(text, *matches[0][:2])]
    chosen: list[Span] = []
    for _, _, start, end in sorted(_weighed(matches)):
        if any(window[0] <= start < window[1] for window in chosen):
            continue
        window = _window(text, start, end)
        if all(window[1] <= other[0] or window[0] >= other[1] for other in chosen):
            chosen.append(window)
        if len(chosen) == MOST_FRAGMENTS:
            break
    return sorted(chosen)


def _weighed(matches: Sequence[Match]) -> list[tuple[int, int, int, int]]:
    """Return the place of each match behind how many different ones, and how many, follow in a window; more = less."""
    starts = [start for start, _, _ in matches]
    ends = [bisect_left(starts, start + FRAGMENT_CHARACTERS - SENTENCE_REACH) for start in starts]
    is_one = len({what for _, _, what in matches}) == 1
    weighed = []
    for at, (match, last) in enumerate(zip(matches, ends, strict=True)):
        distinct = 1 if is_one else len({what for _, _, what in matches[at:last]})
        weighed.append((-distinct, -min(last - at, MOST_WEIGHED), *match[:2]))
    return weighed


def _window(text: str, start: int, end: int) -> Span:
    """Return a stretch of about 200 characters that holds a match and begins and ends well."""
    first = _beginning(text, start)
    return first, _ending(text, first, max(end, first + FRAGMENT_CHARACTERS), at_least=end)


def _beginning(text: str, start: int) -> int:
    reach = max(0, start - SENTENCE_REACH)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, reach, start)]
    if ends:
        return ends[-1]
    if reach == 0:
        return 0
    space = _SPACE.search(text, reach, start)
    return space.end() if space else start


def _ending(text: str, first: int, last: int, *, at_least: int) -> int:
    """Return where a fragment ends: at the end of a sentence in its last part, else between words."""
    if last >= len(text):
        return len(text)
    late = max(at_least, first + (last - first) * 2 // 3)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(late - 1, first), min(last + 1, len(text)))]
    ends = [end for end in ends if end >= at_least]
    if ends:
        return ends[-1]
    space = max(text.rfind(" ", at_least, last), text.rfind("\n", at_least, last))
    if space >= 0:
        return space
    return _whole_character(text, last) if last > at_least else at_least


def _whole_character(text: str, at: int) -> int:
    """Return the place moved on behind marks that belong to the character before."""
    most = min(len(text), at + MOST_COMBINING)
    while at < most and unicodedata.combining(text[at]):
        at += 1
    return at


def _lead(text: str) -> str:
    """Return the beginning of the text, unmarked."""
    first = len(text) - len(text.lstrip())
    paragraph = text.find("\n\n", first)
    end = paragraph if 0 <= paragraph - first <= FRAGMENT_CHARACTERS else first + FRAGMENT_CHARACTERS
    return _fragment(text, (first, _ending(text, first, end, at_least=first)), ()) if first < len(text) else ""


def _fragment(text: str, window: Span, spans: Sequence[Span]) -> str:
    first, last = window
    html = _marked(text, window, spans)
    begins = first == 0 or _ends_sentence(text, first)
    ends = last >= len(text) or _ends_sentence(text, last)
    before = "" if begins else f"{ELLIPSIS} "
    after = "" if ends else f" {ELLIPSIS}"
    return f"{before}{html}{after}"


def _ends_sentence(text: str, at: int) -> bool:
    """Return whether a sentence or paragraph ends just before this place."""
    before = text[max(0, at - 6) : at]
    stripped = before.rstrip()
    return "\n" in before[len(stripped) :] or stripped.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))


def _marked(text: str, window: Span, spans: Sequence[Span]) -> str:
    """Return a stretch of the text escaped, the spans inside it marked, its white space single."""
    first, last = window
    inside = [span for span in spans if span[0] >= first and span[1] <= last]
    stretch = text[first:last]
    if not inside:
        return escape(" ".join(stretch.split()))
    if _OPENS in stretch or _CLOSES in stretch:
        return _marked_piecewise(text, window, inside)
    pieces, at = [], first
    for start, end in inside:
        pieces.append(f"{text[at:start]}{_OPENS}{text[start:end]}{_CLOSES}")
        at = end
    pieces.append(text[at:last])
    joined = " ".join("".join(pieces).split())
    return escape(joined).replace(_OPENS, _TAGS[_OPENS]).replace(_CLOSES, _TAGS[_CLOSES])


def _marked_piecewise(text: str, window: Span, spans: Sequence[Span]) -> str:
    """Return the same of a text that has the characters itself which stand for the tags."""
    pieces, at = [], window[0]
    for start, end in spans:
        pieces += [_plain(text[at:start]), _TAGS[_OPENS], _plain(text[start:end]), _TAGS[_CLOSES]]
        at = end
    return "".join([*pieces, _plain(text[at : window[1]])]).strip()


def _plain(text: str) -> str:
    return escape(_SPACE.sub(" ", text))


def word_texts(text: str) -> list[str]:
    """Return the words of a text, as they are marked."""
    return [text[start:end] for start, end in _word_spans(text)]


def _word_spans(text: str, start: int = 0) -> Iterator[Span]:
    for match in _WORD.finditer(text, start):
        start, end = match.span(1)
        if match[1].isascii() or not _UNSPACED.search(match[1]):
            yield start, end
            continue
        bounds = [start, *(place for each in _UNSPACED.finditer(text, start, end) for place in each.span()), end]
        yield from ((first, last) for first, last in pairwise(bounds) if first < last)
