"""The history of articles: what an article was before an upload updated it, kept and put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.dateparse import parse_datetime

from corpus.models import Actor, Article, Location, Mention, Revision, Upload
from corpus.rows import Row, insert_rows, update_rows

EDITORIAL: Final = ("corrected", "hidden")
"""Columns that no upload writes, kept so that it shows whether an editor changed the article since."""

_CHUNK: Final = 100  # articles whose texts are in memory at once
_MENTION_COLUMNS: Final = [
    each.attname for each in Mention._meta.concrete_fields if each.attname not in ("id", "article_id")
]


def keep_revisions(article_ids: Sequence[int], columns: Iterable[str], *, upload: Upload) -> None:
    """Keep these columns of articles, and their mentions, as they are before an upload writes over them."""
    names = [*columns, *EDITORIAL]
    for start in range(0, len(article_ids), _CHUNK):
        chunk = article_ids[start : start + _CHUNK]
        mentions = _mentions_of(chunk)
        rows: list[Row] = [
            {
                "article_id": found["id"],
                "upload_id": upload.pk,
                "version": found["version"],
                "columns": {name: found[name] for name in names},
                "mentions": mentions.get(found["id"], []),
            }
            for found in Article.objects.filter(pk__in=chunk).order_by("pk").values("id", "version", *names)
        ]
        insert_rows(Revision, rows)


def _mentions_of(article_ids: Sequence[int]) -> dict[int, list[Mapping[str, object]]]:
    mentions: dict[int, list[Mapping[str, object]]] = {}
    found = Mention.objects.filter(article_id__in=article_ids).order_by("id")
    for row in found.values("article_id", *_MENTION_COLUMNS):
        mentions.setdefault(row.pop("article_id"), []).append(row)
    return mentions


@dataclass(frozen=True, slots=True)
class Former:
    """A record that an article was made of before: the upload that updated it since, and when it was said.

    `since` is when Dateline took in what the article says now.
    """

    upload_id: int | None
    said: datetime | None
    since: datetime

    @property
    def told(self) -> str:
        """By what it was updated, in words."""
        return f"upload {self.upload_id}" if self.upload_id else "an upload"

    def is_overtaken(self, said: datetime | None, now: datetime | None) -> bool:
        """Tell whether the same record, met again, belongs to an old archive and takes no update back.

        `now` is when what the article says now was said; where that is not known, when it was taken in counts. A
        record that was said after that takes the update back: its publisher has.
        """
        if said is None:
            return True
        last = now or self.since
        return said <= max(last, self.said or last)


def former_records(article_ids: Iterable[int]) -> dict[tuple[int, str], Former]:
    """Return the records that these articles were made of before, by article and hash."""
    history = Revision.objects.filter(article_id__in=list(article_ids), columns__isnull=False).order_by("version")
    rows = list(
        history.values_list(
            *("article_id", "columns__record_sha256", "upload_id", "columns__collected", "columns__modified"),
            "replaced",
        )
    )
    since = {article_id: replaced for article_id, *_, replaced in rows}
    return {
        (article_id, sha256): Former(upload_id, parse_datetime(collected or modified or ""), since[article_id])
        for article_id, sha256, upload_id, collected, modified, _ in rows
    }


def put_back(article: Article, revision: Revision) -> None:
    """Make an article, which must be held, what it was at a revision; its version grows all the same."""
    assert revision.columns is not None
    columns = {
        field.attname: field.to_python(revision.columns[field.attname])
        for field in Article._meta.concrete_fields
        if field.attname in revision.columns and not field.is_relation
    }
    columns["source_id"] = revision.columns["source_id"]
    columns["upload_id"] = revision.columns["upload_id"]
    update_rows(Article, [columns | {"id": article.pk, "version": article.version + 1}])
    Mention.objects.filter(article_id=article.pk).delete()
    insert_rows(Mention, [row | {"article_id": article.pk} for row in _sound(revision.mentions)])


def _sound(mentions: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Return mentions ready to be saved, without those whose actor or location is gone by now."""
    actors = {row["actor_id"] for row in mentions} - {None}
    locations = {row["location_id"] for row in mentions} - {None}
    known_actors = {None, *Actor.objects.filter(pk__in=list(actors)).values_list("pk", flat=True)}
    known_locations = {None, *Location.objects.filter(pk__in=list(locations)).values_list("pk", flat=True)}
    fields = {each.attname: each for each in Mention._meta.concrete_fields}
    sound: list[dict[str, object]] = []
    for row in mentions:
        if row["actor_id"] in known_actors and row["location_id"] in known_locations:
            sound.append(
                {
                    name: value if fields[name].is_relation else fields[name].to_python(value)
                    for name, value in row.items()
                    if name in fields
                }
            )
    return sound
