"""Rows of a small corpus for tests, and what an index would hold of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count

from corpus.models import Actor, ActorName, Article, Location, LocationName, Mention, Source
from corpus.names import fold_name
from search.engine.contract import IndexDocument
from search.state import partial_days

_numbers = count(1_000)  # stories have the numbers below
PRECISION = {4: "year", 7: "month", 10: "day"}


def make_source(name: str) -> Source:
    """Return the source of a name."""
    return Source.objects.get_or_create(key=fold_name(name), defaults={"name": name})[0]


def make_actor(name: str, *others: str, kind: str = "group", country: str = "") -> Actor:
    """Make an actor with its names."""
    actor = Actor.objects.create(key=f"test:{next(_numbers)}", name=name, kind=kind, country=country)
    for key, each in {fold_name(each): each for each in (name, *others)}.items():
        ActorName.objects.create(actor=actor, name=each, key=key)
    return actor


def make_location(
    name: str, *others: str, parent: Location | None = None, kind: str = "city", country: str = "AF"
) -> Location:
    """Make a location with its names, inside another."""
    location = Location.objects.create(
        geonameid=next(_numbers), name=name, kind=kind, country=country, parent=parent, latitude=34.5, longitude=69.25
    )
    for key, each in {fold_name(each): each for each in (name, *others)}.items():
        LocationName.objects.create(location=location, name=each, key=key)
    return location


def make_article(
    title: str,
    text: str = "",
    *,
    published: str = "",
    source: str = "Wire desk",
    language: str = "en",
    actors: Iterable[Actor] = (),
    locations: Iterable[Location] = (),
    mentioned: Iterable[str] = (),
    dateline: Location | None = None,
    **fields: object,
) -> Article:
    """Make an article; an actor or location given twice is mentioned twice, dates are as in URLs."""
    number = next(_numbers)
    days = partial_days(published, date.min) if published else None
    article = Article.objects.create(
        source=make_source(source),
        identity=f"id:test:{number}",
        title=title,
        text=text or title,
        language=language,
        published_from=days[0] if days else None,
        published_to=days[1] if days else None,
        published_precision=PRECISION[len(published)] if days else "",
        published_status="stated" if days else "unknown",
        raw_sha256="0" * 64,
        text_sha256=f"{number:064}",
        **fields,
    )
    for actor in actors:
        Mention.objects.create(article=article, surface=actor.name, kind=actor.kind, actor=actor, rule="lexicon")
    for location in locations:
        Mention.objects.create(
            article=article, surface=location.name, kind="location", location=location, rule="gazetteer"
        )
    if dateline:
        Mention.objects.create(
            article=article, surface=dateline.name, kind="location", location=dateline, rule="dateline"
        )
    for written in mentioned:
        first, last = partial_days(written, date.min) or (None, None)
        Mention.objects.create(
            article=article, surface=written, kind="date", date_from=first, date_to=last, precision="day", rule="date"
        )
    return article


def as_document(article: Article) -> IndexDocument:
    """Return what the index holds of an article, read from the rows."""
    mentions = list(article.mentions.select_related("location"))
    places: set[int] = set()
    for mention in mentions:
        location = mention.location
        while location is not None:
            places.add(location.pk)
            location = location.parent
    return IndexDocument(
        id=article.pk,
        version=article.version,
        title=article.title,
        text=article.text,
        actors=tuple(sorted({str(each.actor_id) for each in mentions if each.actor_id})),
        locations=tuple(sorted(str(each) for each in places)),
        source=str(article.source_id),
        language="" if article.language == "und" else article.language,
        published=(article.published_from, article.published_to) if article.published_from else None,
        mentioned=tuple((each.date_from, each.date_to) for each in mentions if each.date_from),
        added=article.added,
    )
