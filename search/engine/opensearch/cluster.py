"""Asking the cluster: retries with back-off on its other nodes, within the time there is; every failure has a name."""

from __future__ import annotations

import logging
import os
import random
import re
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    ConnectionError,
    ConnectionTimeout,
    NotFoundError,
    SSLError,
    TransportError,
)

from search.engine.contract import EngineAwayError, EngineError, IndexUnavailableError, QueryTooCostlyError
from search.engine.opensearch.address import Address

MANAGING_SECONDS: Final = 30.0  # for making, swapping and deleting indices
WRITING_SECONDS: Final = 30.0  # until a write is given up; what it was to write stays in the outbox
QUICK_SECONDS: Final = 0.2  # for finding out whether anyone is there
AWAY_SECONDS: Final = 1.0  # for which a cluster that did not answer is not asked again by readers
AWAY_FAILURES: Final = 3  # in a row, after which it is taken to be away
FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 2.0
CONNECTIONS: Final = 16  # kept open to each node by one process
_COMING_BACK: Final = frozenset({429, 502, 503, 504})
# Every failure is raised, or the request repeated; the client would write a traceback for each attempt.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)
_REFUSED: Final = frozenset({401, 403})
# Read-only, as when a disk is full; or a node went away in the middle, which the cluster calls a 500 of its own.
_NO_FAULT: Final = re.compile(r"\b(?:cluster_block|node_\w+|\w*transport|\w*closed)_exception\b")
_DISTRUSTED: Final = "CERTIFICATE_VERIFY_FAILED"
_NO_TLS: Final = "WRONG_VERSION_NUMBER"
_COSTLY: Final = ("too_many_clauses", "too_many_nested_clauses", "too_complex_to_determinize", "circuit_breaking")

Json = dict[str, Any]


class RefusedError(EngineAwayError):
    """The cluster wants another user or certificate: asking it again changes nothing, and nothing is damaged."""


