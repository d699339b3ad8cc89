"""Whether two articles are one piece of writing: judged by their texts, never by a sketch alone.

What tells a copy is how much of the shorter text stands in the other: in runs of five words, and word by word in the
same order; two hands that tell one event have the words in common, not the runs. Who tells an event anew with passages
of an earlier report begins anew, so the first words count once more. What tells a template filled anew (results,
weather, daily releases) is that figures and names have changed places with others in the same words. A short text says
little by itself: there headline and day count more.
tests/quality/pair_guidelines.md says what a copy is; docs/stories.md, how the weights and limits were set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from rapidfuzz.distance import Indel

from corpus.stories.facts import pair_off
from corpus.stories.reading import RUN, Reading, is_figure, runs, stem

FEWEST_WORDS: Final = 10  # a text of fewer is no piece of writing
SHORT: Final = 50  # words: of a shorter text the headline tells the subject too, and it holds one report
WHOLE: Final = 100  # words: what is announced in so many is no standing text
TELLING: Final = 4  # words of a headline that stands over one article only
LEAST_SHARED: Final = 0.5
LEAST_BY_A_SENTENCE: Final = 0.75  # whoever tells the same news in one needs half of the same words
TABLE: Final = 0.7  # figures and names a word
LEAD: Final = 25  # words that a text begins with: about its first sentence
SAME_MOULD: Final = 0.5  # of the words of two headlines: less, and another hand wrote another one
UNKNOWN_DAYS: Final = 2  # that two undated texts are taken to lie apart
SLIGHTLY: Final = 1.2  # times as long
ENOUGH: Final = 2.05  # points
MOST_DAYS: Final = 3  # apart
AGAIN: Final = 0.95  # shared: what comes later than that is the same text again, or a report of a series
AGAIN_UNCHANGED: Final = 0.9
ALL_BUT_EDITS: Final = 0.9  # shared by texts of which an editor changed words
_LITTLE_TEXT: Final = 20  # words: a sentence
_ROUND_UP: Final = frozenset({"live", "briefing", "glance", "highlights", "newsletter", "round", "roundup", "wrap"})
_SWAP: Final = 6  # words: a longer passage in the place of another is no swap, but writing
_Blocks = list[tuple[int, int, int]]
"""Passages in common: where they begin in the one text and in the other, and their words."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common.

    `words` and `longer` count the words of the shorter and the longer text; `shared` is the share of the shorter's
    words that stand in the longer in runs, `aligned` of its telling words that stand there in the same order, whatever
    their endings; `lead` is the share of a text's first telling words that the other has in the same order, of the
    text that has more of them; `facts` counts the figures and names of the text that has fewer, `swapped` those that
    have others in their place; `headline` is the share of each headline's words that the other article has, in the
    mean.
    """

    words: int
    longer: int
    shared: float
    aligned: float
    lead: float
    facts: int
    swapped: int
    headline: float
    same_headline: bool  # word for word, and long enough to stand over one article only
    round_up: bool  # one of the two lists many reports, and says more than the other
    figures_differ: bool  # each headline holds one that the other lacks
    subjects_differ: bool  # each headline begins with a word that the other article lacks
    days: int
    standing: bool
    quotation: bool  # the shorter text is hardly more than one

    @property
    def shortness(self) -> float:
        """How little the shorter text says by itself: 1 for a sentence, 0 for a whole report."""
        return min(1.0, max(0.0, (WHOLE - self.words) / (WHOLE - _LITTLE_TEXT)))

    @property
    def is_sent_again(self) -> bool:
        """Whether both came on one day under one headline: the later may be corrected, or have more in it."""
        return self.same_headline and not self.days

    @property
    def is_table(self) -> bool:
        """Whether there is hardly more in them than figures and names."""
        return self.facts >= TABLE * self.words

    @property
    def points(self) -> float:
        """How much speaks for a copy. The weights were found on labelled pairs by logistic regression, then rounded."""
        return (
            0.75 * self.shared
            + 0.25 * self.aligned
            + self.headline
            + self.lead
            - 0.25 * log(max(self.longer, SHORT) / max(self.words, SHORT))
            - 0.2 * self.shortness
            - 0.5 * self.shortness * min(self.days, 1)
        )


def is_copy(one: Reading, other: Reading) -> bool:
    """Return whether two articles are one piece of writing."""
    found = likeness(one, other)
    return found is not None and judge(found)


def likeness(one: Reading, other: Reading) -> Likeness | None:
    """Return what two articles have in common; None when it is too little to look closer."""
    short, long = sorted((one, other), key=lambda each: (len(each.words), each.words, each.text))
    shared = _shared(short, long)
    if len(short.words) < FEWEST_WORDS or shared < LEAST_SHARED:
        return None
    blocks = _in_common(short.stems, long.stems)
    return Likeness(
        words=len(short.words),
        longer=len(long.words),
        shared=shared,
        aligned=_aligned(short, blocks),
        lead=max(
            _lead(short, ((here, size) for here, _, size in blocks)),
            _lead(long, ((there, size) for _, there, size in blocks)),
        ),
        facts=min(sum(short.facts), sum(long.facts)),
        swapped=_swapped(short, long, blocks),
        headline=(_told(one, other) + _told(other, one)) / 2,
        same_headline=one.title_words == other.title_words and len(one.title_words) >= TELLING,
        round_up=_is_round_up(short, long, shared),
        figures_differ=_differ(one.title_figures, other.title_figures),
        subjects_differ=_differ_in_subject(one, other),
        days=_days(one, other),
        standing=short.is_standing and long.is_standing,
        quotation=_is_quotation(short, long),
    )


def judge(found: Likeness) -> bool:
    """Return whether a likeness is that of a copy: nothing rules it out, and enough speaks for it."""
    return not _is_ruled_out(found) and found.points > ENOUGH


def _is_ruled_out(found: Likeness) -> bool:
    """Return whether two texts are different pieces, however alike they are."""
    return (
        found.shared < _least_shared(found)
        or found.round_up
        or found.quotation
        or found.swapped > _allowed_swaps(found)
        or (found.standing and not found.same_headline)
        or _is_of_a_series(found)
        or (found.days > MOST_DAYS and (found.words < SHORT or found.shared < _again(found)))
    )


def _is_of_a_series(found: Likeness) -> bool:
    """Return whether the headlines are one, with another number or, over short texts, another subject.

    More than a sentence that stands under both on one day is the same text, under a headline brought up to date.
    """
    is_same_text = (
        found.shared >= ALL_BUT_EDITS and found.words > _LITTLE_TEXT and not (found.swapped or found.is_table)
    )
    if found.headline < SAME_MOULD or (is_same_text and not found.days):
        return False
    return (found.figures_differ and found.words < WHOLE) or (found.subjects_differ and found.words < SHORT)


def _again(found: Likeness) -> float:
    """Return how much has to be shared by what comes again after days: a report without other facts, somewhat less."""
    return AGAIN_UNCHANGED if found.words >= WHOLE and not found.swapped else AGAIN


def _least_shared(found: Likeness) -> float:
    """Return how much has to be shared: the shorter a text, the more, unless it was sent again."""
    if found.is_sent_again:
        return LEAST_SHARED
    return LEAST_SHARED + (LEAST_BY_A_SENTENCE - LEAST_SHARED) * found.shortness


def _allowed_swaps(found: Likeness) -> float:
    """Return how many facts may have changed: editors correct some, a template filled anew changes most."""
    if found.is_table:
        return 0
    if found.days > 1:
        return max(1 if found.words >= WHOLE and found.shared >= AGAIN else 0, found.facts * 0.03)
    share = 0.15 if found.words >= SHORT and found.shared >= ALL_BUT_EDITS else 0.1
    return max(1 if found.words >= WHOLE or found.is_sent_again else 0, found.facts * share)


def _shared(short: Reading, long: Reading) -> float:
    covered = bytearray(len(short.words))
    length = min(RUN, len(short.words))
    known = long.runs
    for place, run in enumerate(runs(short.words)):
        if run in known:
            covered[place : place + length] = b"\x01" * length
    return _share(sum(covered), len(covered))


def _in_common(one: Sequence[str], other: Sequence[str]) -> _Blocks:
    return [(block.a, block.b, block.size) for block in Indel.opcodes(one, other).as_matching_blocks()]


def _aligned(short: Reading, blocks: _Blocks) -> float:
    telling = sum(short.content)
    return _share(sum(sum(short.content[here : here + size]) for here, _, size in blocks), telling) if telling else 1.0


def _lead(of: Reading, passages: Iterable[tuple[int, int]]) -> float:
    """Return the share of the telling words at the head of a text that lie in these passages of it."""
    telling = of.content[:LEAD]
    held = sum(sum(telling[start : start + size]) for start, size in passages)
    return _share(held, sum(telling)) if any(telling) else 1.0


def _told(one: Reading, other: Reading) -> float:
    """Return the share of one headline's words that the other article has, in its headline or text."""
    if not one.title_stems:
        return 1.0
    return _share(len(one.title_stems & other.title_stems.union(other.stems)), len(one.title_stems))


