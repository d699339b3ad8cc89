"""A text as it is compared with others: its words, and which of them are facts, without dateline and sign-off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from corpus.clean.words import words as listed

RUN: Final = 5  # words in a row: longer runs are seldom shared by texts of different hands
MOST_WORDS: Final = 5_000  # of a text that are compared: aligning two costs the product of their lengths

Run = tuple[str, ...]

# Scripts that put no space between words: a character is taken for a word.
UNSPACED: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD: Final = re.compile(
    rf"\d+(?:[.,:/’'-]\d+)*|[{UNSPACED}]|(?:[^\W\d_{UNSPACED}]\.){{2,}}|[^\W_{UNSPACED}]+(?:[’'][sS]\b)?"
)
_NUMBER_WORDS: Final = {
    word: str(value)
    for value, word in enumerate(
        listed(
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty"
        ),
        2,
    )
}
_POSSESSIVE: Final = re.compile(r"[’'][sS]\Z")
_THOUSANDS: Final = str.maketrans("", "", ",’'")
# “KABUL, Sept 5 (Reuters) -”, “BERLIN —”: the same report has another one, or none, elsewhere.
_PLACE_AND_DAY: Final = r"[^\W\d_][^\n!?]{1,60}?(?:\d|\d\)|\([^()\n]{2,30}\))"
_CAPITALS: Final = r"[A-Z][A-Z .'/-]{2,30}(?:, [^\n.!?]{2,30}\.?)?(?: \([^()\n]{2,30}\))?"
_DATELINE: Final = re.compile(rf"\s*(?:{_PLACE_AND_DAY}|{_CAPITALS}|\([^()\n]{{2,30}}\))\s*[-–—]{{1,2}}\s")
_SIGN_OFF: Final = re.compile(r"(?:[\s(\[]*\b(?:continue reading|read more|reuters?))[\s.…)\]]*\Z", re.I)
# “The post Ferry sails appeared first on Harbour Courier.”: so feeds end, with the headline and the outlet.
_FIRST_ON: Final = re.compile(
    r"(?<=[.!?…”\"'\])\n])\s*(?:The post\b[^\n]{2,250}?|This (?:article|story|post)(?: was)?(?: originally)?)\s"
    r"(?:first )?(?:appeared|published) (?:first )?(?:on|in|at|by) (?:the )?[A-Z][^\n,;]{1,60}\Z"
)
_CREDIT: Final = re.compile(
    r"\((?:[^()]{2,60}(?:/|\bvia\b)[^()]{2,60}|[^()]{0,40}\b(?:AP|AFP|Reuters|Getty Images|Press)\b[^()]{0,40})\)\W*\Z"
)
_QUOTATION: Final = re.compile(
    r"(?:(?<=[\s(\[–—])|\A)[\"“”„'‘«](?=\S)(?P<quoted>[^\"“”«»\n]{1,1000}?)(?:(?<=\S)[\"”“'’»](?!\w)|…|\Z)"
)
# Words that begin sentences or name the day of telling: their capital says nothing.
_NO_NAMES: Final = frozenset(
    listed(
        "a an the of in on at to for from by with and or but as is are was were it its his her their this that these "
        "those he she they we i you who what when where why how if while there here then now one all some many most "
        "more also under since during before between both each such still yet no not our my your mr mrs ms dr "
        "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow"
    )
)
_LITTLE: Final = frozenset(
    listed(
        "a an the of in on at to for from by with and or but as is are was were be been has have had it its his her "
        "their this that after over into out up new says said say will not no s"
    )
)
_ENDINGS: Final = ("ing", "ed", "es", "s", "ly")
_TAIL: Final = 400  # characters that a sign-off stands in
_SHOUTED: Final = 0.6  # of all words begin with a capital: capitals tell no names, and any word may be one
_HEADLINE: Final = 5  # words: fewer tell nothing about capitals


@dataclass(frozen=True)
class Reading:
    """An article as it is compared: `published` are the first and last day of its date, None = undated."""

    title: str
    text: str
    published: tuple[date, date] | None = None

    @cached_property
    def written(self) -> Run:
        """The first words of the body as they are written, in order."""
        return _written(body(self.text))

    @cached_property
    def words(self) -> Run:
        """The same as they are compared: without case, numbers in digits."""
        return tuple(map(plain_word, self.written))

    @cached_property
    def stems(self) -> Run:
        """The same without the endings of English; words of other languages lose little by it."""
        return tuple(map(stem, self.words))

    @cached_property
    def content(self) -> tuple[bool, ...]:
        """Which of them say something by themselves."""
        return tuple(word not in _LITTLE for word in self.words)

    @cached_property
    def facts(self) -> tuple[bool, ...]:
        """Which of them are facts: figures and names. Where nearly all begin with capitals, any word may be a name."""
        shouted = _are_shouted(self.written)
        return tuple(
            is_figure(plain) or ((shouted or word[0].isupper()) and plain not in _NO_NAMES)
            for word, plain in zip(self.written, self.words, strict=True)
        )

    @cached_property
    def runs(self) -> frozenset[Run]:
        """All runs of the body."""
        return frozenset(runs(self.words))

    @cached_property
    def headline(self) -> Run:
        """The words of the headline that say something, in order."""
        return tuple(word for word in map(plain_word, _written(self.title)) if word not in _LITTLE)

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The same without their order."""
        return frozenset(self.headline)

    @cached_property
    def title_stems(self) -> frozenset[str]:
        """The same without endings."""
        return frozenset(map(stem, self.headline))

    @property
    def title_figures(self) -> frozenset[str]:
        """The figures of the headline."""
        return frozenset(filter(is_figure, self.title_words))

    @cached_property
    def told(self) -> int:
        """How many words are the writer's own: what stands in quotation marks, others on the event quote as well."""
        text = body(self.text)
        return len(self.words) - sum(len(_written(each["quoted"])) for each in _QUOTATION.finditer(text))

    @property
    def is_standing(self) -> bool:
        """Whether the text is the caption of a stock picture or a list of pointers: it may stand under any headline."""
        return self.text.startswith(("•", "·", "*")) or bool(_CREDIT.search(self.text))


