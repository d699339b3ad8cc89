"""How queries slow down as the corpus grows; beyond its size it is repeated, with shuffled dates and ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from tests.benchmarks.corpus import corpus_at
from tests.benchmarks.questions import words_asked
from tests.benchmarks.rounds import ask_in_turn, cpu_summary, summary
from tests.benchmarks.rows import Corpus
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import MEGABYTE, at_most, table


def measure(setting: Setting) -> None:
    """Ask the ten words at every size, all sizes in turn."""
    names = setting.usable("tantivy", "dateline")
    words = words_asked(setting.corpus.about)
    corpora = [corpus_at(setting.work, size, synthetic=setting.synthetic) for size in setting.growth]
    built = {_label(name, corpus): setting.built(name, corpus.size) for corpus in corpora for name in names}
    with ExitStack() as stack:
        engines = {
            _label(name, corpus): stack.enter_context(setting.opened(name, corpus.size))
            for corpus in corpora
            for name in names
        }
        found = ask_in_turn(engines, dict.fromkeys(engines, words), setting.repeats)
        memory = {label: engine.memory() for label, engine in engines.items()}
    rows = []
    for label, took in built.items():
        sizes = (took["size"] / MEGABYTE, memory[label]["uss"] / MEGABYTE)
        rows.append((label, *summary(found[label]), cpu_summary(found[label])[0], took["count"] / took["cpu"], *sizes))
    columns = ("engine", "median ms", "slowest ms", "median CPU ms", "indexed per CPU-second", "index MB", "private MB")
    note = "Sizes beyond the corpus repeat it with shuffled dates and ids: no new words, more of each."
    table("Growth", columns, rows, note=note)
    _judge(setting, corpora, {row[0]: row[1] for row in rows})


def _label(name: str, corpus: Corpus) -> str:
    return f"{name}, {corpus.size:,}" + (" (repeated)" if corpus.size > corpus.about.count else "")


def _judge(setting: Setting, corpora: Sequence[Corpus], medians: Mapping[str, float]) -> None:
    """Compare the median at the largest size with the one before."""
    ordered = sorted(corpora, key=lambda corpus: corpus.size)
    if len(ordered) < 2 or _label("dateline", ordered[-1]) not in medians:
        return
    small, large = ordered[-2:]
    times = medians[_label("dateline", large)] / medians[_label("dateline", small)]
    measured = f"growth of the median query, {small.size:,} to {large.size:,}"
    setting.judge(at_most(measured, times / (large.size / small.size), 1.0, peer="linear"))
