"""Merging in the background: the new segment is built while others read and write, and taken in under the lock."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path
from typing import Any

import numpy as np

from search.engine.whoosh.allocation import give_back
from search.engine.whoosh.codec import ArraySegment
from search.engine.whoosh.merging import to_merge
from search.engine.whoosh.storage import DurableIndex, Home
from search.engine.whoosh.writing import DurableWriter, write_merged, writing

logger = logging.getLogger(__name__)


def tidy(home: Home, index: DurableIndex) -> bool:
    """Do one merge that the policy asks for; return whether one was done."""
    toc = index._read_toc()
    chosen = _chosen(toc.segments)
    if not chosen:
        return False
    file = home.path / f"building-merge-{uuid.uuid4().hex}"
    try:
        with file.open("wb") as stream:
            count = write_merged(stream, index.storage, toc.schema, chosen)
        with writing(index) as writer:
            return _swap(writer, chosen, file, count)
    finally:
        file.unlink(missing_ok=True)
        give_back()


def _chosen(segments: list[Any]) -> list[ArraySegment]:
    places = to_merge([each.doc_count() for each in segments], [each.deleted_count() for each in segments])
    return [segments[place] for place in places]


def _swap(writer: DurableWriter, merged: list[ArraySegment], file: Path, count: int) -> bool:
    """Put the merged segment in the place of those it was made of, unless they are gone by now.

    What was deleted from them meanwhile is deleted from it.
    """
    now = {each.segment_id(): each for each in writer.segments}
    if any(each.segment_id() not in now for each in merged):
        logger.info("a merge was given up: the segments were rewritten meanwhile")
        return False
    made = writer.adopt(file, count) if count else None
    base = 0
    for before in merged:
        alive = np.ones(before.doc_count_all(), dtype=np.bool_)
        alive[list(before.deleted)] = False
        numbers = np.cumsum(alive) - 1 + base
        if made is not None:
            for number in now[before.segment_id()].deleted - before.deleted:
                made.delete_document(int(numbers[number]))
        base += int(np.count_nonzero(alive))
    gone = {each.segment_id() for each in merged}
    writer.segments = [each for each in writer.segments if each.segment_id() not in gone]
    writer.commit(merge=False)
    return True
