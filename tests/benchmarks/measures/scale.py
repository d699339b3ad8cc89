"""What 10^8 and 10^9 articles would need: measured at smaller sizes, drawn on by the curve that fits best."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.corpus import ROOT, say
from tests.benchmarks.engines.cluster import VARIABLE
from tests.benchmarks.fitting import Fit, Points, fits
from tests.benchmarks.measures.ingestion import write_records
from tests.benchmarks.picture import picture
from tests.benchmarks.process import EngineProcess, folder_size
from tests.benchmarks.questions import words_asked
from tests.benchmarks.rounds import ask_in_turn, cpu_summary, summary
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import MEGABYTE, table

TARGETS: Final = (1_000_000, 100_000_000, 1_000_000_000)
DATABASE: Final = "database, MB"
INDEX: Final = "index, MB"
CLUSTER_INDEX: Final = "OpenSearch index without replicas, MB"
INGESTED: Final = 2_000  # articles that are taken in whole
EXTRACTORS: Final = ("none", "rules", "spacy")

Found = dict[str, dict[int, float]]
"""Quantity -> articles -> what was measured."""


def measure(setting: Setting) -> None:
    """Fill database and index at every size, ask the ten words, and say what larger sizes would need."""
    if not setting.usable("service"):
        return
    if setting.cluster:
        os.environ[VARIABLE] = setting.cluster
    found: Found = {}
    for size in sorted(set(setting.sizes)):
        _note(found, size, _on_whoosh(setting, size))
        if setting.cluster:
            _note(found, size, _on_cluster(setting, size))
    _print_measured(found)
    _print_ingested(setting)
    if len(setting.sizes) < 2:
        say("one size gives no curve: nothing is estimated")
        return
    chosen = {name: _both(values.items()) for name, values in found.items()}
    _print_fits(chosen)
    _print_estimates(chosen, max(setting.sizes))
    if setting.picture:
        setting.picture.write_text(drawn(found, chosen), encoding="utf-8")


def _note(found: Found, size: int, values: Mapping[str, float]) -> None:
    for name, value in values.items():
        found.setdefault(name, {})[size] = value


def _on_whoosh(setting: Setting, size: int) -> dict[str, float]:
    took = setting.built("service", size)
    folder = Path(took["folder"])
    with setting.opened("service", size) as engine:
        words = words_asked(setting.corpus_of("service", size).about)
        asked = ask_in_turn({"service": engine}, {"service": words}, setting.repeats)["service"]
        memory = engine.memory()
    median, slowest = cpu_summary(asked)
    return {
        DATABASE: _database(folder) / MEGABYTE,
        INDEX: took["size"] / MEGABYTE,
        "building the index, CPU s": took["parts"]["index"],
        "peak memory while building, MB": took["peak"] / MEGABYTE,
        "own memory of a web process, MB": memory["own"] / MEGABYTE,
        "faceted query, median CPU ms": median,
        "faceted query, slowest CPU ms": slowest,
    }


def _on_cluster(setting: Setting, size: int) -> dict[str, float]:
    """Build the index of the same database in the cluster, ask the same, and take it away again."""
    say(f"indexing {size:,} articles into the cluster")
    with EngineProcess("cluster", Path(setting.built("service", size)["folder"])) as engine:
        try:
            took = engine.ask("index", corpus=str(setting.corpus.folder), size=0)["parts"]
            engine.open()
            words = words_asked(setting.corpus_of("service", size).about)
            asked = ask_in_turn({"cluster": engine}, {"cluster": words}, setting.repeats)["cluster"]
        finally:
            engine.ask("remove")
    median, slowest = summary(asked)
    return {
        CLUSTER_INDEX: took["bytes"] / MEGABYTE,
        "OpenSearch: building the index, s": took["seconds"],
        "OpenSearch: faceted query, median ms": median,
        "OpenSearch: faceted query, slowest ms": slowest,
    }


def _print_measured(found: Found) -> None:
    sizes = sorted({size for values in found.values() for size in values})
    rows = [(name, *(values.get(size) for size in sizes)) for name, values in found.items()]
    rows += [
        (f"{name.removesuffix(', MB')}, bytes an article", *(found[name][size] * MEGABYTE / size for size in sizes))
        for name in (DATABASE, INDEX, CLUSTER_INDEX)
        if name in found
    ]
    note = (
        "Database: articles and mentions alone. Queries: the ten words through search.service, with 20 hits, all "
        "facets and a monthly histogram. Sizes beyond the corpus repeat it: no new words."
    )
    table("Measured", ("quantity", *(f"{size:,}" for size in sizes)), rows, note=note)


def _print_ingested(setting: Setting) -> None:
    """Take some articles in whole, with ledger, stories and files as received: what each adds, and its time."""
    rows = []
    for extractor in EXTRACTORS:
        took = _ingest(setting, extractor)
        rows.append((extractor, took["count"], took["database"], took["files"], took["cpu_ms"]))
    columns = ("extractor", "articles", "database, bytes an article", "files as received", "CPU ms an article")
    note = "manage.py ingest and manage.py stories: reading, cleaning, extracting, comparing, saving and indexing."
    table("Taken in whole", columns, rows, note=note)


def _ingest(setting: Setting, extractor: str) -> dict[str, float]:
    folder = setting.work / f"scale-{extractor}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    count = write_records(setting, folder / "records.jsonl", min(INGESTED, setting.records))
    data = folder / "data"
    _manage(data, "migrate", "-v0")
    empty, before = _database(data), _children_seconds()
    _manage(data, "ingest", str(folder / "records.jsonl"), "--extractor", extractor)
    _manage(data, "stories")
    return {
        "count": count,
        "database": (_database(data) - empty) / count,
        "files": folder_size(data / "uploads") / count,
        "cpu_ms": (_children_seconds() - before) * 1000 / count,
    }


def _database(data: Path) -> int:
    return sum(path.stat().st_size for path in data.glob("dateline.sqlite3*"))


def _manage(data: Path, *arguments: str) -> None:
    """Run a command; that a record is no news to it (exit 1) is none of our business."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SEARCH_URL")}
    environment = kept | {"DATELINE_DATA": str(data), "DATELINE_SAMPLE": "0"}
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _both(points: Iterable[tuple[int, float]]) -> list[Fit]:
    """Return the curves through measured points, the better first; a time of 0 counts as a very short one."""
    above: Points = [(float(count), max(value, 1e-6)) for count, value in points]
    return sorted(fits(above), key=lambda each: abs(each.held_out) if each.held_out is not None else each.worst)


