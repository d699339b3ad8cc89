"""Do the engines count the same? They cut and stem words differently; what differs is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.benchmarks.questions import Question
from tests.benchmarks.rounds import Answers
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import table

WHY = (
    "Differences come from the words. Tantivy and FTS5 cut at every sign (`U.S.` is `u` and `s`, `Johnson's` is "
    "`johnson` and `s`); Dateline keeps dots inside a word and drops a possessive `'s`. The stemmers are not the same "
    "(Tantivy and Dateline: English Snowball; FTS5: Porter). Prefixes and fuzzy words are looked up among stems by "
    "Tantivy and FTS5, among words as written by Dateline, whose fuzzy words begin with the letter asked for."
)


def compare(setting: Setting, questions: Sequence[Question], found: Answers) -> None:
    """Print the hit counts of all engines on the same corpus, and how many facet counts agree."""
    names = [name for name in found if setting.corpus_of(name).size == setting.corpus.size]
    if len(names) < 2 or "tantivy" not in names:
        return
    others = [name for name in names if name != "tantivy"]
    rows = []
    for place, question in enumerate(questions):
        answers = {name: found[name][place].found for name in names}
        peer = answers["tantivy"]
        rows.append(
            (
                question.label,
                *(_total(answers[name]) for name in names),
                *(_alike(peer, answers[name]) for name in others),
            )
        )
    columns = ("query", *names, *(f"{name}: difference, facets alike" for name in others))
    table("Hit counts", columns, rows, note=WHY)


def _total(answer: dict[str, Any] | None) -> int | None:
    return answer["total"] if answer else None


def _alike(peer: dict[str, Any] | None, ours: dict[str, Any] | None) -> str:
    if not peer or not ours:
        return "–"
    if peer["total"] != ours["total"]:
        return f"{(ours['total'] - peer['total']) / max(1, peer['total']):+.2%}"
    same = all(
        sorted(peer[facet].values(), reverse=True) == sorted(ours[facet].values(), reverse=True)
        for facet in ("actors", "locations")
    )
    return "0, all counts" if same and peer["months"] == ours["months"] else "0, **counts differ**"
