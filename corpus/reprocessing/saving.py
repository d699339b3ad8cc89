"""One batch of a reprocessing into the database: what changed, the counts and how far it is, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from corpus.entities import EntityDirectory
from corpus.extract.mention import FoundMention
from corpus.formats.record import Supplied
from corpus.models import Article, Mention, Reprocessing
from corpus.reprocessing.again import NOTHING_EXTRACTED, Again
from corpus.reprocessing.lease import Claim
from corpus.reprocessing.shifts import Shift, moved
from corpus.rows import Row, update_rows
from corpus.saving import LeaseLostError, save_mentions
from corpus.signals import announce

MOST_FAILURES = 50  # of which the reasons are kept

Redo = Callable[[int], Again | None]
"""Goes through one article again, as it is now; None when it is gone."""

_Fact = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """The mentions of an article as they are saved; supplied ones stay where they are."""

    mentions: list[FoundMention]
    actors: tuple[Supplied, ...] = ()
    locations: tuple[Supplied, ...] = ()


@dataclass(slots=True)
class Tally:
    """What became of a batch."""

    changed: list[int] = field(default_factory=list)
    unchanged: int = 0
    failures: list[dict[str, object]] = field(default_factory=list)


def save_batch(
    claim: Claim, agains: Sequence[Again], directory: EntityDirectory, *, last_id: int, redo: Redo, seconds: float
) -> Tally:
    """Save a batch whole or not at all, up to the article `last_id`.

    Raises LeaseLostError when the job was cancelled or taken over, and DatabaseError as the database does.
    """
    try:
        with transaction.atomic():
            if not claim.prolong(seconds):
                raise LeaseLostError(f"Reprocessing {claim.job.pk} was cancelled or taken over.")
            tally = _save(agains, directory, redo)
            _count(claim, tally, last_id=last_id)
            announce(tally.changed)
            return tally
    except BaseException:
        directory.forget()
        raise


def _save(agains: Sequence[Again], directory: EntityDirectory, redo: Redo) -> Tally:
    held = {
        article.pk: article
        for article in Article.objects.select_for_update()
        .filter(pk__in=[again.article_id for again in agains])
        .order_by("pk")
        .defer("raw_text", "text", "removed")
    }
    tally = Tally()
    current = list(_current(agains, held, redo))
    _keep_identities_apart(current)
    before = _facts([again.article_id for again in current if again.mentions is not None])
    for again in current:
        article = held[again.article_id]
        if again.fault:
            tally.failures.append({"id": again.article_id, "reason": again.fault})
            continue
        finds_others = again.mentions is not None and before[again.article_id] != _new_facts(again.mentions)
        if again.columns or finds_others:
            _rewrite(again, article, directory, finds_others=finds_others)
            tally.changed.append(again.article_id)
        else:
            tally.unchanged += 1
        if again.mentions is not None and not finds_others and article.extractor != again.label:
            _relabel(article, again.label)
    return tally


def _current(agains: Iterable[Again], held: Mapping[int, Article], redo: Redo) -> Iterable[Again]:
    """Yield what is still true: an article that was changed since it was read is gone through once more."""
    for again in agains:
        if again.article_id not in held:
            continue
        if held[again.article_id].version == again.version:
            yield again
        elif (anew := redo(again.article_id)) is not None:
            yield anew


def _keep_identities_apart(agains: Iterable[Again]) -> None:
    """Leave the identity of an article as it was where another one has the new one; the two say the same now."""
    wanted = {again.article_id: str(again.columns["identity"]) for again in agains if "identity" in again.columns}
    taken = set(Article.objects.filter(identity__in=list(wanted.values())).values_list("identity", flat=True))
    for again in agains:
        identity = wanted.get(again.article_id)
        if identity is None:
            continue
        if identity in taken:
            del again.columns["identity"]
        taken.add(identity)


def _rewrite(again: Again, article: Article, directory: EntityDirectory, *, finds_others: bool) -> None:
    columns: dict[str, object] = dict(again.columns)
    if again.mentions is not None:
        columns |= {"extractor": again.label, "warnings": _warnings(article)}
    update_rows(Article, [{"id": article.pk, "version": article.version + 1} | columns])
    if again.mentions is None:
        _shift(article.pk, again.shifts)
    elif finds_others:
        Mention.objects.filter(article_id=article.pk, start__isnull=False).delete()
        save_mentions([(_Found(again.mentions), article.pk)], again.label, directory)
    else:
        _relabel(article, again.label)


def _warnings(article: Article) -> list[dict[str, str]]:
    return [each for each in article.warnings if not str(each.get("message", "")).startswith(NOTHING_EXTRACTED)]


def _relabel(article: Article, label: str) -> None:
    """Note that another version of the extractor finds the same: nothing that the index holds has changed."""
    Article.objects.filter(pk=article.pk).update(extractor=label)
    Mention.objects.filter(article_id=article.pk, start__isnull=False).update(extractor=label)


def _shift(article_id: int, shifts: Sequence[Shift] | None) -> None:
    """Move the mentions of a text from which lines were taken out; those in such lines go."""
    if shifts is None:
        return
    gone: list[int] = []
    rows: list[Row] = []
    found = Mention.objects.filter(article_id=article_id, field=Mention.Field.TEXT, start__isnull=False)
    for mention_id, start, end in found.values_list("id", "start", "end"):
        span = moved(start or 0, end or 0, shifts)
        if span is None:
            gone.append(mention_id)
        elif span != (start, end):
            rows.append({"id": mention_id, "start": span[0], "end": span[1]})
    Mention.objects.filter(pk__in=gone).delete()
    update_rows(Mention, rows)


def _facts(article_ids: Sequence[int]) -> Mapping[int, set[_Fact]]:
    """Return what is known of the mentions that extraction found, by article."""
    facts: dict[int, set[_Fact]] = defaultdict(set)
    rows = Mention.objects.filter(article_id__in=list(article_ids), start__isnull=False).values_list(
        *("article_id", "field", "start", "end", "surface", "kind", "date_from", "date_to", "precision", "yearless"),
        *("rule", "confidence", "actor__key", "location__geonameid", "evidence"),
    )
    for article_id, *fact in rows:
        *said, confidence, key, geonameid, evidence = fact
        alternatives = str(evidence.get("alternatives", []))
        facts[article_id].add((*said, round(confidence, 4), key, geonameid, alternatives))
    return facts


def _new_facts(mentions: Iterable[FoundMention]) -> set[_Fact]:
    facts: set[_Fact] = set()
    for each in mentions:
        is_location = each.kind == "location"
        place = each.place if is_location else None
        key = each.key if each.kind not in ("location", "date") and each.key else None
        if each.kind != "date" and place is None and key is None:  # it would not be saved
            continue
        alternatives = str([list(one) for one in each.place.alternatives] if each.place else [])
        said = (each.field, each.start, each.end, each.text, each.kind, each.first, each.last, each.precision)
        confidence = round(min(1.0, max(0.0, each.confidence)), 4)
        geonameid = place.geonameid if place else None
        facts.add((*said, each.yearless, each.rule, confidence, key, geonameid, alternatives))
    return facts


def _count(claim: Claim, tally: Tally, *, last_id: int) -> None:
    changed, failed = len(tally.changed), len(tally.failures)
    room = MOST_FAILURES - len(claim.job.failures)
    if room > 0 and failed:
        claim.job.failures = [*claim.job.failures, *tally.failures[:room]]
    Reprocessing.objects.filter(pk=claim.job.pk).update(
        last_id=last_id,
        attempts=0,  # only attempts that came to nothing count towards giving up
        done=F("done") + changed + tally.unchanged + failed,
        changed=F("changed") + changed,
        unchanged=F("unchanged") + tally.unchanged,
        failed=F("failed") + failed,
        failures=claim.job.failures,
    )