def _print_fits(chosen: Mapping[str, Sequence[Fit]]) -> None:
    rows = []
    for name, (better, other) in chosen.items():
        missed = [each.held_out * 100 if each.held_out is not None else None for each in (better, other)]
        residuals = " ".join(f"{each * 100:+.1f}" for each in better.residuals)
        rows.append((name, better.formula(), residuals, missed[0], other.formula(), missed[1]))
    columns = ("quantity", "curve, n articles", "residuals %", "misses the largest by %", "other curve", "misses by %")
    note = (
        "Straight line and power law, by least squares of the relative error. “Misses the largest”: how far the curve "
        "through the other sizes is from the largest one measured; the curve that misses less is used."
    )
    table("Fit", columns, rows, note=note)


def _print_estimates(chosen: Mapping[str, Sequence[Fit]], largest: int) -> None:
    rows: list[tuple[Any, ...]] = []
    for name, curves in chosen.items():
        row: list[Any] = [name]
        for target in TARGETS:
            better, other = (each.at(target) for each in curves)
            row += [better, f"{other:,.3g}"]
        rows.append(tuple(row))
    columns = ["quantity"]
    for target in TARGETS:
        columns += [f"{target:,}" + (" (extrapolated)" if target > largest else ""), "by the other curve"]
    times = max(TARGETS) / largest
    note = f"The largest size is {times:,.0f} times the largest measured: an order of magnitude, not a promise."
    table("Estimate for one machine", columns, rows, note=note)


def drawn(found: Found, chosen: Mapping[str, Sequence[Fit]]) -> str:
    """Return the picture of bytes on disk: dots are measured, lines the curves."""
    names = [name for name in (DATABASE, INDEX, CLUSTER_INDEX) if name in found]
    steps = sorted({*TARGETS, *(float(size) for name in names for size in found[name]), 1e7})
    lines = {name.partition(",")[0]: [(step, chosen[name][0].at(step)) for step in steps] for name in names}
    dots = [(float(size), value) for name in names for size, value in found[name].items()]
    return picture("Room on disk; dots are measured", lines, axes=("articles", "MB"), dots=dots)