class Patience:
    """Says how much of the time given is left."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._end - time.monotonic()


class Cluster:
    """A connection to the nodes of an address, shared by the threads of a process."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._client = OpenSearch(
            list(address.hosts),
            http_auth=(address.user, address.password) if address.user else None,
            verify_certs=address.verify,
            ssl_show_warn=False,
            ca_certs=address.ca_certs or None,
            pool_maxsize=CONNECTIONS,
            max_retries=0,
            http_compress=False,
            dead_timeout=1,
            timeout_cutoff=3,
        )
        self._failures = 0
        self._away_until = 0.0
        self._away_why = ""

    def read(self, method: str, path: str, body: Any = None, *, patience: Patience, **params: Any) -> Json:
        """Return the answer to a reader's request, or fail at once while the cluster is known to be away."""
        if time.monotonic() < self._away_until:
            raise EngineAwayError(self._away_why)
        try:
            found = self.ask(method, path, body, patience=patience, **params)
        except EngineAwayError as error:
            self._failures += 1
            if self._failures >= AWAY_FAILURES:
                self._away_why, self._away_until = str(error), time.monotonic() + AWAY_SECONDS
            raise
        self._failures = 0
        return found

    def ask(self, method: str, path: str, body: Any = None, *, patience: Patience, **params: Any) -> Json:
        """Return the answer to a request, asked again while the cluster may come back.

        Raises EngineAwayError, IndexUnavailableError (no such index), QueryTooCostlyError, EngineError.
        """
        pause = FIRST_PAUSE
        answered: EngineError | None = None  # what a node said tells more than that another is away
        while True:
            try:
                found: Json = self._client.transport.perform_request(
                    method, path, params=dict(params, request_timeout=max(patience.left, QUICK_SECONDS)), body=body
                )
                return found
            except TransportError as error:
                failure = self._failure(error, patience, is_search=path.endswith("/_search"))
                if not isinstance(error, ConnectionError):
                    answered = failure
                elif answered and isinstance(failure, EngineAwayError):
                    failure = answered
                pause = min(pause * 2, LONGEST_PAUSE) * random.uniform(0.75, 1.25)
                comes_back = isinstance(failure, EngineAwayError) and not isinstance(failure, RefusedError)
                if not comes_back or patience.left <= pause:
                    raise failure from error
                time.sleep(pause)

    def exists(self, path: str, *, patience: Patience) -> bool:
        """Return whether something is there."""
        try:
            self.ask("GET", path, patience=patience)
        except IndexUnavailableError as error:
            if isinstance(error, EngineAwayError):
                raise
            return False
        return True

    def _failure(self, error: TransportError, patience: Patience, *, is_search: bool) -> EngineError:
        """Return what a failed request means to the rest of Dateline."""
        if isinstance(error, ConnectionError):
            return self._silence(error, patience, is_search=is_search)
        reason = reason_of(error)
        if isinstance(error, NotFoundError):
            return IndexUnavailableError(f"The search cluster has no index {self.address.name!r} ({reason}).")
        if is_search and any(name in reason for name in _COSTLY):
            return QueryTooCostlyError(f"The search cluster finds the query too costly ({reason}).")
        if comes_back(error.status_code, reason):
            return EngineAwayError(
                f"The search cluster is not ready ({reason}); it is asked again until its shards are back."
            )
        if error.status_code in _REFUSED:
            return RefusedError(f"The search cluster refuses the user of SEARCH_URL ({reason}).")
        return EngineError(f"The search cluster refuses the request: {reason}")

    def _silence(self, error: ConnectionError, patience: Patience, *, is_search: bool) -> EngineError:
        """Return what it means that no answer came."""
        where = ", ".join(self.address.hosts)
        if isinstance(error, ConnectionTimeout):
            if is_search and patience.left < QUICK_SECONDS and self._answers():
                return QueryTooCostlyError(f"The query took more than {patience.seconds:g} seconds.")
            return EngineAwayError(f"The search cluster at {where} did not answer in time; try again in a moment.")
        if isinstance(error, SSLError) and _DISTRUSTED in str(error):
            return RefusedError(
                f"The certificate of the search cluster at {where} is not trusted; "
                "name the file of the authority that signed it in SEARCH_URL: ca_certs=…"
            )
        if isinstance(error, SSLError) and _NO_TLS in str(error):
            return RefusedError(f"The search cluster at {where} does not speak TLS; take tls=1 out of SEARCH_URL.")
        return EngineAwayError(f"The search cluster at {where} cannot be reached; try again in a moment.")

    def _answers(self) -> bool:
        """Return whether some node answers quickly."""
        try:
            self._client.transport.perform_request("HEAD", "/", params={"request_timeout": QUICK_SECONDS})
        except TransportError:
            return False
        return True


def comes_back(status: int | str, reason: str) -> bool:
    """Return whether a request that was answered so, for reasons of these types, is worth sending again as it is."""
    return status in _COMING_BACK or bool(_NO_FAULT.search(reason))


def reason_of(error: TransportError) -> str:
    """Return what an error of the cluster says, in a line."""
    info = error.info
    if not isinstance(info, Mapping):
        return str(info or error.error)[:300]
    found = info.get("error", info)
    if not isinstance(found, Mapping):
        return str(found)[:300]
    causes = [found, *found.get("root_cause", ())]
    failed = found.get("failed_shards") or ()
    causes += [shard.get("reason", {}) for shard in failed[:1]]
    said = dict.fromkeys(f"{each.get('type', '')}: {each.get('reason', '')}" for each in causes if each)
    return "; ".join(said)[:300]


_clusters: dict[tuple[int, Address], Cluster] = {}
_making = threading.Lock()


def cluster_at(address: Address) -> Cluster:
    """Return this process's connection to an address: sockets must not be shared with a forked child."""
    key = (os.getpid(), address)
    with _making:
        if key not in _clusters:
            _clusters[key] = Cluster(address)
        return _clusters[key]
