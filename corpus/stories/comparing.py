"""Whether two articles are one piece of writing: judged by their texts, never by a sketch alone.

What tells a copy is the share of the shorter text that stands in the other in runs of five words. What tells a
template filled anew (results, weather, daily releases) is that figures and names have changed places with others in
the same words. A short text says little by itself: there headline and day count too. tests/quality/pair_guidelines.md
says what a copy is; the thresholds were set on the open half of those pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from rapidfuzz.distance import Indel

from corpus.stories.reading import RUN, Reading, is_figure, runs

FEWEST_WORDS: Final = 10  # a text of fewer is no piece of writing
SHORT: Final = 50  # words: a shorter text needs more than its words
SENTENCE: Final = 16  # words
SENTENCES: Final = 28  # words of more than one
LONG: Final = 200  # words
WHOLE: Final = 100  # words: what is announced in so many is no standing text
TELLING: Final = 4  # words of a headline that stands over one article only
NEAR: Final = 3  # days
LEAST_SHARED: Final = 0.5
LONGER: Final = 1.6  # times as long as the shorter text: that may be one item of the longer
TABLE: Final = 0.4  # figures a word
PROSE: Final = 0.15  # figures and names a word, at most
HEAD: Final = 5  # words of a text that name its subject
START: Final = 15  # words
TITLE_HEAD: Final = 2  # words of a headline that do
UNKNOWN_DAYS: Final = 2  # that two undated texts are taken to lie apart
SLIGHTLY: Final = 1.2  # times as long
_ROUND_UP: Final = frozenset({"live", "briefing", "glance", "highlights", "newsletter", "round", "roundup", "wrap"})
_SWAP: Final = 6  # words: a longer passage in the place of another is no swap, but writing


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common.

    `words` and `longer` count the words of the shorter and the longer text; `shared` is the share of the shorter's
    words that stand in the longer in runs; `facts` counts the figures and names of the text that has fewer, `swapped`
    those that have others in their place; `headline` is the share of the shorter headline's words that the other has.
    """

    words: int
    longer: int
    shared: float
    facts: int
    swapped: int
    headline: float
    same_headline: bool  # word for word, and long enough to stand over one article only
    same_start: bool  # the longer begins as the shorter does
    telling: bool  # both headlines are long enough for that
    round_up: bool  # one of the two lists many reports, and is longer
    headlines_differ: bool  # each holds a figure that the other lacks
    subjects_differ: bool  # both begin with names that the other lacks
    changed_figures: float  # share of the figures of a table that the other lacks; 0 when it is none
    days: int
    standing: bool


def is_copy(one: Reading, other: Reading) -> bool:
    """Return whether two articles are one piece of writing."""
    found = likeness(one, other)
    return found is not None and judge(found)


def likeness(one: Reading, other: Reading) -> Likeness | None:
    """Return what two articles have in common; None when it is too little to look closer."""
    short, long = sorted((one, other), key=lambda each: len(each.words))
    shared = _shared(short, long)
    if len(short.words) < FEWEST_WORDS or shared < LEAST_SHARED:
        return None
    return Likeness(
        words=len(short.words),
        longer=len(long.words),
        shared=shared,
        facts=min(sum(short.facts), sum(long.facts)),
        swapped=_swapped(short, long),
        headline=_share(len(one.title_words & other.title_words), min(len(one.title_words), len(other.title_words))),
        same_headline=one.title_words == other.title_words and len(one.title_words) >= TELLING,
        same_start=short.words[:RUN] in set(runs(long.words[:START])),
        telling=min(len(one.title_words), len(other.title_words)) >= TELLING,
        round_up=_is_round_up(short, long),
        headlines_differ=_differ(one.title_figures, other.title_figures),
        subjects_differ=_differ_in_subject(short, long),
        changed_figures=_changed_figures(short, long),
        days=_days(one, other),
        standing=short.is_standing and long.is_standing,
    )


def judge(found: Likeness) -> bool:
    """Return whether a likeness is that of a copy."""
    if found.swapped > _allowed_swaps(found) or found.changed_figures > 0.05:
        return False
    if found.round_up:
        return False
    if found.subjects_differ and (found.shared < 0.9 or found.words < SHORT):
        return False
    if found.days > NEAR and not _is_republished(found):
        return False
    if found.words < SHORT:
        return _is_short_copy(found)
    if found.headlines_differ and found.words < WHOLE and not 0.78 <= found.shared < 0.9:
        return False  # a part or number of a series
    if found.longer > LONGER * found.words and found.headline < 0.25 and not found.same_start:
        return False  # a round-up that holds the report
    if found.shared < 0.66:
        return _is_rewritten(found)
    return found.shared >= 0.78 or (found.headline >= 0.45 and found.days <= 1)


def _is_rewritten(found: Likeness) -> bool:
    """Return whether a long text was taken over on the same day and partly written anew."""
    return (
        found.words >= LONG
        and found.longer <= LONGER * found.words
        and not found.days
        and found.headline >= 0.4
        and found.swapped <= found.facts * 0.02
    )


