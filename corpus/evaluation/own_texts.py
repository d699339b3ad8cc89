"""The texts that the own labels point into: which file, which fields, which id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
OPENING = 2000  # code points of a long article that are labelled
_ENDS = re.compile(r"[.!?][\"'”’)]*(?=\s)|\n")


@dataclass(frozen=True, slots=True)
class LabelSet:
    """One set: its file, the title and text that offsets count in, and whether extraction is told the source."""

    file: str
    fields: Callable[[Row], tuple[str, str]]
    has_source: bool = False


def title_and_text(row: Row) -> tuple[str, str]:
    """Return the fields as the record has them."""
    return row.get("title") or "", row.get("text") or ""


def title_dateline_body(row: Row) -> tuple[str, str]:
    """Return a Reuters-21578 title, and the dateline, one space and the body."""
    return row["title"] or "", f"{row['dateline']} {row['body']}"


def text_alone(row: Row) -> tuple[str, str]:
    """Return no title, and the text."""
    return "", row["text"]


def title_and_opening(row: Row) -> tuple[str, str]:
    """Return the title, and the text up to the last end of a sentence or line within its opening."""
    title, text = title_and_text(row)
    if len(text) <= OPENING:
        return title, text
    ends = [match.end() for match in _ENDS.finditer(text, 0, OPENING)]
    return title, text[: ends[-1] if ends else OPENING]


LABEL_SETS: Mapping[str, LabelSet] = {
    "rss": LabelSet("rss/conflict_subset_2020_2022.jsonl.gz", title_and_text),
    "reuters": LabelSet("reuters_000-015.jsonl.gz", title_dateline_body),
    "isaf": LabelSet("ner/isaf_shared.jsonl.gz", text_alone),
    "wikinews": LabelSet("ner/wikinews_2019_2020.jsonl.gz", title_and_text),
}
# Longer and more modern than the sets above. Two were read and tuned on, the last was labelled when that was over.
DEVELOPMENT_SETS: Mapping[str, LabelSet] = {
    "newswire": LabelSet("neardup/giveme5w1h_news_cluster.jsonl.gz", title_and_opening, has_source=True),
    "wikinews-long": LabelSet("ner/wikinews_2019_2020.jsonl.gz", title_and_opening),
    "newswire-unseen": LabelSet("neardup/giveme5w1h_news_cluster.jsonl.gz", title_and_opening, has_source=True),
}
LINES_FILE = "neardup/giveme5w1h_news_cluster.jsonl.gz"


def identifier(row: Row) -> str:
    """Return the id of a record: its own, or a hash of its address (an address holds words of the headline)."""
    return str(row.get("id") or hashlib.sha256(row["url"].encode()).hexdigest()[:16])


def published(row: Row) -> str:
    """Return the publication date as the record has it, "" for none."""
    return str(row.get("date") or row.get("dateline_date") or "")
