"""Reads the labelled data and says clearly what is missing."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.evaluation.calibration import Observation
from corpus.extract.mention import Document, Extractor, FoundMention

Record = dict[str, Any]


class DataMissing(Exception):
    """The folder of labelled data, or a file in it, isn't there; the message says which and what to do."""


@dataclass(slots=True)
class Setting:
    """What a measurement works with: folders, the extractor, how many documents at most, and what calibration sees."""

    data: Path
    labels: Path
    extractor: Extractor
    extractor_name: str
    limit: int | None = None
    observed: list[Observation] = field(default_factory=list)

    def records(self, name: str, keep: Callable[[Record], bool] = bool) -> list[Record]:
        """Return the first `limit` records of a file of the data folder, of those that are kept."""
        return [one for one in read_records(self.data / name) if keep(one)][: self.limit]

    def extract(self, documents: Iterable[Document]) -> list[list[FoundMention]]:
        """Return the mentions of each document, in order."""
        return list(self.extractor.extract_many(documents))


def read_records(path: Path, limit: int | None = None) -> list[Record]:
    """Return the records of a JSON Lines file, plain, gzip or xz. Raises DataMissing."""
    if not path.is_file():
        raise DataMissing(
            f"{path} is missing. Labels belong to the repository; other data to the folder named by --data."
        )
    return list(islice(_lines(path), limit))


_OPENERS: Mapping[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}


def _lines(path: Path) -> Iterator[Record]:
    with _OPENERS.get(path.suffix, open)(path, "rb") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def read_page(path: Path) -> str:
    """Return a page as text. Raises DataMissing."""
    if not path.is_file():
        raise DataMissing(f"{path} is missing; name the folder that holds it with --data.")
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


def check_folder(data: Path) -> None:
    """Raise DataMissing unless the folder of labelled data is there."""
    if not data.is_dir():
        raise DataMissing(
            f"There is no folder of labelled data at {data}. It is not part of the repository; "
            "name the folder that holds it with --data."
        )


def every(records: Sequence[Record], wanted: int) -> list[Record]:
    """Return about `wanted` records, evenly spread over all."""
    step = max(1, len(records) // wanted)
    return list(records[::step][:wanted])
