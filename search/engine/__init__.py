"""The search engine behind contract.py."""

from __future__ import annotations

from typing import cast

from search.engine.contract import Engine

LIVE = "default"
NEXT = "next"


def get_engine(alias: str = LIVE) -> Engine:
    """Return the engine: the backend of one of Haystack's connections, readers' own unless `alias` says NEXT."""
    import haystack

    return cast(Engine, haystack.connections[alias].get_backend())


def is_in_files() -> bool:
    """Return whether the index is in files of this machine, which processes that are forked may share."""
    import haystack

    return "PATH" in haystack.connections[LIVE].options
