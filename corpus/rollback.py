"""Rolling an upload back: what it brought is removed, what it updated becomes what it was, what editors did stays.

It goes through the ledger from its end, a chunk in a transaction, under the upload's lease and fence; each row tells
what became of it, so a roll-back that was interrupted goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from corpus.corrections import CORRECTABLE
from corpus.models import (
    Article,
    LedgerRow,
    LedgerStatus,
    Reprocessing,
    Revision,
    StoryCorrection,
    Undone,
    Upload,
    UploadStatus,
)
from corpus.reprocessing.selection import start
from corpus.revisions import put_back
from corpus.saving import check_fence
from corpus.signals import announce

CHUNK: Final = 200
CHANGING: Final = (LedgerStatus.NEW, LedgerStatus.UPDATED)
GONE: Final = "The article was gone already."
REMOVED: Final = "The article was removed."
RESTORED: Final = "The article is what it was before this upload."
REDONE: Final = "The article is what it was before this upload; it was re-processed since, and is so again."

_Columns = Mapping[str, Any]


def roll_back(upload: Upload, *, watch: Callable[[], None] | None = None) -> None:
    """Roll an upload back that is running and ours. Raises LeaseLostError when it is no longer.

    `watch` is called after each chunk.
    """
    below = upload.sent + 1
    while below:
        below = _roll_back_chunk(upload, below)
        if watch:
            watch()
    with transaction.atomic():
        check_fence(upload)
        _process_again(upload)
        Upload.objects.filter(pk=upload.pk).update(
            status=UploadStatus.ROLLED_BACK, message=_told(upload), finished=timezone.now(), lease_until=None
        )
    upload.refresh_from_db()


def sent_elsewhere(upload: Upload) -> int:
    """Return how many records of other uploads are duplicates of what this one brought, and would go with it."""
    brought = upload.ledger.filter(status=LedgerStatus.NEW, undone="").values("article_id")
    others = LedgerRow.objects.filter(status=LedgerStatus.DUPLICATE, article_id__in=brought)
    return others.exclude(upload=upload).count()


def updates_elsewhere(upload: Upload) -> int:
    """Return how many records of an upload have updated what was there before it, not what it brought itself."""
    brought = upload.ledger.filter(status=LedgerStatus.NEW, article_id__isnull=False).values("article_id")
    return upload.ledger.filter(status=LedgerStatus.UPDATED).exclude(article_id__in=brought).count()


def _process_again(upload: Upload) -> None:
    """Queue what was put back as older rules had made it: whoever had it cleaned again wants today's."""
    rows = upload.ledger.filter(undone=Undone.RESTORED, undone_reason=REDONE, article_id__isnull=False)
    if articles := sorted(set(rows.values_list("article_id", flat=True))):
        start(articles=articles, via="rule", name=f"Articles put back when upload {upload.pk} was rolled back")


@transaction.atomic
def _roll_back_chunk(upload: Upload, below: int) -> int:
    """Deal with the last rows below a number; return the number to go on below, 0 at the end."""
    check_fence(upload)
    rows = upload.ledger.filter(status__in=CHANGING, undone="", sequence__lt=below)
    chosen = list(rows.order_by("-sequence").values_list("pk", "sequence", "article_id")[:CHUNK])
    gone = [pk for pk, _, article_id in chosen if article_id is None]
    _mark(LedgerRow.objects.filter(pk__in=gone), Undone.REMOVED, GONE)
    settled = _Settling(upload, sorted({article_id for *_, article_id in chosen if article_id is not None})).run()
    Upload.objects.filter(pk=upload.pk).update(undone=F("undone") + len(gone) + settled, attempts=0)
    return chosen[-1][1] if chosen else 0


