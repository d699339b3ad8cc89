"""Studies sources: which lines they repeat, or have for headlines of other articles, as proposals for editors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from corpus.clean.source_lines import line_key
from corpus.learning.evidence import EXAMPLES, Repeated, repeated_lines
from corpus.learning.headlines import headline_lines
from corpus.learning.topics import Occurrence
from corpus.models import Article, LineStatus, Source, SourceLine, SourceStudy

LEAST_SOURCE: Final = 8  # articles; a smaller source tells nothing
GROWTH: Final = 0.1  # of the articles at the last study, before it is studied again
_CHUNK: Final = 500
_WORD = re.compile(r"[^\W\d_]{4,}")


def sources_to_study() -> list[int]:
    """Return the sources that have grown enough since they were studied last, the largest first."""
    known = dict(SourceStudy.objects.values_list("source_id", "articles"))
    rows = (
        Article.objects.exclude(source__key=Source.UNKNOWN)
        .order_by()
        .values("source_id")
        .annotate(number=Count("pk"))
        .filter(number__gte=LEAST_SOURCE)
        .order_by("-number")
        .values_list("source_id", "number")
    )
    return [source_id for source_id, number in rows if _has_grown(known.get(source_id), number)]


def _has_grown(before: int | None, number: int) -> bool:
    return before is None or abs(number - before) >= max(LEAST_SOURCE / 2, GROWTH * before)


def study(source: Source) -> list[SourceLine]:
    """Find the lines that a source repeats; return those that are proposed now.

    What an editor decided stays decided. A proposal whose evidence is gone goes.
    """
    last_id = source.articles.aggregate(Max("pk"))["pk__max"] or 0
    articles = source.articles.filter(pk__lte=last_id)
    own_names = frozenset(word.casefold() for word in _WORD.findall(source.name))
    texts = partial(_texts, articles)
    found, total = repeated_lines(texts, fetch=_fetch, own_names=own_names)
    known = {line_key(line.text) for line in found}
    links = headline_lines(texts, _headlines(articles), fetch=_fetch)
    found += [line for line in links if line_key(line.text) not in known]
    with transaction.atomic():
        _save(source, found, total)
        SourceStudy.objects.update_or_create(
            source=source, defaults={"articles": total, "last_id": last_id, "studied": timezone.now()}
        )
    return list(SourceLine.objects.filter(source=source, status=LineStatus.PROPOSED).order_by("-articles", "id"))


def _texts(articles: QuerySet[Article]) -> Iterator[tuple[int, str]]:
    """Yield the articles by id, in parts, so that no reading stays open while others write."""
    after = 0
    while rows := list(articles.filter(pk__gt=after).order_by("pk").values_list("pk", "text")[:_CHUNK]):
        yield from rows
        after = rows[-1][0]


def _headlines(articles: QuerySet[Article]) -> Iterator[tuple[int, str]]:
    return articles.order_by("pk").values_list("pk", "title").iterator(chunk_size=_CHUNK)


def _fetch(article_ids: Sequence[int]) -> list[Occurrence]:
    rows = Article.objects.filter(pk__in=article_ids).order_by("pk").values_list("pk", "title", "text")
    return [Occurrence(*row) for row in rows]


def _save(source: Source, found: Sequence[Repeated], total: int) -> None:
    known = {line.key: line for line in SourceLine.objects.select_for_update().filter(source=source)}
    fresh: list[SourceLine] = []
    kept: set[str] = set()
    for repeated in found:
        key = line_key(repeated.text)
        kept.add(key)
        line = known.get(key) or SourceLine(source=source, key=key, text=repeated.text)
        line.place, line.articles, line.of_articles = repeated.place, repeated.articles, total
        line.examples = sorted(repeated.sample[:EXAMPLES])
        if line.pk is None:
            fresh.append(line)
        elif line.status != LineStatus.ACCEPTED:  # an accepted line stands in no text any more
            line.save(update_fields=["place", "articles", "of_articles", "examples"])
    SourceLine.objects.bulk_create(fresh, ignore_conflicts=True)
    SourceLine.objects.filter(source=source, status=LineStatus.PROPOSED).exclude(key__in=kept).delete()
