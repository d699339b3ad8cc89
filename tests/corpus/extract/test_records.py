"""What manage.py extract reads and writes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from corpus.management.commands import extract as command

ROOT = Path(__file__).resolve().parents[3]


def run(monkeypatch: pytest.MonkeyPatch, lines: list[str | dict[str, Any]], extractor: str = "rules") -> list[Any]:
    given = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(given).encode())))
    monkeypatch.setattr(sys, "stdout", out)
    call_command(command.Command(), extractor=extractor)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_answers_a_line_for_each_line_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = run(
        monkeypatch, [{"id": "a", "text": "NATO met in Vienna."}, "{broken", "", {"id": 7}, {"id": "e", "text": "x"}]
    )

    assert [answer["id"] for answer in answers] == ["a", None, None, "7", "e"]
    assert [sorted(answer) for answer in answers] == [
        ["id", "mentions"],
        ["error", "id"],
        ["error", "id"],
        ["error", "id"],
        ["id", "mentions"],
    ]
    assert "line 2" in answers[1]["error"]


def test_a_mention_is_one_flat_object_with_offsets_into_the_text_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "2,500 $\n\nSupport HarrowPost\n\n  On 5 September 2021 the\u00a0Taliban\u2019s men 😀 entered Panjshir.\n\n"
        "Leave a Reply"
    )

    (answer,) = run(monkeypatch, [{"id": "a", "title": " The Taliban ", "text": text}])

    by_kind = {(m["field"], m["kind"]): m for m in answer["mentions"]}
    for mention in answer["mentions"]:
        whole = {"title": " The Taliban ", "text": text}[mention["field"]]
        assert whole[mention["start"] : mention["end"]] == mention["text"]
    assert by_kind["title", "group"]["text"] == by_kind["text", "group"]["text"] == "Taliban"
    location = by_kind["text", "location"]
    assert location["text"] == "Panjshir"
    assert location["country"] == "AF"
    assert {"geonameid", "admin1", "lat", "lon"} <= set(location)
    day = by_kind["text", "date"]
    assert (day["from"], day["to"], day["precision"]) == ("2021-09-05", "2021-09-05", "day")
    assert len(by_kind) == 4


def test_a_date_without_year_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    (undated, dated) = run(
        monkeypatch,
        [{"text": "They met on September 5."}, {"text": "They met on September 5.", "published": "2021-09-06"}],
    )

    assert [(m["from"], m["to"], m.get("yearless")) for m in undated["mentions"]] == [(None, None, "--09-05")]
    assert [(m["from"], m.get("yearless")) for m in dated["mentions"]] == [("2021-09-05", None)]


def test_supplied_names_are_taken_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    record = {
        "id": "a",
        "text": "Nothing else.",
        "actors": ["Harrow Council", {"name": "Nadia Kowalczyk", "kind": "person"}],
        "locations": ["Kabul", "A town that nobody knows", {"name": "Harrow Camp", "lat": 1.5, "lon": 2.5}],
    }

    (answer,) = run(monkeypatch, [record], "none")

    assert {mention["rule"] for mention in answer["mentions"]} == {"supplied"}
    assert {(mention["start"], mention["end"]) for mention in answer["mentions"]} == {(None, None)}
    assert [(mention["name"], mention["kind"]) for mention in answer["mentions"]] == [
        ("Harrow Council", "unknown"),
        ("Nadia Kowalczyk", "person"),
        ("Kabul", "location"),
        ("Harrow Camp", "location"),
    ]
    assert answer["mentions"][2]["country"] == "AF"
    assert answer["mentions"][3]["lat"] == 1.5


def test_other_languages_give_no_mentions(monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,) = run(monkeypatch, [{"id": "d", "language": "de", "text": "Die NATO tagte in Wien."}])

    assert answer == {"id": "d", "mentions": []}


def test_more_lines_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    count = command.BATCH_LINES * 2 + 3

    answers = run(monkeypatch, [{"id": str(number), "text": "NATO met."} for number in range(count)])

    assert [answer["id"] for answer in answers] == [str(number) for number in range(count)]


def test_a_reader_that_leaves_early_hears_no_complaint(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": "NATO met.", "actors": ["Harrow Council"]}).encode() + b"\n"
    environment = {
        **os.environ,
        "DATELINE_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/no/such/database",
    }
    with subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "extract", "--extractor", "none"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(line * command.BATCH_LINES)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "a"
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(line * 5_000)
            process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
