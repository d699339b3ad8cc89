"""What a run is about: sizes, engines, folders; and indexes that several parts use."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.corpus import ROOT, corpus_at, say
from tests.benchmarks.engines.engine import ENGINES, missing
from tests.benchmarks.process import EngineProcess, folder_size
from tests.benchmarks.rows import Corpus
from tests.benchmarks.tables import Verdict

OURS: Final = ("dateline", "service")
STAMP: Final = "benchmark.json"
# A change in these makes Dateline's indexes anew.
_CODE: Final = ("search/engine", "search/search_indexes.py", "corpus/migrations", "corpus/names.py")


@dataclass
class Setting:
    """One run of the benchmark. `size` None = the whole corpus."""

    work: Path
    size: int | None = None
    stock_size: int = 20_000
    growth: Sequence[int | None] = (20_000, None, 1_000_000)
    repeats: int = 7
    synthetic: bool = False
    fresh: bool = False
    engines: Sequence[str] = tuple(ENGINES)
    seconds: float = 20.0
    records: int = 20_000
    picture: Path | None = None
    sizes: Sequence[int] = (10_000, 30_000, 100_000, 200_000)
    cluster: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    _built: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def corpus(self) -> Corpus:
        """The corpus at the size of this run."""
        return corpus_at(self.work, self.size, synthetic=self.synthetic)

    def corpus_of(self, name: str, size: int | None = None) -> Corpus:
        """Return the corpus an engine indexes: the stock one is too slow for all of it."""
        corpus = self.corpus if size is None else corpus_at(self.work, size, synthetic=self.synthetic)
        return Corpus(corpus.folder, min(corpus.size, self.stock_size)) if name == "stock" else corpus

    def usable(self, *names: str) -> list[str]:
        """Return those of these engines that are asked for and installed; say why others are not."""
        found = []
        for name in names:
            reason = missing(name)
            if name not in self.engines:
                continue
            if reason:
                say(f"left out: {name}: {reason}")
                continue
            found.append(name)
        return found

    def built(self, name: str, size: int | None = None, *, anew: bool = False) -> dict[str, Any]:
        """Index the corpus unless that was done before; returns the folder and what indexing took.

        Dateline's own indexes are made anew when its code has changed.
        """
        corpus = self.corpus_of(name, size)
        folder = self.work / "indexes" / f"{name}-{corpus.named()}"
        key = {"code": _code() if name in OURS else "", "corpus": corpus.about.count}
        stamp = folder / STAMP
        if str(folder) in self._built:
            return self._built[str(folder)]
        known = json.loads(stamp.read_text()) if stamp.exists() else {}
        if known.get("key") == key and not anew and not self.fresh:
            return known
        say(f"indexing {corpus.size:,} articles with {name}")
        shutil.rmtree(folder, ignore_errors=True)
        with EngineProcess(name, folder / "data") as engine:
            took = engine.index(corpus)
        result = {"key": key, "folder": str(folder / "data"), "size": index_size(name, folder / "data"), **took}
        stamp.write_text(json.dumps(result))
        self._built[str(folder)] = result
        say(f"  {took['count'] / took['cpu']:,.0f} articles per CPU-second, {took['wall']:.1f} s")
        return result

    def opened(self, name: str, size: int | None = None) -> EngineProcess:
        """Return a process of an engine with its index open."""
        process = EngineProcess(name, Path(self.built(name, size)["folder"]))
        process.open()
        return process

    def judge(self, *found: Verdict) -> None:
        """Keep verdicts for the last table."""
        self.verdicts += found


def index_size(name: str, folder: Path) -> int:
    """Return the bytes of an index; of Dateline, without its database."""
    return folder_size(folder / "index" if name in OURS else folder)


def _code() -> str:
    digest = hashlib.sha256()
    for name in _CODE:
        for path in sorted((ROOT / name).rglob("*.py")) or [ROOT / name]:
            digest.update(path.read_bytes())
    return digest.hexdigest()
