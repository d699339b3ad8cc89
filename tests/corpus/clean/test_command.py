"""manage.py clean: a line out for each line in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus.management.commands.clean import answer

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, str(ROOT / "manage.py"), "clean"]
SENTENCE = "The ferries sail again, the governor said."


def run(stdin: bytes, folder: Path) -> tuple[list[dict[str, object]], subprocess.CompletedProcess[bytes]]:
    environment = {**os.environ, "DATELINE_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder}/no/such/database"}
    done = subprocess.run(COMMAND, input=stdin, capture_output=True, env=environment, check=False, cwd=folder)
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()], done


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def ids(answers: Iterable[dict[str, object]]) -> list[object]:
    return [given["id"] for given in answers]


def test_each_line_has_its_answer_in_order_without_a_database(tmp_path: Path) -> None:
    stdin = (
        lines({"id": "a", "title": "Ferries", "text": f"Share\n{SENTENCE}"})
        + b"\n{broken\n"
        + b'{"id":"b","title":"Caf\xe9","text":"Le caf\xe9."}\n'
        + b'[1,2]\n"text"\nnull\n'
        + lines({"id": "c"}, {"id": 7, "body": SENTENCE}, {"id": "d", "title": "T", "html": "<p>One</p><p>Two</p>"})
        + b'{"id":"e","title":"no line end","text":"x"}'
    )
    answers, done = run(stdin, tmp_path)
    assert done.returncode == 0
    assert ids(answers) == ["a", None, None, "b", None, None, None, "c", "7", "d", "e"]
    assert answers[0] == {
        "id": "a",
        "title": "Ferries",
        "text": SENTENCE,
        "removed": [{"text": "Share", "rule": "share"}],
    }
    assert (answers[3]["title"], answers[3]["text"]) == ("Café", "Le café.")
    assert answers[9]["text"] == "One\n\nTwo"
    errors = [number for number, given in enumerate(answers, 1) if "error" in given]
    assert errors == [2, 3, 5, 6, 7, 8]
    assert all(f"line {number} " in str(answers[number - 1]["error"]) for number in errors)


def test_no_input_gives_no_output(tmp_path: Path) -> None:
    answers, done = run(b"", tmp_path)
    assert (answers, done.returncode) == ([], 0)


def test_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    answers, _ = run(b'\xef\xbb\xbf{"id":"a","text":"One two."}\r\n{"id":"b","text":"Three."}\r\n', tmp_path)
    assert ids(answers) == ["a", "b"]


def test_a_reader_that_leaves_early_hears_no_complaint(tmp_path: Path) -> None:
    stdin = lines({"id": "a", "text": SENTENCE * 20}) * 5_000
    environment = {**os.environ, "DATELINE_DATA": str(tmp_path)}
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(stdin[:4_000])
        process.stdin.flush()
        process.stdout.close()
        try:
            process.stdin.write(stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "is empty"),
        (b"   \n", "is empty"),
        (b"{", "not valid JSON"),
        (b'{"id": NaN}', "NaN"),
        (b"[" * 100_000, "nested"),
        (b'{"id": "x", "text": 5' + b"5" * 5_000 + b"}", "digits"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b'{"id": "x"}', "no title and no text"),
        (b'{"id": "x", "text": "  \\u200b "}', ""),
        (json.dumps({"id": "x", "text": "a b " * 300_000}).encode(), "at most 1,000,000"),
    ],
)
def test_a_bad_line_gives_a_reason(line: bytes, reason: str) -> None:
    given = answer(line, 3)
    assert "line 3" in given["error"]
    assert reason in given["error"]
    assert set(given) == {"id", "error"}


def test_too_long_a_line_gives_a_reason() -> None:
    assert "longer than 20 MB" in answer(None, 1)["error"]
