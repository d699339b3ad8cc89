"""What editors do to the corpus: correct, hide, take down, rename. Each change reaches the index by the outbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Model, Value
from django.db.models.functions import Concat
from django.utils import timezone

from corpus.clean.published import Published, parse_published
from corpus.models import Article, Source, SourceName, TakeDown
from corpus.names import fold_name
from corpus.prepare import PreparedArticle
from corpus.realign import realign_dates, realign_title
from corpus.signals import announce

CORRECTABLE: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "source": ("source_id",),
    "published": ("published_from", "published_to", "published_precision", "published_status"),
}
"""What an editor can correct -> the columns of Article it stands in."""

_CHUNK = 500
_PUBLISHED = re.compile(r"\d{4}(?:-\d\d?(?:-\d\d?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Correction:
    """The new values of an article; None = as it was."""

    title: str | None = None
    source: Source | None = None
    published: Published | None = None
    hidden: bool | None = None


def read_published(text: str) -> Published:
    """Return the date an editor wrote: 2021, 2021-09, 2021-09-05 or nothing. Raises ValueError saying what to write."""
    written = text.strip()
    found = parse_published(written, today=timezone.now().date())
    if written and (not _PUBLISHED.fullmatch(written) or found.first is None):
        raise ValueError(
            f"“{written[:40]}” can’t be taken. Write a year, month or day that exists and is not in the future, "
            "as 2021, 2021-09 or 2021-09-05; leave it empty if the date is not known."
        )
    return found


def published_text(article: Article) -> str:
    """Return the publication date of an article as `read_published` takes it."""
    if article.published_from is None:
        return ""
    return article.published_from.isoformat()[: {"year": 4, "month": 7}.get(article.published_precision, 10)]


@transaction.atomic
def correct_article(article_id: int, correction: Correction) -> Article:
    """Correct an article and return it; what was corrected is kept when the record is sent again."""
    article = Article.objects.select_for_update().get(pk=article_id)
    changed = _apply(article, correction)
    if not changed:
        return article
    article.corrected = [name for name in CORRECTABLE if name in article.corrected or name in changed]
    article.version += 1
    columns = [column for name in changed for column in CORRECTABLE.get(name, (name,))]
    article.save(update_fields=[*columns, "corrected", "version", "updated"])
    if "title" in changed:
        realign_title(article)
    if "published" in changed:
        realign_dates(article)
    announce([article.pk])
    return article


def _apply(article: Article, correction: Correction) -> list[str]:
    """Set what a correction says on an article and return what that changed."""
    changed = []
    if correction.title is not None and correction.title != article.title:
        article.title = correction.title
        changed.append("title")
    if correction.source is not None and correction.source.pk != article.source_id:
        article.source = correction.source
        changed.append("source")
    if correction.published is not None:
        dated = correction.published
        before = (article.published_from, article.published_to)
        article.published_from, article.published_to = dated.first, dated.last
        article.published_precision, article.published_status = dated.precision, dated.status
        if before != (dated.first, dated.last):
            changed.append("published")
    if correction.hidden is not None and correction.hidden != article.hidden:
        article.hidden = correction.hidden
        changed.append("hidden")
    return changed


@transaction.atomic
def set_hidden(article_ids: Sequence[int], *, hidden: bool) -> list[int]:
    """Hide articles, or show them again, and return the ids of those that were otherwise before."""
    changed: list[int] = []
    for chunk in _chunks(article_ids):
        chosen = Article.objects.select_for_update().filter(pk__in=chunk, hidden=not hidden).order_by("pk")
        found = list(chosen.values_list("pk", flat=True))
        Article.objects.filter(pk__in=found).update(hidden=hidden, version=F("version") + 1, updated=timezone.now())
        announce(found)
        changed += found
    return changed


@transaction.atomic
def take_down(article_ids: Sequence[int], *, user: User | None) -> int:
    """Delete articles, note that they were taken down, and return how many there were."""
    taken = 0
    for chunk in _chunks(article_ids):
        articles = Article.objects.select_for_update(of=("self",)).filter(pk__in=chunk).select_related("source")
        rows = [
            TakeDown(
                identity=article.identity,
                article_id=article.pk,
                external_id=article.external_id,
                title=article.title,
                source_name=article.source.name,
                created_by=user,
                by_name=user.get_username() if user else "",
            )
            for article in articles.only("identity", "external_id", "title", "source__name")
        ]
        TakeDown.objects.filter(identity__in=[row.identity for row in rows]).delete()
        TakeDown.objects.bulk_create(rows)
        announce([row.article_id for row in rows])
        Article.objects.filter(pk__in=[row.article_id for row in rows]).delete()
        taken += len(rows)
    return taken


def reasons_to_skip(identities: Iterable[str]) -> dict[str, str]:
    """Return the reason for each of these identities that was taken down."""
    reasons = {}
    for row in TakeDown.objects.filter(identity__in=list(identities)):
        by = f" by {row.by_name}" if row.by_name else ""
        when = f"Taken down on {row.created:%Y-%m-%d}{by}"
        reasons[row.identity] = f"{when}; restore it in the admin: lift it under Take-downs, then send it again."
    return reasons


def keep_corrections(prepared: PreparedArticle, article: Article) -> None:
    """Put what an editor corrected into a record that came again, before it is extracted, with a warning for each."""
    columns = kept_columns(article)
    kept = [name for name in article.corrected if name in CORRECTABLE]
    prepared.columns |= {name: value for name, value in columns.items() if name != "source_id"}
    if "title" in kept:
        prepared.document = replace(prepared.document, title=article.title)
    if "source" in kept:
        prepared.source = article.source.name
        known = "" if article.source.key == Source.UNKNOWN else article.source.name
        prepared.document = replace(prepared.document, source=known)
    if "published" in kept:
        days = (article.published_from, article.published_to)
        prepared.document = replace(prepared.document, published=days if days[0] and days[1] else None)  # type: ignore[arg-type]
    for name in kept:
        prepared.warn(name, f"{name.capitalize()} kept as corrected by an editor.")


def kept_columns(article: Article) -> dict[str, object]:
    """Return the columns of an article that an upload must leave alone."""
    names = [name for name in article.corrected if name in CORRECTABLE]
    return {column: getattr(article, column) for name in names for column in CORRECTABLE[name]}


def source_name_fault(name: str, source: Source | None) -> str:
    """Return why a source can't be called so, or "". `source` is None when it is a new one."""
    key = fold_name(name)[:200]
    if not key:
        return "Write a name with at least one letter or figure."
    if source is not None and source.key == Source.UNKNOWN and key != Source.UNKNOWN:
        return "“unknown” stands for all articles without a source; change the source of the articles instead."
    source_id = source.pk if source and source.pk else 0
    taken = Source.objects.filter(key=key).exclude(pk=source_id).first()
    if taken:
        return f"There is a source “{taken.name}” already. Choose another name, or move the articles to that source."
    former = SourceName.objects.filter(key=key).exclude(source_id=source_id).select_related("source").first()
    if former:
        return f"“{former.name}” is a former name of “{former.source.name}”, and its records go there. Choose another."
    return ""


