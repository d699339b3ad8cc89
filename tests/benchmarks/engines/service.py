"""Dateline as its pages use it: search.service over a database with articles, actors, locations and mentions."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.engines.dateline import query_text
from tests.benchmarks.engines.site import start_site
from tests.benchmarks.questions import FACET_LIMIT, Found, Question
from tests.benchmarks.rows import About, Row

BATCH: Final = 2_000


class Engine:
    """The whole of Dateline but HTTP."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""  # of the index, if it lies elsewhere
        self.search: Any = None

    def index(self, rows: Iterable[Row], about: About) -> dict[str, float]:
        """Fill the database, then build the index from it as `manage.py index --rebuild` does."""
        start_site(self.folder)
        from search import indexing

        started = time.process_time()
        _fill_names(about)
        for batch in _batches(rows):
            _fill(batch)
        filled = time.process_time()
        indexing.rebuild()
        return {"database": filled - started, "index": time.process_time() - filled}

    def open(self) -> None:
        """Set Django up."""
        start_site(self.folder, self.url)
        from django.conf import settings

        from search import service

        settings.DATELINE["query_seconds"] = 600.0  # the time is wanted, not the error
        self.search = service.search

    def warm_up(self) -> None:
        """Do what the site does before its workers are forked."""
        from search.warming import warm_up

        warm_up()

    def answer(self, asked: Question) -> Found:
        """Search with hits, labels and snippets."""
        from search.state import Choice, SearchState

        choices = {name: Choice(any=tuple(map(str, values))) for name, values in asked.filters.items() if values}
        results = self.search(SearchState(q=query_text(asked), choices=choices, interval="month", size=asked.hits))
        counts = {
            name: {value.id: value.count for value in group.values[:FACET_LIMIT]}
            for name, group in results.facets.items()
        }
        return Found(
            total=results.total,
            ids=[hit.id for hit in results.hits],
            actors=counts["actor"],
            locations=counts["location"],
            sources=counts["source"],
            months={bar.first.isoformat()[:7]: bar.count for bar in results.dates.values if bar.count},
        )

    def edit(self, row: Row) -> None:
        """Change an article in the database as an editor does, and bring the change into the index."""
        from django.db import transaction

        from corpus.models import Article, OutboxRow
        from search import indexing

        with transaction.atomic():
            article = Article.objects.get(pk=row.id)
            article.title, article.text = row.title, row.text
            article.version += 1
            article.save()
            OutboxRow.objects.create(article_id=row.id)
        indexing.drain()

    def version(self) -> str:
        """Return what is measured."""
        return "Dateline, this checkout"


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _fill_names(about: About) -> None:
    """Make sources, actors and locations; their ids are the numbers that rows use."""
    from corpus.models import Actor, ActorName, Location, LocationName, Source
    from corpus.names import fold_name

    Source.objects.bulk_create(
        Source(id=number, name=name, key=fold_name(name)) for number, name in enumerate(about.sources, start=1)
    )
    Actor.objects.bulk_create(
        (Actor(id=number, key=f"bench:{number}", name=name) for number, name in enumerate(about.actors, start=1)),
        batch_size=BATCH,
    )
    ActorName.objects.bulk_create(
        (
            ActorName(actor_id=number, name=name, key=fold_name(name))
            for number, name in enumerate(about.actors, start=1)
        ),
        batch_size=BATCH,
    )
    Location.objects.bulk_create(
        Location(
            id=place.id,
            geonameid=-place.id,
            name=place.name,
            kind="city" if place.parent else "country",
            parent_id=place.parent,
        )
        for place in about.places
    )
    LocationName.objects.bulk_create(
        LocationName(location_id=place.id, name=place.name, key=fold_name(place.name)) for place in about.places
    )


def _fill(rows: list[Row]) -> None:
    """Save articles and their mentions."""
    from django.db import transaction

    from corpus.models import Article, Mention

    with transaction.atomic():
        Article.objects.bulk_create([Article(id=row.id, **article_columns(row)) for row in rows])
        Mention.objects.bulk_create(
            [
                *(_actor_mention(row.id, actor) for row in rows for actor in row.actors),
                *(_location_mention(row.id, place) for row in rows for place in row.locations),
            ]
        )


def article_columns(row: Row) -> dict[str, Any]:
    """Return what a row fills of an article."""
    digest = sha256(row.text.encode()).hexdigest()
    when = date.fromordinal(row.day) if row.day else None
    return {
        "source_id": row.source,
        "identity": f"id:{row.source}:{row.id}",
        "external_id": str(row.id),
        "title": row.title,
        "url": f"https://news.example/{row.id}",
        "language": row.language,
        "published_from": when,
        "published_to": when,
        "published_precision": "day" if when else "",
        "published_status": "stated" if when else "unknown",
        "published_raw": when.isoformat() if when else "",
        "raw_text": row.text,
        "raw_sha256": digest,
        "record_sha256": digest,
        "text": row.text,
        "text_sha256": digest,
        "word_count": row.text.count(" ") + 1,
        "extractor": "benchmark",
    }


def _actor_mention(article: int, actor: int) -> Any:
    from corpus.models import Mention

    return Mention(article_id=article, actor_id=actor, surface="-", kind="unknown", rule="supplied")


def _location_mention(article: int, place: int) -> Any:
    from corpus.models import Mention

    return Mention(article_id=article, location_id=place, surface="-", kind="location", rule="supplied")
