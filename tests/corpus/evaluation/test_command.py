"""manage.py evaluate as a person or a script meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from corpus.evaluation.measures import MEASURES


def test_without_data_it_says_what_is_missing_and_exits_with_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--data") as raised:
        call_command("evaluate", "--data", str(tmp_path / "nowhere"))

    assert raised.value.returncode == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"isaf_shared\.jsonl\.gz is missing") as raised:
        call_command("evaluate", "--set", "isaf", "--extractor", "rules", "--data", str(tmp_path))

    assert raised.value.returncode == 2


@pytest.mark.parametrize(
    "arguments", [["--set", "nothing"], ["--limit", "0"], ["--limit", "x"], ["--extractor", "none"]]
)
def test_bad_options_are_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("evaluate", *arguments)


@pytest.mark.shared
def test_tables_for_people(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", "--set", "isaf", "--set", "own", "--limit", "3", "--extractor", "rules")

    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("## Quality, extractor rules")
    assert any(line.startswith("| ISAF | gold province among the locations | 3 |") for line in out)
    assert any(line.startswith("| own labels, held-out | PER/ORG/LOC F1 |") for line in out)
    assert any("calibration error" in line for line in out)


@pytest.mark.shared
def test_one_object_for_programs(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", "--set", "lines", "--limit", "5", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert {row["measure"] for row in answer["rows"]} == {
        *("furniture lines F1", "furniture lines F1 with learned lines"),
        *("furniture lines, precision", "furniture lines, precision with learned lines"),
        *("furniture lines, recall", "furniture lines, recall with learned lines"),
    }


def test_every_set_of_the_targets_is_there() -> None:
    assert {"own", "conll", "wikigold", "wnut", "re3d", "isaf", "muc", "lgl", "geovirus", "reuters"} <= set(MEASURES)
    assert {"dates", "text", "lines", "speed"} <= set(MEASURES)
