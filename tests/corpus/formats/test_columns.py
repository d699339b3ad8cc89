"""Columns that an editor says are something else than their names do."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.formats import RawArticle, RecordError, read_file
from corpus.formats.columns import FIELDS, Columns, WatchedColumns, mapping_fault

POLISH = "Nr;Nagłówek;Treść;Dzień\n1;Die Fähre fährt;Sie fuhr am Montag.;2023-04-05\n"
MAPPING = {"Nr": "id", "Nagłówek": "title", "Treść": "text", "Dzień": "published"}


def read(folder: Path, text: str, columns: Columns, name: str = "news.csv") -> list[RawArticle | RecordError]:
    path = folder / "file"
    path.write_text(text, "utf-8")
    return list(read_file(path, name=name, columns=columns))


def test_a_table_whose_header_says_nothing_is_read_by_its_mapping(tmp_path: Path) -> None:
    (refused,) = read(tmp_path, POLISH, Columns())
    assert isinstance(refused, RecordError)
    (article,) = read(tmp_path, POLISH, Columns(MAPPING))
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
    read(tmp_path, POLISH, seen)
    assert list(seen.examples) == list(MAPPING)
    assert seen.examples["Nagłówek"] == "Die Fähre fährt"
    seen = WatchedColumns(MAPPING)
    read(tmp_path, POLISH, seen)
    assert seen.examples["Nagłówek"] == "Die Fähre fährt"


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


def columns_told(tmp_path: Path, text: str) -> list[str]:
    """Return the warnings about the header of a table, in the order of its rows."""
    records = read(tmp_path, text, Columns())
    assert all(isinstance(record, RawArticle) for record in records)
    return [
        warning.message
        for record in records
        if isinstance(record, RawArticle)
        for warning in record.warnings
        if warning.field == "header"
    ]


def test_columns_that_are_not_read_are_told_once(tmp_path: Path) -> None:
    (told,) = columns_told(tmp_path, "title,text,Wpis,,Strona\nA,B,1,,2\nC,D,1,,2\n")
    assert told.startswith("columns that are not known were not read: Wpis, Strona;")
    assert columns_told(tmp_path, "title,text,published\nA,B,2021\n") == []


def test_a_column_that_was_left_out_on_purpose_is_not_told(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "title,text,Strona\nA,B,1\n", Columns({"Strona": ""}))
    assert isinstance(article, RawArticle)
    assert article.warnings == ()


@pytest.mark.parametrize("before", [",,,\n", "\n;;\n \n", "\t\t\n"])
def test_rows_of_nothing_before_the_header_are_passed_over(tmp_path: Path, before: str) -> None:
    assert columns_told(tmp_path, f"{before}id,title,text\n1,A,B\n") == []


def test_a_header_row_below_what_a_report_begins_with_is_found_and_told(tmp_path: Path) -> None:
    report = "Export of 5 Sept 2021\nQuery;ferry\n\n"
    (told,) = columns_told(tmp_path, f"{report}id;title;text;published\n1;A;B;2021\n2;C;D;2021\n")
    assert told == "the lines before the header row (1 to 3) were left out"
    (article, _) = read(tmp_path, f"{report}id;title;text\n1;A;B\n2;C;D\n", Columns())
    assert isinstance(article, RawArticle)
    assert article.position.line == 5


def test_a_table_without_a_header_row_is_refused_at_its_first_line(tmp_path: Path) -> None:
    (refused,) = read(tmp_path, "1,The ferry,It sailed.\n" * 30, Columns())
    assert isinstance(refused, RecordError)
    assert refused.position.line == 1


def test_headers_in_other_languages_are_known(tmp_path: Path) -> None:
    for header in (
        "Titel;Inhalt;Datum;Quelle;Autor",
        "Titre;Texte;Date;Source;Auteur",
        "Título;Texto;Fecha;Fuente;Autor",
    ):
        (article,) = read(tmp_path, f"{header}\nA;B;2021-09-05;C;D\n", Columns())
        assert isinstance(article, RawArticle)
        found = (article.title, article.text, article.published, article.source, article.author)
        assert found == ("A", "B", "2021-09-05", "C", "D")


def test_the_day_on_which_gdelt_saw_an_article_is_not_its_date(tmp_path: Path) -> None:
    rows = "URL,MobileURL,Date,Title\nhttps://courier.example/a,,2021-09-05 08:15:00,Ferry\n"
    (article,) = read(tmp_path, rows, Columns())
    assert isinstance(article, RawArticle)
    assert (article.published, article.collected) == ("", "2021-09-05 08:15:00")
    (article,) = read(tmp_path, rows, Columns({"Date": "published"}))
    assert isinstance(article, RawArticle)
    assert article.published == "2021-09-05 08:15:00"
