"""How many articles a second of CPU, and how much memory, in a fresh process."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from corpus.evaluation.data import Setting, read_records
from corpus.evaluation.rows import Row, Target
from corpus.extract import ExtractorName, make_extractor
from corpus.extract.mention import Document

WORDS = 500
ARTICLES = {"spacy": 150, "rules": 800}
FILES = ("ner/wikinews_2019_2020.jsonl.gz", "ner/lgl.jsonl.gz", "ner/geovirus.jsonl.gz")
RATE_TARGETS = {"spacy": Target(16), "rules": Target(600)}
MEGABYTE = 1_000_000
STATUS = Path("/proc/self/status")


def articles_of(texts: list[str], n: int) -> list[Document]:
    """Return `n` articles of 500 words each, cut from the texts as if they were one; they should last."""
    words = (word for text in cycle(texts) for word in _words(text))
    return [Document("", "".join(islice(words, WORDS))) for _ in range(n)]


def _words(text: str) -> list[str]:
    """Return the words with the white space after them, so that lines and paragraphs stay."""
    parts, word = [], ""
    for character in text + "\n\n":
        if word and not character.isspace() and word[-1].isspace():
            parts.append(word)
            word = ""
        word += character
    return [*parts, word] if word.strip() else parts


def timed(name: ExtractorName, documents: list[Document]) -> tuple[str, float, float, float]:
    """Return the extractor's label, articles per CPU-second and per second of the clock, and this process's peak MB."""
    extractor = make_extractor(name)
    warm = documents[:8]
    for _ in extractor.extract_many(warm):
        pass
    started, clock = time.process_time(), time.perf_counter()
    for _ in extractor.extract_many(documents):
        pass
    cpu, wall = time.process_time() - started, time.perf_counter() - clock
    return extractor.label, len(documents) / cpu, len(documents) / wall, _peak() / MEGABYTE


def _peak() -> int:
    """Return the most memory this process has held, in bytes."""
    if STATUS.is_file():
        # What getrusage tells on Linux is never less than what the parent held when it started this process.
        found = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux kilobytes.
    return peak if sys.platform == "darwin" else peak * 1024


def speed(setting: Setting) -> list[Row]:
    """500-word articles per CPU-second and peak memory of a worker, for both extractors."""
    texts = [one["text"] for file in FILES for one in read_records(setting.data / file)]
    rows = []
    # One thread of arithmetic, as the workers run; read by the libraries of the new process at its start.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in ("spacy", "rules"):
        documents = articles_of(texts, ARTICLES[name])
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            label, rate, wall, memory = pool.apply(timed, (name, documents))
        note = f"{label}; {wall:.1f} per second of the clock"
        rows.append(
            Row("speed", f"500-word articles per CPU-second, {name}", rate, len(documents), target=RATE_TARGETS[name],
                note=note)
        )  # fmt: skip
        rows.append(
            Row("speed", f"peak memory of a process, {name}", memory, 1, target=Target(600, at_most=True), unit="MB")
        )
    return rows
