"""A few numbers that stand for a text, so that texts with passages in common are found by a look into a table.

Every run of four words gets a number by a hash. Of each eight runs in a row the one with the smallest number is taken
(winnowing: Schleimer, Wilkerson and Aiken 2003), so that any passage of nineteen words in common yields two numbers,
wherever it stands; of these the smallest are kept (MinHash's bottom sketch), so that a long text costs no more than
others.
A text that is cut to a third keeps a third of its numbers; MinHash by bands would look for likeness of the whole.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from corpus.stories.comparing import FEWEST_WORDS
from corpus.stories.reading import Run

SHINGLE: Final = 4  # words in a run
WINDOW: Final = 8  # runs, of which one is taken
MOST: Final = 20  # numbers of a text
LEAST_SHARED: Final = 2  # numbers of two texts; one in common is mostly chance
LEAST: Final = 12  # numbers of a text that has so many runs

_Numbers = npt.NDArray[Any]
_FACTORS: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)
_MIX: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def sketch(words: Run) -> tuple[int, ...]:
    """Return the numbers of a text, ascending, 63 bits each; a text too short to be a copy has none."""
    if len(words) < FEWEST_WORDS:
        return ()
    hashes = _hashes(words)
    chosen = np.unique(_least_of_windows(hashes))[:MOST]
    if len(chosen) < LEAST:
        chosen = np.unique(np.concatenate((chosen, np.unique(hashes)[:LEAST])))
    return tuple(chosen.tolist())


def _hashes(words: Run) -> _Numbers:
    """Return the number of each run; the same on every machine and in every process."""
    single = np.fromiter(map(_word_hash, words), np.uint64, len(words))
    runs = np.lib.stride_tricks.sliding_window_view(single, SHINGLE)
    with np.errstate(over="ignore"):
        mixed = (runs * _FACTORS).sum(axis=1, dtype=np.uint64)
        for factor, shift in zip(_MIX, (30, 27), strict=True):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * factor
        mixed ^= mixed >> np.uint64(31)
    numbers: _Numbers = (mixed >> np.uint64(1)).astype(np.int64)
    return numbers


@lru_cache(maxsize=50_000)
def _word_hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _least_of_windows(hashes: _Numbers) -> _Numbers:
    windows = np.lib.stride_tricks.sliding_window_view(hashes, min(WINDOW, len(hashes)))
    least: _Numbers = windows.min(axis=1)
    return least
