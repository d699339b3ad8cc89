"""Exports: every hit once, in the order of the pages, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import search.engine
from search import service
from search.answer import api_answer, api_error, api_result
from search.engine.contract import EngineRequest, IndexUnavailableError
from search.export import COLUMNS, csv_lines, jsonl_lines
from search.messages import Message
from search.state import SearchState
from tests.search.memory_engine import MemoryEngine
from tests.search.rows import as_document, make_actor, make_article, make_location

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    made = MemoryEngine()
    monkeypatch.setattr(search.engine, "get_engine", lambda: made)
    front = make_actor("Northern Front")
    taliban = make_actor("Taliban")
    kabul = make_location("Kabul")
    articles = [
        make_article(
            f"Talks number {number}", published="2021-09-05", actors=[taliban, front, front], locations=[kabul]
        )
        for number in range(7)
    ]
    articles.append(
        make_article('=HYPERLINK("x")', "A line,\nanother; “and” more talks.\u2028End.", url="@x", author="-1")
    )
    made.write(as_document(article) for article in articles)
    return made


def read_csv(state: SearchState) -> list[dict[str, str]]:
    text = "".join(csv_lines(service.iterate_rows(state)))
    assert text.startswith('\ufeff"id","permalink","title"')
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_the_agreed_columns_every_cell_quoted() -> None:
    assert ",".join(COLUMNS) == (
        "id,permalink,title,source,url,author,language,published,published_precision,published_status,collected,added,"
        "actors,actor_ids,locations,location_ids,lat,lon,dup_group,is_duplicate,word_count,score,snippet,sha256"
    )
    lines = list(csv_lines(service.iterate_rows(SearchState(q="number"))))
    assert len(lines) == 8
    assert all(line.endswith('"\r\n') for line in lines)
    assert all(line.count('","') == len(COLUMNS) - 1 for line in lines)


def test_csv_rows_are_the_pages_joined() -> None:
    state = SearchState(q="talks", size=3)
    pages = [hit for page in (1, 2, 3) for hit in service.search(state.changed(page=page), tags=None).hits]
    rows = read_csv(state.changed(page=2))
    assert [int(row["id"]) for row in rows] == [hit.id for hit in pages]
    assert [row["title"] for row in rows] == [
        f"'{hit.title}" if hit.title.startswith("=") else hit.title for hit in pages
    ]


def test_csv_lists_names_with_their_ids_beside() -> None:
    row = read_csv(SearchState(q="number"))[0]
    assert row["actors"] == "Northern Front; Taliban"
    assert len(row["actor_ids"].split("; ")) == 2
    assert (row["locations"], row["lat"], row["lon"]) == ("Kabul", "34.5", "69.25")
    assert (row["published"], row["published_precision"], row["is_duplicate"]) == ("2021-09-05", "day", "false")
    assert row["added"].endswith("Z")


def test_csv_cells_are_no_formulas_and_keep_their_line_ends() -> None:
    [row] = read_csv(SearchState(q="another"))
    assert row["title"] == '\'=HYPERLINK("x")'
    assert (row["url"], row["author"]) == ("'@x", "'-1")
    assert "<mark>" not in row["snippet"]


def test_jsonl_has_the_keys_of_the_api_and_the_text() -> None:
    state = SearchState(q="talks")
    records = [json.loads(line) for line in "".join(jsonl_lines(service.iterate_rows(state))).splitlines()]
    found = service.search(state.changed(size=100), tags=None)
    extra = {"text", "author", "language", "external_id", "published_status"}
    assert [{key: value for key, value in each.items() if key not in extra - {"external_id"}} for each in records] == [
        api_result(hit) for hit in found.hits
    ]
    assert extra <= set(records[0])
    assert any("another" in each["text"] for each in records)


def test_the_api_answer_has_the_agreed_shape() -> None:
    answer = api_answer(service.search(SearchState(q="number", size=2).toggle("location", "none", "not")))
    assert list(answer) == ["query", "total", "took_ms", "next", "messages", "results", "facets"]
    assert answer["query"] == {
        "parsed": "number",
        "state": {"q": "number", "location.not": ["none"], "size": "2"},
    }
    assert (answer["total"], len(answer["results"]), answer["messages"]) == (7, 2, [])
    assert list(answer["facets"]) == ["actor", "location", "source", "language", "date"]
    [kabul] = answer["facets"]["location"]["values"]
    assert (kabul["label"], kabul["count"], kabul["selected"], kabul["parent"]) == ("Kabul", 7, False, None)
    assert isinstance(kabul["id"], int)
    assert answer["facets"]["language"]["values"] == [{"id": "en", "label": "English", "count": 7, "selected": False}]
    assert answer["facets"]["date"]["values"] == [
        {"from": "2021-09-05", "to": "2021-09-05", "label": "5 Sept 2021", "count": 7}
    ]
    json.dumps(answer)


def test_unknown_dates_are_null_in_the_api() -> None:
    [hit] = service.search(SearchState(q="another")).hits
    assert (api_result(hit)["published"], api_result(hit)["published_precision"]) == (None, None)


def test_an_api_error_names_parameter_and_position() -> None:
    fault = Message("Bad.", code="bad_date", level="error", parameter="q", position=3)
    assert api_error(fault) == {
        "error": {"code": "bad_date", "message": "Bad.", "parameter": "q", "position": 3},
    }


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("export", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_writes_the_export_and_nothing_else() -> None:
    out, err = run("q=number&page=2&size=2")
    assert len(out.splitlines()) == 7
    assert err == ""
    out, _ = run("?q=number", "--format", "csv")
    assert out == "".join(csv_lines(service.iterate_rows(SearchState(q="number"))))


def test_the_command_says_an_unknown_name_and_writes_no_row() -> None:
    out, err = run("actor=Nobody")
    assert out == ""
    assert "No actor is called “Nobody”" in err


def test_the_command_says_what_it_ignores() -> None:
    out, err = run("q=number&actr=1")
    assert len(out.splitlines()) == 7
    assert "“actr” is no parameter" in err


@pytest.mark.parametrize(
    ("query", "says"),
    [("q=(talks", "never closed"), ("from=soon", "not a date"), ("sort=best", "sort"), ("talks", "q=")],
)
def test_the_command_refuses_a_bad_query_string(query: str, says: str) -> None:
    with pytest.raises(CommandError, match=says) as refused:
        run(query)
    assert refused.value.returncode == 2


def test_the_command_ends_with_1_when_the_index_is_away(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(request: EngineRequest) -> Any:
        raise IndexUnavailableError("The index is being rebuilt.")

    monkeypatch.setattr(engine, "answer", away)
    with pytest.raises(CommandError, match="rebuilt") as refused:
        run("q=talks")
    assert refused.value.returncode == 1
