"""Measure the cluster: python -m tests.opensearch python -m tests.opensearch.measure [PART …] [--articles N].

The corpus is the benchmark's (tests/benchmarks): real news beside the checkout, or else invented. Tables on standard
output, progress on standard error. What is compared takes turns, so that both sides meet the same machine; CPU is that
of this process and of the three nodes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import django

PARTS = ("counts", "rebuild", "indexing", "queries")


def main() -> None:
    """Measure the parts asked for and print their figures beside the targets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all, unless given")
    parser.add_argument("--articles", type=int, help="how many at most; all, unless given")
    parser.add_argument("--synthetic", action="store_true", help="an invented corpus")
    default = Path(os.environ.get("BENCH_WORK") or Path(tempfile.gettempdir()) / "dateline-benchmarks")
    parser.add_argument("--work", type=Path, default=default, help=f"folder of the corpus ({default})")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown part {min(unknown)!r}; known: {', '.join(PARTS)}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.benchmarks.corpus import corpus_at, say
    from tests.benchmarks.tables import verdicts
    from tests.opensearch.measures import MEASURES

    corpus = corpus_at(options.work, options.articles, synthetic=options.synthetic)
    found = []
    for part in options.parts or PARTS:
        say(f"== {part}")
        found += MEASURES[part](corpus, corpus.size)
    verdicts(found)


if __name__ == "__main__":
    main()
