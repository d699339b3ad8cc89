"""How fast each engine indexes, and how large its index is."""

from __future__ import annotations

from tests.benchmarks.engines.engine import ENGINES
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import MEGABYTE, at_least, at_most, table


def measure(setting: Setting) -> None:
    """Index with every engine anew, one after the other."""
    names = setting.usable("stock", "sqlite", "tantivy", "dateline")
    built = {name: setting.built(name, anew=True) for name in names}
    peer = built.get("tantivy")
    rows = []
    for name, took in built.items():
        rate = took["count"] / took["cpu"]
        rows.append(
            (
                ENGINES[name][2],
                took["count"],
                rate,
                rate / (peer["count"] / peer["cpu"]) if peer else None,
                took["count"] / took["wall"],
                took["peak"] / MEGABYTE,
                took["size"] / MEGABYTE,
                took["size"] / took["count"] / (peer["size"] / peer["count"]) if peer else None,
            )
        )
    columns = (
        "engine",
        "articles",
        "per CPU-second",
        "× Tantivy",
        "per second",
        "peak MB",
        "index MB",
        "× Tantivy an article",
    )
    note = "Reading the corpus is not counted. Dateline keeps texts in the database, Tantivy and SQLite in the index."
    table("Indexing", columns, rows, note=note)
    if peer and "dateline" in built:
        ours = built["dateline"]
        rate = (ours["count"] / ours["cpu"]) / (peer["count"] / peer["cpu"])
        setting.judge(
            at_least("bulk indexing, articles per CPU-second", rate, 0.8, peer="Tantivy's"),
            at_most("index size", ours["size"] / peer["size"], 1.2, peer="Tantivy's"),
        )
