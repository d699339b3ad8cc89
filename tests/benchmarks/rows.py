"""The articles of the benchmark: one compact file, read by every engine in its own process."""

from __future__ import annotations

import json
import marshal
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

CHUNK: Final = 2_000
FORMAT: Final = 7  # of the files; another number makes them anew
ROWS: Final = "rows.marshal"
ABOUT: Final = "about.json"


class Row(NamedTuple):
    """One article. Facet values are numbers; `locations` include what each lies in; `day` 0 = undated."""

    id: int
    title: str
    text: str
    actors: tuple[int, ...]
    locations: tuple[int, ...]
    source: int
    language: str
    day: int


@dataclass(frozen=True, slots=True)
class Place:
    """A location: a country, or a capital that lies in one."""

    id: int
    name: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a corpus is made of; the numbers in rows count from 1 in `sources`, `actors` and `places`."""

    name: str
    synthetic: bool
    count: int
    sources: tuple[str, ...]
    actors: tuple[str, ...]
    places: tuple[Place, ...]
    words: tuple[str, ...]  # rare to very common, half of them common
    rarer: tuple[str, ...]  # rare to common, half of them rare
    pairs: tuple[tuple[str, str], ...]  # the commonest neighbours: long words, then any


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus on disk, seen at a size: its first articles, or more than it has by repeating them."""

    folder: Path
    size: int

    @property
    def about(self) -> About:
        """What it is made of."""
        return read_about(self.folder)

    def __iter__(self) -> Iterator[Row]:
        """Yield the articles; ids count from 1."""
        offsets = json.loads((self.folder / "offsets.json").read_text())
        days = marshal.loads((self.folder / "days.marshal").read_bytes())
        number = 0
        with (self.folder / ROWS).open("rb") as file:
            for copy in range(-(-self.size // max(1, len(days)))):
                for chunk in _chunks(file, offsets, copy):
                    for values in chunk:
                        if number == self.size:
                            return
                        row = Row(number + 1, *values)
                        yield row if not copy else row._replace(day=days[(number * 7_919 + copy) % len(days)])
                        number += 1

    def named(self) -> str:
        """Return a name for folders."""
        return f"{self.folder.name}-{self.size}"


def _chunks(file: Any, offsets: list[int], copy: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows a chunk at a time; every copy but the first comes in another order."""
    order = random.Random(copy)
    places = list(offsets)
    if copy:
        order.shuffle(places)
    for offset in places:
        file.seek(offset)
        chunk: list[tuple[Any, ...]] = marshal.load(file)
        if copy:
            order.shuffle(chunk)
        yield chunk


def write_rows(folder: Path, rows: Iterable[tuple[Any, ...]], about: About) -> None:
    """Write a corpus; rows come without their id, `day` is the last column."""
    folder.mkdir(parents=True, exist_ok=True)
    offsets, days, chunk = [], [], []
    with (folder / ROWS).open("wb") as file:
        for values in rows:
            chunk.append(values)
            days.append(values[-1])
            if len(chunk) == CHUNK:
                offsets.append(file.tell())
                marshal.dump(chunk, file)
                chunk = []
        if chunk:
            offsets.append(file.tell())
            marshal.dump(chunk, file)
    (folder / "offsets.json").write_text(json.dumps(offsets))
    (folder / "days.marshal").write_bytes(marshal.dumps(days))
    (folder / ABOUT).write_text(json.dumps(asdict(about) | {"format": FORMAT}))


def is_written(folder: Path) -> bool:
    """Return whether a corpus of the present format lies there, whole."""
    path = folder / ABOUT
    return path.exists() and json.loads(path.read_text()).get("format") == FORMAT


def read_about(folder: Path) -> About:
    """Return what a corpus is made of."""
    values = json.loads((folder / ABOUT).read_text())
    return About(
        name=values["name"],
        synthetic=values["synthetic"],
        count=values["count"],
        sources=tuple(values["sources"]),
        actors=tuple(values["actors"]),
        places=tuple(Place(**place) for place in values["places"]),
        words=tuple(values["words"]),
        rarer=tuple(values["rarer"]),
        pairs=tuple((first, second) for first, second in values["pairs"]),
    )


class Clocked:
    """Passes rows on and counts the CPU seconds that reading them took, so that they can be left out."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = rows
        self.seconds = 0.0
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows, read ahead in batches so that the clock itself costs nothing."""
        source = iter(self.rows)
        while True:
            before = time.thread_time()
            batch = [row for _, row in zip(range(CHUNK), source, strict=False)]
            self.seconds += time.thread_time() - before
            self.count += len(batch)
            yield from batch
            if not batch:
                return
