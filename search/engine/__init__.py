"""The search engine behind contract.py."""

from __future__ import annotations

from typing import cast

from search.engine.contract import Engine


def get_engine() -> Engine:
    """Return the engine: the backend of Haystack's connection "default"."""
    import haystack

    return cast(Engine, haystack.connections["default"].get_backend())
