"""What editors decide about the lines of a source: accept, refuse, take back; the source's articles follow."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from corpus.models import LineStatus, Reprocessing, ReprocessingExtractor, ReprocessingStatus, Source, SourceLine
from corpus.reprocessing import Selection, start

VIA = "rule"


@transaction.atomic
def decide(line_ids: Iterable[int], status: str, *, user: User | None) -> tuple[int, list[Reprocessing]]:
    """Accept or refuse lines; return how many were otherwise before, and the reprocessings that follow from it.

    Refusing an accepted line takes it back: the articles get it again. Raises ValueError for another status.
    """
    if status not in (LineStatus.ACCEPTED, LineStatus.REFUSED):
        raise ValueError(f"a line is accepted or refused, not {status!r}")
    lines = list(
        SourceLine.objects.select_for_update(of=("self",))
        .filter(pk__in=list(line_ids))
        .exclude(status=status)
        .select_related("source")
        .order_by("source_id", "pk")
    )
    touched: dict[int, Source] = {}
    for line in lines:
        if LineStatus.ACCEPTED in (line.status, status):
            touched[line.source_id] = line.source
        line.status, line.decided, line.decided_by = status, timezone.now(), user
        line.by_name = user.get_username() if user else ""
        line.save(update_fields=["status", "decided", "decided_by", "by_name"])
    return len(lines), [_clean_again(source, user) for source in touched.values()]


def _clean_again(source: Source, user: User | None) -> Reprocessing:
    """Queue the cleaning of a source's articles, unless one that has not begun will do it."""
    chosen = Selection(source=source.pk).as_json()
    waiting = Reprocessing.objects.filter(status=ReprocessingStatus.QUEUED, via=VIA, done=0, selection=chosen).first()
    if waiting is not None:
        return waiting
    name = f"boilerplate of {source.name}"
    return start(source=source.pk, extractor=ReprocessingExtractor.NEEDED, user=user, via=VIA, name=name)
