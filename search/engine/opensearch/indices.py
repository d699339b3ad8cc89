"""The indices behind the two aliases: which is live, what the next is called, and how it takes over.

Readers ask the alias NAME, writers write to NAME-writing. Behind both stands a generation, NAME-000007; with a
partition it is a family, NAME-000007 (undated articles) with NAME-000007-2021 and so on. The generation replaced last
stays for a while, for the searches and exports that are reading it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from search.engine.contract import EngineError, IndexUnavailableError
from search.engine.opensearch import mapping
from search.engine.opensearch.address import Address
from search.engine.opensearch.cluster import MANAGING_SECONDS, Cluster, Json, Patience
from search.engine.opensearch.periods import period

RETIRED_SECONDS: Final = 180.0  # that a replaced generation stays
LOOKING_SECONDS: Final = 1.5  # for a look before a reader's search
NOTICING_SECONDS: Final = 5.0  # for a look before writing; a new cluster manager is elected in less
DRAFT_SECONDS: Final = 86_400.0  # after which one that never went live is no longer being built
_GENERATION: Final = r"-(?P<number>\d{6,})(?:-(?P<part>\d{4}(?:q[1-4])?))?"


class Indices:
    """Knows and changes the indices of an address."""

    def __init__(self, cluster: Cluster, body: Json) -> None:
        self.cluster = cluster
        self.address: Address = cluster.address
        self.body = body
        self.reading = self.address.name
        self.writing = f"{self.address.name}-writing"
        self._pattern = re.compile(re.escape(self.address.name) + _GENERATION)

    def all(self, *, patience: Patience | None = None) -> Mapping[str, frozenset[str]]:
        """Return every index of ours with its aliases."""
        path = f"/{self.address.name}-*/_alias"
        patience = patience or Patience(MANAGING_SECONDS)
        found = self.cluster.ask("GET", path, patience=patience, ignore_unavailable="true", allow_no_indices="true")
        return {index: frozenset(about["aliases"]) for index, about in found.items() if self._pattern.fullmatch(index)}

    def exists(self) -> bool:
        """Return whether an index is live.

        A writer asks this first. What it would write is kept, so while nobody answers it had better do something else.
        """
        return any(self.reading in aliases for aliases in self.all(patience=Patience(NOTICING_SECONDS)).values())

    def live(self) -> str:
        """Return the generation that is written to. Raises IndexUnavailableError."""
        found = [index for index, aliases in self.all().items() if self.writing in aliases]
        if len(found) != 1:
            raise IndexUnavailableError(f"The search cluster has no index {self.address.name!r}.")
        return found[0]

    def create(self) -> str:
        """Make an empty generation and let it go live. Raises EngineError if one is."""
        if self.exists():
            raise EngineError(f"There is an index {self.address.name!r} in the search cluster already.")
        generation = self.draft()
        self.set_replicas(generation, self.address.replicas)
        self.adopt(generation)
        return generation

    def draft(self) -> str:
        """Make an empty generation that nobody reads yet, without replicas."""
        numbers = [int(found["number"]) for found in map(self._pattern.fullmatch, self.all()) if found]
        generation = f"{self.address.name}-{max(numbers, default=0) + 1:06d}"
        self.make(generation)
        return generation

    def make(self, index: str, *, aliases: Json | None = None) -> None:
        """Make an empty index and wait until its primary shards are there; it has replicas if it has an alias."""
        mappings = self.body["mappings"] | {"_meta": {"dateline_layout": mapping.LAYOUT, "drafted": time.time()}}
        body = self.body | {"mappings": mappings, "aliases": aliases or {}}
        if not aliases:
            body["settings"] = self.body["settings"] | {"number_of_replicas": 0}
        try:
            self._ask("PUT", f"/{index}", body, wait_for_active_shards="1")
        except EngineError as error:
            if "resource_already_exists" not in str(error):
                raise

    def family(self, generation: str) -> list[str]:
        """Return the indices of a generation."""
        return [index for index in self.all() if index == generation or index.startswith(f"{generation}-")]

    def adopt(self, generation: str) -> None:
        """Let a generation take over both aliases, in one step for all readers; the one before is retired."""
        family = set(self.family(generation))
        changes: list[Json] = [{"add": {"index": index, "alias": self.reading}} for index in sorted(family)]
        changes.append({"add": {"index": generation, "alias": self.writing}})
        retired = []
        for index, aliases in self.all().items():
            if index not in family and aliases:
                changes += [{"remove": {"index": index, "alias": alias}} for alias in sorted(aliases)]
                retired.append(index)
        self._note_retired(retired)
        self._ask("POST", "/_aliases", {"actions": changes})

    def discard(self) -> None:
        """Take the live generation away from readers and writers."""
        changes = [
            {"remove": {"index": index, "alias": alias}} for index, names in self.all().items() for alias in names
        ]
        if changes:
            self._ask("POST", "/_aliases", {"actions": changes})

    def retired(self, *, seconds: float = RETIRED_SECONDS, drafts: bool = False) -> list[str]:
        """Return the indices without an alias that were retired so long ago; with `drafts` those never live, too."""
        without = [index for index, aliases in self.all().items() if not aliases]
        if not without:
            return []
        found = self._ask("GET", f"/{','.join(without)}/_mapping", ignore_unavailable="true")
        before = time.time() - seconds
        return [index for index, about in found.items() if _retired_at(about, drafts=drafts) < before]

    def delete(self, indices: Iterable[str]) -> None:
        """Delete indices."""
        for index in indices:
            self._ask("DELETE", f"/{index}", ignore_unavailable="true")

    def check_layout(self) -> None:
        """Raise IndexUnavailableError if the live index was made for other fields."""
        found = self.cluster.read(
            "GET", f"/{self.reading}/_mapping", patience=Patience(LOOKING_SECONDS), filter_path="*.mappings._meta"
        )
        layouts = {about["mappings"].get("_meta", {}).get("dateline_layout") for about in found.values()}
        if layouts - {mapping.LAYOUT}:
            raise IndexUnavailableError("The index in the search cluster was made for other fields; rebuild it.")

    def part_of(self, generation: str, published: tuple[date, date] | None) -> str:
        """Return the index of a generation in which an article of this date lies."""
        if self.address.partition == "none" or published is None:
            return generation
        first = published[0]
        if self.address.partition == "year":
            return f"{generation}-{first.year:04d}"
        return f"{generation}-{first.year:04d}q{period(first, 'quarter') % 4 + 1}"

    def set_replicas(self, generation: str, replicas: int) -> None:
        """Say how many copies of each shard there are."""
        for index in self.family(generation):
            self._ask("PUT", f"/{index}/_settings", {"index": {"number_of_replicas": replicas}})

    def _note_retired(self, indices: Iterable[str]) -> None:
        for index in indices:
            meta = {"_meta": {"dateline_layout": mapping.LAYOUT, "retired": time.time()}}
            self._ask("PUT", f"/{index}/_mapping", meta)

    def _ask(self, method: str, path: str, body: Any = None, **params: Any) -> Json:
        return self.cluster.ask(method, path, body, patience=Patience(MANAGING_SECONDS), **params)


def _retired_at(about: Mapping[str, Any], *, drafts: bool) -> float:
    meta = about["mappings"].get("_meta", {})
    drafted = 0.0 if drafts else meta.get("drafted", 0) + DRAFT_SECONDS
    return float(meta.get("retired", drafted))
