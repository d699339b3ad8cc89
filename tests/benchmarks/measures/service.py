"""The whole search as a page asks for it, beside Tantivy with its 20 texts read; then with three active filters."""

from __future__ import annotations

from contextlib import ExitStack

from tests.benchmarks.engines.engine import ENGINES
from tests.benchmarks.measures.queries import scaled
from tests.benchmarks.questions import filtered, with_texts, words_asked
from tests.benchmarks.rounds import Answers, ask_in_turn, cold_summary, summary
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import at_least, at_most, table

FASTER_THAN_STOCK = 1_000


def measure(setting: Setting) -> None:
    """Ask the ten words with everything a page shows, then narrowed on three facets by their commonest values."""
    words = words_asked(setting.corpus.about)
    complete = with_texts(words)
    names = setting.usable("stock", "tantivy", "dateline", "service")
    with ExitStack() as stack:
        engines = {name: stack.enter_context(setting.opened(name)) for name in names}
        asked = {name: words if name in ("stock", "dateline") else complete for name in names}
        whole = ask_in_turn(engines, asked, setting.repeats)
        reference = next(name for name in names if name != "stock")
        narrow = {
            name: [
                filtered(each, engines[reference].answer(full))
                for each, full in zip(asked[name], complete, strict=True)
            ]
            for name in names
            if name != "stock"
        }
        filtered_engines = {name: engines[name] for name in narrow}
        narrowed = ask_in_turn(filtered_engines, narrow, setting.repeats)
    _print(setting, whole, narrowed)
    _print_each(setting, whole, narrowed)


def _print(setting: Setting, whole: Answers, narrowed: Answers) -> None:
    plain = {name: summary(asked) for name, asked in whole.items()}
    rows = []
    for name, (median, slowest) in plain.items():
        label = {"tantivy": "Tantivy with 20 texts read", "stock": "stock Haystack + Whoosh, 20 hits"}.get(
            name, ENGINES[name][2]
        )
        factor = scaled(setting, name)
        label += f" (measured on {setting.stock_size:,}, × {factor:.3g})" if factor > 1 else ""
        cold = cold_summary(whole[name])[0]
        with_filters = summary(narrowed[name]) if name in narrowed else (None, None)
        rows.append(
            (label, median * factor, slowest * factor, *with_filters, _ratio(with_filters[0], median), cold * factor)
        )
    columns = ("engine", "median ms", "slowest ms", "three filters: median", "slowest", "× unfiltered", "cold: median")
    note = "Filters: the three commonest actors, locations and sources of the unfiltered answer."
    table(f"Whole searches at {setting.corpus.size:,} articles", columns, rows, note=note)
    if "service" not in plain:
        return
    ours = plain["service"]
    if "tantivy" in plain:
        ratios = [mine / theirs for mine, theirs in zip(ours, plain["tantivy"], strict=True)]
        setting.judge(at_most("search.service, 20 hits, median", ratios[0], 1.0, peer="Tantivy's with texts"))
        setting.judge(at_most("search.service, 20 hits, slowest", ratios[1], 1.0, peer="Tantivy's with texts"))
    if "stock" in plain:
        faster = plain["stock"][0] * scaled(setting, "stock") / ours[0]
        setting.judge(
            at_least("search.service against stock Haystack + Whoosh", faster, FASTER_THAN_STOCK, peer="faster")
        )
    slower = summary(narrowed["service"])[0] / ours[0]
    setting.judge(at_most("search.service with three filters", slower, 2.0, peer="the unfiltered time"))
    if "dateline" in narrowed:
        alone = summary(narrowed["dateline"])[0] / plain["dateline"][0]
        setting.judge(at_most("engine alone with three filters", alone, 2.0, peer="the unfiltered time"))


def _ratio(value: float | None, base: float) -> float | None:
    return value / base if value is not None else None


def _print_each(setting: Setting, whole: Answers, narrowed: Answers) -> None:
    names = [name for name in whole if name in narrowed]
    rows = []
    for place, question in enumerate(words_asked(setting.corpus.about)):
        found = whole[names[-1]][place].found
        times = [answers[name][place].median for name in names for answers in (whole, narrowed)]
        rows.append((question.label, found and found["total"], *times))
    columns = ["query", "hits", *(f"{name}{kind}" for name in names for kind in ("", ", filtered"))]
    table("Whole searches, ms each", columns, rows)