def _swapped(short: Reading, long: Reading, blocks: _Blocks) -> int:
    """Return how many facts of one text have others in their place that it lacks, and lack in the other text."""
    only_short, only_long = _lacking(short.words, long.words), _lacking(long.words, short.words)
    swapped = 0
    for gone, come in _replaced(blocks):
        if min(len(gone), len(come)) > _SWAP:
            continue
        lost = [place for place in gone if short.facts[place] and short.words[place] in only_short]
        new = [place for place in come if long.facts[place] and long.words[place] in only_long]
        if lost and new:
            swapped += min(pair_off(short, lost, long, new))
    return swapped


def _lacking(words: Sequence[str], others: Sequence[str]) -> frozenset[str]:
    """Return the words that the others lack, and the figures that the others have less often."""
    known = frozenset(others)
    return frozenset(word for word in (Counter(words) - Counter(others)) if is_figure(word) or word not in known)


def _differ_in_subject(one: Reading, other: Reading) -> bool:
    if not one.headline or not other.headline:
        return False
    return all(
        stem(this.headline[0]) not in that.title_stems.union(that.stems) for this, that in ((one, other), (other, one))
    )


def _is_round_up(short: Reading, long: Reading, shared: float) -> bool:
    """Return whether one text announces itself as a list of reports, the other does not, and there is more in it."""
    lists = [not _ROUND_UP.isdisjoint(each.title_words) for each in (short, long)]
    if lists == [False, True] and len(long.words) > SLIGHTLY * len(short.words):
        return True
    return lists[0] != lists[1] and shared < ALL_BUT_EDITS


def _is_quotation(short: Reading, long: Reading) -> bool:
    """Return whether one text is hardly more than a quotation, and the other more than that."""
    counts = len(short.words), len(long.words)
    return counts[0] < WHOLE and counts[1] > SLIGHTLY * counts[0] and short.told < FEWEST_WORDS


def _replaced(blocks: _Blocks) -> Iterator[tuple[range, range]]:
    """Yield the places of what stands in one text where other words stand in the other, between words in common."""
    here = there = 0
    for start, begin, size in blocks:
        if start > here and begin > there:
            yield range(here, start), range(there, begin)
        here, there = start + size, begin + size


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
