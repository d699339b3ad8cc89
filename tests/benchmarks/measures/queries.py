"""Faceted queries: every engine alone, the same questions, in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from tests.benchmarks.engines.engine import ENGINES
from tests.benchmarks.measures.agreement import compare
from tests.benchmarks.picture import picture
from tests.benchmarks.questions import Question, kinds_asked, rarer_asked, words_asked
from tests.benchmarks.rounds import Answers, Asked, ask_in_turn, cold_summary, cpu_summary, summary
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import at_most, table, told


def measure(setting: Setting) -> None:
    """Ask ten words from rare to very common, ten of which half are rare, then every other kind of query."""
    about = setting.corpus.about
    asked = {
        "Ten words from rare to very common": words_asked(about),
        "Ten rarer words": rarer_asked(about),
        "Other kinds of queries": kinds_asked(about),
    }
    names = setting.usable("stock", "sqlite", "tantivy", "dateline")
    with ExitStack() as stack:
        engines = {name: stack.enter_context(setting.opened(name)) for name in names}
        found = {
            title: ask_in_turn(engines, dict.fromkeys(names, questions), setting.repeats)
            for title, questions in asked.items()
        }
    for title, questions in asked.items():
        _print_summary(setting, title, found[title])
        _print_each(f"{title}, ms each", questions, found[title])
    if setting.picture:
        _draw(setting, next(iter(found.values())))
    words, rarer, _ = (_ratios(answers) for answers in found.values())
    cold, *_ = (_ratios(answers, cold_summary) for answers in found.values())
    for place, label in enumerate(("median", "slowest")):
        setting.judge(at_most(f"faceted query, engine alone, {label}", words[place], 0.4, peer="Tantivy's"))
    setting.judge(told("the same with caches left cold, median", cold[0], peer="Tantivy's"))
    setting.judge(told("the same of ten rarer words, median", rarer[0], peer="Tantivy's"))
    everything = [each for questions in asked.values() for each in questions]
    compare(setting, everything, {name: [each for part in found.values() for each in part[name]] for name in names})


def _ratios(
    found: Answers, of: Callable[[Sequence[Asked]], tuple[float, float]] = summary
) -> tuple[float | None, float | None]:
    """Return Dateline's median and slowest time as multiples of Tantivy's."""
    if not {"dateline", "tantivy"} <= found.keys():
        return None, None
    ours, peer = of(found["dateline"]), of(found["tantivy"])
    return ours[0] / peer[0], ours[1] / peer[1]


def scaled(setting: Setting, name: str) -> float:
    """Return how many times more articles there are than an engine has indexed."""
    return setting.corpus.size / setting.corpus_of(name).size


def _print_summary(setting: Setting, title: str, found: Answers) -> None:
    totals = {name: (*summary(asked), *cpu_summary(asked), *cold_summary(asked)) for name, asked in found.items()}
    peer = totals.get("tantivy")
    rows = []
    for name, times in totals.items():
        factor = scaled(setting, name)
        label = ENGINES[name][2] + (f" (measured on {setting.stock_size:,}, × {factor:.3g})" if factor > 1 else "")
        median, slowest, *others = (each * factor for each in times)
        rows.append((label, median, peer and median / peer[0], slowest, peer and slowest / peer[1], *others))
    columns = (
        "engine",
        "median ms",
        "× Tantivy",
        "slowest ms",
        "× Tantivy",
        "CPU ms: median",
        "slowest",
        "cold ms: median",
        "slowest",
    )
    note = (
        "Each query gives the hit count, the top 20, the 20 commonest actors and locations and a monthly histogram. "
        "“Cold” is the first round of a turn, for which another engine has left nothing in the processor's caches."
    )
    table(f"{title}, {setting.corpus.size:,} articles", columns, rows, note=note)


def _draw(setting: Setting, found: Answers) -> None:
    """Draw the times of each question over its hits; questions that an engine does not answer are left out."""
    assert setting.picture
    lines = {
        ENGINES[name][2]: [
            (each.found["total"] * scaled(setting, name), each.median * scaled(setting, name))
            for each in asked
            if each.found and each.found["total"] and each.median
        ]
        for name, asked in found.items()
    }
    title = f"A faceted query of one word, {setting.corpus.size:,} articles"
    setting.picture.write_text(picture(title, {name: line for name, line in lines.items() if line}), encoding="utf-8")


def _print_each(title: str, questions: Sequence[Question], found: Answers) -> None:
    names = list(found)
    rows = []
    for place, question in enumerate(questions):
        hits = next((answer["total"] for name in reversed(names) if (answer := found[name][place].found)), None)
        rows.append((question.label, hits, *(found[name][place].median for name in names)))
    table(title, ("query", "hits", *(_short(name) for name in names)), rows)


def _short(name: str) -> str:
    return {"stock": "stock (20k)", "sqlite": "FTS5", "tantivy": "Tantivy", "dateline": "Dateline"}.get(name, name)