@transaction.atomic
def rename_source(source: Source, name: str) -> None:
    """Rename a source; records that still use its former name find it, and their articles, as before.

    The index holds the ids of sources and not their names, so nothing has to be indexed again. Raises ValueError.
    """
    fault = source_name_fault(name, source)
    if fault:
        raise ValueError(fault)
    old, old_key, new_key = source.name, source.key, fold_name(name)[:200]
    source.name, source.key = name, new_key
    source.save(update_fields=["name", "key"])
    if old_key == new_key:
        return
    SourceName.objects.filter(key=new_key).delete()
    SourceName.objects.create(source=source, name=old, key=old_key)
    _move_identities(Article, old, name)
    _move_identities(TakeDown, old, name)


def _move_identities(model: type[Model], old: str, new: str) -> None:
    """Let the identities that a source's old name is part of follow the new one."""
    before, after = f"id:{fold_name(old)}:", f"id:{fold_name(new)}:"
    rows = model._default_manager.filter(identity=Concat(Value(before), F("external_id"))).exclude(external_id="")
    rows.update(identity=Concat(Value(after), F("external_id")))


def follow_renames(records: Sequence[PreparedArticle]) -> None:
    """Let records that use the former name of a source belong to the source."""
    keys = {fold_name(record.source)[:200] for record in records}
    former = {
        row.key: row.source.name for row in SourceName.objects.filter(key__in=keys).select_related("source").iterator()
    }
    for record in records if former else ():
        old = fold_name(record.source)
        name = former.get(old[:200])
        if name is None:
            continue
        if record.identity == f"id:{old}:{record.columns['external_id']}":
            record.identity = f"id:{fold_name(name)}:{record.columns['external_id']}"
        record.source = name
        record.document = replace(record.document, source=name)


def _chunks(ids: Sequence[int]) -> Iterable[list[int]]:
    return (list(ids[start : start + _CHUNK]) for start in range(0, len(ids), _CHUNK))