def _allowed_swaps(found: Likeness) -> float:
    """Return how many facts may have changed: editors correct some, a template filled anew changes most."""
    if found.days > 1:
        is_prose = found.words >= WHOLE and found.facts <= PROSE * found.words
        return max(1 if is_prose and found.shared >= 0.95 else 0, found.facts * 0.03)
    if found.words < SHORT:
        return 1 if found.facts >= 12 else 0
    if not found.days and found.shared >= 0.9:
        return max(1 if found.facts >= 6 or found.words >= WHOLE else 0, found.facts * 0.15)
    return max(1 if found.facts >= 12 else 0, found.facts * 0.1)


def _is_republished(found: Likeness) -> bool:
    """Return whether a text has come again after days; columns announced in the same words come again too."""
    return found.words >= WHOLE and found.shared >= 0.85


def _is_short_copy(found: Likeness) -> bool:
    if found.headlines_differ or found.shared < 0.66:
        return False
    if found.longer > LONGER * found.words and (found.shared < 0.95 or found.headline < 0.5):
        return False  # a sentence quoted in a longer text
    if found.days > 1 or found.standing:
        return found.shared >= 0.95 and (found.same_headline or (found.headline >= 0.9 and not found.standing))
    if found.shared >= 0.95 and not found.days:
        return found.headline >= 0.1
    if found.words < SENTENCE:
        return False
    if found.days:
        least = 0.1 if found.shared == 1.0 and found.longer == found.words else 0.15
        return found.shared >= 0.95 and found.headline >= least and found.telling
    if found.shared < 0.8:
        return found.headline >= 0.8
    return found.headline >= (0.1 if found.words >= SENTENCES else 0.35)


def _shared(short: Reading, long: Reading) -> float:
    covered = bytearray(len(short.words))
    length = min(RUN, len(short.words))
    known = long.runs
    for place, run in enumerate(runs(short.words)):
        if run in known:
            covered[place : place + length] = b"\x01" * length
    return _share(sum(covered), len(covered))


def _swapped(short: Reading, long: Reading) -> int:
    """Return how many facts of one text have others in their place that it lacks, and lack in the other text."""
    only_short, only_long = _lacking(short.words, long.words), _lacking(long.words, short.words)
    swapped = 0
    for gone, come in _replaced(short.words, long.words):
        if min(len(gone), len(come)) > _SWAP:
            continue
        lost = sum(short.facts[place] and short.words[place] in only_short for place in gone)
        new = sum(long.facts[place] and long.words[place] in only_long for place in come)
        swapped += min(lost, new)
    return swapped


def _lacking(words: Sequence[str], others: Sequence[str]) -> frozenset[str]:
    """Return the words that the others lack, and the figures that the others have less often."""
    known = frozenset(others)
    return frozenset(word for word in (Counter(words) - Counter(others)) if is_figure(word) or word not in known)


def _differ_in_subject(short: Reading, long: Reading) -> bool:
    """Return whether both texts begin with names that the other lacks, or, of short texts, their headlines do."""
    heads = [frozenset(compress(each.words[:HEAD], each.facts)) for each in (short, long)]
    if all(heads) and heads[0].isdisjoint(long.words) and heads[1].isdisjoint(short.words):
        return True
    first, second = short.headline[:TITLE_HEAD], long.headline[:TITLE_HEAD]
    return (
        len(short.words) < SHORT
        and bool(first and second)
        and long.title_words.union(long.words).isdisjoint(first)
        and short.title_words.union(short.words).isdisjoint(second)
    )


def _is_round_up(short: Reading, long: Reading) -> bool:
    """Return whether the longer text announces itself as a list of reports, and the shorter does not."""
    longer = len(long.words) > SLIGHTLY * len(short.words)
    return longer and not _ROUND_UP.isdisjoint(long.title_words) and _ROUND_UP.isdisjoint(short.title_words)


def _changed_figures(short: Reading, long: Reading) -> float:
    figures = Counter(filter(is_figure, short.words))
    if figures.total() < TABLE * len(short.words):
        return 0.0
    return _share((figures - Counter(filter(is_figure, long.words))).total(), figures.total())


def _replaced(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[range, range]]:
    """Yield the places of what stands in one text where other words stand in the other, between words in common."""
    here = there = 0
    for block in Indel.opcodes(one, other).as_matching_blocks():
        if block.a > here and block.b > there:
            yield range(here, block.a), range(there, block.b)
        here, there = block.a + block.size, block.b + block.size


def _differ(figures: frozenset[str], others: frozenset[str]) -> bool:
    return bool(figures - others) and bool(others - figures)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _days(one: Reading, other: Reading) -> int:
    """Return the days between two dates as far as they are known; dates that may be the same are 0 apart."""
    if one.published is None or other.published is None:
        return UNKNOWN_DAYS
    (first, last), (begin, end) = one.published, other.published
    return max(0, (begin - last).days, (first - end).days)
