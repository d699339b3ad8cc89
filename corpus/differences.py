"""What changed from one text to another, as pieces that stayed, went and came; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

Change = Literal["same", "gone", "come"]
Piece = tuple[Change, str]

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
MOST_LINES: Final = 2_000
MOST_WORDS: Final = 3_000  # of a changed passage; a longer one is shown as gone and come


def differences(before: str, after: str) -> list[Piece]:
    """Return the pieces of two texts: “same” and “gone” make the one before, “same” and “come” the one after."""
    return _joined(_of_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)))


def _of_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    if len(before) > MOST_LINES or len(after) > MOST_LINES:
        yield from _whole(before, after)
        return
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(before[i:j])
        else:
            yield from _of_words("".join(before[i:j]), "".join(after[k:m]))


def _of_words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        yield from _whole([before], [after])
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[i:j])
        else:
            yield from _whole(old[i:j], new[k:m])


def _whole(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    yield "gone", "".join(before)
    yield "come", "".join(after)


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Join neighbours of a kind, and leave empty pieces out."""
    joined: list[Piece] = []
    for change, text in pieces:
        if not text:
            continue
        if joined and joined[-1][0] == change:
            joined[-1] = (change, joined[-1][1] + text)
        else:
            joined.append((change, text))
    return joined
