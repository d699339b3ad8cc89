"""The dates a document mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.extract.candidates import Prepared
from corpus.extract.dates import find_dates
from corpus.extract.mention import FoundMention, MentionField


def find_times(prepared: Prepared, others: Iterable[FoundMention]) -> Iterator[FoundMention]:
    """Yield the dates of title and text that don't lie in the name of something ("March 23 Movement")."""
    document = prepared.document
    taken: dict[MentionField, list[tuple[int, int]]] = {"title": [], "text": []}
    for mention in others:
        taken[mention.field].append((mention.start, mention.end))
    fields: tuple[tuple[MentionField, str], ...] = (("title", document.title), ("text", document.text))
    for field, text in fields:
        spans = sorted(taken[field])
        starts = [start for start, _ in spans]
        for found in find_dates(text, field=field, published=document.published):
            before = bisect_right(starts, found.end - 1) - 1
            if before < 0 or all(end <= found.start for _, end in spans[max(0, before - 1) : before + 1]):
                yield replace(found, rule="dateline") if _is_in_dateline(prepared, found) else found


def _is_in_dateline(prepared: Prepared, found: FoundMention) -> bool:
    dateline = prepared.dateline
    if dateline is None or dateline.date is None or found.field != "text":
        return False
    return found.start < dateline.date[1] and dateline.date[0] < found.end
