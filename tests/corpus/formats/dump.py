"""Records as JSON that a person can compare: only what is set."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable

from corpus.formats import RawArticle, RecordError


def dump(records: Iterable[RawArticle | RecordError]) -> list[str]:
    """Return a line for each record; empty fields and the name of the file are left out."""
    return [json.dumps(_as_dict(record), ensure_ascii=False) for record in records]


def _as_dict(record: RawArticle | RecordError) -> dict[str, object]:
    kind = "article" if isinstance(record, RawArticle) else "error"
    return {kind: _without_empty(dataclasses.asdict(record))}


def _without_empty(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: _without_empty(inner)
            for key, inner in value.items()
            if key != "file" and inner not in ("", None, (), False)
        }
    if isinstance(value, list | tuple):
        return [_without_empty(inner) for inner in value]
    return value
