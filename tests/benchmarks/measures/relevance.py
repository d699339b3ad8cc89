"""How good the order of hits is: the TIME collection (423 articles of 1963, 42 queries with judgments)."""

from __future__ import annotations

import importlib.util
import json
import math
import random
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.corpus import SHARED, say
from tests.benchmarks.engines.engine import ENGINES
from tests.benchmarks.process import EngineProcess
from tests.benchmarks.questions import Question
from tests.benchmarks.rows import About, Corpus, write_rows
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import at_least, table

FOLDER: Final = "time-ir"
SAMPLES: Final = 10_000
MOST_WORDS: Final = 50  # of the query language
SLACK: Final = -0.01
# What was measured when the target was set, to tell whether the peers run as they did then.
EARLIER: Final = {"tantivy": (0.744, 0.667), "bm25s": (0.750, 0.681), "stock": (0.720, 0.646)}
_EDGES: Final = re.compile(r"^\W+|\W+$")

Judged = Mapping[int, set[int]]
Scores = dict[str, list[tuple[float, float]]]


def measure(setting: Setting) -> None:
    """Ask all queries as `a OR b OR …` and judge the rankings."""
    if not (SHARED / FOLDER).is_dir():
        say("left out: relevance: there is no TIME collection beside the checkout")
        return
    texts, queries, judged = _texts(), _queries(), _judgments()
    corpus = _corpus(setting.work / FOLDER, texts)
    scores: Scores = {}
    for name in setting.usable("stock", "tantivy", "dateline"):
        ranked = _rankings(name, setting.work / "indexes" / f"{name}-{FOLDER}", corpus, queries)
        scores[name] = [score(ranked[qid], judged[qid]) for qid in queries]
    if importlib.util.find_spec("bm25s") and importlib.util.find_spec("Stemmer"):
        ranked = _bm25s(texts, queries)
        scores["bm25s"] = [score(ranked[qid], judged[qid]) for qid in queries]
    else:
        say("left out: bm25s is not installed (make bench installs it)")
    _print(setting, scores)


def _texts() -> list[str]:
    with (SHARED / FOLDER / "docs.jsonl").open(encoding="utf-8") as lines:
        records = sorted(map(json.loads, lines), key=lambda record: record["seq"])
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    return [record["text"] for record in records]


def _queries() -> dict[int, list[str]]:
    """Return the words of each query in small letters as they are written, `u.s` too: engines cut them themselves."""
    with (SHARED / FOLDER / "queries.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {record["qid"]: _words(record["text"]) for record in records}


def _words(text: str) -> list[str]:
    found = (_EDGES.sub("", word) for word in text.lower().split())
    return [word for word in found if word][:MOST_WORDS]


def _judgments() -> dict[int, set[int]]:
    judged: dict[int, set[int]] = {}
    for line in (SHARED / FOLDER / "qrels_corrected.tsv").read_text().splitlines():
        qid, _, article, relevant = map(int, line.split())
        if relevant:
            judged.setdefault(qid, set()).add(article)
    return judged


def _corpus(folder: Path, texts: Sequence[str]) -> Corpus:
    about = About("TIME 1963", False, len(texts), ("TIME",), (), (), (), (), ())
    write_rows(folder, (("", text, (), (), 1, "en", 1) for text in texts), about)
    return Corpus(folder, len(texts))


def _rankings(name: str, folder: Path, corpus: Corpus, queries: Mapping[int, Sequence[str]]) -> dict[int, list[int]]:
    """Return the ids that an engine finds for each query, best first."""
    shutil.rmtree(folder, ignore_errors=True)
    with EngineProcess(name, folder) as engine:
        engine.index(corpus)
        engine.open()
        asked = {qid: Question("or", tuple(words), hits=corpus.size) for qid, words in queries.items()}
        return {qid: engine.answer(each)["ids"] for qid, each in asked.items()}


def _bm25s(texts: Sequence[str], queries: Mapping[int, Sequence[str]]) -> dict[int, list[int]]:
    """Return the rankings of bm25s as its documentation sets it up: English stop words and stemmer."""
    import bm25s
    import Stemmer

    stemmer: Any = Stemmer.Stemmer("english")
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    joined = [" ".join(words) for words in queries.values()]
    tokens = bm25s.tokenize(joined, stopwords="en", stemmer=stemmer, show_progress=False)
    found, scores = retriever.retrieve(tokens, k=len(texts), show_progress=False)
    return {
        qid: [int(place) + 1 for place, score in zip(row, weights, strict=True) if score > 0]
        for qid, row, weights in zip(queries, found, scores, strict=True)
    }


def score(ranked: Sequence[int], relevant: set[int]) -> tuple[float, float]:
    """Return nDCG@10 and average precision."""
    gains = sum(1 / math.log2(place + 2) for place, each in enumerate(ranked[:10]) if each in relevant)
    best = sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))
    found, precision = 0, 0.0
    for place, each in enumerate(ranked, start=1):
        if each in relevant:
            found += 1
            precision += found / place
    return gains / best, precision / len(relevant)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _print(setting: Setting, scores: Scores) -> None:
    rows = []
    for name, each in scores.items():
        ndcg, precision = (_mean(column) for column in zip(*each, strict=True))
        earlier = EARLIER.get(name)
        label = ENGINES[name][2] if name in ENGINES else name
        rows.append(
            (label, f"{ndcg:.3f}", f"{precision:.3f}", f"{earlier[0]:.3f} / {earlier[1]:.3f}" if earlier else "–")
        )
    table("Relevance on TIME (423 articles, 42 queries)", ("engine", "nDCG@10", "MAP", "when the target was set"), rows)
    if "dateline" in scores and len(scores) > 1:
        _differences(setting, scores)


def _differences(setting: Setting, scores: Scores) -> None:
    """Print Dateline's differences to its peers, with bootstrap intervals over the queries."""
    ours, rows = scores["dateline"], []
    peers = [name for name in scores if name != "dateline"]
    for name in peers:
        for place, label in enumerate(("nDCG@10", "MAP")):
            differences = [mine[place] - theirs[place] for mine, theirs in zip(ours, scores[name], strict=True)]
            low, high = interval(differences)
            rows.append((name, label, f"{_mean(differences):+.3f}", f"{low:+.3f} to {high:+.3f}"))
    columns = ("Dateline minus", "measure", "difference", "95 % interval (bootstrap)")
    table("Differences in relevance", columns, rows)
    for place, label in enumerate(("nDCG@10", "MAP")):
        best = {name: _mean([each[place] for each in scores[name]]) for name in peers if name != "stock"}
        if best:
            peer = max(best, key=lambda name: best[name])
            difference = _mean([each[place] for each in ours]) - best[peer]
            setting.judge(
                at_least(
                    f"relevance, {label} against the best of Tantivy and bm25s ({peer})", difference, SLACK, unit=""
                )
            )


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """Return where 95 % of the means of resampled differences lie."""
    chance = random.Random(1)
    means = sorted(_mean(chance.choices(differences, k=len(differences))) for _ in range(SAMPLES))
    return means[int(SAMPLES * 0.025)], means[int(SAMPLES * 0.975)]