class _Settling:
    """What becomes of some articles of an upload that is rolled back; all rows of an article are dealt with at once."""

    def __init__(self, upload: Upload, article_ids: Sequence[int]) -> None:
        self.upload = upload
        found = Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk")
        self.articles = {article.pk: article for article in found.defer("text", "raw_text", "removed")}
        self.rows = upload.ledger.filter(article_id__in=article_ids, status__in=CHANGING, undone="")
        self.made = set(self.rows.filter(status=LedgerStatus.NEW).values_list("article_id", flat=True))
        self.revisions: dict[int, list[Revision]] = {}
        kept = Revision.objects.filter(article_id__in=article_ids).order_by("version").defer("columns", "mentions")
        for revision in kept:
            self.revisions.setdefault(revision.article_id, []).append(revision)
        self.decided = _with_story_corrections(article_ids)

    def run(self) -> int:
        """Remove, restore or keep each article; return the number of ledger rows that tells of it."""
        removed: list[int] = []
        restored: dict[str, list[int]] = {RESTORED: [], REDONE: []}
        settled = 0
        for article in self.articles.values():
            first = self._first_revision(article)
            if reason := self._reason_to_keep(article, first):
                settled += _mark(self.rows.filter(article_id=article.pk), Undone.KEPT, reason)
            elif article.pk in self.made or first is None or first.columns is None:
                removed.append(article.pk)
            else:
                self._restore(article, first)
                restored[REDONE if self._is_redone(article) else RESTORED].append(article.pk)
        settled += _mark(self.rows.filter(article_id__in=removed), Undone.REMOVED, REMOVED)
        for reason, articles in restored.items():
            settled += _mark(self.rows.filter(article_id__in=articles), Undone.RESTORED, reason)
        _tell_other_uploads(self.upload, removed)
        announce([*removed, *restored[RESTORED], *restored[REDONE]], may_wait=True, last=False)
        Article.objects.filter(pk__in=removed).delete()
        return settled

    def _first_revision(self, article: Article) -> Revision | None:
        """Return the article as it was before this upload; None when there was none, or nothing is known of it."""
        own = [each for each in self.revisions.get(article.pk, []) if each.upload_id == self.upload.pk]
        return own[0] if own and article.pk not in self.made else None

    def _reason_to_keep(self, article: Article, first: Revision | None) -> str:
        if article.upload_id != self.upload.pk:
            self._leave_out(article, first)
            return f"Kept: upload {article.upload_id} has updated it since." if article.upload_id else "Kept."
        if article.pk not in self.made and first is None:
            return "Kept: what it was before this upload is not known."
        if edited := _edited(article, first.columns if first else None):
            return edited
        is_to_go = article.pk in self.made or first is None or first.columns is None
        return "Kept: an editor has decided about its story." if is_to_go and article.pk in self.decided else ""

    def _is_redone(self, article: Article) -> bool:
        """Return whether the article may have been cleaned or extracted again after this upload wrote it last."""
        last = [each for each in self.revisions[article.pk] if each.upload_id == self.upload.pk][-1]
        jobs = Reprocessing.objects.filter(changed__gt=0, last_id__gte=article.pk)
        return (
            article.version > last.version + 1
            and jobs.filter(Q(finished=None) | Q(finished__gt=last.replaced)).exists()
        )

    def _leave_out(self, article: Article, first: Revision | None) -> None:
        """Take what this upload made of an article out of its history: a later upload stands on what was before."""
        history = self.revisions.get(article.pk, [])
        own = [each for each in history if each.upload_id == self.upload.pk]
        after = own[-1].version if own else 0
        later = next((each for each in history if each.version > after and each.upload_id != self.upload.pk), None)
        if later is None:
            return
        later.columns, later.mentions = (first.columns, first.mentions) if first else (None, [])
        later.save(update_fields=["columns", "mentions"])
        Revision.objects.filter(pk__in=[each.pk for each in own]).delete()

    def _restore(self, article: Article, first: Revision) -> None:
        put_back(article, first)
        own = [each.pk for each in self.revisions[article.pk] if each.upload_id == self.upload.pk]
        Revision.objects.filter(pk__in=own).delete()


def _with_story_corrections(article_ids: Sequence[int]) -> frozenset[int]:
    """Return those of these articles that an editor's decision about stories names: with them it would go."""
    decided = StoryCorrection.objects.order_by()
    return frozenset(decided.filter(article_id__in=article_ids).values_list("article_id", flat=True)) | frozenset(
        decided.filter(belongs_with_id__in=article_ids).values_list("belongs_with_id", flat=True)
    )


def _edited(article: Article, before: _Columns | None) -> str:
    """Return what an editor has done to an article since the upload, as a reason to keep it."""
    known = before or {}
    corrected = [name for name in article.corrected if name not in known.get("corrected", [])]
    for name in known.get("corrected", []):  # corrected before, and perhaps once more
        columns = [column for column in CORRECTABLE.get(name, ()) if column in known]
        if any(_plain(getattr(article, column)) != known[column] for column in columns):
            corrected.append(name)
    if corrected:
        return f"Kept: an editor has corrected its {' and '.join(corrected)}."
    if article.hidden != known.get("hidden", False):
        return f"Kept: an editor has {'hidden it' if article.hidden else 'shown it again'}."
    return ""


def _plain(value: object) -> object:
    """Return a value of a column as a revision holds it."""
    return value if value is None or isinstance(value, (str, int)) else str(value)


def _mark(rows: QuerySet[LedgerRow], undone: str, reason: str) -> int:
    return rows.update(undone=undone, undone_reason=reason)


def _tell_other_uploads(upload: Upload, removed: Sequence[int]) -> None:
    """Let the ledgers of other uploads that name these articles say that they are gone."""
    rows = list(LedgerRow.objects.filter(article_id__in=removed).exclude(upload=upload))
    for row in rows:
        message = f"Article {row.article_id} was removed when upload {upload.pk} was rolled back."
        row.warnings = [*row.warnings, {"field": "", "message": message}]
    LedgerRow.objects.bulk_update(rows, ["warnings"], batch_size=CHUNK)


def _told(upload: Upload) -> str:
    """Say what a roll-back has done."""
    found = (
        upload.ledger.exclude(undone="").values("undone").annotate(number=Count("pk")).values_list("undone", "number")
    )
    counts = dict(found.order_by())
    told = [
        f"{counts.get(Undone.REMOVED, 0):,} records were removed with their articles",
        f"{counts.get(Undone.RESTORED, 0):,} updates taken back",
    ]
    if kept := counts.get(Undone.KEPT, 0):
        told.append(f"{kept:,} kept because they were changed since: the ledger names them")
    asked = Upload.objects.values_list("message", flat=True).get(pk=upload.pk)
    return f"{asked} {', '.join(told)}.".strip()
