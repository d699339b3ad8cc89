"""The texts whose lines are labelled as furniture of the page or not: articles, and what is found in web pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.clean.html import page_metadata, plain_text
from corpus.evaluation.data import Record, read_page, read_records
from corpus.evaluation.own_texts import LINES_FILE, identifier

PAGES = "html-scrapinghub"
KEY_DIGITS = 12  # of a line's key, in its label
# The sets of the second draw: the file of each.
DEVELOPMENT: Mapping[str, str] = {
    "neardup": LINES_FILE,
    "pages": f"{PAGES}/gold.jsonl",
    "wikinews": "ner/wikinews_2019_2020.jsonl.gz",
    "re3d": "ner/re3d.jsonl.gz",
    "rss": "rss/conflict_subset_2020_2022.jsonl.gz",
}


@dataclass(frozen=True, slots=True)
class LineText:
    """A text whose lines are labelled, as cleaning gets it; of a web page what is found in it, furniture included."""

    set: str
    id: str
    title: str
    text: str
    page: str = ""  # the web page that the text was found in


def records_by_id(name: str, data: Path) -> dict[str, Record]:
    """Return the records of a set by their ids. Raises DataMissing."""
    return {identifier(one): one for one in read_records(data / DEVELOPMENT[name])}


def line_text(name: str, record: Record, data: Path) -> LineText:
    """Return the text of a record; of a web page this takes the time of extracting it. Raises DataMissing."""
    if name != "pages":
        return LineText(name, identifier(record), record.get("title") or "", record["text"])
    page = read_page(data / PAGES / record["html"])
    title = page_metadata(page, record["url"]).title
    return LineText(name, identifier(record), title, plain_text(page, whole_page=True), page)
