"""Every file of tests/data/formats/in gives the records of tests/data/formats/out.

After a wanted change, write the files anew with DATELINE_WRITE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.formats import read_file
from tests.corpus.formats.dump import dump

DATA = Path(__file__).parents[2] / "data" / "formats"
CASES = sorted(path.name for path in (DATA / "in").iterdir())


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str) -> None:
    expected = DATA / "out" / f"{case}.jsonl"
    found = dump(read_file(DATA / "in" / case, name=case))
    if os.environ.get("DATELINE_WRITE_GOLDEN"):
        expected.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8").splitlines()


def test_no_output_without_input() -> None:
    assert {path.name.removesuffix(".jsonl") for path in (DATA / "out").iterdir()} == set(CASES)