def body(text: str) -> str:
    """Return a text without the dateline at its head and the agency's or page's last words."""
    dateline = _DATELINE.match(text)
    text = text[dateline.end() :] if dateline else text
    return text[:-_TAIL] + _SIGN_OFF.sub("", _FIRST_ON.sub("", text[-_TAIL:]))


def _written(text: str) -> Run:
    return tuple(_WORD.findall(text)[:MOST_WORDS])


def _are_shouted(written: Run) -> bool:
    return len(written) > _HEADLINE and sum(word[0].isupper() for word in written) > _SHOUTED * len(written)


@lru_cache(maxsize=100_000)
def plain_word(written: str) -> str:
    """Return a word as it is compared: without case, possessive and dots, a number in digits without commas."""
    if written[0].isdigit():
        return written.translate(_THOUSANDS)
    folded = _POSSESSIVE.sub("", written).replace(".", "").casefold()
    return _NUMBER_WORDS.get(folded, folded)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a word without its ending, so that “erupts” and “erupted” are one."""
    return next((word[: -len(each)] for each in _ENDINGS if word.endswith(each) and len(word) > len(each) + 3), word)


@lru_cache(maxsize=100_000)
def is_figure(word: str) -> bool:
    """Return whether a word holds a digit."""
    return any(map(str.isdigit, word))


def runs(of: Sequence[str], length: int = RUN) -> list[Run]:
    """Return the runs of so many words, in order; a text of fewer words is one run."""
    if len(of) < length:
        return [tuple(of)] if of else []
    return list(zip(*(of[start:] for start in range(length)), strict=False))
