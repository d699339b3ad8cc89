"""Haystack's Whoosh backend, made exact and safe."""

from __future__ import annotations

from haystack.backends.whoosh_backend import WhooshEngine


class DatelineWhooshEngine(WhooshEngine):
    """The engine that settings name."""
