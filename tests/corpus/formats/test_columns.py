"""Columns that an editor says are something else than their names do."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.formats import RawArticle, RecordError, read_file
from corpus.formats.columns import FIELDS, Columns, WatchedColumns, mapping_fault

GERMAN = "Nr;Überschrift;Inhalt;Datum\n1;Die Fähre fährt;Sie fuhr am Montag.;2023-04-05\n"
MAPPING = {"Nr": "id", "Überschrift": "title", "Inhalt": "text", "Datum": "published"}


def read(folder: Path, text: str, columns: Columns, name: str = "news.csv") -> list[RawArticle | RecordError]:
    path = folder / "file"
    path.write_text(text, "utf-8")
    return list(read_file(path, name=name, columns=columns))


def test_a_table_whose_header_says_nothing_is_read_by_its_mapping(tmp_path: Path) -> None:
    (refused,) = read(tmp_path, GERMAN, Columns())
    assert isinstance(refused, RecordError)
    (article,) = read(tmp_path, GERMAN, Columns(MAPPING))
    assert isinstance(article, RawArticle)
    assert (article.id, article.title, article.text, article.published) == (
        "1",
        "Die Fähre fährt",
        "Sie fuhr am Montag.",
        "2023-04-05",
    )


def test_the_mapping_wins_over_a_column_of_the_fields_own_name(tmp_path: Path) -> None:
    table = "title,kicker,text\nPage 3,The ferry sails,It sailed.\n"
    (article,) = read(tmp_path, table, Columns({"kicker": "title"}))
    assert isinstance(article, RawArticle)
    assert article.title == "The ferry sails"


def test_a_column_can_be_left_out(tmp_path: Path) -> None:
    table = "title,author,text\nThe ferry sails,bot-7,It sailed.\n"
    (article,) = read(tmp_path, table, Columns({"author": ""}))
    assert isinstance(article, RawArticle)
    assert (article.title, article.author) == ("The ferry sails", "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("news.jsonl", '{"kopf": "The ferry sails", "rumpf": "It sailed."}\n'),
        ("news.json", '[{"kopf": "The ferry sails", "rumpf": "It sailed."}]'),
        ("news.xml", "<articles><article><kopf>The ferry sails</kopf><rumpf>It sailed.</rumpf></article></articles>"),
    ],
)
def test_keys_of_records_are_mapped_like_columns(tmp_path: Path, name: str, text: str) -> None:
    (article,) = read(tmp_path, text, Columns({"kopf": "title", "rumpf": "text"}), name)
    assert isinstance(article, RawArticle)
    assert (article.title, article.text) == ("The ferry sails", "It sailed.")


def test_columns_are_remembered_with_an_example_even_where_the_header_is_refused(tmp_path: Path) -> None:
    seen = WatchedColumns()
    read(tmp_path, GERMAN, seen)
    assert list(seen.examples) == list(MAPPING)
    assert seen.examples["Überschrift"] == "Die Fähre fährt"
    seen = WatchedColumns(MAPPING)
    read(tmp_path, GERMAN, seen)
    assert seen.examples["Überschrift"] == "Die Fähre fährt"


def test_a_mapped_column_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    (refused,) = read(tmp_path, "kopf,kopf,text\nOne,Two,It sailed.\n", Columns({"kopf": "title"}))
    assert isinstance(refused, RecordError)
    assert "two columns named title" in refused.reason


def test_a_row_with_too_few_cells_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    _, short = read(tmp_path, "kopf,text\nOne,It sailed.\nTwo\n", Columns({"kopf": "title"}))
    assert isinstance(short, RawArticle)
    assert short.title == "Two"
    assert short.warnings


@pytest.mark.parametrize(
    ("mapping", "fault"),
    [
        ({"a": "title", "b": "text", "c": ""}, ""),
        (dict.fromkeys(FIELDS, ""), ""),
        ({"a": "headline"}, "is no field"),
        ({"a": "title", "b": "title"}, "Two columns"),
        (["title"], "must be an object"),
        ({"a": ["title"]}, "is no field"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(mapping: object, fault: str) -> None:
    assert fault in mapping_fault(mapping)
    assert bool(fault) == bool(mapping_fault(mapping))
