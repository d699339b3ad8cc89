"""The corpus application: what we have."""

from __future__ import annotations

from django.apps import AppConfig


class CorpusConfig(AppConfig):
    """Articles, their sources, actors, locations, mentions and uploads."""

    name = "corpus"
    verbose_name = "Corpus"
