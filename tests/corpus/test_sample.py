"""The sample corpus is what its README says it is."""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
MARKS = {
    "en": "Sample text, not news: its people, scenes and figures are invented.",
    "es": "Texto de muestra, no es una noticia: sus personas, escenas y cifras son inventadas.",
    "fr": "Texte d’exemple, pas une information : ses personnages, scènes et chiffres sont inventés.",
}
FURNITURE = (
    "Share this:",
    "Leave a Reply",
    "newsletter",
    "File image.",
    "READ MORE:",
    "Support ",
    "Donate",
    "Do you like",
)
EXACT_PAIR = ("nw-20220802-ods", "hc-20220802-ods")
NEAR_PAIR = ("nw-20230427-pzu", "bng-20230428-pzu")

Record = dict[str, Any]
RECORDS: list[Record] = [json.loads(line) for line in (SAMPLE / "articles.jsonl").read_text("utf-8").splitlines()]
BY_ID = {record["id"]: record for record in RECORDS}


def is_calendar_date(text: str) -> bool:
    """Return whether the text is an ISO day, month, year or time that exists."""
    day, month = text[:10], text[5:7]
    try:
        date.fromisoformat(day if len(day) == 10 else f"{text[:4]}-{month or '01'}-01")
    except ValueError:
        return False
    return True


def paragraphs(record: Record) -> list[str]:
    """Return the paragraphs of a record's text."""
    return str(record["text"]).split("\n\n")


def test_there_are_about_sixty_articles_under_ids_of_their_own() -> None:
    assert 55 <= len(RECORDS) <= 65
    assert len(BY_ID) == len(RECORDS)
    assert len({record["url"] for record in RECORDS}) == len(RECORDS)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_each_article_is_short_complete_and_marked(record: Record) -> None:
    assert 150 <= len(record["text"].split()) <= 300
    assert paragraphs(record).count(MARKS[record["language"]]) == 1
    assert record["title"].strip() == record["title"] != ""
    assert record["source"]
    assert record["author"]
    assert record["url"].startswith("https://example.org/")
    assert unicodedata.is_normalized("NFC", record["title"] + record["text"])


def test_only_page_furniture_follows_the_mark() -> None:
    for record in RECORDS:
        texts = paragraphs(record)
        behind = texts[texts.index(MARKS[record["language"]]) + 1 :]
        assert all(len(line.split()) <= 16 for line in behind), record["id"]


def test_one_pair_is_word_for_word_and_one_has_small_changes() -> None:
    def likeness(pair: tuple[str, str]) -> float:
        first, second = (BY_ID[each]["text"].split() for each in pair)
        return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()

    assert BY_ID[EXACT_PAIR[0]]["text"] == BY_ID[EXACT_PAIR[1]]["text"]
    assert BY_ID[EXACT_PAIR[0]]["source"] != BY_ID[EXACT_PAIR[1]]["source"]
    assert 0.85 < likeness(NEAR_PAIR) < 1
    assert BY_ID[NEAR_PAIR[0]]["source"] != BY_ID[NEAR_PAIR[1]]["source"]


def test_no_other_article_repeats_another() -> None:
    shingles: Counter[tuple[str, ...]] = Counter()
    for record in RECORDS:
        if record["id"] in (EXACT_PAIR[1], NEAR_PAIR[1]):
            continue
        words = " ".join(text for text in paragraphs(record) if text not in MARKS.values()).split()
        shingles.update({tuple(words[place : place + 12]) for place in range(len(words) - 11)})
    repeated = [" ".join(words) for words, count in shingles.items() if count > 1 and "email" not in words]
    assert repeated == []


def test_one_article_is_undated_and_one_has_a_date_that_does_not_exist() -> None:
    assert [record["id"] for record in RECORDS if not record.get("published")] == ["pl-undated-mal"]
    dated = [record for record in RECORDS if record.get("published")]
    assert [record["published"] for record in dated if not is_calendar_date(record["published"])] == ["2024-02-30"]
    years = {record["published"][:4] for record in dated}
    assert years == {"2019", "2020", "2021", "2022", "2023", "2024"}


def test_two_articles_are_not_in_english() -> None:
    assert Counter(record["language"] for record in RECORDS) == {"en": len(RECORDS) - 2, "es": 1, "fr": 1}


def test_there_are_several_outlets_and_page_furniture_in_about_a_dozen_articles() -> None:
    assert 6 <= len({record["source"] for record in RECORDS}) <= 8
    furnished = [
        record["id"]
        for record in RECORDS
        if any(line.startswith(FURNITURE) or "newsletter" in line for line in paragraphs(record))
    ]
    assert 10 <= len(furnished) <= 18


def test_the_readme_beside_it_says_that_it_is_invented() -> None:
    readme = (SAMPLE / "README.md").read_text("utf-8")
    assert "invented" in readme
    assert f"{len(RECORDS)} short articles" in readme
    for source in {record["source"] for record in RECORDS}:
        assert source.split()[0] in readme
