"""Scoring against own labels: offsets and answers in a file, the text elsewhere."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.evaluation.data import DataMissing, Setting
from corpus.evaluation.own import labelled_articles, own
from corpus.evaluation.own_texts import LABEL_SETS
from corpus.evaluation.rows import Row
from corpus.extract.mention import Document, FoundMention, Resolved

TEXT = "Vera Anselm left Harbour Province on Monday. Afghan traders and Lowdale Bank stayed."
KABUL = Resolved(1138958, "Kabul", "city", "AF", lat=34.53, lon=69.17)


class Scripted:
    """An extractor that finds what it is told to."""

    label = "scripted/1"

    def __init__(self, mentions: list[FoundMention]) -> None:
        self.mentions = mentions

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        """Yield the same mentions for every document."""
        for _ in documents:
            yield self.mentions


def at(surface: str) -> dict[str, Any]:
    """Return the offsets of a surface."""
    start = TEXT.index(surface)
    return {"field": "text", "start": start, "end": start + len(surface)}


def found(surface: str, kind: Any, rule: str = "model", **more: Any) -> FoundMention:
    """Return a mention of a surface."""
    return FoundMention(text=surface, kind=kind, name=surface, confidence=0.9, rule=rule, **at(surface), **more)


LABELS = [
    at("Vera Anselm") | {"kind": "person"},
    at("Harbour Province") | {"kind": "location", "country": "AF", "geonameid": KABUL.geonameid},
    at("Monday") | {"kind": "date", "first": "2020-03-02", "last": "2020-03-02", "precision": "day"},
    at("Afghan traders") | {"kind": "group", "via": "role"},
    at("Lowdale Bank") | {"kind": "organisation"},
]


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Return a folder with one article of each set in `data`, and labels for the ISAF one in `labels`."""
    record = json.dumps({"id": "1", "title": "", "text": TEXT, "dateline_date": "March 3, 2020"}) + "\n"
    (tmp_path / "labels").mkdir()
    for name, chosen in LABEL_SETS.items():
        path = tmp_path / "data" / chosen.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(record.encode()))
        line = json.dumps({"id": "1", "part": "open", "labels": LABELS}) + "\n" if name == "isaf" else ""
        (tmp_path / "labels" / f"{name}.jsonl").write_text(line, "utf-8")
    return tmp_path


def measured(folders: Path, mentions: list[FoundMention]) -> dict[str, Row]:
    """Return the rows of the open part by measure."""
    rows = own(Setting(folders / "data", folders / "labels", Scripted(mentions), "rules"))
    return {row.measure: row for row in rows if row.set == "own labels, open"}


def test_all_found_is_all_right(folders: Path) -> None:
    monday = date(2020, 3, 2)
    rows = measured(
        folders,
        [
            found("Vera Anselm", "person"),
            found("Harbour", "location", place=KABUL, country="AF"),
            found("Monday", "date", "weekday", first=monday, last=monday, precision="day"),
            found("Afghan traders", "group", "role"),
            found("Lowdale Bank", "organisation"),
        ],
    )

    assert rows["PER/ORG/LOC F1"].value == 1.0
    assert rows["PER/ORG/LOC F1"].n == 3
    assert rows["roles F1"].value == 1.0
    assert rows["locations found (overlap) and within 161 km"].value == 1.0
    assert rows["dates found with the exact interval"].value == 1.0
    assert rows["kind of the actors found (group, organisation, government)"].value == 1.0


def test_faults_are_counted_where_they_belong(folders: Path) -> None:
    tuesday = date(2020, 3, 3)
    rows = measured(
        folders,
        [
            found("Vera", "person"),
            found("Monday", "date", "weekday", first=tuesday, last=tuesday, precision="day"),
            found("traders", "group"),
            found("Lowdale Bank", "group"),
        ],
    )

    assert (rows["PER F1"].precision, rows["PER F1"].recall) == (0.0, 0.0)
    assert rows["ORG F1"].value == 1.0, "what lies in a role counts neither way"
    assert rows["kind of the actors found (group, organisation, government)"].value == 0.0
    assert rows["locations found (overlap) in the right country"].value == 0.0
    assert rows["dates F1 (overlap)"].value == 1.0
    assert rows["dates found with the exact interval"].value == 0.0


def test_the_publication_date_of_the_record_is_given_to_the_extractor(folders: Path) -> None:
    (article,) = labelled_articles(Setting(folders / "data", folders / "labels", Scripted([]), "rules"))

    assert article.document.published == (date(2020, 3, 3), date(2020, 3, 3))


def test_missing_labels_say_so(folders: Path) -> None:
    (folders / "labels" / "isaf.jsonl").unlink()

    with pytest.raises(DataMissing, match=r"isaf\.jsonl is missing"):
        labelled_articles(Setting(folders / "data", folders / "labels", Scripted([]), "rules"))
