"""Run the benchmark: `python -m tests.benchmarks [PART …] [options]`."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from tests.benchmarks.corpus import say
from tests.benchmarks.engines.engine import ENGINES
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import verdicts

# part -> what it measures, in the order of a whole run
PARTS: Final = {
    "indexing": "articles indexed per CPU-second, peak memory, index size",
    "queries": "faceted queries, engine against engine, and whether they count the same",
    "service": "the same through search.service with 20 hits, labels and snippets; with three filters",
    "workers": "cold start of a worker, and the memory it adds",
    "edits": "one edited article: from the writer to a reader",
    "growth": "queries at 20k, all and a million articles",
    "relevance": "nDCG and MAP on the TIME collection",
    "http": "pages per second under gunicorn",
    "ingestion": "records into database and index, beside a bare bulk insert",
    "scale": "what 10^8 and 10^9 articles would need, from what smaller sizes take",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the parts asked for and print their tables."""
    options = _parser().parse_args(arguments)
    setting = Setting(
        work=options.work,
        size=options.size,
        stock_size=options.stock_size,
        growth=options.growth,
        repeats=options.repeats,
        synthetic=options.synthetic,
        fresh=options.fresh,
        engines=options.engines,
        seconds=options.seconds,
        records=options.records,
        picture=options.picture,
        sizes=[size for size in options.sizes if size],
        cluster=options.cluster,
    )
    setting.work.mkdir(parents=True, exist_ok=True)
    _introduce(setting)
    for part in options.parts or PARTS:
        say(f"== {part}")
        measure: Callable[[Setting], None] = import_module(f"tests.benchmarks.measures.{part}").measure
        measure(setting)
    verdicts(setting.verdicts)


def _parser() -> argparse.ArgumentParser:
    described = "\n".join(f"  {name:<10} {text}" for name, text in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=f"Measure Dateline beside its peers. Parts:\n{described}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    folder = os.environ.get("BENCH_WORK") or f"{tempfile.gettempdir()}/dateline-benchmarks"
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []], help="which parts; none = all")
    parser.add_argument("--size", type=_size, default="all", help="articles: a number, 20k, 1m, or all (default)")
    parser.add_argument("--stock-size", type=_size, default="20k", help="articles for stock Whoosh (20k)")
    parser.add_argument("--growth", type=_sizes, default="20k,all,1m", help="sizes of the part growth (20k,all,1m)")
    sizes = "10k,30k,100k,200k"
    parser.add_argument("--sizes", type=_sizes, default=sizes, help=f"sizes of the part scale ({sizes}); 1m works too")
    parser.add_argument("--cluster", default="", help="the part scale also on opensearch://host:port,…")
    parser.add_argument("--engines", type=_names, default=",".join(ENGINES), help=f"of {','.join(ENGINES)}")
    parser.add_argument("--repeats", type=int, default=7, help="how often each query is timed (7)")
    parser.add_argument("--records", type=_size, default="20k", help="records of the part ingestion (20k)")
    parser.add_argument("--seconds", type=float, default=20, help="how long the part http asks for pages (20)")
    parser.add_argument("--picture", type=Path, help="an SVG of the parts queries or scale")
    parser.add_argument("--synthetic", action="store_true", help="invented articles, even where real news is there")
    parser.add_argument("--fresh", action="store_true", help="make every index anew")
    parser.add_argument("--work", type=Path, default=Path(folder), help="folder for corpus and indexes (BENCH_WORK)")
    return parser


def _size(text: str) -> int | None:
    """Return 20000 for 20k, None for all."""
    number = text.strip().lower()
    if number == "all":
        return None
    factor = {"k": 1_000, "m": 1_000_000}.get(number[-1:], 1)
    return int(float(number.rstrip("km")) * factor)


def _sizes(text: str) -> list[int | None]:
    return [_size(each) for each in text.split(",") if each.strip()]


def _names(text: str) -> list[str]:
    names = [each.strip() for each in text.split(",") if each.strip()]
    unknown = [each for each in names if each not in ENGINES]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown engine {unknown[0]}; known: {', '.join(ENGINES)}")
    return names


def _introduce(setting: Setting) -> None:
    about = setting.corpus.about
    print("## Dateline beside its peers\n")
    print(f"{about.name}: {setting.corpus.size:,} articles", end="")
    print(
        f", made by repeating {about.count:,} with shuffled dates and ids."
        if setting.corpus.size > about.count
        else "."
    )
    if about.synthetic:
        print("**No real news beside the checkout: these articles are invented, and so are their word frequencies.**")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start.")


if __name__ == "__main__":
    main()
