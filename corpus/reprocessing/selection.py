"""Which articles are gone through again: an upload's, a source's, some by their ids, or all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from corpus.models import Article, Reprocessing, ReprocessingExtractor, Source, Upload

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen: the articles of an upload, of a source, or those with these ids; nothing said = all."""

    upload: int | None = None
    source: int | None = None
    articles: tuple[int, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        said = {"upload": self.upload, "source": self.source}
        kept: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
        return kept if self.articles is None else kept | {"articles": sorted(set(self.articles))}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Selection:
        """Return what was kept."""
        articles = kept.get("articles")
        return cls(kept.get("upload"), kept.get("source"), None if articles is None else tuple(articles))

    def count(self) -> int:
        """Return how many articles are chosen and there."""
        if self.articles is None:
            return self._rows().count()
        chunks = (self.articles[start : start + _CHUNK] for start in range(0, len(self.articles), _CHUNK))
        return sum(self._rows().filter(pk__in=chunk).count() for chunk in chunks)

    def ids(self, after: int) -> Iterator[int]:
        """Yield the ids of the articles chosen above this one, in order; those that come meanwhile too."""
        while found := self._next(after):
            yield from found
            after = found[-1]

    def labels(self) -> set[str]:
        """Return the labels of the extractors that the articles chosen were extracted with."""
        rows = self._rows() if self.articles is None or len(self.articles) > _CHUNK else self._some(self.articles)
        return set(rows.order_by().values_list("extractor", flat=True).distinct())

    def name(self) -> str:
        """Return in words what is chosen."""
        if self.articles is not None:
            return "1 article" if len(self.articles) == 1 else f"{len(self.articles):,} articles"
        if self.upload is not None:
            upload = Upload.objects.filter(pk=self.upload).first()
            return f"upload {self.upload}" + (f", {upload.name}" if upload else "")
        if self.source is not None:
            source = Source.objects.filter(pk=self.source).first()
            return f"articles of {source.name if source else f'source {self.source}'}"
        return "all articles"

    def _next(self, after: int) -> list[int]:
        if self.articles is None:
            return list(self._rows().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:_CHUNK])
        start = bisect_right(self.articles, after)
        while chunk := self.articles[start : start + _CHUNK]:
            if found := list(self._some(chunk).order_by("pk").values_list("pk", flat=True)):
                return found
            start += _CHUNK
        return []

    def _some(self, articles: Iterable[int]) -> QuerySet[Article]:
        return self._rows().filter(pk__in=list(articles))

    def _rows(self) -> QuerySet[Article]:
        rows = Article.objects.all()
        if self.upload is not None:
            rows = rows.filter(upload_id=self.upload)
        if self.source is not None:
            rows = rows.filter(source_id=self.source)
        return rows


def start(
    *,
    upload: int | None = None,
    source: int | None = None,
    articles: Iterable[int] | None = None,
    clean: bool = True,
    extractor: str = ReprocessingExtractor.SAME,
    user: User | None = None,
    via: str = "admin",
    name: str = "",
) -> Reprocessing:
    """Queue a reprocessing of the articles of an upload, of a source, of these ids (their ids), or of all.

    `clean`: clean again from what was received, by today's rules. `extractor`: spacy, rules or none; same = each with
    the one it had; needed = as before, and only where cleaning changed more than a removal can. Raises ValueError.
    """
    if extractor not in ReprocessingExtractor.values:
        raise ValueError(f"unknown extractor {extractor!r}; known: {', '.join(ReprocessingExtractor.values)}")
    if not clean and extractor == ReprocessingExtractor.NEEDED:
        raise ValueError("nothing is asked for: neither cleaning nor extraction")
    chosen = Selection(upload, source, None if articles is None else tuple(articles))
    return Reprocessing.objects.create(
        name=(name or chosen.name())[:250],
        selection=chosen.as_json(),
        cleaning=clean,
        extractor=extractor,
        created_by=user,
        via=via,
        total=chosen.count(),
    )
