"""Records into database and index together, beside a bare bulk insert of the same rows with Django's ORM."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.corpus import ROOT, corpus_at, say
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import at_least, table

TURNS: Final = 3
FRESH: Final = {"ingest": "ours", "insert": "bare"}


def measure(setting: Setting) -> None:
    """Ingest the first records, then insert what came of them into a fresh database."""
    if not setting.usable("service"):
        return
    folder = setting.work / "ingestion"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    count = write_records(setting, folder / "records.jsonl", setting.records)
    say(f"taking {count:,} records in and inserting the same rows, {TURNS} times in turn")
    turns = [(_run("ingest", folder), _run("insert", folder)) for _ in range(TURNS)]
    ours = _middle([ours for ours, _ in turns])
    bare = {key: _middle([bare[key] for _, bare in turns]) for key in ("insert", "whole")}
    rows = [("manage.py ingest --extractor none", ours["count"], *_figures(ours, bare["insert"]))]
    for label, key in (("bulk_create alone", "insert"), ("bulk_create with making the objects", "whole")):
        rows.append((label, bare[key]["count"], *_figures(bare[key], bare["insert"])))
    if ours["new"] != ours["count"]:
        rows[0] = (f"{rows[0][0]} ({ours['new']:,} of {count:,} new)", *rows[0][1:])
    columns = ("way", "articles", "per second", "× bare insert", "per CPU-second", "× bare insert")
    note = (
        "Ingestion reads, cleans, compares, saves articles, ledger and outbox in batches, each committed, and indexes. "
        "The bare insert puts the same columns of the same articles into a fresh database in one transaction. "
        "Starting Python and Django is not counted. "
        f"They take turns, {TURNS} each; the middle one is told."
    )
    table("Records into database and index", columns, rows, note=note)
    setting.judge(at_least("records into database and index, per second", rows[0][3], 0.4, peer="a bare bulk_create"))
    setting.judge(at_least("the same, per CPU-second", rows[0][5], 0.4, peer="a bare bulk_create"))


def _figures(took: dict[str, Any], bare: dict[str, Any]) -> tuple[float, float, float, float]:
    wall, cpu = took["count"] / took["wall"], took["count"] / took["cpu"]
    return wall, wall / (bare["count"] / bare["wall"]), cpu, cpu / (bare["count"] / bare["cpu"])


def write_records(setting: Setting, path: Path, most: int) -> int:
    """Write the first articles of the corpus as JSON lines; return how many."""
    corpus = corpus_at(setting.work, min(most, setting.corpus.size), synthetic=setting.synthetic)
    about = corpus.about
    with path.open("w", encoding="utf-8") as lines:
        for row in corpus:
            record = {
                "id": str(row.id),
                "title": row.title,
                "text": row.text,
                "source": about.sources[row.source - 1],
                "language": row.language,
                "published": date.fromordinal(row.day).isoformat() if row.day else None,
            }
            lines.write(json.dumps(record) + "\n")
    return corpus.size


def _middle(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the run that took neither the most nor the least time."""
    return sorted(runs, key=lambda run: float(run["wall"]))[len(runs) // 2]


def _run(way: str, folder: Path) -> dict[str, Any]:
    shutil.rmtree(folder / FRESH[way], ignore_errors=True)
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.insertion", way, str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
