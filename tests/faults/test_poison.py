"""Records that broke whole indexes elsewhere, at the beginning, in the middle and at the end of a batch (R7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.site import Site, record, rounds

BATCH = 100
PLACES = (0, 49, 99)


def with_location(number: int, **changes: Any) -> bytes:
    return json.dumps(record(number, locations=[{"name": "Kabul"} | changes])).encode()


def with_text(number: int, text: str) -> bytes:
    return json.dumps(record(number, text=text)).encode()


POISON: dict[str, Callable[[int], bytes]] = {
    "more than 31 bits": lambda number: with_location(number, geonameid=2**31),
    "more than 63 bits": lambda number: with_location(number, geonameid=10**30),
    "not a number": lambda number: with_location(number, lat=float("nan"), lon=1.0),
    "infinity": lambda number: with_location(number, lat=1.0, lon=float("inf")),
    "NUL": lambda number: with_text(number, f"A text\0 with\0 NUL {number}"),
    "lone surrogate": lambda number: with_text(number, f"A text \ud800 with half a letter {number}"),
    "bytes": lambda number: json.dumps(record(number)).encode().replace(b"Monday", b"\xff\xfe\x00\x80"),
    "object": lambda number: json.dumps(record(number, title={"a": [1]}, text=[{"b": None}])).encode(),
    "word of 10 MB": lambda number: with_text(number, "a" * 10_000_000),
    "a million words": lambda number: with_text(number, "word " * 1_000_000),
    "empty": lambda number: json.dumps({"id": str(number), "source": "Harbour Courier"}).encode(),
    "year 0": lambda number: json.dumps(record(number, published="0000-00-00T00:00:00Z")).encode(),
}


@pytest.mark.parametrize("extractor", ["none", "rules"])
def test_one_record_of_a_batch_spoils_no_other(site: Site, extractor: str) -> None:
    if extractor == "rules" and rounds(0, 1) == 0:
        pytest.skip("a part of make faults")
    site.environment["FAULTS_LIMITS"] = json.dumps({"plain_ingest_batch": BATCH, "ingest_batch": BATCH})
    paths, first, bad = [], 1, {}
    for kind, make in POISON.items():
        for place in PLACES:
            body = [json.dumps(record(first + each)).encode() for each in range(BATCH)]
            body[place] = make(first + place)
            name = f"{kind} at {place}.jsonl"
            paths.append(str(site.write(name, b"\n".join(body))))
            bad[name] = place + 1
            first += BATCH
    answer = site.run("ingest", *paths, "--extractor", extractor, "--json", code=None)
    *rows, last = [json.loads(line) for line in answer.stdout.splitlines()]
    assert last["summary"]["sent"] == len(rows) == len(POISON) * len(PLACES) * BATCH
    for name, line in bad.items():
        of_file = {row["line"]: row for row in rows if row["file"] == name}
        assert {row["status"] for number, row in of_file.items() if number != line} == {"new"}, name
        assert of_file[line]["status"] == "new" or of_file[line]["reason"], name
    refused = [row for row in rows if row["status"] == "failed"]
    assert {row["file"].partition(" at ")[0] for row in refused} >= {"word of 10 MB", "empty"}
    site.assert_accounted_for()
    site.assert_consistent()
    found = site.run("export", "q=ferry yard", "--format", "jsonl").stdout.splitlines()
    whole = {row["id"] for row in rows if row["status"] == "new" and bad[row["file"]] != row["line"]}
    assert whole <= {json.loads(line)["id"] for line in found}
