"""Bulk requests: packed by size, sent while the next is made, retried with back-off, refused one by one."""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from search.engine.contract import DocumentError, EngineAwayError, EngineError
from search.engine.opensearch.cluster import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    WRITING_SECONDS,
    Cluster,
    Patience,
    comes_back,
)

logger = logging.getLogger(__name__)

BULK_BYTES: Final = 4_000_000
BULK_ACTIONS: Final = 1_000
SENDERS: Final = 2
_CONFLICT: Final = 409
_NOT_FOUND: Final = 404
_ANSWER: Final = "errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by"


@dataclass(frozen=True, slots=True)
class Action:
    """One line, or two, of a bulk request: `operation` is index or delete."""

    operation: str
    article_id: int
    lines: str


@dataclass(slots=True)
class Sent:
    """What has become of the actions so far."""

    written: int = 0
    deleted: int = 0
    late: int = 0  # there was a later version
    refused: list[DocumentError] = field(default_factory=list)


def indexing(index: str, document: dict[str, Any], article_id: int, version: int, *, is_alias: bool = False) -> Action:
    """Return the action that replaces a document, unless a later version is there; an alias must be there."""
    head = {"_index": index, "_id": document["id"], "version": version, "version_type": "external_gte"}
    if is_alias:
        head["require_alias"] = True
    return Action("index", article_id, f"{_json({'index': head})}\n{_json(document)}\n")


def indexing_other(alias: str, document: dict[str, Any]) -> Action:
    """Return the action that replaces a document that is no article."""
    head = {"_index": alias, "_id": document["id"], "require_alias": True}
    return Action("index", 0, f"{_json({'index': head})}\n{_json(document)}\n")


def deleting(index: str, identifier: str, article_id: int, version: int) -> Action:
    """Return the action that removes a document of a version."""
    head = {"_index": index, "_id": identifier, "version": version, "version_type": "external_gte"}
    return Action("delete", article_id, f"{_json({'delete': head})}\n")


def send(cluster: Cluster, actions: Iterable[Action]) -> Sent:
    """Carry out actions, in packs of which some are under way while the next is made. Raises EngineError."""
    sent = Sent()
    waiting: list[Future[Sent]] = []
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="bulk") as pool:
        for pack in _packs(actions):
            if len(waiting) >= SENDERS:
                _add(sent, waiting.pop(0).result())
            waiting.append(pool.submit(_send_pack, cluster, pack))
        for future in waiting:
            _add(sent, future.result())
    return sent


def _add(sent: Sent, more: Sent) -> None:
    sent.written += more.written
    sent.deleted += more.deleted
    sent.late += more.late
    sent.refused += more.refused


def _packs(actions: Iterable[Action]) -> Iterator[list[Action]]:
    pack: list[Action] = []
    size = 0
    for action in actions:
        pack.append(action)
        size += len(action.lines)
        if size >= BULK_BYTES or len(pack) >= BULK_ACTIONS:
            yield pack
            pack, size = [], 0
    if pack:
        yield pack


def _send_pack(cluster: Cluster, pack: list[Action]) -> Sent:
    """Send a pack, and again those actions for which the cluster had no time. Raises EngineAwayError, EngineError."""
    sent = Sent()
    patience = Patience(WRITING_SECONDS)
    pause = FIRST_PAUSE
    while pack:
        body = "".join(action.lines for action in pack).encode()
        answer = cluster.ask("POST", "/_bulk", body, patience=patience, filter_path=_ANSWER)
        pack = _sort_out(pack, answer, sent)
        if not pack:
            break
        if patience.left < pause:
            raise EngineAwayError("The search cluster takes no articles at present; they are kept and sent again.")
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE) * random.uniform(0.75, 1.25)
    return sent


def _sort_out(pack: list[Action], answer: dict[str, Any], sent: Sent) -> list[Action]:
    """Count what was done and note what was refused; return what is to be tried again."""
    again = []
    for action, item in zip(pack, answer["items"], strict=True):
        found = item[action.operation]
        status = int(found["status"])
        if comes_back(status, found.get("error", {}).get("type", "")):
            again.append(action)
        elif status == _CONFLICT:
            logger.info("article %d: the index holds a later version", action.article_id)
            sent.late += 1
        elif action.operation == "delete":
            sent.deleted += status != _NOT_FOUND
        elif status == _NOT_FOUND:
            raise EngineError(f"The search cluster has lost the index that was written to: {_reason(found)}")
        elif "error" in found:
            sent.refused.append(DocumentError(action.article_id, _reason(found)))
        else:
            sent.written += 1
    return again


def _reason(found: dict[str, Any]) -> str:
    error = found.get("error", {})
    cause = error.get("caused_by", {})
    return ": ".join(filter(None, (error.get("reason"), cause.get("reason"))))[:300]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
