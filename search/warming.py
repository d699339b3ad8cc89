"""What every search needs, made before the workers of the site are forked: they then share it and answer at once."""

from __future__ import annotations

import gc
import logging

from django.db import DatabaseError, connections
from django.template.loader import get_template
from django.urls import get_resolver

from search import engine as engines
from search.engine.contract import IndexUnavailableError, QueryTooCostlyError
from search.service import search
from search.state import SearchState

TEMPLATES = ("search/page.html", "search/hits.html", "search/article.html", "search/facet.html")

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Search once with words and once without, read the templates, and keep all that from the collector.

    Nothing that must not be shared is left open. What is missing is no fault yet: the first search says so.
    """
    for name in TEMPLATES:
        get_template(name)
    get_resolver().url_patterns  # noqa: B018 - read to be imported
    if engines.is_in_files():
        try:
            for words in ("", "news"):
                search(SearchState(q=words))
        except (DatabaseError, IndexUnavailableError, QueryTooCostlyError) as error:
            logger.info("No search before the workers are started: %s", error)
    connections.close_all()
    gc.collect()
    gc.freeze()  # a collection in a worker would write to, and so copy, all memory that it shares
