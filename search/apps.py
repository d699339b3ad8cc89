"""The search application: how it is found."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search, facets and the index."""

    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Listen for changed articles."""
        from search import indexing

        indexing.listen()
